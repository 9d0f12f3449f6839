import Cryptography
import EventLog
import Formats
import Interchange
import Ledger
import Values

/// A log in memory, with what an import does to it.
final class InMemoryWriter: LogWriter {
    private(set) var entries: [[UInt8]] = []
    private var keys: [String: UInt64] = [:]

    var size: UInt64 { UInt64(entries.count) }

    var head: TreeHead {
        var tree = MerkleTree()
        for entry in entries { entry.withUnsafeBytes { tree.append(MerkleTree.leaf($0)) } }
        return tree.head
    }

    func append(_ event: NewEvent, at time: Timestamp) throws -> UInt64 {
        let sequence = size + 1
        if let key = event.key {
            if let earlier = keys[key] { throw LogError.keyReused(key, sequence: earlier) }
            keys[key] = sequence
        }
        entries.append(EntryBytes.encode(event, sequence: sequence, time: time))
        return sequence
    }

    func append(_ event: DeferredEvent, at time: Timestamp) throws -> UInt64 { try append(event.made, at: time) }
    func watch(_ visit: @escaping (StoredEntry) throws -> Void) {}
    func hasKey(beginningWith prefix: String) throws -> Bool { keys.keys.contains { $0.hasPrefix(prefix) } }
    func sequences(ofKeysBeginningWith prefix: String) throws -> [UInt64] {
        keys.filter { $0.key.hasPrefix(prefix) }.map(\.value).sorted()
    }

    func store(_ bytes: [UInt8], mediaType: String) throws -> SHA256Digest { SHA256Digest(of: bytes) }
    func sequence(ofKey key: String) throws -> UInt64? { keys[key] }
    func entry(_ sequence: UInt64) throws -> [UInt8]? {
        sequence >= 1 && sequence <= size ? entries[Int(sequence) - 1] : nil
    }
}

/// Books for the tests: import into them, then ask what they hold.
final class TestBooks {
    private(set) var writer = InMemoryWriter()
    private(set) var books: Books

    init(orgnr: String = "888888888") throws {
        var books = Books()
        let company = Company(
            organisationNumber: try OrganisationNumber(orgnr), name: "Prøve AS", environment: .sandbox, booksID: "b",
            vatCategory: .alminnelig, vatPeriod: .twoMonths)
        _ = try writer.append(LedgerEvent.companyRegistered(company).newEvent, at: TestBooks.now)
        books.apply(.companyRegistered(company))
        self.books = books
    }

    static let now = Timestamp(millisecondsSince1970: 1_767_225_600_000)

    @discardableResult
    func importing(
        _ files: [ImportFile], _ change: (inout SAFTImportOptions) -> Void = { _ in }
    ) throws -> ImportReport {
        var options = SAFTImportOptions()
        change(&options)
        return try attempting { transaction, restarts in
            options.readsUndeclaredWindows1252 = restarts.contains(.undeclaredWindows1252)
            return try SAFTImport(options: options).run(files, into: transaction)
        }
    }

    /// Imports a CSV file; one whose rows are scattered is read again, as the program does.
    @discardableResult
    func importing(
        csv file: ImportFile, _ change: (inout CSVImportOptions) -> Void = { _ in }
    ) throws -> ImportReport {
        var options = CSVImportOptions()
        options.shared.codesAreStandard = true
        options.shared.allowed = ["account-not-open"]
        change(&options)
        return try attempting { transaction, restarts in
            options.rowsAreScattered = restarts.contains(.scatteredRows)
            return try CSVImport(options: options).run(file, into: transaction)
        }
    }

    /// One change of the books, or none.
    func attempting(
        _ body: (LedgerTransaction, Set<ImportRestart.Reason>) throws -> ImportReport
    ) throws -> ImportReport {
        var restarts: Set<ImportRestart.Reason> = []
        while true {
            let attempt = InMemoryWriter(copying: writer)
            let transaction = LedgerTransaction(attempt, books: books, now: TestBooks.now)
            do {
                let report = try body(transaction, restarts)
                writer = attempt
                books = transaction.books
                return report
            } catch let rollback as ImportRollback {
                return rollback.report
            } catch let restart as ImportRestart where restarts.insert(restart.reason).inserted {
                continue
            }
        }
    }

