import Ledger
import LegalTables
import Values

/// A line of the VAT specification: what a return reports for one treatment in one period.
public struct VATSpecificationLine: Hashable, Sendable {
    public enum Side: Int, Sendable, Comparable {
        /// Base, rate and VAT.
        case output
        /// VAT alone.
        case deduction

        public static func < (left: Side, right: Side) -> Bool { left.rawValue < right.rawValue }
    }

    public let code: VATCode
    /// Official value (mvaSpesifikasjon).
    public let specification: VATSpecificationKind?
    /// The ledger's own code (mvaKodeRegnskapsystem).
    public let ledgerCode: String?
    public let side: Side
    /// Present on lines with a base.
    public let rate: VATRate?
    /// Signed as in the return: sales and computed purchases positive, claims negative. Nil on deduction lines.
    public let base: Money?
    /// Payable positive, deductible negative.
    public let vat: Money
    /// Remarks that the postings carry, without repeats, in order of appearance.
    public fileprivate(set) var remarks: [String]
    /// How many postings are behind the line.
    public let postings: Int

    /// Whole kroner, øre cut toward zero (vat-return 2.5, step 4).
    public var grunnlag: Int64? { base?.truncatedKroner }
    public var merverdiavgift: Int64 { vat.truncatedKroner }
}

/// The VAT specification (mva-spesifikasjon) of a period: the lines of its return, computed to the øre.
public struct VATSpecification: Sendable {
    public let period: ReportingPeriod
    public let category: VATCategory
    /// In the order in which their postings first appear in the log.
    public private(set) var lines: [VATSpecificationLine]
    /// What the VAT accounts moved in the period, settlements left out.
    public let accounts: VATAccountMovements
    /// Ledger codes with postings in the period that no standard code is known for: such a period cannot be reported.
    public let unmapped: [String]

    /// Sum of the lines' whole kroner (fastsattMerverdiavgift): of the cut lines, not the cut sum.
    public let determinedVAT: Int64
    /// Sum of the lines in øre.
    public let exactVAT: Money

    /// What the VAT accounts owe less what the return does: goes to a rounding account when the period is settled, where
    /// it is small, and is a bookkeeping error where it is not.
    public func roundingDifference() throws(MoneyOverflow) -> Money {
        try accounts.owed - Money(ore: try product(determinedVAT, 100))
    }

    /// The same specification with other remarks on its lines: what a person says goes before what postings say.
    public func remarked(_ remarks: (VATSpecificationLine) -> [String]) -> VATSpecification {
        var specification = self
        for index in lines.indices { specification.lines[index].remarks = remarks(lines[index]) }
        return specification
    }

    /// One krone per line, at least ten: what the documentation accepts as rounding (vat-return 2.5, step 7).
    public var toleranceKroner: Int64 { max(10, Int64(lines.count)) }
}

/// What the ledger's VAT accounts moved.
public struct VATAccountMovements: Hashable, Sendable {
    /// Output VAT accounts, debit positive.
    public let output: Money
    public let input: Money
    /// What is owed by them: credit positive.
    public let owed: Money
}

extension VATPostings {
    /// The specification lines of a period for one category of return.
    ///
    /// - Parameters:
    ///   - registered: the category of the books' company: it decides what unmarked purchases belong to when a company
    ///     also claims compensation.
    ///   - books: gives the mappings of VAT codes.
    /// - Throws: `MoneyOverflow`; `UnloadedFigures`.
    public func specification(
        _ period: ReportingPeriod, category: VATCategory, registered: VATCategory?, books: Books
    ) throws -> VATSpecification {
        var sums = LineSums(category: category, registered: registered)
        var unmapped: [String] = []
        for (number, key, total) in try totals(of: DaySpan(period.firstDay...period.lastDay)) {
            guard let day = CalendarDate(daysSince1970: Int(number)) else { continue }
            let ledgerCode = text(key.ledgerCode)
            let mapped = ledgerCode.flatMap { books.mappedCode($0, on: day) }
            guard let code = mapped ?? VATCode(Int(key.code)), let row = LegalTables.current.vatCodes.code(code) else {
                let name = ledgerCode ?? "(none)"
                if !unmapped.contains(name) { unmapped.append(name) }
                continue
            }
            let specification = text(key.specification).flatMap { VATSpecificationKind(rawValue: $0) }
            let treatment = LineSums.Treatment(
                row: row, ledgerCode: ledgerCode, specification: specification,
                rate: LegalTables.current.rate(for: code, on: day), hasBase: key.hasBase)
            try sums.add(total, treatment, remarks: total.remarks.compactMap { text($0) })
        }
        let lines = try sums.lines()
        var determined: Int64 = 0
        var exact = Money.zero
        for line in lines {
            determined = try sum(determined, line.merverdiavgift)
            try exact += line.vat
        }
        return VATSpecification(
            period: period, category: category, lines: lines, accounts: try accountMovements(in: period),
            unmapped: unmapped.sorted(), determinedVAT: determined, exactVAT: exact)
    }

    private func accountMovements(in period: ReportingPeriod) throws -> VATAccountMovements {
        var output: Int64 = 0
        var input: Int64 = 0
        let days = Int32(period.firstDay.daysSince1970)...Int32(period.lastDay.daysSince1970)
        for (day, movement) in accountMovements where days.contains(day) {
            output = try sum(output, movement.outputOre)
            input = try sum(input, movement.inputOre)
        }
        return VATAccountMovements(
            output: Money(ore: output), input: Money(ore: input),
            owed: try Money(ore: try sum(output, input)).negated())
    }
}

private func product(_ left: Int64, _ right: Int64) throws(MoneyOverflow) -> Int64 {
    let (product, overflow) = left.multipliedReportingOverflow(by: right)
    if overflow { throw MoneyOverflow() }
    return product
}
