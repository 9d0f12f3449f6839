import Application
import Reports
import Values

struct ReportJournalCommand: Command {
    static let description = CommandDescription(
        "report", "journal", summary: "List all postings voucher by voucher (bokføringsspesifikasjon).",
        options: ReportRange.options + [ReportMoment.option], formats: [.json, .csv],
        example: "bilag report journal --period 2026-T1")

    private let range: ReportRange
    private let moment: ReportMoment

    init(_ arguments: Arguments) throws {
        range = try ReportRange(arguments)
        moment = try ReportMoment(arguments)
    }

    func run(in session: Session) async throws -> ExitStatus {
        let reported = try moment.books(in: session)
        let books = reported.books
        let rows = try books.journal(range.days).map(PostingRow.init)
            .sorted { ($0.date, $0.sequence, $0.line) < ($1.date, $1.sequence, $1.line) }
        let today = session.workplace.now().dateInNorway
        let days = range.days ?? (rows.first?.date ?? today)...(rows.last?.date ?? today)
        reported.show(
            try JournalSheet(
                from: days.lowerBound, to: days.upperBound, rows: rows, accounts: try books.books().accounts),
            in: session)
        return .success
    }
}
