import Application
import Reports
import Values

struct VATSpecificationUnmapCommand: Command {
    static let description = CommandDescription(
        "vat", "specification unmap", summary: "Say that postings on an account get no VAT specification.",
        discussion: """
            A mapping like any other, recorded and never removed: from now on postings on the account get no specification
            that they do not state, not even the one that NS 4102 gives the account. Earlier postings stay as they are.
            """,
        parameters: [CommandParameter("ACCOUNT", "The account.")],
        options: [
            .value("code", "CODE", "Only postings with this standard VAT code; else with every code.")
        ] + CommandOption.mappingDays,
        example: "bilag vat specification unmap 3060")

    private let account: AccountNumber
    private let code: VATCode?
    private let days: (from: CalendarDate?, to: CalendarDate?)

    init(_ arguments: Arguments) throws {
        account = try arguments.requiredParsed("ACCOUNT", as: AccountNumber.init)
        code = try arguments.specificationCode()
        days = try arguments.mappingDays()
    }

    func run(in session: Session) async throws -> ExitStatus {
        let isNew = try session.openBooks().mapSpecification(
            of: account, code: code, from: days.from, to: days.to, as: nil)
        let what = "\(account)" + (code.map { ", mvaKode \($0)" } ?? "")
        session.console.output(
            isNew
                ? Phrase(
                    en: "Postings on \(what) get no specification from now on.",
                    nb: "Posteringer på \(what) får ingen spesifikasjon fra nå av.")
                : Phrase(
                    en: "Postings on \(what) get no specification already.",
                    nb: "Posteringer på \(what) får allerede ingen spesifikasjon."))
        return .success
    }
}
