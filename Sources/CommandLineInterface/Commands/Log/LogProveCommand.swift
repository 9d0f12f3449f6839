import Application
import Cryptography
import EventLog
import Formats

struct LogProveCommand: Command {
    static let description = CommandDescription(
        "log", "prove", summary: "Prove that an entry is in the log, or that the log extends an earlier checkpoint.",
        discussion: """
            'inclusion N' writes a proof for entry N in the C2SP tlog-proof form: its index, the hashes that lead from
            it to the root, and the checkpoint with that root. 'consistency FILE' takes a checkpoint that somebody kept,
            and writes the hashes that lead from its root to the root of now; - reads it from standard input. Both are
            checked by docs/log-format.md, without these books. The checkpoint is signed when there is a key.
            """,
        parameters: [
            CommandParameter("KIND", "inclusion or consistency."),
            CommandParameter("WHAT", "The entry's number, or the file of the earlier checkpoint."),
        ], options: [.logKey], formats: [.json], example: "bilag log prove inclusion 1")

    private enum Claim {
        case inclusion(UInt64)
        case consistency(file: String)
    }

    private let claim: Claim
    private let keyFile: String?

    init(_ arguments: Arguments) throws {
        let what = try arguments.required("WHAT")
        claim = try arguments.requiredParsed("KIND") { kind in
            switch kind {
            case "inclusion":
                guard let number = UInt64(what), number >= 1 else {
                    throw UsageError("'\(what)' is no entry: entries are numbered from 1.")
                }
                return .inclusion(number)
            case "consistency": return .consistency(file: what)
            default: throw UsageError("'\(kind)' is no kind of proof: say inclusion or consistency.")
            }
        }
        keyFile = arguments.value("key")
    }

    func run(in session: Session) async throws -> ExitStatus {
        let books = try session.openBooks()
        let key = try session.logKey(keyFile, books.company().environment)
        switch claim {
        case .inclusion(let sequence):
            let proof = try books.proveInclusion(of: sequence, signedBy: key)
            show(
                proof.text, proof.hashes, proof.checkpoint,
                ("sequence", .integer(Int64(clamping: proof.sequence))), on: session.console)
        case .consistency(let file):
            let old = try SignedCheckpoint(parsing: try session.read(file))
            let proof = try books.proveConsistency(from: old.checkpoint, signedBy: key)
            show(
                proof.text, proof.hashes, proof.checkpoint,
                ("oldSize", .integer(Int64(clamping: proof.old.size))), on: session.console)
        }
        return .success
    }

    private func show(
        _ text: String, _ hashes: [SHA256Digest], _ checkpoint: SignedCheckpoint, _ subject: (String, JSON),
        on console: Console
    ) {
        guard console.wantsJSON else {
            console.output(bytes: Array(text.utf8))
            return
        }
        console.output([
            subject.0: subject.1, "hashes": .array(hashes.map { .string($0.hex) }), "checkpoint": checkpoint.json,
        ])
    }
}
