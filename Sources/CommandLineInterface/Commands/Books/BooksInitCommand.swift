import Application
import Cryptography
import Formats
import LegalTables
import Reports
import Values

struct BooksInitCommand: Command {
    static let description = CommandDescription(
        "books", "init", summary: "Make a new, empty set of books for one company.",
        discussion: """
            The environment is fixed for good: books of one never reach the authorities of another. Use sandbox to
            practise, with the simulated authority of 'bilag sandbox serve'.
            """,
        options: [
            .value("orgnr", "N", "The company's organisation number, nine digits.", isRequired: true),
            .value("name", "S", "The company's name.", isRequired: true),
            .value("environment", "E", "sandbox, test or production.", isRequired: true),
            .value(
                "vat-category", "C",
                "alminnelig (default), primaernaering, omvendtAvgiftsplikt or kompensasjon; none if not registered."),
            .value(
                "vat-period", "P",
                "two-months, year, quarter, half-year, month, half-month or week; else the category's usual one."),
        ],
        formats: [.json],
        example: "bilag books init --books bakeri.bilag --orgnr 310000051 --name 'Fjordbrød Bakeri AS'"
            + " --environment sandbox")

    private let initialise: InitialiseBooks

    init(_ arguments: Arguments) throws {
        let category = try arguments.parsed("vat-category") { text throws(InvalidInput) in
            text == "none" ? nil : try VATCategory(text)
        }
        initialise = InitialiseBooks(
            organisationNumber: try arguments.requiredParsed("orgnr", as: { try OrganisationNumber(written: $0) }),
            name: try arguments.required("name"),
            environment: try arguments.requiredParsed("environment", as: BooksEnvironment.init),
            vatCategory: category ?? .alminnelig,
            vatPeriod: try arguments.parsed("vat-period", as: PeriodKindName.kind))
    }

    func run(in session: Session) async throws -> ExitStatus {
        let path = try session.booksPath()
        let company = try initialise(
            at: path, in: session.workplace.store, booksID: try session.uuid(), now: session.workplace.now())
        if session.console.wantsJSON {
            session.console.output([
                "organisationNumber": .string(company.organisationNumber.digits), "name": .string(company.name),
                "environment": .string(company.environment.rawValue),
                "vatCategory": company.vatCategory.map { .string($0.rawValue) } ?? .null,
                "vatPeriod": company.vatPeriod.map { .string(PeriodKindName.name(of: $0)) } ?? .null,
            ])
        } else {
            let books = "\(company.name) (\(company.organisationNumber))"
            session.console.output(
                Phrase(
                    en: "Made books for \(books), environment \(company.environment).",
                    nb: "Opprettet regnskap for \(books), miljø \(company.environment)."))
        }
        return .success
    }
}

/// How the command line writes the kinds of period.
enum PeriodKindName {
    private static let names: [(ReportingPeriod.Kind, String)] = [
        (.twoMonths, "two-months"), (.year, "year"), (.quarter, "quarter"), (.halfYear, "half-year"),
        (.month, "month"), (.halfMonth, "half-month"), (.week, "week"),
    ]

    /// Reads our name, or the official one as in `toMaaneder` (the return's element without `skattleggingsperiode`).
    static func kind(_ text: String) throws(InvalidInput) -> ReportingPeriod.Kind {
        let wanted = text.lowercased().filter { $0 != "-" }
        let found = names.first { kind, name in
            let official = LegalTables.current.vatPeriods.rows.first { $0.kind == kind }?.element ?? ""
            return [name.filter { $0 != "-" }, String(official.dropFirst("skattleggingsperiode".count)), official]
                .contains { $0.lowercased() == wanted }
        }
        guard let found else {
            throw InvalidInput(text, "a kind of period is one of \(names.map(\.1).joined(separator: ", "))")
        }
        return found.0
    }

    static func name(of kind: ReportingPeriod.Kind) -> String { names.first { $0.0 == kind }?.1 ?? kind.rawValue }
}
