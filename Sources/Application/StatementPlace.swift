import Ledger
import LegalTables
import Values

extension Books {
    /// Where an account stands in the statements: by its number, as NS 4102 has it; by the standard account or grouping
    /// code that its source stated, where the number has no place or the source puts it in another class.
    func statementPlace(of number: AccountNumber) -> StatementAccountTable.Row? {
        let table = LegalTables.current.statementAccounts
        let own = table.place(of: number)
        guard let account = accounts[number], let stated = account.statedStandard,
            let place = table.place(of: stated)
        else { return own }
        return own != nil && stated.text.first == number.text.first ? own : place
    }
}

extension Account {
    /// The standard account (SAF-T `StandardAccountID`, two or four digits) or grouping code with four digits; nil where
    /// the source gave neither.
    fileprivate var statedStandard: AccountNumber? {
        let text = standardAccount ?? groupingCode
        return text.flatMap { try? AccountNumber($0.count == 2 ? $0 + "00" : $0) }
    }
}
