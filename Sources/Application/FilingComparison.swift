import EventLog
import Filing
import Ledger
import Projections
import VATReturn
import Values

/// A version of a filing that can be compared: its last draft, an earlier one, or what the books say now.
public enum FilingVersion: Hashable, Sendable, CustomStringConvertible {
    /// - Parameter draft: from 1; nil for the last.
    case draft(FilingID, draft: Int?)
    /// The return of the same period as the other side's, built from the books as they are.
    case books

    /// Reads `vat-2026-T1-1`, `vat-2026-T1-1:2` for the second draft, and `books`.
    public init(_ text: String) throws(InvalidInput) {
        if text == "books" {
            self = .books
            return
        }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard let id = parts.first, parts.count <= 2, parts.count == 1 || (Int(parts[1]) ?? 0) >= 1 else {
            throw InvalidInput(
                text,
                "a filing is written vat-2026-T1-1, its second draft vat-2026-T1-1:2, and the books as they are books")
        }
        self = .draft(try FilingID(id), draft: parts.count == 2 ? Int(parts[1]) : nil)
    }

    public var description: String {
        switch self {
        case .draft(let id, let draft): draft.map { "\(id):\($0)" } ?? "\(id)"
        case .books: "books"
        }
    }
}

/// A voucher's part in a difference between two returns, signed as in the return.
public struct VoucherEffect: Sendable {
    public let sequence: UInt64
    /// When it was recorded.
    public let recorded: Timestamp
    public let voucher: VoucherNumber
    public let date: CalendarDate
    public let text: String
    /// Nil on deduction lines.
    public let base: Money?
    public let vat: Money
}

/// What changed a line of a return, voucher by voucher.
public struct LineEffect: Sendable {
    public let key: VATLineKey
    public let vouchers: [VoucherEffect]

    /// - Throws: `MoneyOverflow`.
    public func base() throws(MoneyOverflow) -> Money? {
        guard key.side == .output else { return nil }
        var sum = Money.zero
        for voucher in vouchers { try sum += voucher.base ?? .zero }
        return sum
    }

    /// - Throws: `MoneyOverflow`.
    public func vat() throws(MoneyOverflow) -> Money {
        var sum = Money.zero
        for voucher in vouchers { try sum += voucher.vat }
        return sum
    }
}

/// Two returns line by line, with the vouchers that came between them.
public struct FilingComparison: Sendable {
    public let before: FilingVersion
    public let after: FilingVersion
    /// How many entries each was built from.
    public let sizes: (before: UInt64, after: UInt64)
    public let periods: (before: ReportingPeriod, after: ReportingPeriod)
    public let difference: VATReturnDifference
    /// The vouchers between them by line, in order of the log; nil where the returns are not of one period and category, so
    /// that no voucher explains one from the other. Vouchers that only the earlier one has count with opposite sign.
    public let effects: [LineEffect]?
    /// VAT codes that were mapped anew between them.
    public let mappings: [VATCodeMapping]
}

extension OpenBooks {
    /// Compares two filings, drafts, or a filing with the books.
    ///
    /// - Throws: `FilingError.unknown`; `FilingComparisonError`; what building throws.
    public func compare(_ before: FilingVersion, _ after: FilingVersion) throws -> FilingComparison {
        let old = try side(before, other: after)
        let new = try side(after, other: before)
        let isOneReturn = old.period == new.period && old.category == new.category
        let (low, high) = (min(old.size, new.size), max(old.size, new.size))
        var effects: [LineEffect]?
        if isOneReturn {
            effects = try self.effects(
                on: old.period, old.category, after: low, upTo: high, isTurned: new.size < old.size)
        }
        return FilingComparison(
            before: before, after: after, sizes: (old.size, new.size), periods: (old.period, new.period),
            difference: VATReturnDifference(from: old.document, to: new.document), effects: effects,
            mappings: try mappings(after: low, upTo: high))
    }

