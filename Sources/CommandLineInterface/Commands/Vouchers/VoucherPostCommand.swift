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

            --attach keeps a file with the voucher that documents it, in the same transaction; the input is one voucher
            then. 'bilag voucher attach --help' says which files.
            """,
        parameters: [CommandParameter("FILE", "The vouchers; - reads standard input.")],
        options: [.value("attach", "FILE", "A file that documents the voucher.", repeats: true)],
        formats: [.json],
        example: #"""
            echo '{"voucher":"1001","date":"2026-03-04","text":"Salg","lines":[{"account":"3000","amountOre":-1000000,"vatCode":"3","vatBaseOre":-1000000,"vatOre":-250000},{"account":"2700","amountOre":-250000},{"account":"1500","amountOre":1250000}]}' > salg.json
            bilag voucher post salg.json
            """#)

    private let file: String
    private let attached: [String]

    init(_ arguments: Arguments) throws {
        file = try arguments.required("FILE")
        attached = arguments.values("attach")
    }

    func run(in session: Session) async throws -> ExitStatus {
        let bytes = try session.read(file)
        let books = try session.openBooks()
        let rates = try await session.rates(VoucherInput.neededRates(bytes), books)
        let vouchers = try VoucherInput.read(bytes, rates: rates.perUnit)
        let documentation = try attached.isEmpty ? nil : documentedVoucher(vouchers, session)
        let (sequences, files) = try post(vouchers, documentation, recording: rates.new, in: books)
        for doubtful in vouchers.flatMap({ $0.doubtfulRates(beside: rates.known) }) {
            session.console.warning(doubtful.warning.text(in: session.console.language))
        }
        let posted = zip(vouchers, sequences)
        if session.console.wantsJSON {
            session.console.output([
                "vouchers": .array(
                    posted.map { voucher, sequence in
                        JSON.object(
                            [
                                "voucher": .string(voucher.number.number),
                                "series": voucher.number.series.map { .string($0) } ?? .null,
                                "sequence": .integer(Int64(clamping: sequence)),
                            ].merging(files.isEmpty ? [:] : ["documentation": .array(files.map(\.json))]) { $1 })
                    })
            ])
        } else {
            for (voucher, sequence) in posted {
                session.console.output(
                    Phrase(
                        en: "Posted voucher \(voucher.number) as entry \(sequence).",
                        nb: "Bilag \(voucher.number) er bokført som post \(sequence)."))
                for attached in files { session.console.output(attached.phrase(for: voucher.number)) }
            }
        }
        return .success
    }

    private func documentedVoucher(
        _ vouchers: [Voucher], _ session: Session
    ) throws -> (voucher: Voucher, sources: [DocumentationSource]) {
        guard let voucher = vouchers.first, vouchers.count == 1 else {
            throw UsageError(
                "--attach is for one voucher, and the input holds \(vouchers.count). Post them, then use 'bilag voucher "
                    + "attach'.")
        }
        return (voucher, try session.documentation(attached))
    }

    private func post(
        _ vouchers: [Voucher], _ documented: (voucher: Voucher, sources: [DocumentationSource])?,
        recording rates: [RecordedRate], in books: OpenBooks
    ) throws -> ([UInt64], [AttachedDocumentation]) {
        guard let (voucher, sources) = documented else { return (try books.post(vouchers, recording: rates), []) }
        let posted = try books.post(voucher, recording: rates, attaching: sources)
        return ([posted.sequence], posted.files)
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
