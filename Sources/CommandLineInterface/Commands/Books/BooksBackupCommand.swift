import Application
import Reports
import Values

struct BooksBackupCommand: Command {
    static let description = CommandDescription(
        "books", "backup",
        summary: "Copy the books to a new file, while others may go on writing, and verify the copy.",
        discussion: """
            The copy is one file of mode 0600 that needs no other beside it. It is read again and verified as 'bilag log
            verify --deep' does before it gets its name. A file that exists is never replaced: put the day in the name.

            The backup is a set of books like any other, and --books reads it; but post only to the books themselves.
            """,
        parameters: [CommandParameter("FILE", "The backup to make; the file must not exist.")], formats: [.json],
        example: "bilag books backup bakeri-2026-03-10.backup --books bakeri.bilag")

    private let file: String

    init(_ arguments: Arguments) throws { file = try arguments.required("FILE") }

    func run(in session: Session) async throws -> ExitStatus {
        let path = session.path(file)
        let backup = try session.openBooks().backUp(to: path, in: session.workplace.store)
        if session.console.wantsJSON {
            session.console.output([
                "file": .string(path), "bytes": .integer(backup.sizeBytes),
                "size": .integer(Int64(clamping: backup.head.size)), "root": .string(backup.head.root.hex),
            ])
        } else {
            session.console.output(
                Phrase(
                    en: "Backed up and verified: \(backup.head.size) entries, root \(backup.head.root.hex)",
                    nb: "Sikkerhetskopiert og kontrollert: \(backup.head.size) poster, rot \(backup.head.root.hex)"))
        }
        return .success
    }
}
