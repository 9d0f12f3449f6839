import Ledger
import LegalTables
import Values

/// The accounts that a file's lines name, and whether the books have them.
final class ImportAccounts {
    struct Entry {
        let number: AccountNumber
        let vatRole: VATAccountRole?
        /// The first digit, from 1 to 8, of a chart by NS 4102; else 0.
        let accountClass: Int
    }

    private let intake: VoucherIntake
    private(set) var entries: [Entry] = []
    private var unknown: [AccountNumber: (count: Int, place: ImportPlace)] = [:]
    private(set) var opened: [Account] = []

    init(_ intake: VoucherIntake) { self.intake = intake }

    /// Takes in an account when it is first named. One that the books do not have is opened where the file gives its
    /// name, or the user allows it.
    ///
    /// - Returns: its place in `entries`.
    func add(_ number: AccountNumber, named name: String?, at place: () -> ImportPlace) throws -> Int {
        let digit = number.text.utf8.first.map { Int($0) - 48 } ?? 0
        entries.append(
            Entry(
                number: number, vatRole: LegalTables.current.vatAccounts.role(of: number),
                accountClass: (1...8).contains(digit) ? digit : 0))
        if intake.ledger.books.accounts[number] == nil {
            if name != nil || intake.findings.allows(ImportAccounts.code) {
                let account = Account(number: number, name: name ?? number.text)
                opened.append(account)
                if !intake.findings.hasErrors { try intake.ledger.open(account) }
            } else {
                unknown[number] = (1, place())
            }
        }
        return entries.count - 1
    }

    var hasUnknown: Bool { !unknown.isEmpty }

    func isUnknown(_ number: AccountNumber) -> Bool { !unknown.isEmpty && unknown[number] != nil }

    static let code = "account-not-open"

    /// Says once what was opened, and names all accounts that are missing.
    func finish(file: String) {
        for (number, found) in unknown.sorted(by: { $0.key < $1.key }) {
            intake.report(
                .choice, ImportAccounts.code,
                "account \(number) is not open in the books. Open it with 'bilag account open \(number) NAME', or correct "
                    + "the number.", at: { found.place })
        }
        guard !opened.isEmpty else { return }
        let names = opened.map { $0.name == $0.number.text ? $0.name : "\($0.number) \(shortened($0.name))" }
        intake.findings.warning(
            ImportNotice(
                code: "accounts-opened", file: file, line: nil, path: nil,
                message: "\(opened.count) accounts that the books do not have are opened: " + listedShort(names) + "."))
    }
}
