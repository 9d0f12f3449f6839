import Ledger
import LegalTables
import Values

extension OpenBooks {
    /// Records which specification postings on an account get from now on. A mapping that is the last word already is not
    /// stated again.
    ///
    /// - Parameter specification: nil for none, not even the one that NS 4102 gives the account.
    /// - Returns: false where nothing had to be recorded.
    /// - Throws: `InvalidInput` when the specification never goes with the code; `AccountReportError.unknown` when the
    ///   account is not open.
    public func mapSpecification(
        of account: AccountNumber, code: VATCode?, from: CalendarDate?, to: CalendarDate?,
        as specification: VATSpecificationKind?
    ) throws -> Bool {
        let mapping = try VATSpecificationMapping(
            account: account, code: code, from: from, to: to, specification: specification, by: person)
        return try change { ledger, _ in
            guard ledger.books.accounts[account] != nil else {
                throw AccountReportError.unknown(account, near: ledger.books.accountNear(account))
            }
            let earlier = ledger.books.vatSpecificationMappings.last { $0.account == account && $0.code == code }
            if let earlier, earlier.from == from, earlier.to == to, earlier.specification == specification {
                return false
            }
            try ledger.record(.vatSpecificationMapped(mapping))
            return true
        }
    }
}
