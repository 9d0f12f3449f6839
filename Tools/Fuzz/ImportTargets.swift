import Formats
import Ledger
import Values

@testable import Interchange

/// A file in our own convention or one of the known layouts; what is accepted must be books.
func importCSV(_ bytes: [UInt8]) {
    guard let choice = bytes.first.map(Int.init) else { return }
    guard let books = try? TestBooks() else { preconditionFailure("the books are ours") }
    let profiles = CSVProfile.all
    let decisions = choice / profiles.count
    _ = try? books.importing(csv: ImportFile("b.csv", bytes: Array(bytes.dropFirst()))) { options in
        options.profile = profiles[choice % profiles.count]
        options.dayFirst = decisions & 1 > 0
        if decisions & 2 > 0 { options.decimalMark = "," }
        if decisions & 4 > 0 {
            options.shared.codesAreStandard = false
            options.shared.mapping = mapping
        }
        if decisions & 8 > 0 {
            options.voucher = "1"
            options.date = CalendarDate(daysSince1970: 20_456)
        }
        decide(&options.shared)
    }
    expectBooks(books)
}

func importJournal(_ bytes: [UInt8], _ syntax: JournalImport.Syntax) {
    guard let choice = bytes.first else { return }
    guard let books = try? TestBooks() else { preconditionFailure("the books are ours") }
    var options = JournalImportOptions()
    options.bareAmountsAreNOK = choice & 1 > 0
    options.dropsVirtual = choice & 2 > 0
    options.splitsGross = choice & 4 > 0
    if choice & 8 > 0 { options.shared.codesAreStandard = false }
    if choice & 16 > 0 { options.shared.mapping = mapping }
    if choice & 32 == 0 { options.shared.balances = { day in try books.money(through: day) } }
    if choice & 64 > 0 { options.shared.allowed.insert("voucher-without-number") }
    decide(&options.shared)
    let sources = MemoryJournal(Array(bytes.dropFirst()), syntax)
    _ = try? books.attempting { transaction, _ in
        try JournalImport(syntax, options: options).run(sources, into: transaction)
    }
    expectBooks(books)
}

private let mapping = (try? VATMappingFile(parsing: Array(#"{"1":"3","U1":"31","0":"7"}"#.utf8))) ?? VATMappingFile()

private func decide(_ options: inout ImportOptions) {
    options.allowed.insert("account-not-open")
    for (number, account) in [(1, "2710"), (3, "2700"), (31, "2701")] {
        if let code = VATCode(number) { options.vatAccounts[code] = try? AccountNumber(account) }
    }
}

/// A journal and what it may include, with no disk behind it.
private struct MemoryJournal: JournalSources {
    let main = "main.journal"
    private let bytes: [UInt8]
    private let others: [String: String]

    init(_ bytes: [UInt8], _ syntax: JournalImport.Syntax) {
        self.bytes = bytes
        others = syntax == .journal ? Seeds.includedJournals : Seeds.includedBeancount
    }

    func name(_ path: String) -> String { path }

    func source(_ path: String) throws -> any ByteSource {
        MemoryBytes(path == main ? bytes : Array((others[path] ?? "").utf8))
    }

    func files(_ pattern: String, from file: String, formats: Set<String>) throws(JournalFolder.Refusal) -> [String] {
        let path = try JournalFolder.path(in: pattern, formats: formats)
        if path.hasPrefix("/") || path.hasPrefix("..") { throw .outside }
        if path == "*" { return others.keys.sorted() }
        guard path == main || others[path] != nil else { throw .notFound }
        return [path]
    }
}
