import Application
import Formats
import Ledger
import Reports
import Values

struct AccountListCommand: Command {
    static let description = CommandDescription(
        "account", "list", summary: "List the accounts that are open.", formats: [.json, .csv],
        example: "bilag account list")

    init(_ arguments: Arguments) throws {}

    func run(in session: Session) async throws -> ExitStatus {
        session.show(AccountSheet(accounts: try session.openBooks().accounts()))
        return .success
    }
}

/// The accounts by number.
private struct AccountSheet: Sheet {
    let accounts: [Account]

    func text(in language: Language) -> String {
        accounts.isEmpty
            ? Phrase(en: "No account is open.", nb: "Ingen kontoer er åpnet.").text(in: language)
            : table.text(in: language)
    }

    var table: ReportTable {
        var table = ReportTable([
            .init("account", Phrase(en: "Account", nb: "Konto")), .init("name", Phrase(en: "Name", nb: "Navn")),
            .init("groupingCategory", Phrase(en: "Category", nb: "Kategori")),
            .init("groupingCode", Phrase(en: "Code", nb: "Kode")),
        ])
        for account in accounts {
            table.add([
                .text(account.number.text), .text(account.name), .text(account.groupingCategory ?? ""),
                .text(account.groupingCode ?? ""),
            ])
        }
        return table
    }

    var json: JSON {
        [
            "accounts": .array(
                accounts.map { account in
                    [
                        "account": .string(account.number.text), "name": .string(account.name),
                        "groupingCategory": account.groupingCategory.map { .string($0) } ?? .null,
                        "groupingCode": account.groupingCode.map { .string($0) } ?? .null,
                    ]
                })
        ]
    }
}
