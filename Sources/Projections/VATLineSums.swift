import LegalTables
import Values

/// Sums postings into the lines of a return: grouped by code, specification, ledger code, rate and side (vat-return
/// 2.5), with the signs of 2.6.
struct LineSums {
    let category: VATCategory
    let registered: VATCategory?

    /// What the books say of some postings.
    struct Treatment {
        let row: StandardVATCode
        let ledgerCode: String?
        let specification: VATSpecificationKind?
        let rate: VATRate?
        let hasBase: Bool
    }

    private struct Group: Hashable {
        let code: VATCode
        let specification: VATSpecificationKind?
        let ledgerCode: String?
        let rate: VATRate?
        let side: VATSpecificationLine.Side
    }

    private struct Total {
        var baseOre: Int64 = 0
        var vatOre: Int64 = 0
        var postings: Int64 = 0
        var first: (sequence: Int64, line: Int64)
        /// With the place where each first appears.
        var remarks: [(text: String, sequence: Int64)] = []
    }

    private var groups: [Group: Total] = [:]

    init(category: VATCategory, registered: VATCategory?) {
        self.category = category
        self.registered = registered
    }

    /// What a treatment contributes to one line: signs by which ledger amounts (debit positive) are turned.
    struct Part: Equatable {
        let side: VATSpecificationLine.Side
        let specification: VATSpecificationKind?
        let baseSign: Int64
        let vatSign: Int64
    }

    mutating func add(_ total: VATPostings.Total, _ treatment: Treatment, remarks: [String]) throws(MoneyOverflow) {
        for part in LineSums.parts(of: treatment, in: category, registered: registered) {
            let group = Group(
                code: treatment.row.code, specification: part.specification, ledgerCode: treatment.ledgerCode,
                rate: part.side == .output ? treatment.rate : nil, side: part.side)
            var sums = groups[group] ?? Total(first: (total.firstSequence, total.firstLine))
            sums.baseOre = try sum(sums.baseOre, try turned(total.baseOre, part.baseSign))
            sums.vatOre = try sum(sums.vatOre, try turned(total.vatOre, part.vatSign))
            sums.postings += total.count
            if (total.firstSequence, total.firstLine) < sums.first {
                sums.first = (total.firstSequence, total.firstLine)
            }
            for remark in remarks where !sums.remarks.contains(where: { $0.text == remark }) {
                sums.remarks.append((remark, total.firstSequence))
            }
            groups[group] = sums
        }
    }

    private func turned(_ ore: Int64, _ sign: Int64) throws(MoneyOverflow) -> Int64 {
        let (product, overflow) = ore.multipliedReportingOverflow(by: sign)
        if overflow { throw MoneyOverflow() }
        return product
    }

    /// The lines that a treatment gives in a category; none when the category does not report it.
    static func parts(of treatment: Treatment, in category: VATCategory, registered: VATCategory?) -> [Part] {
        guard let shape = treatment.row.shape(in: category) else { return [] }
        let specification = treatment.specification
        let isCompensable =
            specification == .rightToCompensation || specification == .compensationAdjustment
        if category == .kompensasjon {
            // A company with an ordinary registration deducts what is not marked as compensable.
            guard isCompensable || registered?.isOrdinary != true else { return [] }
            let kept = specification == .rightToCompensation ? nil : specification
            return [Part(side: .output, specification: kept, baseSign: -1, vatSign: -1)]
        }
        // Claimed in the compensation return, and no deduction here.
        if specification == .compensationAdjustment { return [] }
        if specification == .rightToCompensation, shape == .deduction { return [] }
        let outputSign: Int64 = treatment.row.isSale ? -1 : 1
        let output = Part(side: .output, specification: specification, baseSign: outputSign, vatSign: outputSign)
        let deduction = Part(side: .deduction, specification: specification, baseSign: 0, vatSign: -1)
        switch shape {
        case .output, .claim: return [output]
        case .deduction: return [deduction]
        case .outputAndDeduction:
            if specification == .rightToCompensation { return [output] }
            // An adjustment or reversal of a deduction has an amount alone, and so has a line on the VAT account.
            if specification != nil || !treatment.hasBase { return [deduction] }
            return [output, deduction]
        }
    }

    /// The groups as lines, in order of appearance; groups without base and VAT are left out.
    func lines() throws(MoneyOverflow) -> [VATSpecificationLine] {
        let ordered = groups.sorted { left, right in
            left.value.first != right.value.first
                ? left.value.first < right.value.first
                : LineSums.precedes(left.key, right.key)
        }
        return ordered.map { group, total in
            VATSpecificationLine(
                code: group.code, specification: group.specification, ledgerCode: group.ledgerCode, side: group.side,
                rate: group.rate, base: group.side == .output ? Money(ore: total.baseOre) : nil,
                vat: Money(ore: total.vatOre),
                remarks: total.remarks.sorted { ($0.sequence, $0.text) < ($1.sequence, $1.text) }.map(\.text),
                postings: Int(total.postings))
        }.filter { ($0.grunnlag ?? 0) != 0 || $0.merverdiavgift != 0 }
    }

    /// Among lines that begin with the same posting: output before deduction, then by rate.
    private static func precedes(_ left: Group, _ right: Group) -> Bool {
        (left.side, left.rate?.basisPoints ?? 0, left.code, left.specification?.rawValue ?? "", left.ledgerCode ?? "")
            < (
                right.side, right.rate?.basisPoints ?? 0, right.code, right.specification?.rawValue ?? "",
                right.ledgerCode ?? ""
            )
    }
}
