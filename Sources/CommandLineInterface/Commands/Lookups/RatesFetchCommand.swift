import Application
import Authorities
import Formats
import Reports
import Values

struct RatesFetchCommand: Command {
    static let description = CommandDescription(
        "rates", "fetch", summary: "Fetch exchange rates from Norges Bank.",
        discussion: """
            Rates are NOK for one unit; what Norges Bank publishes per 100 units is divided. Days without a rate are left
            out: the last one before counts. With --record they are recorded in the books, each until the day before the
            next, and nobody is asked for them again. 'bilag voucher post' fetches and records by itself what a line needs
            that has a currency amount and neither amountOre nor rate. The exit status is 1 when there is none.
            """,
        options: [
            .value("currency", "CODES", "Currencies, parted by commas: USD,EUR.", isRequired: true),
            .value("from", "DATE", "The first day.", isRequired: true),
            .value("to", "DATE", "The last day; the first unless said."),
            .flag("record", "Record the rates in the books."),
            .acceptChange, .environment,
        ],
        formats: [.json, .csv],
        example: "bilag rates fetch --currency USD,EUR --from 2026-08-10 --to 2026-08-14 --environment production")

    private let currencies: [String]
    private let start: CalendarDate
    private let end: CalendarDate
    private let environment: EnvironmentChoice
    private let records: Bool
    private let acceptsChange: Bool

    init(_ arguments: Arguments) throws {
        currencies = try arguments.required("currency").split(separator: ",").map { $0.uppercased() }
        start = try arguments.requiredParsed("from", as: { text throws(InvalidInput) in try CalendarDate(text) })
        end = try arguments.parsed("to", as: { text throws(InvalidInput) in try CalendarDate(text) }) ?? start
        environment = try EnvironmentChoice(arguments)
        records = arguments.has("record")
        acceptsChange = arguments.has("accept-change")
        guard start <= end else { throw UsageError("--to \(end) is before --from \(start).") }
    }

    func run(in session: Session) async throws -> ExitStatus {
        let books = records ? try session.openBooks() : nil
        let access = try session.authorityAccess(try session.environment(environment))
        let rates = try await access.exchangeRates().fetch(currencies, from: start, to: end)
        guard !rates.isEmpty else {
            session.console.note(
                Phrase(
                    en: "No rate was published from \(start) to \(end). The last one before counts.",
                    nb: "Ingen kurs er publisert fra \(start) til \(end). Den siste før gjelder."))
            return .findings
        }
        session.show(RateSheet(rates: rates))
        if let books { session.tell(try books.record(rates, acceptingChanges: acceptsChange)) }
        return .success
    }
}

extension Session {
    /// How many rates are new in the log.
    func tell(_ recording: RateRecording) {
        let (new, known) = (recording.recorded.count, recording.knownAlready)
        console.note(
            Phrase(
                en: "Recorded \(new)" + (known > 0 ? "; \(known) known already." : "."),
                nb: "Registrert \(new)" + (known > 0 ? "; \(known) kjent fra før." : ".")))
    }
}

extension CommandOption {
    static let acceptChange = CommandOption.flag(
        "accept-change", "Record a rate although it is more than 20 % off the one before.")
}

/// Rates, one to a row.
private struct RateSheet: Sheet {
    let rates: [ExchangeRate]

    func text(in language: Language) -> String { table.text(in: language) }

    var json: JSON {
        .array(
            rates.map {
                [
                    "currency": .string($0.currency), "date": .string($0.date.description),
                    "rate": .string($0.perUnit.description), "published": .string($0.published),
                    "unitMultiplier": .integer(Int64($0.unitMultiplier)),
                ]
            })
    }

    var table: ReportTable {
        var table = ReportTable([
            .init("date", Phrase(en: "Date", nb: "Dato")), .init("currency", Phrase(en: "Currency", nb: "Valuta")),
            .init("rate", Phrase(en: "NOK per unit", nb: "NOK per enhet"), .right),
        ])
        for rate in rates {
            table.add([.text(rate.date.description), .text(rate.currency), .text(rate.perUnit.description)])
        }
        return table
    }
}
