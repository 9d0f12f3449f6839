import EventLog
import Filing
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

extension OpenBooks {
    /// Checks every byte, hash and recorded tree of the log and every stored document.
    ///
    /// - Parameter deep: also that each entry is canonical and has its published shape, that every voucher balances on
    ///   accounts that were open, that saved figures are what the entries give, and that documents which entries name
    ///   are there.
    public func verify(deep: Bool) throws -> LogVerification {
        do {
            if !deep { return LogVerification(head: try log.verify { _ in }, firstFault: nil) }
            var check = DeepCheck(log)
            let head = try log.verify { try check.visit($0) }
            try check.finish()
            return LogVerification(head: head, firstFault: nil)
        } catch let fault as LogFault {
            return LogVerification(head: try log.head(), firstFault: fault)
        } catch LogError.damagedEntry(let sequence, let reason) {
            return LogVerification(head: try log.head(), firstFault: LogFault(at: sequence, reason))
        }
    }

    public func checkpoint() throws -> Checkpoint {
        let company = try company()
        return Checkpoint(origin: "bilag/\(company.organisationNumber)/\(company.booksID)", head: try log.head())
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
    private let snapshotSize: UInt64?

    init(_ log: any EventLog) {
        self.log = log
        snapshotSize = (try? log.snapshot(TrialBalance.name))?.size
    }

    mutating func visit(_ entry: StoredEntry) throws {
        let event = try entry.decoded()
        switch try LedgerEvent(event) {
        case .voucherPosted(let voucher): try check(voucher, entry.sequence)
        case .voucherReversed(let reversal):
            try check(reversal.voucher, entry.sequence)
            books.apply(.voucherReversed(reversal))
        case let other?: books.apply(other)
        case nil: break
        }
        try figures.apply(entry, &view)
        if figures.size == snapshotSize { try compareSnapshots() }
    }

    private func check(_ voucher: Voucher, _ sequence: UInt64) throws {
        guard try voucher.imbalance() == .zero else { throw LogFault(at: sequence, "its voucher does not balance") }
        for posting in voucher.postings where books.accounts[posting.account] == nil {
            throw LogFault(at: sequence, "it posts to account \(posting.account), which was not open")
        }
    }

    private func compareSnapshots() throws {
        if let name = try figures.differingSnapshots(in: log).first {
            throw LogFault(at: nil, "the saved figures '\(name)' are not what the entries give")
        }
    }

    func finish() throws {
        let filings = try Filings.load(from: log, size: figures.size)
        for record in filings.records {
            for draft in record.drafts {
                let hashes = draft.event.hashes
                for hash in [hashes.document, hashes.envelope] + hashes.attachments where try log.content(hash) == nil {
                    throw LogFault(at: draft.sequence, "the document \(hash) that it names is missing")
                }
            }
        }
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
