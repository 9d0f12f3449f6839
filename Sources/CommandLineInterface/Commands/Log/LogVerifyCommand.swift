import Application
import Cryptography
import EventLog
import Formats
import Reports
import Values

struct LogVerifyCommand: Command {
    static let description = CommandDescription(
        "log", "verify", summary: "Check every byte, hash and recorded root of the log, and every stored document.",
        discussion: """
            --deep also checks that each entry has its published shape, that every voucher balances on accounts that were
            open, and that saved figures are what the entries give. The exit status is 3 at the first fault.

            --against takes a checkpoint that somebody kept, and says whether the log as it is now extends it: a log that
            was rolled back to an older copy, or written anew, does not. The signature is checked with the key in
            --verifier-key, or with the configured one.
            """,
        options: [
            .flag("deep", "Also fold everything anew and compare."),
            .flag("rebuild", "Drop saved figures first; they are made anew when they are next needed."),
            .value("against", "FILE", "A checkpoint that the log must extend; - for standard input."),
            .value("verifier-key", "KEY", "The key that signed it, as 'bilag log key show' writes it."), .logKey,
        ], formats: [.json],
        example: "bilag log verify --deep")

    private let isDeep: Bool
    private let rebuilds: Bool
    private let checkpointFile: String?
    private let verifierKey: NoteVerifier?
    private let keyFile: String?

    init(_ arguments: Arguments) throws {
        isDeep = arguments.has("deep")
        rebuilds = arguments.has("rebuild")
        checkpointFile = arguments.value("against")
        verifierKey = try arguments.parsed("verifier-key", as: NoteVerifier.init)
        keyFile = arguments.value("key")
        guard checkpointFile != nil || verifierKey == nil else {
            throw UsageError("--verifier-key is for the checkpoint that --against names.")
        }
    }

    func run(in session: Session) async throws -> ExitStatus {
        let books = try session.openBooks()
        let verification = try books.verify(deep: isDeep, rebuild: rebuilds)
        guard let checkpointFile, verification.isOK else {
            return show(verification, comparison: nil, on: session.console)
        }
        let old = try SignedCheckpoint(parsing: try session.read(checkpointFile))
        let comparison = try books.compare(with: old, keys: try keys(of: books, in: session))
        return show(verification, comparison: comparison, on: session.console)
    }

    private func keys(of books: OpenBooks, in session: Session) throws -> [NoteVerifier] {
        if let verifierKey { return [verifierKey] }
        let origin = try books.origin()
        return try session.logKey(keyFile, books.company().environment).map {
            [try NoteVerifier(name: origin, publicKey: $0.publicKey)]
        } ?? []
    }

    private func show(
        _ verification: LogVerification, comparison: CheckpointComparison?, on console: Console
    ) -> ExitStatus {
        let fault = verification.firstFault ?? comparison.flatMap(fault)
        let head = verification.head
        if console.wantsJSON {
            var answer: [String: JSON] = [
                "ok": .bool(fault == nil), "size": .integer(Int64(clamping: head.size)),
                "root": .string(head.root.hex),
                "firstFault": fault.map { fault in
                    [
                        "sequence": fault.sequence.map { .integer(Int64(clamping: $0)) } ?? .null,
                        "reason": .string(fault.reason),
                    ]
                } ?? .null,
            ]
            answer["against"] = comparison.map(json)
            console.output(.object(answer))
        } else if let fault, verification.isOK {
            console.error(
                Phrase(
                    en: "The log is in order in itself, but \(fault.reason).",
                    nb: "Loggen er i orden i seg selv, men \(fault.reason)."))
        } else if let fault {
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
            if let comparison { show(comparison, on: console) }
        }
        return fault == nil ? .success : .damagedLog
    }

    /// A key that was named must have signed; the configured one may be younger than the checkpoint.
    private func fault(_ comparison: CheckpointComparison) -> LogFault? {
        switch comparison.signature {
        case .invalid(let key):
            return LogFault(at: nil, "the checkpoint's signature by \(key.name) is not genuine")
        case .unchecked where verifierKey != nil:
            return LogFault(at: nil, "the checkpoint is not signed by the key in --verifier-key")
        case .unchecked, .valid:
            return comparison.objection.map { LogFault(at: nil, "the log does not extend the checkpoint: \($0)") }
        }
    }

    private func show(_ comparison: CheckpointComparison, on console: Console) {
        let size = comparison.old.head.size
        console.output(
            Phrase(
                en: "The log extends the checkpoint of \(size) entries.",
                nb: "Loggen bygger videre på sjekkpunktet med \(size) poster."))
        switch comparison.signature {
        case .valid(let key):
            console.output(
                Phrase(
                    en: "The checkpoint is signed by \(key.name), key \(hexadecimal(key.keyID)).",
                    nb: "Sjekkpunktet er signert av \(key.name), nøkkel \(hexadecimal(key.keyID))."))
        case .unchecked, .invalid:
            console.note(
                Phrase(
                    en: "No signature of a key known here was found on it; give the signer's with --verifier-key.",
                    nb: "Ingen signatur av en kjent nøkkel står under det; oppgi signererens med --verifier-key."))
        }
    }

    private func json(_ comparison: CheckpointComparison) -> JSON {
        let signature =
            switch comparison.signature {
            case .unchecked: "unchecked"
            case .valid: "valid"
            case .invalid: "invalid"
            }
        return [
            "size": .integer(Int64(clamping: comparison.old.head.size)),
            "root": .string(comparison.old.head.root.hex), "extends": .bool(comparison.objection == nil),
            "signature": .string(signature),
        ]
    }
}
