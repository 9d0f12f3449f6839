import Application
import Formats
import ReportSite
import Reports
import Values

struct ReportHTMLCommand: Command {
    static let description = CommandDescription(
        "report", "html", summary: "Write the books of a year as a site of pages that any browser shows.",
        discussion: """
            The site needs no server, no network and no scripts: open index.html. It has the year in charts; the VAT terms with
            deadlines and filings; each return with its lines, the postings behind each, their vouchers and documents; the
            filings with approvals, hashes and receipts; the trial balance, accounts and vouchers; and the log's checkpoint.
            Pages are made for screens, light and dark, and for paper, in the language of --language.

            The log is verified by the reading that the pages are written from; where it is damaged, there is no site. The same
            books give the same files. A folder that holds a site of the same books is written anew; any other must be empty.
            Only you can read what is written: vouchers may name people. National identity numbers and tokens of logins are
            left out. Files that document vouchers are copied in under their hashes, with endings by which browsers run
            nothing; those that were withdrawn, and all with --no-documentation, are named alone.
            """,
        options: [
            .value("output", "DIR", "The folder to write.", letter: "o", isRequired: true),
            .value("year", "YEAR", "The year, as in 2026; else the year of the last posting."),
            .value("period", "PERIOD", "Another period instead of a year. " + PeriodHelp.forms),
            .value("from", "D", "The first day, as in 2026-01-01, instead of a year."),
            .value("to", "D", "The last day."),
            .flag("no-documentation", "Name the files that document vouchers; hold none."),
            ReportMoment.option,
        ],
        formats: [.json], example: "bilag report html -o bakeri-2026 --year 2026")

    private let folder: String
    private let days: SiteDays
    private let moment: ReportMoment
    private let holdsDocumentation: Bool

    init(_ arguments: Arguments) throws {
        folder = try arguments.required("output")
        moment = try ReportMoment(arguments)
        holdsDocumentation = !arguments.has("no-documentation")
        let year = try arguments.parsed("year") { text throws(InvalidInput) in
            guard let number = Int(text), text.utf8.count == 4, ReportingPeriod(.year, 1, of: number) != nil else {
                throw InvalidInput(text, "a year has four digits, as in 2026")
            }
            return number
        }
        let range = try ReportRange(arguments).days
        switch (year, range) {
        case (nil, nil): days = .latestYear
        case (let year?, nil): days = .year(year)
        case (nil, let range?): days = .days(range)
        case (_?, _?):
            throw UsageError("Give either --year, or --period, or --from and --to.", help: "bilag report html --help")
        }
    }

    func run(in session: Session) async throws -> ExitStatus {
        let books = try moment.books(in: session).books
        let console = session.console
        let progress = ProgressLine(on: console, now: session.workplace.now)
        let site = try books.writeSite(
            days, language: console.language, to: session.path(folder), holdsDocumentation: holdsDocumentation
        ) { done, total in
            progress.show(Int64(clamping: done), of: Int64(clamping: total), .entries)
        }
        progress.end()
        if console.wantsJSON {
            console.output([
                "written": .string(folder), "files": .integer(Int64(site.files.count)),
                "entries": .integer(Int64(clamping: site.head.size)), "root": .string(site.head.root.hex),
            ])
        } else {
            console.output(
                Phrase(
                    en:
                        "Wrote \(site.files.count) files to \(folder). Entries verified: \(site.head.size). "
                        + "Open \(folder)/index.html.",
                    nb:
                        "Skrev \(site.files.count) filer til \(folder). Poster verifisert: \(site.head.size). "
                        + "Åpne \(folder)/index.html."
                ))
        }
        return .success
    }
}