    private struct ComparedSide {
        let document: VATReturnDocument
        let period: ReportingPeriod
        let category: VATCategory
        let size: UInt64
    }

    private func side(_ version: FilingVersion, other: FilingVersion) throws -> ComparedSide {
        switch version {
        case .draft(let id, let number):
            let record = try filing(id)
            let index = number.map { $0 - 1 } ?? record.drafts.count - 1
            guard record.drafts.indices.contains(index) else {
                throw FilingComparisonError.noSuchDraft(id, index + 1, drafts: record.drafts.count)
            }
            let draft = record.drafts[index].event
            let document = VATReturnDocument(validBytes: try stored(draft.hashes.document).bytes)
            guard let document else { throw FilingComparisonError.unreadable(id) }
            return ComparedSide(
                document: document, period: id.period, category: try VATReturnInputs(draft.inputs).category,
                size: draft.prefix.size)
        case .books:
            guard case .draft(let id, _) = other else { throw FilingComparisonError.nothingToCompare }
            let corrected = try correctedReturn(of: try filing(id))
            return ComparedSide(
                document: corrected.document, period: id.period, category: corrected.category,
                size: try log.size())
        }
    }

    /// What vouchers between two sizes of the log give to the lines of a return, by line in order of the log.
    func effects(
        on period: ReportingPeriod, _ category: VATCategory, after low: UInt64, upTo high: UInt64,
        isTurned: Bool = false
    ) throws -> [LineEffect] {
        let books = try books(at: high)
        let counted = CountedPostings(
            period: period, category: category, registered: books.company?.vatCategory, books: books)
        var order: [VATLineKey] = []
        var found: [VATLineKey: [VoucherEffect]] = [:]
        let isCounted = { (view: VoucherView) in counted.areAny(in: view) }
        try vouchers(
            dated: period.firstDay...period.lastDay, after: low, upTo: high, where: isCounted
        ) { posted, view in
            for (key, base, vat) in try OpenBooks.sums(of: try counted.shares(of: view)) {
                if found[key] == nil { order.append(key) }
                found[key, default: []].append(
                    VoucherEffect(
                        sequence: posted.sequence, recorded: posted.time, voucher: posted.voucher.number,
                        date: posted.voucher.date, text: posted.voucher.text,
                        base: isTurned ? try base?.negated() : base, vat: isTurned ? try vat.negated() : vat))
            }
        }
        return order.map { LineEffect(key: $0, vouchers: found[$0] ?? []) }
    }

    /// One voucher's shares, summed by line.
    private static func sums(
        of shares: [VATLineShare]
    ) throws(MoneyOverflow) -> [(key: VATLineKey, base: Money?, vat: Money)] {
        var sums: [(key: VATLineKey, base: Money?, vat: Money)] = []
        for share in shares {
            if let index = sums.firstIndex(where: { $0.key == share.key }) {
                try sums[index].vat += share.vat
                if let base = share.base { sums[index].base = try (sums[index].base ?? .zero) + base }
            } else {
                sums.append((share.key, share.base, share.vat))
            }
        }
        return sums
    }

    /// Mappings of VAT codes recorded between two sizes of the log.
    func mappings(after low: UInt64, upTo high: UInt64) throws -> [VATCodeMapping] {
        Array(try books(at: high).vatCodeMappings.dropFirst(try books(at: low).vatCodeMappings.count))
    }
}

public enum FilingComparisonError: Error, Equatable, CustomStringConvertible {
    case noSuchDraft(FilingID, Int, drafts: Int)
    case unreadable(FilingID)
    case nothingToCompare

    public var description: String {
        switch self {
        case .noSuchDraft(let id, let number, let drafts):
            "Filing \(id) has \(drafts) \(drafts == 1 ? "draft" : "drafts"); there is no draft \(number)."
        case .unreadable(let id):
            "The document of \(id) does not keep to the form of the VAT return. Run 'bilag filing check \(id)'."
        case .nothingToCompare: "Give at least one filing: 'books' stands for the return of the other's period."
        }
    }
}
