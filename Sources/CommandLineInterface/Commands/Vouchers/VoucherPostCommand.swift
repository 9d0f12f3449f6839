import Application
import Formats
import Reports

struct VoucherPostCommand: Command {
    static let description = CommandDescription(
        "voucher", "post", summary: "Post vouchers from JSON: all of them, or none.",
        discussion: """
            The input is one JSON object, an array of them, or JSON Lines. Amounts are whole øre, debit positive; vatCode
            is the standard SAF-T code, on the line that carries the base. A line that only adjusts deductible VAT stands
            on the VAT account without vatBaseOre. A line needs account and amountOre; all else may be left out.
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
        let vouchers = try VoucherInput.read(try session.read(file))
        let sequences = try session.openBooks().post(vouchers)
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
