import Cryptography
import EventLog
import Formats
import Interchange
import Ledger
import Projections
import Values

/// Reads an export into books that are thrown away, and compares their figures with those of the books it came from: what
/// would go out is what the reports and returns are made from (reference 9.3).
struct ExportReadBack {
    let books: Books
    let figures: Figures
    let days: ClosedRange<CalendarDate>

    /// - Throws: `ExportError.differsFromBooks`.
    func check(_ files: [ImportFile]) throws {
        guard let company = books.company else { return }
        let writer = FoldingWriter()
        var empty = Books()
        empty.apply(.companyRegistered(company))
        let ledger = LedgerTransaction(writer, books: empty, now: Timestamp(millisecondsSince1970: 0))
        var options = SAFTImportOptions()
        // A year that begins with an undisposed result goes out as it is.
        options.allowed = ["opening-imbalance"]
        do {
            _ = try SAFTImport(options: options).run(files, into: ledger)
        } catch let rollback as ImportRollback {
            throw ExportError.differsFromBooks(rollback.report.errors.prefix(5).map(\.message))
        }
        let differences = try balances(writer.figures) + vat(writer.figures, ledger.books)
        guard differences.isEmpty else { throw ExportError.differsFromBooks(Array(differences.prefix(10))) }
    }

    private func balances(_ found: Figures) throws -> [String] {
        let expected = try figures.trialBalance.rowsOfYear(from: days.lowerBound, to: days.upperBound).rows
        let rows = try found.trialBalance.rows(from: days.lowerBound, to: days.upperBound)
        let read = Dictionary(rows.map { ($0.account, $0) }, uniquingKeysWith: { first, _ in first })
        return expected.compactMap { row in
            let opening = row.opening
            let other = read[row.account]
            let isSame =
                opening == other?.opening ?? .zero && row.debit == other?.debit ?? .zero
                && row.credit == other?.credit ?? .zero
            return isSame
                ? nil
                : "Account \(row.account): the books have \(opening) + \(row.debit) − \(row.credit), the export "
                    + "\(other?.opening ?? .zero) + \(other?.debit ?? .zero) − \(other?.credit ?? .zero)."
        }
    }

    /// Base and VAT by standard code, specification, side and rate, for each month that lies whole in the days.
    private func vat(_ found: Figures, _ readBooks: Books) throws -> [String] {
        let category = books.company?.vatCategory
        var differences: [String] = []
        for month in months {
            let expected = try figures.vatPostings.specification(
                month, category: category ?? .alminnelig, registered: category, books: books)
            let read = try found.vatPostings.specification(
                month, category: category ?? .alminnelig, registered: category, books: readBooks)
            let (own, other) = (try ExportReadBack.sums(of: expected), try ExportReadBack.sums(of: read))
            for key in Set(own.keys).union(other.keys).sorted() where own[key] != other[key] {
                let (left, right) = (own[key] ?? [.zero, .zero], other[key] ?? [.zero, .zero])
                differences.append(
                    "VAT in \(month), \(key): the books have base \(left[0]) and VAT \(left[1]), the export \(right[0]) "
                        + "and \(right[1]).")
            }
            if expected.unmapped.count != read.unmapped.count {
                differences.append("VAT in \(month): other codes are without a standard code in the export.")
            }
        }
        return differences
    }

    private static func sums(of specification: VATSpecification) throws -> [String: [Money]] {
        var sums: [String: [Money]] = [:]
        for line in specification.lines {
            let key =
                "code \(line.code)" + (line.specification.map { " \($0)" } ?? "")
                + (line.side == .deduction ? " deduction" : "") + (line.rate.map { " at \($0)" } ?? "")
            let old = sums[key] ?? [.zero, .zero]
            sums[key] = [try old[0] + (line.base ?? .zero), try old[1] + line.vat]
        }
        return sums
    }

    private var months: [ReportingPeriod] {
        var months: [ReportingPeriod] = []
        var day = days.lowerBound
        while day <= days.upperBound {
            let text = String("\(day)".prefix(7)).replacing("-", with: "-M")
            guard let month = try? ReportingPeriod(text) else { break }
            if month.firstDay >= days.lowerBound, month.lastDay <= days.upperBound { months.append(month) }
            day = month.lastDay.adding(days: 1)
        }
        return months
    }
}

/// A log that keeps nothing but the figures folded from it.
private final class FoldingWriter: LogWriter {
    private(set) var figures = Figures()
    private(set) var size: UInt64 = 0
    private var view = VoucherView()
    private var keys: Set<Int> = []
    private var watcher: ((StoredEntry) throws -> Void)?

    var head: TreeHead { MerkleTree().head }

    func append(_ event: NewEvent, at time: Timestamp) throws -> UInt64 {
        size += 1
        if let key = event.key { keys.insert(key.hashValue) }
        let bytes = EntryBytes.encode(event, sequence: size, time: time)
        try bytes.withUnsafeBytes { bytes in
            let entry = StoredEntry(sequence: size, bytes: bytes)
            try figures.apply(entry, &view)
            try watcher?(entry)
        }
        return size
    }

    func append(_ event: DeferredEvent, at time: Timestamp) throws -> UInt64 { try append(event.made, at: time) }

    func watch(_ visit: @escaping (StoredEntry) throws -> Void) { watcher = visit }

    func store(_ bytes: [UInt8], mediaType: String) throws -> SHA256Digest { SHA256Digest(of: bytes) }

    /// Which entry it is, nobody asks but for a number that is taken.
    func sequence(ofKey key: String) throws -> UInt64? { keys.contains(key.hashValue) ? size : nil }

    /// Asked about what was there before the import: nothing was.
    func hasKey(beginningWith prefix: String) throws -> Bool { false }

    /// Exports carry no documentation.
    func sequences(ofKeysBeginningWith prefix: String) throws -> [UInt64] { [] }

    func entry(_ sequence: UInt64) throws -> [UInt8]? { nil }
}
