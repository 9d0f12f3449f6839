import Application
import Formats
import Ledger
import Reports
import Values

struct RatesListCommand: Command {
    static let description = CommandDescription(
        "rates", "list", summary: "List the rates of exchange that the books hold.",
        discussion: """
            In the order they were recorded: by vouchers in foreign currency, 'bilag rates fetch --record' and 'bilag rates
            record'. A rate counts from the day it was observed on until the day in the second column.
            """,
        options: [
            .value("currency", "CODES", "Only these, parted by commas: USD,EUR."),
            .value("from", "DATE", "Only rates that count on this day or later."),
            .value("to", "DATE", "Only rates observed on this day or before."),
        ],
        formats: [.json, .csv], example: "bilag rates list --currency EUR --from 2026-12-01")

    private let currencies: Set<CurrencyCode>?
    private let start: CalendarDate?
    private let end: CalendarDate?

    init(_ arguments: Arguments) throws {
        currencies = try arguments.parsed("currency") { text in
            Set(try text.split(separator: ",").map { try CurrencyCode($0.uppercased()) })
        }
        start = try arguments.parsed("from") { try CalendarDate($0) }
        end = try arguments.parsed("to") { try CalendarDate($0) }
    }

    func run(in session: Session) async throws -> ExitStatus {
        let all = try session.openBooks().recordedRates()
        let rates = all.filter { _, _, rate in
            (currencies?.contains(rate.currency) ?? true) && (start.map { $0 <= rate.through } ?? true)
                && (end.map { rate.date <= $0 } ?? true)
        }
        session.show(RecordedRateSheet(rates: rates))
        return .success
    }
}

/// Recorded rates, one to a row.
private struct RecordedRateSheet: Sheet {
    let rates: [(sequence: UInt64, time: Timestamp, rate: RecordedRate)]

    func text(in language: Language) -> String { table.text(in: language) }

    var json: JSON {
        .array(
            rates.map { sequence, time, rate in
                [
                    "currency": .string(rate.currency.text), "date": .string(rate.date.description),
                    "through": .string(rate.through.description), "rate": .string(rate.perUnit.description),
                    "published": .string(rate.rate), "units": .integer(rate.units), "source": .string(rate.source),
                    "askedFrom": rate.asked.map { .string($0.lowerBound.description) } ?? .null,
                    "askedTo": rate.asked.map { .string($0.upperBound.description) } ?? .null,
                    "by": .string(rate.by), "sequence": .integer(Int64(clamping: sequence)),
                    "time": .string(time.description),
                ]
            })
    }

    var table: ReportTable {
        var table = ReportTable([
            .init("date", Phrase(en: "Date", nb: "Dato")), .init("through", Phrase(en: "Through", nb: "Til og med")),
            .init("currency", Phrase(en: "Currency", nb: "Valuta")),
            .init("rate", Phrase(en: "NOK per unit", nb: "NOK per enhet"), .right),
            .init("source", Phrase(en: "Source", nb: "Kilde")),
            .init("by", Phrase(en: "By", nb: "Av")), .init("entry", Phrase(en: "Entry", nb: "Post"), .right),
        ])
        for (sequence, _, rate) in rates {
            table.add([
                .text(rate.date.description), .text(rate.through.description), .text(rate.currency.text),
                .text(rate.perUnit.description), .text(visibleText(rate.source)), .text(visibleText(rate.by)),
                .number(Int64(clamping: sequence)),
            ])
        }
        return table
    }
}
