import Application
import Formats
import Reports
import Values

struct BooksStatusCommand: Command {
    static let description = CommandDescription(
        "books", "status", summary: "Show the company, the log, what is imported and closed, and filings that wait.",
        formats: [.json], example: "bilag books status --books bakeri.bilag")

    init(_ arguments: Arguments) throws {}

    func run(in session: Session) async throws -> ExitStatus {
        let status = try session.openBooks().status()
        if session.console.wantsJSON {
            session.console.output(json(status))
        } else {
            session.console.output(table(status).text(in: session.console.language))
        }
        return .success
    }

    private func table(_ status: BooksStatus) -> ReportTable {
        var table = ReportTable([
            .init("what", Phrase(en: "Books", nb: "Regnskap")), .init("value", Phrase(""), widest: 80),
        ])
        func add(_ english: String, _ norwegian: String, _ value: String) { add(english, norwegian, Phrase(value)) }
        func add(_ english: String, _ norwegian: String, _ value: Phrase) {
            table.add([.phrase(Phrase(en: english, nb: norwegian)), .phrase(value)])
        }
        let company = status.company
        add("Company", "Foretak", company.name)
        add("Organisation number", "Organisasjonsnummer", company.organisationNumber.digits)
        add("Environment", "Miljø", company.environment.rawValue)
        add("VAT category", "Meldingskategori", company.vatCategory?.rawValue ?? "–")
        add("VAT period", "Meldingsperiode", company.vatPeriod.map(PeriodKindName.words) ?? Phrase("–"))
        add("Entries in the log", "Poster i loggen", "\(status.head.size)")
        add("Root", "Rot", status.head.root.hex)
        add("Accounts", "Kontoer", "\(status.accounts)")
        add(
            "Postings from, to", "Posteringer fra, til", status.days.map { "\($0.lowerBound), \($0.upperBound)" } ?? "–"
        )
        add("Imports", "Importer", "\(status.imports.count)")
        add("Closed periods", "Lukkede perioder", list(status.closedPeriods.map(\.description)))
        add(
            "Filings under way", "Innsendinger i arbeid",
            Phrase(en: filings(status, .english), nb: filings(status, .bokmal)))
        return table
    }

    private func filings(_ status: BooksStatus, _ language: Language) -> String {
        list(status.openFilings.map { "\($0.id) \($0.state.words.text(in: language))" })
    }

    private func list(_ items: [String]) -> String { items.isEmpty ? "–" : items.joined(separator: ", ") }

    private func json(_ status: BooksStatus) -> JSON {
        let company = status.company
        return [
            "organisationNumber": .string(company.organisationNumber.digits), "name": .string(company.name),
            "environment": .string(company.environment.rawValue),
            "vatCategory": company.vatCategory.map { .string($0.rawValue) } ?? .null,
            "vatPeriod": company.vatPeriod.map { .string(PeriodKindName.name(of: $0)) } ?? .null,
            "size": .integer(Int64(clamping: status.head.size)), "root": .string(status.head.root.hex),
            "accounts": .integer(Int64(status.accounts)),
            "firstDay": status.days.map { .string($0.lowerBound.description) } ?? .null,
            "lastDay": status.days.map { .string($0.upperBound.description) } ?? .null,
            "imports": .integer(Int64(status.imports.count)),
            "closedPeriods": .array(status.closedPeriods.map { .string($0.description) }),
            "openFilings": .array(
                status.openFilings.map {
                    ["filing": .string($0.id.description), "state": .string($0.state.description)]
                }),
        ]
    }
}
