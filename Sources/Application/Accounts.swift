import Ledger
import Values

extension OpenBooks {
    /// Opens an account.
    ///
    /// - Throws: `AccountError.openAlready` when it is open under another name.
    public func openAccount(_ number: AccountNumber, name: String) throws {
        guard name.contains(where: { !$0.isWhitespace }) else { throw InvalidInput(name, "an account has a name") }
        try change { ledger, _ in try ledger.open(Account(number: number, name: name)) }
    }

    /// All accounts, by number.
    public func accounts() throws -> [Account] { try books().accounts.values.sorted { $0.number < $1.number } }
}
