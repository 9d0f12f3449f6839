import EventLog
import Filing
import Ledger
import Projections
import Values

/// Postings that a return counts and another return counts too. The books do not say which of a company's businesses a
/// posting belongs to, so a person has to.
public struct SharedPostings: Hashable, Sendable {
    /// The other return's category.
    public let category: VATCategory
    /// Nil for the return that the company is registered for, where nobody drafted it yet.
    public let filing: FilingID?
    public let vouchers: Int
    public let postings: Int
}

extension OpenBooks {
    /// Which other returns count postings that a filing's return counts: those of filings that were not refused, and the
    /// one that the company is registered for.
    ///
    /// - Throws: `FilingError.unknown`; what reading the log throws.
    public func sharedPostings(of id: FilingID) throws -> [SharedPostings] {
        let record = try filing(id)
        let category = try record.category
        let others = try otherReturns(than: record, category, try company())
        // Nearly always.
        guard !others.isEmpty else { return [] }
        let (books, size) = (try books(), try log.size())
        let own = OtherReturn(category: category, period: record.id.period, filing: id)
        return try others.compactMap { other in
            let (vouchers, postings) = try count(sharedBy: [own, other], books, upTo: size)
            guard postings > 0 else { return nil }
            return SharedPostings(
                category: other.category, filing: other.filing, vouchers: vouchers, postings: postings)
        }
    }

    private func count(
        sharedBy returns: [OtherReturn], _ books: Books, upTo size: UInt64
    ) throws -> (vouchers: Int, postings: Int) {
        guard let first = returns.map(\.period.firstDay).max(), let last = returns.map(\.period.lastDay).min(),
            first <= last
        else { return (0, 0) }
        let counted = returns.map {
            CountedPostings(
                period: $0.period, category: $0.category, registered: books.company?.vatCategory, books: books)
        }
        var (vouchers, postings) = (0, 0)
        func count(_ view: VoucherView) throws -> Bool {
            let sets = try counted.map { Set(try $0.shares(of: view).map(\.posting)) }
            let shared = sets.dropFirst().reduce(sets.first ?? []) { $0.intersection($1) }
            if !shared.isEmpty { (vouchers, postings) = (vouchers + 1, postings + shared.count) }
            return false
        }
        try self.vouchers(dated: first...last, upTo: size, where: count) { _, _ in }
        return (vouchers, postings)
    }

    private struct OtherReturn {
        let category: VATCategory
        let period: ReportingPeriod
        let filing: FilingID?
    }

    private func otherReturns(
        than record: FilingRecord, _ category: VATCategory, _ company: Company
    ) throws -> [OtherReturn] {
        var found: [OtherReturn] = []
        for other in try filings().records where ![.rejected, .superseded].contains(other.state) {
            let theirs = try other.category
            guard theirs.excludes(category), other.id.period.overlaps(record.id.period) else { continue }
            found.append(OtherReturn(category: theirs, period: other.id.period, filing: other.id))
        }
        if let own = company.vatCategory, own.excludes(category), !found.contains(where: { $0.category == own }) {
            found.append(OtherReturn(category: own, period: record.id.period, filing: nil))
        }
        return found
    }

    /// Refuses a return with postings that another one reports: the company's own return, or one that is ready or further
    /// on its way.
    ///
    /// - Throws: `SharedPostingsRefusal`.
    func refuseSharedPostings(of id: FilingID) throws {
        let filings = try filings()
        let standing = try sharedPostings(of: id).filter { shared in
            guard let other = shared.filing.flatMap({ filings[$0] }) else { return true }
            return other.state != .draft || shared.category == (try? company().vatCategory)
        }
        if !standing.isEmpty { throw SharedPostingsRefusal(filing: id, shared: standing) }
    }
}

extension VATCategory {
    /// Whether a posting belongs to a return of one of the two categories alone. A claim for compensation stands beside
    /// the VAT that another return determines.
    func excludes(_ other: VATCategory) -> Bool { self != other && self != .kompensasjon && other != .kompensasjon }
}

extension ReportingPeriod {
    fileprivate func overlaps(_ other: ReportingPeriod) -> Bool {
        firstDay <= other.lastDay && other.firstDay <= lastDay
    }
}

extension SharedPostings {
    /// As in `14 postings in 5 vouchers, also counted by vat-2025-1 (primaernaering)`.
    public var text: String {
        let other = filing.map { "\($0) (\(category))" } ?? "the company's own return (\(category))"
        return "\(postings) \(postings == 1 ? "posting" : "postings") in \(vouchers) "
            + "\(vouchers == 1 ? "voucher" : "vouchers"), also counted by \(other)"
    }
}

/// Why a return is not made ready: nobody may pay the same VAT twice without saying so.
public struct SharedPostingsRefusal: Error, CustomStringConvertible {
    public let filing: FilingID
    public let shared: [SharedPostings]

    public var description: String {
        let parts = shared.map(\.text).joined(separator: "; ")
        return
            "Filing \(filing) has \(parts). The books do not say which of the company's returns a posting belongs to. "
            + "Keep books of their own for each registration; or, where both returns are right, add --accept-shared."
    }
}
