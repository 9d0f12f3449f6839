import Authorities
import EventLog
import Filing
import Formats
import Ledger
import Projections
import Values

/// What a verification found.
public struct LogVerification: Sendable {
    /// What is recorded now, right or wrong.
    public let head: TreeHead
    public let firstFault: LogFault?

    public var isOK: Bool { firstFault == nil }
}

extension LogVerification {
    /// What `OpenBooks.verify` finds, of one state of a log that others may write to meanwhile.
    init(of log: any EventLog, deep: Bool) throws { self = try log.readingOneState { try Self.verify(log, deep) } }

    private static func verify(_ log: any EventLog, _ isDeep: Bool) throws -> LogVerification {
        do {
            guard isDeep else { return LogVerification(head: try log.verify { _ in }, firstFault: nil) }
            var check = DeepCheck(log)
            let head = try log.verify { try check.visit($0) }
            try check.finish()
            try log.verifyStorage()
            return LogVerification(head: head, firstFault: nil)
        } catch let fault as LogFault {
            return LogVerification(head: try log.head(), firstFault: fault)
        } catch LogError.damagedEntry(let sequence, let reason) {
            return LogVerification(head: try log.head(), firstFault: LogFault(at: sequence, reason))
        } catch LogError.damagedFile(let reason) {
            return LogVerification(
                head: try log.head(), firstFault: LogFault(at: nil, "the file cannot be read: \(reason)"))
        }
    }
}

extension OpenBooks {
    /// Checks every byte, hash and recorded tree of the log and every stored document.
    ///
    /// - Parameter deep: also that each entry is canonical and has its published shape, that every voucher balances on
    ///   accounts that were open, that saved figures are what the entries give, that events of filings follow from each
    ///   other and stand on the log they name, that approvals are what the policy of their time counts, with signatures
    ///   and logins that verify, that documents which entries name are there, and that indexes and triggers are whole.
    /// - Parameter rebuild: drops saved figures first; they are made anew from the entries when somebody asks for some.
    public func verify(deep: Bool, rebuild: Bool = false) throws -> LogVerification {
        if rebuild { try log.dropSnapshots() }
        return try LogVerification(of: log, deep: deep)
    }

    /// The exact bytes of the entries from one on, each for a line of its own.
    public func export(from first: UInt64 = 1, _ write: ([UInt8]) throws -> Void) throws {
        let size = try log.size()
        guard first >= 1, first <= size else { return }
        try log.read(first...size) { try write(Array($0.bytes)) }
    }

    /// - Throws: `LogEntryError.outside` when the log has no such entry.
    public func entry(_ sequence: UInt64) throws -> [UInt8] {
        let size = try log.size()
        guard sequence >= 1, sequence <= size, let bytes = try log.entry(sequence) else {
            throw LogEntryError.outside(sequence, size: size)
        }
        return bytes
    }
}

public enum LogEntryError: Error, Equatable, CustomStringConvertible {
    case outside(UInt64, size: UInt64)

    public var description: String {
        switch self {
        case .outside(let sequence, let size): "There is no entry \(sequence): the log has entries 1 to \(size)."
        }
    }
}

/// What verification looks at beyond hashes, entry by entry.
private struct DeepCheck {
    private let log: any EventLog
    private var figures = Figures()
    private var view = VoucherView()
    private var books = Books()
    private var filings: FilingsCheck
    private var openAccounts = OpenAccounts()
    private let snapshotSize: UInt64?

    init(_ log: any EventLog) {
        self.log = log
        filings = FilingsCheck(log)
        snapshotSize = (try? log.snapshot(TrialBalance.name))?.size
    }

    mutating func visit(_ entry: StoredEntry) throws {
        // Nearly all entries are posted vouchers, which are checked where they lie.
        if let fault = CanonicalForm.fault(in: entry.bytes) {
            throw LogFault(at: entry.sequence, "byte \(fault.offset) is not canonical: \(fault.reason)")
        }
        if EntryBytes.typeName(of: entry.bytes).map(HotEvent.isNamed) != true {
            let event = try entry.decoded()
            if let event = try LedgerEvent(event) { books.apply(event) }
            try filings.visit(event, after: books)
        }
        if try figures.apply(entry, &view) { try checkVoucher() }
        if figures.size == snapshotSize { try compareSnapshots() }
    }

    private mutating func checkVoucher() throws {
        var sum = Money.zero
        for line in view.lines {
            try sum += Money(ore: line.amountOre)
            guard openAccounts.contains(line.account, in: books) else {
                throw LogFault(at: view.sequence, "it posts to account \(line.account.string), which was not open")
            }
        }
        guard sum == .zero else { throw LogFault(at: view.sequence, "its voucher does not balance") }
    }

    private func compareSnapshots() throws {
        if let name = try figures.differingSnapshots(in: log).first {
            throw LogFault(
                at: nil,
                "the saved figures '\(name)' are not what the entries give; the entries before them are in order, and "
                    + "'bilag log verify --deep --rebuild' makes the figures anew")
        }
    }

    func finish() throws {
        try filings.finish(size: figures.size)
        try checkSnapshotSizes()
    }

    private func checkSnapshotSizes() throws {
        let saved = try log.snapshot(TrialBalance.name)
        if let saved, saved.size > figures.size {
            throw LogFault(at: nil, "the saved figures are of \(saved.size) entries, and the log has \(figures.size)")
        }
        // Both were saved together; one that stands elsewhere was changed.
        if let other = try log.snapshot(VATPostings.name), other.size != saved?.size {
            throw LogFault(at: nil, "the saved figures '\(VATPostings.name)' are not of one size with the others")
        }
    }
}

/// Which accounts are open, looked up without making a text of each.
private struct OpenAccounts {
    private var known: Set<[UInt8]> = []

    mutating func contains(_ account: JSONCursor.Text, in books: Books) -> Bool {
        let bytes = Array(account.bytes)
        if known.contains(bytes) { return true }
        guard let number = try? AccountNumber(account.string), books.accounts[number] != nil else { return false }
        known.insert(bytes)
        return true
    }
}
