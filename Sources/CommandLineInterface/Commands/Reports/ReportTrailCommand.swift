import Application
import Ledger
import Reports
import Values

struct ReportTrailCommand: Command {
    static let description = CommandDescription(
        "report", "trail", summary: "Follow a voucher to every figure it is in, or a figure to its vouchers.",
        discussion: """
            The audit trail both ways (kontrollspor, bokføringsloven § 6). A voucher is given by its number, as in
            2026-GL/1001. A figure is written account:3000:2026-M01, income:salgsinntekt:2026, balance:kundefordringer:2026,
            vat:2026-T1:1, filing:vat-2026-T1-1:1 or party:customer/10001; the trail of a voucher names its figures so. Lines
            of statements are called as in the form RR-0002, and in --json of the reports. Of balances the postings of the year
            are listed, behind what was brought forward. documentation:SHA256, with 8 digits of a file's hash or more, leads
            from an attached file to the vouchers that it documents.
            """,
        parameters: [CommandParameter("WHAT", "A voucher's number, a figure, or a file.")],
        options: [ReportMoment.option],
        formats: [.json, .csv],
        example: "bilag report trail 2026-SALG/1001\nbilag report trail vat:2026-T1:1")

    private enum Subject {
        case voucher(VoucherNumber)
        case figure(Figure)
        case documentation(DocumentationHashStart)

        private static let documentationStart = "documentation:"

        init(_ text: String) throws {
            if text.hasPrefix(Self.documentationStart) {
                self = .documentation(try DocumentationHashStart(String(text.dropFirst(Self.documentationStart.count))))
            } else {
                self = Figure.isMeant(by: text) ? .figure(try Figure(text)) : .voucher(try VoucherNumber(written: text))
            }
        }
    }

    private let subject: Subject
    private let moment: ReportMoment

    init(_ arguments: Arguments) throws {
        subject = try arguments.requiredParsed("WHAT", as: Subject.init)
        moment = try ReportMoment(arguments)
    }

    func run(in session: Session) async throws -> ExitStatus {
        let reported = try moment.books(in: session)
        let accounts = try reported.books.books().accounts
        switch subject {
        case .voucher(let number):
            reported.show(VoucherTrailSheet(trail: try reported.books.trail(number), accounts: accounts), in: session)
        case .figure(let figure):
            reported.show(FigureTrailSheet(trail: try reported.books.trail(figure), accounts: accounts), in: session)
        case .documentation(let hash):
            reported.show(DocumentationTrailSheet(trail: try reported.books.trail(hash)), in: session)
        }
        return .success
    }
}