    func vouchers() throws -> [Voucher] {
        try (1...max(writer.size, 1)).compactMap { sequence in
            guard let bytes = try writer.entry(sequence) else { return nil }
            return try PostedVoucher(EntryBytes.decode(bytes, sequence: sequence))?.voucher
        }
    }

    func balances(through day: CalendarDate? = nil) throws -> [String: Int64] {
        var balances: [String: Int64] = [:]
        for voucher in try vouchers() where day.map({ voucher.date <= $0 }) ?? true {
            for posting in voucher.postings { balances[posting.account.text, default: 0] += posting.amount.ore }
        }
        return balances
    }

    /// Base and VAT by standard code (`-` when unmapped), signed øre.
    func vat(_ days: ClosedRange<CalendarDate>? = nil) throws -> [String: [Int64]] {
        var sums: [String: [Int64]] = [:]
        for voucher in try vouchers() where days?.contains(voucher.date) ?? true {
            for vat in voucher.postings.compactMap(\.vat) {
                let code = vat.code?.description ?? "-"
                let old = sums[code] ?? [0, 0]
                sums[code] = [old[0] + (vat.base?.ore ?? 0), old[1] + (vat.vat?.ore ?? 0)]
            }
        }
        return sums
    }
}

extension InMemoryWriter {
    convenience init(copying other: InMemoryWriter) {
        self.init()
        entries = other.entries
        keys = other.keys
    }
}

extension ImportFile {
    init(text: String, _ name: String = "saft.xml") { self.init(name, bytes: Array(text.utf8)) }
    init(_ name: String, bytes: [UInt8]) { self.init(name: name) { MemoryBytes(bytes) } }
}

extension ImportReport {
    var warningCodes: [String] { warnings.map(\.code).uniqued }
    var errorCodes: [String] { errors.map(\.code).uniqued }
}

extension Array where Element: Hashable {
    fileprivate var uniqued: [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}

/// The line of the first place where the text stands.
func line(of marker: String, in text: String) -> Int {
    guard let range = text.firstRange(of: marker) else { return -1 }
    return text[..<range.lowerBound].count { $0 == "\n" || $0 == "\r\n" } + 1
}

extension TestBooks {
    func money(through day: CalendarDate) throws -> [AccountNumber: Money] {
        var balances: [AccountNumber: Money] = [:]
        for (id, ore) in try self.balances(through: day) { balances[try AccountNumber(id)] = Money(ore: ore) }
        return balances
    }

    /// Posts a voucher as a person does.
    func post(_ number: String, series: String? = nil, on day: String, _ postings: [(String, Int64)]) throws {
        let transaction = LedgerTransaction(writer, books: books, now: TestBooks.now)
        for (account, _) in postings {
            let number = try AccountNumber(account)
            if transaction.books.accounts[number] == nil {
                try transaction.open(Account(number: number, name: account))
            }
        }
        try transaction.post(
            Voucher(
                number: try VoucherNumber(series: series, number: number), date: try CalendarDate(day),
                postings: try postings.map { Posting(account: try AccountNumber($0.0), amount: Money(ore: $0.1)) }))
        books = transaction.books
    }

    /// Visits what the books hold, as imports ask for it.
    var visitor: (ClosedRange<CalendarDate>, (Voucher) throws -> Void) throws -> Void {
        let before = try? vouchers()
        return { days, visit in
            for voucher in before ?? [] where days.contains(voucher.date) { try visit(voucher) }
        }
    }

    func close(_ period: String) throws {
        let closing = PeriodClosing(period: try ReportingPeriod(period), by: "prøve")
        let transaction = LedgerTransaction(writer, books: books, now: TestBooks.now)
        try transaction.record(.periodClosed(closing))
        books = transaction.books
    }
}
