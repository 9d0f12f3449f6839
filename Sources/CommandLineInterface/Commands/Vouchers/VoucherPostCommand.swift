import Application
import Authorities
import Formats
import Reports
import Values

struct VoucherPostCommand: Command {
    static let description = CommandDescription(
        "voucher", "post", summary: "Post vouchers from JSON: all of them, or none.",
        discussion: """
            The input is one JSON object, an array of them, or JSON Lines. Amounts are whole øre, debit positive; vatCode
            is the standard SAF-T code, on the line that carries the base. A line that only adjusts deductible VAT stands
            on the VAT account without vatBaseOre. A line needs account and amountOre; all else may be left out. Instead of
            amountOre a line may give currency, currencyAmount and rate, or leave the rate to Norges Bank: the last one
            published on the voucher's date or before. The amount is rounded to whole øre, halves away from zero.
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
        let vouchers = try VoucherInput.read(bytes, rates: rates)
        let sequences = try books.post(vouchers)
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
    /// The rates from Norges Bank, each told; nobody is asked when none is needed.
    fileprivate func rates(_ needs: Set<RateNeed>, _ books: OpenBooks) async throws -> [RateNeed: ExactDecimal] {
        guard !needs.isEmpty else { return [:] }
        let source = try authorityAccess(try books.company().environment).exchangeRates()
        var rates: [RateNeed: ExactDecimal] = [:]
        for need in needs.sorted() {
            let rate = try await source.rate(of: need.currency, on: need.date)
            rates[need] = rate.perUnit
            console.note(
                Phrase(
                    en: "Norges Bank, \(rate.date): 1 \(need.currency) = \(rate.perUnit) NOK",
                    nb: "Norges Bank, \(rate.date): 1 \(need.currency) = \(rate.perUnit) NOK"))
        }
        return rates
    }
}
