import Application
import Formats
import Ledger
import Reports
import Values

struct VoucherWithdrawDocumentationCommand: Command {
    static let description = CommandDescription(
        "voucher", "withdraw-documentation", summary: "Say that a file was attached to a voucher by mistake.",
        discussion: """
            Nothing is removed: the log keeps both statements and the file's bytes, and the voucher shows it as withdrawn,
            with the reason. Sites and bundles that are made afterwards show that it was there, without the file itself. To
            use the file after all, attach it again.
            """,
        parameters: [
            CommandParameter("VOUCHER", "The voucher, as in 1001, or 2026-KJOP/2001 with its series."),
            CommandParameter("SHA256", "The file's hash, or its first 8 digits or more."),
        ],
        options: [.value("reason", "S", "Why, for whoever reads the log later.", isRequired: true)],
        formats: [.json],
        example: "bilag voucher withdraw-documentation 1001 5891b5b522d5 --reason 'Hører til bilag 1002'")

    private let number: VoucherNumber
    private let hash: DocumentationHashStart
    private let reason: String

    init(_ arguments: Arguments) throws {
        number = try arguments.requiredParsed("VOUCHER", as: VoucherNumber.init(written:))
        hash = try arguments.requiredParsed("SHA256", as: DocumentationHashStart.init)
        reason = try arguments.required("reason")
        guard reason.contains(where: { !$0.isWhitespace }) else { throw UsageError("--reason is empty. Say why.") }
    }

    func run(in session: Session) async throws -> ExitStatus {
        let withdrawn = try session.openBooks().withdrawDocumentation(hash, from: number, reason: reason)
        if session.console.wantsJSON {
            session.console.output([
                "voucher": .string(number.number), "series": number.series.map { .string($0) } ?? .null,
                "file": .string(withdrawn.file.name), "sha256": .string(withdrawn.file.hash.hex),
                "sequence": .integer(Int64(clamping: withdrawn.sequence)),
            ])
        } else {
            let (name, entry) = (visibleText(withdrawn.file.name), withdrawn.sequence)
            session.console.output(
                Phrase(
                    en: "\(name) documents voucher \(number) no more, by entry \(entry). Its bytes stay in the books.",
                    nb:
                        "\(name) dokumenterer ikke lenger bilag \(number), ved post \(entry). Innholdet blir i regnskapet."
                ))
        }
        return .success
    }
}
