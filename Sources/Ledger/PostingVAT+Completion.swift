import LegalTables
import Values

extension PostingVAT {
    /// The VAT of a line with what it leaves out: the base is the line's amount, and the VAT follows from base and rate,
    /// rounded to the nearest øre. What is stated is never changed, and all of it is recorded.
    ///
    /// A line on a VAT account, and an adjustment or reversal of a deduction, has no base: its VAT is its amount.
    public func completed(for account: AccountNumber, amount: Money, on date: CalendarDate) -> PostingVAT {
        let tables = LegalTables.current
        let adjusts =
            specification == VATSpecificationKind.adjustment.rawValue
            || specification == VATSpecificationKind.reversedDeduction.rawValue
        guard let code, tables.vatCodes.isReported(code) else { return self }
        var completed = self
        if base == nil, adjusts || tables.vatAccounts.role(of: account) != nil {
            completed.vat = vat ?? amount
            return completed
        }
        let stated = base ?? amount
        completed.base = stated
        completed.vat =
            vat ?? tables.rate(for: code, on: date)?.nearestVATOre(onBaseOre: stated.ore).map { Money(ore: $0) }
        return completed
    }
}
