import Application
import Authorities
import Cryptography
import Filing
import Formats
import Ledger
import LegalTables
import Reports
import Values

struct BooksInitCommand: Command {
    static let description = CommandDescription(
        "books", "init", summary: "Make a new, empty set of books for one company.",
        discussion: """
            The environment is fixed for good: books of one never reach the authorities of another. Use sandbox to
            practise, with the simulated authority of 'bilag sandbox serve'.

            With --lookup Enhetsregisteret is asked: the name, and whether the company is in the VAT register, are taken from
            there unless they are given, and what it said is recorded. A deleted company is refused, and one that is bankrupt
            or being dissolved needs --yes or a yes at the terminal. Without --lookup nobody is asked.
            """,
        options: [
            .value("orgnr", "N", "The company's organisation number, nine digits.", isRequired: true),
            .value("name", "S", "The company's name; with --lookup, the register's."),
            .value("environment", "E", "sandbox, test or production.", isRequired: true),
            .value(
                "vat-category", "C",
                "alminnelig (default), primaernaering, omvendtAvgiftsplikt or kompensasjon; none if not registered."),
            .value(
                "vat-period", "P",
                "two-months, year, quarter, half-year, month, half-month or week; else the category's usual one."),
            .flag("lookup", "Ask Enhetsregisteret for name, form and VAT registration."),
            .flag("yes", "Make the books although the company is bankrupt or being dissolved."),
        ],
        formats: [.json],
        example: "bilag books init --books bakeri.bilag --orgnr 310000051 --name 'Fjordbrød Bakeri AS'"
            + " --environment sandbox")

    private let number: OrganisationNumber
    private let name: String?
    private let environment: BooksEnvironment
    /// Nil when nothing was said, and nil in it for none.
    private let category: VATCategory??
    private let period: ReportingPeriod.Kind?
    private let asksRegister: Bool
    private let isAgreed: Bool

    init(_ arguments: Arguments) throws {
        category = try arguments.parsed("vat-category") { text throws(InvalidInput) in
            text == "none" ? nil : try VATCategory(text)
        }
        number = try arguments.requiredParsed("orgnr", as: { try OrganisationNumber(written: $0) })
        environment = try arguments.requiredParsed("environment", as: BooksEnvironment.init)
        period = try arguments.parsed("vat-period", as: PeriodKindName.kind)
        asksRegister = arguments.has("lookup")
        isAgreed = arguments.has("yes")
        name = arguments.value("name")
        guard name != nil || asksRegister else {
            throw UsageError(
                "--name S is missing. The company's name, or --lookup to take it from the register.",
                help: "bilag books init --help")
        }
    }

    func run(in session: Session) async throws -> ExitStatus {
        let path = try session.booksPath()
        let found = asksRegister ? try await lookUp(in: session) : nil
        if case .refused? = found { return .refused }
        let company = try initialise(found?.company, found?.event)(
            at: path, in: session.workplace.store, booksID: try session.uuid(), now: session.workplace.now())
        show(company, in: session)
        return .success
    }

    private func initialise(_ found: RegisteredCompany?, _ event: CompanyLookedUp?) throws -> InitialiseBooks {
        guard let name = name ?? found?.name else {
            throw UsageError("--name S is missing. The company's name.", help: "bilag books init --help")
        }
        // Not in the VAT register and nothing said: no VAT category.
        let usual: VATCategory? = found?.isVATRegistered == false ? nil : .alminnelig
        return InitialiseBooks(
            organisationNumber: number, name: name, environment: environment, vatCategory: category ?? usual,
            vatPeriod: period, lookup: event)
    }

    private enum Found {
        case company(RegisteredCompany, CompanyLookedUp)
        case refused

        var company: RegisteredCompany? { if case .company(let company, _) = self { company } else { nil } }
        var event: CompanyLookedUp? { if case .company(_, let event) = self { event } else { nil } }
    }

    /// What the register says, shown; books are begun for a company that is there, and for one that is bankrupt or being
    /// dissolved only when a person agrees.
    private func lookUp(in session: Session) async throws -> Found {
        let console = session.console
        let access = try session.authorityAccess(environment)
        let answer: (answer: CompanyLookup, event: CompanyLookedUp)?
        do { answer = try await access.lookUp(number, by: session.person) } catch let error as AuthorityError {
            console.note(
                Phrase(
                    en: "Without --lookup, and with --name, books are made without asking anybody.",
                    nb: "Uten --lookup, og med --name, opprettes regnskap uten oppslag hos noen."))
            throw error
        }
        guard let (answer, event) = answer else {
            throw UsageError(
                "Companies of \(environment) are in no open register: leave --lookup out, and give --name.")
        }
        console.note(FactSheet.of(answer, number, []).text(in: console.language))
        guard case .registered(let company) = answer, !company.isSubUnit else {
            console.error("No books are made: \(answer.objectionToBooks ?? "").")
            return .refused
        }
        if category != nil, category != .some(nil), !company.isVATRegistered {
            console.warning(
                Phrase(
                    en: "the company is not in the VAT register, but --vat-category says which return it files.",
                    nb:
                        "virksomheten står ikke i Merverdiavgiftsregisteret, men --vat-category sier hvilken melding den leverer."
                ))
        }
        guard let concern = company.concern else { return .company(company, event) }
        console.warning(concern)
        guard isAgreed || session.isAgreed(Phrase(en: "Make books all the same?", nb: "Opprette regnskap likevel?"))
        else {
            console.error("No books are made. Add --yes when you act for the estate or the liquidators.")
            return .refused
        }
        return .company(company, event)
    }

    private func show(_ company: Company, in session: Session) {
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

    /// As people read it.
    static func words(_ kind: ReportingPeriod.Kind) -> Phrase {
        let norwegian =
            switch kind {
            case .twoMonths: "to måneder"
            case .year: "år"
            case .quarter: "kvartal"
            case .halfYear: "halvår"
            case .month: "måned"
            case .halfMonth: "halv måned"
            case .week: "uke"
            }
        return Phrase(en: name(of: kind), nb: norwegian)
    }

    static func name(of kind: ReportingPeriod.Kind) -> String { names.first { $0.0 == kind }?.1 ?? kind.rawValue }
}
