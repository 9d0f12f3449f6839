import Application
import Formats
import Ledger
import LegalTables
import Reports
import Values

struct VATSpecificationListCommand: Command {
    static let description = CommandDescription(
        "vat", "specification list", summary: "List which accounts give their postings a VAT specification.",
        discussion: """
            Mappings of the books in the order they were recorded, and below them what NS 4102 gives accounts by the first
            digits of their number. A mapping goes before NS 4102, one of a code before one without, and a later before an
            earlier.
            """,
        formats: [.json, .csv], example: "bilag vat specification list")

    init(_ arguments: Arguments) throws {}

    func run(in session: Session) async throws -> ExitStatus {
        session.show(VATSpecificationSheet(mappings: try session.openBooks().books().vatSpecificationMappings))
        return .success
    }
}

private struct VATSpecificationSheet: Sheet {
    private struct Row {
        let account: String
        let codes: [VATCode]
        let specification: VATSpecificationKind?
        let from: CalendarDate?
        let to: CalendarDate?
        /// Nil for what NS 4102 says.
        let by: String?
    }

    private let rows: [Row]

    init(mappings: [VATSpecificationMapping]) {
        rows =
            mappings.map {
                Row(
                    account: $0.account.text, codes: $0.code.map { [$0] } ?? [], specification: $0.specification,
                    from: $0.from, to: $0.to, by: $0.by)
            }
            + LegalTables.current.vatSpecificationAccounts.rows.map {
                Row(
                    account: $0.prefix + "…", codes: $0.codes, specification: $0.specification, from: $0.from,
                    to: $0.to, by: nil)
            }
    }

    func text(in language: Language) -> String { table.text(in: language) }

    var table: ReportTable {
        var table = ReportTable([
            .init("account", Phrase(en: "Account", nb: "Konto")), .init("codes", Phrase(en: "Codes", nb: "Koder")),
            .init("specification", Phrase(en: "Specification", nb: "Spesifikasjon")),
            .init("from", Phrase(en: "From", nb: "Fra")), .init("to", Phrase(en: "To", nb: "Til")),
            .init("by", Phrase(en: "Said by", nb: "Sagt av")),
        ])
        for row in rows {
            table.add([
                .text(row.account),
                row.codes.isEmpty
                    ? .phrase(Phrase(en: "all", nb: "alle"))
                    : .text(row.codes.map(\.description).joined(separator: ", ")),
                row.specification.map { .text($0.rawValue) } ?? .phrase(Phrase(en: "none", nb: "ingen")),
                .text(row.from?.description ?? ""), .text(row.to?.description ?? ""), .text(row.by ?? "NS 4102"),
            ])
        }
        return table
    }

    var json: JSON {
        [
            "specifications": .array(
                rows.map { row in
                    [
                        "account": .string(row.account.replacing("…", with: "")),
                        "isPrefix": .bool(row.by == nil),
                        "codes": .array(row.codes.map { .string($0.description) }),
                        "specification": row.specification.map { .string($0.rawValue) } ?? .null,
                        "from": row.from.map { .string($0.description) } ?? .null,
                        "to": row.to.map { .string($0.description) } ?? .null,
                        "by": row.by.map { .string($0) } ?? .null,
                    ]
                })
        ]
    }
}
