import Application
import Formats
import Reports
import Values

struct PeriodListCommand: Command {
    static let description = CommandDescription(
        "period", "list", summary: "List the periods that are closed.", formats: [.json, .csv],
        example: "bilag period list")

    init(_ arguments: Arguments) throws {}

    func run(in session: Session) async throws -> ExitStatus {
        session.show(PeriodSheet(periods: try session.openBooks().closedPeriods()))
        return .success
    }
}

/// The closed periods, earliest first.
private struct PeriodSheet: Sheet {
    let periods: [ReportingPeriod]

    func text(in language: Language) -> String {
        periods.isEmpty
            ? Phrase(en: "No period is closed.", nb: "Ingen perioder er lukket.").text(in: language)
            : table.text(in: language)
    }

    var table: ReportTable {
        var table = ReportTable([
            .init("period", Phrase(en: "Closed", nb: "Lukket")), .init("from", Phrase(en: "From", nb: "Fra")),
            .init("to", Phrase(en: "To", nb: "Til")),
        ])
        for period in periods {
            table.add([
                .text(period.description), .text(period.firstDay.description), .text(period.lastDay.description),
            ])
        }
        return table
    }

    var json: JSON {
        [
            "closed": .array(
                periods.map {
                    [
                        "period": .string($0.description), "from": .string($0.firstDay.description),
                        "to": .string($0.lastDay.description),
                    ]
                })
        ]
    }
}
