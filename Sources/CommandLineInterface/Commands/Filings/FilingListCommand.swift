import Application
import Filing
import Formats
import Reports
import Values

struct FilingListCommand: Command {
    static let description = CommandDescription(
        "filing", "list", summary: "List all filings and where they stand.", formats: [.json, .csv],
        example: "bilag filing list")

    init(_ arguments: Arguments) throws {}

    func run(in session: Session) async throws -> ExitStatus {
        session.show(FilingTable(records: try session.openBooks().filings().records))
        return .success
    }
}

/// All filings, in the order they were first drafted.
private struct FilingTable: Sheet {
    let records: [FilingRecord]

    func text(in language: Language) -> String {
        records.isEmpty
            ? Phrase(en: "There is no filing yet.", nb: "Det er ingen innsendinger ennå.").text(in: language)
            : table.text(in: language)
    }

    var table: ReportTable {
        var table = ReportTable([
            .init("filing", Phrase(en: "Filing", nb: "Innsending")),
            .init("state", Phrase(en: "State", nb: "Tilstand")),
            .init("hash", Phrase("SHA-256"), widest: 17), .init("drafted", Phrase(en: "Drafted", nb: "Utkast")),
            .init("submitted", Phrase(en: "Submitted", nb: "Sendt")),
        ])
        for record in records {
            table.add([
                .text(record.id.description), .phrase(record.state.words),
                .text(record.current.event.hashes.document.hex),
                .text(record.current.time.description), .text(record.submittedAt?.description ?? ""),
            ])
        }
        return table
    }

    var json: JSON {
        [
            "filings": .array(
                records.map { record in
                    [
                        "filing": .string(record.id.description), "kind": .string(record.id.kind.rawValue),
                        "period": .string(record.id.period.description), "state": .string(record.state.rawValue),
                        "hash": .string(record.current.event.hashes.document.hex),
                        "drafted": .string(record.current.time.description),
                        "submitted": record.submittedAt.map { .string($0.description) } ?? .null,
                    ]
                })
        ]
    }
}
