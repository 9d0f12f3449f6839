import Application
import Formats
import Reports

struct LogVerifyCommand: Command {
    static let description = CommandDescription(
        "log", "verify", summary: "Check every byte, hash and recorded root of the log, and every stored document.",
        discussion: """
            --deep also checks that each entry has its published shape, that every voucher balances on accounts that were
            open, and that saved figures are what the entries give. The exit status is 3 at the first fault.
            """,
        options: [
            .flag("deep", "Also fold everything anew and compare."),
            .flag("rebuild", "Drop saved figures first; they are made anew when they are next needed."),
        ], formats: [.json],
        example: "bilag log verify --deep")

    private let isDeep: Bool
    private let rebuilds: Bool

    init(_ arguments: Arguments) throws {
        isDeep = arguments.has("deep")
        rebuilds = arguments.has("rebuild")
    }

    func run(in session: Session) async throws -> ExitStatus {
        let verification = try session.openBooks().verify(deep: isDeep, rebuild: rebuilds)
        let console = session.console
        let head = verification.head
        if console.wantsJSON {
            console.output([
                "ok": .bool(verification.isOK), "size": .integer(Int64(clamping: head.size)),
                "root": .string(head.root.hex),
                "firstFault": verification.firstFault.map { fault in
                    [
                        "sequence": fault.sequence.map { .integer(Int64(clamping: $0)) } ?? .null,
                        "reason": .string(fault.reason),
                    ]
                } ?? .null,
            ])
        } else if let fault = verification.firstFault {
            console.error(
                Phrase(
                    en: "The log is damaged. First fault: \(fault). Restore it from a copy, and compare size and root.",
                    nb:
                        "Loggen er skadet. Første feil: \(fault). Hent tilbake fra en kopi, og sammenlign rot og størrelse."
                ))
        } else {
            console.output(
                Phrase(
                    en: "All is in order: \(head.size) entries, root \(head.root.hex)",
                    nb: "I orden: \(head.size) poster, rot \(head.root.hex)"))
        }
        return verification.isOK ? .success : .damagedLog
    }
}
