import Application
import EventLog
import Formats
import Reports
import Values

struct BooksCheckCommand: Command {
    static let description = CommandDescription(
        "books", "check", summary: "Say that all is well with the books, or what is not.",
        discussion: """
            Looks at the file's permissions, the whole log as 'bilag log verify --deep' does, the keys that the
            configuration names, filings that are overdue or wait for somebody, and periods that should be closed. It
            records nothing and sends nothing. Returns that were due before the books were made are not asked for.

            For cron: the exit status is 0 when all is well, reminders of deadlines within 14 days included; 1 when there
            is something to look at; 3 when the log is damaged. --quiet says nothing when all is well.
            """,
        options: [.flag("quiet", "Write nothing when there is nothing to look at.")], formats: [.json],
        example: "bilag books check --books bakeri.bilag")

    private let isQuiet: Bool

    init(_ arguments: Arguments) throws { isQuiet = arguments.has("quiet") }

    func run(in session: Session) async throws -> ExitStatus {
        let books = try session.openBooks()
        let (head, findings) = try books.check(keys: try session.keysInUse(books.company().environment))
        let problems = findings.filter { !$0.isReminder }
        if session.console.wantsJSON {
            session.console.output(json(head, findings))
        } else {
            show(head, findings, on: session.console)
        }
        if findings.contains(where: { $0.area == .log }) { return .damagedLog }
        return problems.isEmpty ? .success : .findings
    }

    private func show(_ head: TreeHead, _ findings: [BooksFinding], on console: Console) {
        for finding in findings { console.output(BooksFindingText(finding).phrase) }
        guard !findings.contains(where: { !$0.isReminder }), !isQuiet || !findings.isEmpty else { return }
        console.output(
            Phrase(
                en: "All is well: \(head.size) entries, root \(head.root.hex)",
                nb: "Alt er i orden: \(head.size) poster, rot \(head.root.hex)"))
    }

    private func json(_ head: TreeHead, _ findings: [BooksFinding]) -> JSON {
        [
            "ok": .bool(!findings.contains { !$0.isReminder }), "size": .integer(Int64(clamping: head.size)),
            "root": .string(head.root.hex),
            "areas": .object(areas(findings)),
            "findings": .array(
                findings.map { finding in
                    [
                        "area": .string(finding.area.rawValue), "kind": .string(BooksFindingText(finding).kind),
                        "reminder": .bool(finding.isReminder),
                        "message": .string(BooksFindingText(finding).phrase.text(in: .english)),
                    ]
                }),
        ]
    }

    /// Whether each area is well.
    private func areas(_ findings: [BooksFinding]) -> [String: JSON] {
        let troubled = Set(findings.filter { !$0.isReminder }.map(\.area))
        return Dictionary(
            uniqueKeysWithValues: BooksFinding.Area.allCases.map { ($0.rawValue, .bool(!troubled.contains($0))) })
    }
}
