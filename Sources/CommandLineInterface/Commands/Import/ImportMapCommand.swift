import Application
import Formats
import Interchange
import Reports
import Values

struct ImportMapCommand: Command {
    static let description = CommandDescription(
        "import", "map", summary: "Record which standard codes the ledger's VAT codes stand for.",
        discussion: """
            A mapping is an event of its own, and goes before what postings and earlier mappings say. The file is JSON:
            {"10":"1","30":"3"}, or a list with days: [{"ledgerCode":"10","from":"2026-01-01","to":null,"code":"1"}].
            """,
        options: [.value("map", "FILE", "The mapping; - reads standard input.", isRequired: true)], formats: [.json],
        example: "bilag import map --map mva-koder.json")

    private let file: String

    init(_ arguments: Arguments) throws { file = try arguments.required("map") }

    func run(in session: Session) async throws -> ExitStatus {
        let new = try session.openBooks().map(try session.mapping(file))
        if session.console.wantsJSON {
            session.console.output([
                "mapped": .array(
                    new.map { row in
                        [
                            "ledgerCode": .string(row.ledgerCode),
                            "from": row.from.map { .string($0.description) } ?? .null,
                            "to": row.to.map { .string($0.description) } ?? .null,
                            "code": .string(row.code.description),
                        ]
                    })
            ])
            return .success
        }
        for row in new {
            session.console.output("\(visibleText(row.ledgerCode)) → \(row.code)")
        }
        session.console.output(
            Phrase(
                en: "Recorded \(new.count) new mappings.", nb: "Registrerte \(new.count) nye koblinger."))
        return .success
    }
}
