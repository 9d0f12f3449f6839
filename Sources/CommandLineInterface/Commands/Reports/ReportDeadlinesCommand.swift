import Application
import Formats
import Reports
import Values

struct ReportDeadlinesCommand: Command {
    static let description = CommandDescription(
        "report", "deadlines", summary: "Show what is due when, and where it stands.",
        discussion: """
            VAT terms come from the company's registration and the dated table of deadlines; their state from the filings in
            the log, so that a return filed with another system stands as open. Other reports are listed for the calendar:
            Bilag does not file them, and the books cannot tell whether they are delivered. The a-melding stands there for
            months with pay on accounts 5000–5399. The exit status is 1 when a VAT return is overdue.
            """,
        options: ReportRange.options(otherwise: "Else from the books' first day to a year from now.") + [
            .flag("open", "Leaves out what is done."), ReportMoment.option,
        ],
        formats: [.json, .csv], example: "bilag report deadlines --period 2026")

    private let range: ReportRange
    private let isOpenOnly: Bool
    private let moment: ReportMoment

    init(_ arguments: Arguments) throws {
        range = try ReportRange(arguments)
        isOpenOnly = arguments.has("open")
        moment = try ReportMoment(arguments)
    }

    func run(in session: Session) async throws -> ExitStatus {
        let reported = try moment.books(in: session)
        let all = try reported.books.deadlines(range.days)
        let shown = all.filter { report in
            if isOpenOnly, case .done = report.status { false } else { true }
        }
        reported.show(DeadlineSheet(reports: shown, today: reported.books.now.dateInNorway), in: session)
        return all.contains { if case .overdue = $0.status { true } else { false } } ? .findings : .success
    }
}

/// Reports by their last day.
private struct DeadlineSheet: Sheet {
    let reports: [DueReport]
    let today: CalendarDate

    func text(in language: Language) -> String {
        let title = Phrase(en: "Deadlines, seen on \(today)", nb: "Frister, sett \(today)").text(in: language)
        guard !reports.isEmpty else {
            return title + "\n\n"
                + Phrase(en: "Nothing is due in these days.", nb: "Ingen frister i disse dagene.").text(in: language)
        }
        return title + "\n\n" + table.text(in: language)
    }

    var table: ReportTable {
        var table = ReportTable([
            .init("due", Phrase(en: "Due", nb: "Frist")),
            .init("report", Phrase(en: "Report", nb: "Oppgave"), widest: 66),
            .init("period", Phrase(en: "Period", nb: "Periode")), .init("status", Phrase(en: "Status", nb: "Status")),
            .init("filing", Phrase(en: "Filing", nb: "Innsending")),
            .init("delivered", Phrase(en: "Delivered", nb: "Levert")),
            .init("daysLeft", Phrase(en: "Days left", nb: "Dager igjen"), .right),
            .init("remark", Phrase(en: "Remark", nb: "Merknad")),
        ])
        for report in reports {
            table.add([
                .text(report.due.description), .phrase(report.name), .text(report.period.description),
                .phrase(DeadlineSheet.words(report.status)),
                .text(DeadlineSheet.filing(report.status) ?? ""), .text(report.delivered?.description ?? ""),
                isWaiting(report) ? .number(Int64(report.daysLeft)) : .empty, .phrase(remark(report)),
            ])
        }
        return table
    }

    private func isWaiting(_ report: DueReport) -> Bool {
        switch report.status {
        case .open, .overdue: true
        case .notKnown: report.daysLeft >= 0
        case .done, .underWay: false
        }
    }

    private func remark(_ report: DueReport) -> Phrase {
        if let day = report.warnFrom, isWaiting(report) {
            return Phrase(en: "older sources: \(day)", nb: "eldre kilder: \(day)")
        }
        if let form = report.appliesTo {
            return Phrase(en: "if the company is an \(form)", nb: "hvis selskapet er \(form)")
        }
        return Phrase("")
    }

    private static func words(_ status: DueReport.Status) -> Phrase {
        switch status {
        case .done: Phrase(en: "done", nb: "levert")
        case .underWay: Phrase(en: "under way", nb: "underveis")
        case .open: Phrase(en: "open", nb: "åpen")
        case .overdue: Phrase(en: "OVERDUE", nb: "FORFALT")
        case .notKnown: Phrase(en: "not filed by Bilag", nb: "leveres ikke av Bilag")
        }
    }

    private static func name(_ status: DueReport.Status) -> String {
        switch status {
        case .done: "done"
        case .underWay: "underWay"
        case .open: "open"
        case .overdue: "overdue"
        case .notKnown: "notKnown"
        }
    }

    private static func filing(_ status: DueReport.Status) -> String? {
        switch status {
        case .done(let id), .underWay(let id): id.description
        case .open(let id), .overdue(let id): id?.description
        case .notKnown: nil
        }
    }

    var json: JSON {
        [
            "today": .string(today.description),
            "deadlines": .array(
                reports.map { report in
                    [
                        "due": .string(report.due.description), "report": .string(report.report),
                        "period": .string(report.period.description),
                        "status": .string(DeadlineSheet.name(report.status)),
                        "filing": DeadlineSheet.filing(report.status).map { .string($0) } ?? .null,
                        "delivered": report.delivered.map { .string($0.description) } ?? .null,
                        "warnFrom": report.warnFrom.map { .string($0.description) } ?? .null,
                        "daysLeft": .integer(Int64(report.daysLeft)),
                        "appliesTo": report.appliesTo.map { .string($0) } ?? .null, "source": .string(report.source),
                    ]
                }),
        ]
    }
}
