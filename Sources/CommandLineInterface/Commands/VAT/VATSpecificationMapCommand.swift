import Application
import LegalTables
import Reports
import Values

struct VATSpecificationMapCommand: Command {
    static let description = CommandDescription(
        "vat", "specification map", summary: "Say which VAT specification postings on an account get.",
        discussion: """
            The specification (mvaSpesifikasjon) is tapPåKrav, justering, tilbakeføringAvInngåendeMerverdiavgift, uttak,
            kompensasjonsrett or justeringMerverdiavgiftskompensasjonFastEiendom. It is given to postings that have a VAT
            code it goes with and state no specification of their own, when they enter the books, by hand or by import,
            and is stored with them. What was posted before stays as it is: reverse it and post it anew where it was wrong.

            Some accounts of NS 4102 have their specification without a mapping: 'bilag vat specification list' shows them.
            """,
        parameters: [
            CommandParameter("ACCOUNT", "The account."),
            CommandParameter("SPECIFICATION", "The official value, as in tapPåKrav."),
        ],
        options: [.specificationCode] + CommandOption.mappingDays,
        example: "bilag vat specification map 7831 tapPåKrav --code 1")

    private let account: AccountNumber
    private let specification: VATSpecificationKind
    private let code: VATCode?
    private let days: (from: CalendarDate?, to: CalendarDate?)

    init(_ arguments: Arguments) throws {
        account = try arguments.requiredParsed("ACCOUNT", as: AccountNumber.init)
        specification = try arguments.requiredParsed("SPECIFICATION") { text in
            // Typed on a terminal that composes its letters otherwise, or with another case, it is the same word.
            let near = NearMiss.best(for: text, among: VATSpecificationKind.allCases.map(\.rawValue))
            guard let kind = VATSpecificationKind(rawValue: text) else {
                throw UsageError(
                    "There is no VAT specification '\(text)'. The official ones are "
                        + VATSpecificationKind.allCases.map(\.rawValue).joined(separator: ", ") + ".",
                    suggestion: near, help: "bilag vat specification map --help")
            }
            return kind
        }
        code = try arguments.specificationCode()
        days = try arguments.mappingDays()
    }

    func run(in session: Session) async throws -> ExitStatus {
        let isNew = try session.openBooks().mapSpecification(
            of: account, code: code, from: days.from, to: days.to, as: specification)
        let what = "\(account)" + (code.map { ", mvaKode \($0)" } ?? "")
        session.console.output(
            isNew
                ? Phrase(
                    en: "Postings on \(what) get \(specification) from now on.",
                    nb: "Posteringer på \(what) får \(specification) fra nå av.")
                : Phrase(
                    en: "Postings on \(what) get \(specification) already.",
                    nb: "Posteringer på \(what) får allerede \(specification)."))
        return .success
    }
}

extension CommandOption {
    static let specificationCode = CommandOption.value(
        "code", "CODE", "Only postings with this standard VAT code; else with every code it goes with.")
    static let mappingDays: [CommandOption] = [
        .value("from", "D", "The first date of the vouchers it is for, as in 2026-01-01."),
        .value("to", "D", "The last date."),
    ]
}

extension Arguments {
    func specificationCode() throws -> VATCode? {
        try parsed("code") { text throws(InvalidInput) in
            let code = try VATCode(text)
            guard LegalTables.current.vatCodes.code(code)?.isReported == true else {
                throw InvalidInput(text, "a standard VAT code that a return reports is meant, such as 1 or 3")
            }
            return code
        }
    }

    func mappingDays() throws -> (from: CalendarDate?, to: CalendarDate?) {
        (
            try parsed("from") { text throws(InvalidInput) in try CalendarDate(text) },
            try parsed("to") { text throws(InvalidInput) in try CalendarDate(text) }
        )
    }
}
