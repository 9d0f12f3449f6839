import EventLog
import Ledger
import Projections
import Values

/// A voucher with what documents it.
public struct DocumentedVoucher: Sendable {
    /// What shows that a voucher is real, the strongest there is (bokføringsloven §§ 6, 10).
    public enum Ground: String, Sendable, CaseIterable {
        /// A file is attached.
        case files
        /// It came from another system, which it names with its number there.
        case source
        /// It takes another voucher back, and names it.
        case reversal
        case missing
    }

    public let posted: PostedVoucher
    public let files: VoucherFiles

    public var ground: Ground {
        if !files.inForce.isEmpty { return .files }
        if posted.voucher.source != nil { return .source }
        return posted.reverses == nil ? .missing : .reversal
    }

    /// The numbers of invoices and other documents that its lines name, each once.
    public var references: [String] {
        posted.voucher.postings.compactMap(\.reference).reduce(into: []) { found, reference in
            if !found.contains(reference) { found.append(reference) }
        }
    }

    /// The sum of its debits.
    ///
    /// - Throws: `MoneyOverflow`.
    public func amount() throws(MoneyOverflow) -> Money {
        var sum = Money.zero
        for posting in posted.voucher.postings where posting.amount > .zero { try sum += posting.amount }
        return sum
    }
}

/// The vouchers of some days with what documents each.
public struct DocumentationReport: Sendable {
    public let days: ClosedRange<CalendarDate>
    /// By date and entry; where only those that lack documentation were asked for, these.
    public let vouchers: [DocumentedVoucher]
    /// How many there are of each, listed or not.
    public let counts: [DocumentedVoucher.Ground: Int]
    public let head: TreeHead
}

extension OpenBooks {
    /// - Parameters:
    ///   - range: where nil, all days with postings.
    ///   - onlyMissing: only vouchers with neither files nor source, which take nothing back either.
    public func documentationReport(
        _ range: ClosedRange<CalendarDate>?, onlyMissing: Bool = false
    ) throws -> DocumentationReport {
        let figures = try figures(.months)
        let days = range ?? figures.trialBalance.days ?? today...today
        let documented = try DocumentedEntries(log, size: figures.size)
        var found: [DocumentedVoucher] = []
        var counts: [DocumentedVoucher.Ground: Int] = [:]
        try vouchers(dated: days, upTo: figures.size) { posted, _ in
            // Only where the keys tell that something is, or was, attached are its events read.
            let files = try documented.areAny(of: posted.sequence) ? self.files(of: posted.sequence) : VoucherFiles()
            let voucher = DocumentedVoucher(posted: posted, files: files)
            counts[voucher.ground, default: 0] += 1
            if !onlyMissing || voucher.ground == .missing { found.append(voucher) }
        }
        found.sort { ($0.posted.voucher.date, $0.posted.sequence) < ($1.posted.voucher.date, $1.posted.sequence) }
        return DocumentationReport(days: days, vouchers: found, counts: counts, head: try head(at: figures.size))
    }

    private var today: CalendarDate { now.dateInNorway }
}

/// The entries of vouchers that something is, or was, attached to: read from the keys alone, once for many vouchers.
struct DocumentedEntries {
    private var vouchers: Set<UInt64> = []

    init(_ log: any EventLog, size: UInt64) throws {
        try log.readKeys(beginningWith: DocumentationKey.start) { key, sequence in
            if sequence <= size, let parts = DocumentationKey.parts(of: key) { vouchers.insert(parts.voucher) }
        }
    }

    func areAny(of voucher: UInt64) -> Bool { vouchers.contains(voucher) }
}
