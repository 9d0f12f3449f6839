import Ledger
import Values

/// Account names and the accounts they stand for.
extension JournalRun {
    /// The number of an account's name, which is mapped to an account when it first comes.
    func name(_ bytes: TextBytes, at place: () -> ImportPlace) throws -> Int {
        let (number, isNew) = names.number(bytes)
        guard isNew else { return number }
        let name = bytes.text
        let declared = survey.accounts[name]
        var entry = JournalName(name: name, declared: declared)
        if let account = account(name, declared) {
            entry.account = try accounts.add(account, named: JournalName.title(name, account), at: place)
        } else {
            entry.firstPlace = place()
        }
        nameEntries.append(entry)
        balances.add(entry.account.map { accounts.entries[$0].number })
        if !survey.accounts.isEmpty, declared == nil, syntax == .journal {
            intake.report(
                .warning, "account-undeclared",
                "account '\(shortened(name))' is not declared, as others are. Check its spelling.", at: place)
        }
        return number
    }

    /// By the mapping given, the tag of its declaration, or the number that its last component begins with.
    private func account(_ name: String, _ declared: JournalSurvey.Account?) -> AccountNumber? {
        if let given = options.accounts[name] { return given }
        if let tagged = declared?.tags[.account], let account = try? AccountNumber(tagged) { return account }
        let last = name.split(separator: ":").last ?? ""
        let digits = last.prefix { $0.isASCII && $0.isNumber }
        guard (4...6).contains(digits.count) else { return nil }
        let next = last.dropFirst(digits.count).first
        guard next == nil || next == " " || next == "-" || next == "_" else { return nil }
        return try? AccountNumber(String(digits))
    }

    func reportUnmapped() {
        for entry in nameEntries where entry.account == nil {
            guard let place = entry.firstPlace else { continue }
            let name = shortened(entry.name)
            let advice =
                syntax == .journal
                ? "tag its declaration, as in 'account \(name)  ; konto: 1920'"
                : "give its 'open' the line 'konto: \"1920\"'"
            intake.report(
                .error, "account-unmapped",
                "nothing says which account '\(name)' is. Map it with --accounts, as in {\"\(name)\": \"1920\"}, or "
                    + advice + "."
                    + (JournalName.endsInNumber(entry.name)
                        ? " Or is its end an amount? Two blanks part account and amount." : ""),
                at: { place })
        }
    }
}

/// An account's name and what it stands for.
struct JournalName {
    let name: String
    let declared: JournalSurvey.Account?
    /// Its place among the accounts; nil while nothing says which it is.
    var account: Int?
    var firstPlace: ImportPlace?

    init(name: String, declared: JournalSurvey.Account?) {
        self.name = name
        self.declared = declared
    }

    /// What the account is called without its number: the rest of its last component, or the one before.
    static func title(_ name: String, _ account: AccountNumber) -> String {
        let parts = name.split(separator: ":")
        var last = parts.last.map(String.init) ?? name
        if last.hasPrefix(account.text) { last = String(last.dropFirst(account.text.count)) }
        let rest = last.drop { $0 == " " || $0 == "-" || $0 == "_" }
        if !rest.isEmpty { return String(rest) }
        return parts.count > 1 ? String(parts[parts.count - 2]) : account.text
    }

    static func endsInNumber(_ name: String) -> Bool {
        guard name.contains(" "), let last = name.split(separator: " ").last else { return false }
        return last.contains { $0.isNumber }
    }
}
