import Application
import Authorities
import Formats
import Ledger
import Reports
import Values

struct VoucherPostCommand: Command {
    static let description = CommandDescription(
        "voucher", "post", summary: "Post vouchers from JSON: all of them, or none.",
        discussion: """
            The input is one JSON object, an array of them, or JSON Lines. Amounts are whole øre, debit positive; vatCode
            is the standard SAF-T code, on the line that carries the base. A line that only adjusts deductible VAT stands
            on the VAT account without vatBaseOre. A line needs account and amountOre; all else may be left out. Instead of
            amountOre a line may give currency, currencyAmount and rate, or leave the rate out: then the one recorded for the
            voucher's date counts ('bilag rates list'), else Norges Bank is asked for the last one published on the date or
            before, and it is recorded with the voucher. The amount is rounded to whole øre, halves away from zero. A rate
            more than 20 % off the newest one recorded is warned of. reference, kid and dueDate of a line say which invoice
            it belongs to.
            """,
        parameters: [CommandParameter("FILE", "The vouchers; - reads standard input.")],
        formats: [.json],
        example: #"""
            echo '{"voucher":"1001","date":"2026-03-04","text":"Salg","lines":[{"account":"3000","amountOre":-1000000,"vatCode":"3","vatBaseOre":-1000000,"vatOre":-250000},{"account":"2700","amountOre":-250000},{"account":"1500","amountOre":1250000}]}' > salg.json
            bilag voucher post salg.json
            """#)

    private let file: String

    init(_ arguments: Arguments) throws { file = try arguments.required("FILE") }

    func run(in session: Session) async throws -> ExitStatus {
        let bytes = try session.read(file)
        let books = try session.openBooks()
        let rates = try await session.rates(VoucherInput.neededRates(bytes), books)
        let vouchers = try VoucherInput.read(bytes, rates: rates.perUnit)
        let sequences = try books.post(vouchers, recording: rates.new)
        for doubtful in vouchers.flatMap({ $0.doubtfulRates(beside: rates.known) }) {
            session.console.warning(doubtful.warning.text(in: session.console.language))
        }
        let posted = zip(vouchers, sequences)
        if session.console.wantsJSON {
            session.console.output([
                "vouchers": .array(
                    posted.map { voucher, sequence in
                        [
                            "voucher": .string(voucher.number.number),
                            "series": voucher.number.series.map { .string($0) } ?? .null,
                            "sequence": .integer(Int64(clamping: sequence)),
                        ]
                    })
            ])
        } else {
            for (voucher, sequence) in posted {
                session.console.output(
                    Phrase(
                        en: "Posted voucher \(voucher.number) as entry \(sequence).",
                        nb: "Bilag \(voucher.number) er bokført som post \(sequence)."))
            }
        }
        return .success
    }
}

extension Session {
    /// The rates that something needs, those that were fetched told; nobody is asked when all are recorded.
    func rates(_ needs: Set<RateNeed>, _ books: OpenBooks) async throws -> RatesInUse {
        let rates = try await books.rates(for: needs) { try authorityAccess(try books.company().environment) }
        for rate in rates.new {
            console.note(Phrase("\(rate.source), \(rate.date): 1 \(rate.currency) = \(rate.perUnit) NOK"))
        }
        return rates
    }
}

extension DoubtfulRate {
    fileprivate var warning: Phrase {
        let recorded = "\(known.perUnit) (\(known.source), \(known.date))"
        return Phrase(
            en: "voucher \(voucher), line \(line): the rate \(given) is more than 20 % off the recorded \(recorded).",
            nb: "bilag \(voucher), linje \(line): kursen \(given) avviker mer enn 20 % fra den registrerte \(recorded)."
        )
    }
}
