import Application
import Reports
import Values

struct BooksCompactCommand: Command {
    static let description = CommandDescription(
        "books", "compact", summary: "Drop saved figures and make them anew, and give free space back to the disk.",
        discussion: """
            No entry and no document is touched: the log is verified before and after, and its root stays what it was. The
            books may need as much free disk again while it runs, and others wait to write.
            """,
        formats: [.json], example: "bilag books compact --books bakeri.bilag")

    init(_ arguments: Arguments) throws {}

    func run(in session: Session) async throws -> ExitStatus {
        let compaction = try session.openBooks().compact()
        if session.console.wantsJSON {
            session.console.output([
                "bytesBefore": .integer(compaction.bytesBefore), "bytesAfter": .integer(compaction.bytesAfter),
                "size": .integer(Int64(clamping: compaction.head.size)), "root": .string(compaction.head.root.hex),
                "complete": .bool(compaction.isComplete),
            ])
        } else {
            let (size, root) = (compaction.head.size, compaction.head.root.hex)
            session.console.output(
                Phrase(
                    en: "Saved figures are made anew. Unchanged: \(size) entries, root \(root)",
                    nb: "Lagrede tall er laget på nytt. Uendret: \(size) poster, rot \(root)"))
        }
        if !compaction.isComplete {
            session.console.note(
                Phrase(
                    en:
                        "Others were reading, so that the file with '-wal' at its end keeps its size until they are done.",
                    nb: "Andre leste, så filen som ender på '-wal' beholder størrelsen til de er ferdige."))
        }
        return .success
    }
}
