import Application
import EventLog
import Formats
import Reports
import Values

struct BooksRestoreCommand: Command {
    static let description = CommandDescription(
        "books", "restore", summary: "Bring books back from a backup, after verifying it.",
        discussion: """
            Where there are no books at --books, they are made. Where there are, nothing is replaced: books that are an
            older state of the same log get the entries they lack, and any others are refused with the reason.

            What was written after the backup is not in it. Before you file from restored books, look in Altinn whether
            the return of the period was sent after the backup was made.
            """,
        parameters: [CommandParameter("FILE", "The backup, as 'bilag books backup' made it.")], formats: [.json],
        example: "bilag books restore bakeri-2026-03-10.backup --books bakeri.bilag")

    private let file: String

    init(_ arguments: Arguments) throws { file = try arguments.required("FILE") }

    func run(in session: Session) async throws -> ExitStatus {
        let restore = RestoreBooks(
            from: session.path(file), to: try session.booksPath(), in: session.workplace.store)
        let outcome = try restore()
        if session.console.wantsJSON {
            session.console.output(json(outcome))
        } else {
            session.console.output(phrase(outcome))
        }
        return .success
    }

    private func phrase(_ outcome: RestoreBooks.Outcome) -> Phrase {
        switch outcome {
        case .made(let head):
            Phrase(
                en: "Restored and verified: \(head.size) entries, root \(head.root.hex)",
                nb: "Hentet tilbake og kontrollert: \(head.size) poster, rot \(head.root.hex)")
        case .extended(let old, let head):
            Phrase(
                en: "Added entries \(old.size + 1) to \(head.size), root \(head.root.hex)",
                nb: "La til post \(old.size + 1) til \(head.size), rot \(head.root.hex)")
        case .unchanged(let head):
            Phrase(
                en: "The books have all \(head.size) entries of the backup already. Nothing was changed.",
                nb: "Regnskapet har alle \(head.size) postene i sikkerhetskopien allerede. Ingenting er endret.")
        }
    }

    private func json(_ outcome: RestoreBooks.Outcome) -> JSON {
        switch outcome {
        case .made(let head): json("made", added: head.size, head)
        case .extended(let old, let head): json("extended", added: head.size - old.size, head)
        case .unchanged(let head): json("unchanged", added: 0, head)
        }
    }

    private func json(_ outcome: String, added: UInt64, _ head: TreeHead) -> JSON {
        [
            "outcome": .string(outcome), "added": .integer(Int64(clamping: added)),
            "size": .integer(Int64(clamping: head.size)), "root": .string(head.root.hex),
        ]
    }
}
