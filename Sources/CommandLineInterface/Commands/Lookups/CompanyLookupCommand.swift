import Application
import Authorities
import Formats
import Reports
import Values

struct CompanyLookupCommand: Command {
    static let description = CommandDescription(
        "company", "lookup", summary: "Look a company up in the central register (Enhetsregisteret).",
        discussion: """
            Name, form, address, VAT registration, bankruptcy, winding-up, deletion and roles. Synthetic test companies
            are in no open register. The exit status is 1 when something stands in the way of filing VAT.
            """,
        parameters: [CommandParameter("ORGNR", "The organisation number.")], options: [.environment],
        formats: [.json], example: "bilag company lookup 974760673 --environment production")

    private let number: OrganisationNumber
    private let environment: EnvironmentChoice

    init(_ arguments: Arguments) throws {
        number = try arguments.requiredParsed("ORGNR", as: { try OrganisationNumber(written: $0) })
        environment = try EnvironmentChoice(arguments)
    }

    func run(in session: Session) async throws -> ExitStatus {
        let access = try session.authorityAccess(try session.environment(environment))
        guard let register = access.companyRegister else {
            session.console.error(
                "Companies of \(access.record.environment) are in no open register; set lookups.companiesUrl for one.")
            return .refused
        }
        let lookup = try await register.find(number)
        var roles: [CompanyRole] = []
        if case .registered(let company) = lookup, !company.isSubUnit { roles = try await register.roles(of: number) }
        session.show(FactSheet.of(lookup, number, roles))
        if let objection = lookup.objection(to: nil) {
            session.console.note(
                Phrase(
                    en: "No VAT return can be filed: \(objection.text(in: .english)).",
                    nb: "Mva-melding kan ikke leveres: \(objection.text(in: .bokmal))."))
            return .findings
        }
        guard case .registered(let company) = lookup else { return .findings }
        if let concern = company.concern { session.console.warning(concern) }
        if !company.isVATRegistered {
            session.console.note(
                Phrase(
                    en:
                        "Not in the VAT register: the company files no ordinary VAT return, though perhaps one for reverse "
                        + "charge or compensation.",
                    nb:
                        "Ikke i Merverdiavgiftsregisteret: selskapet leverer ikke ordinær mva-melding, men kanskje en for "
                        + "omvendt avgiftsplikt eller kompensasjon."))
        }
        return company.concern == nil && company.isVATRegistered ? .success : .findings
    }
}

extension FactSheet {
    static func of(_ lookup: CompanyLookup, _ number: OrganisationNumber, _ roles: [CompanyRole]) -> FactSheet {
        let title = Phrase(en: "Company \(number)", nb: "Virksomhet \(number)")
        switch lookup {
        case .unknown: return ended(title, number, "unknown", Phrase(en: "unknown", nb: "ukjent"), nil, nil)
        case .removed(let day): return ended(title, number, "removed", Phrase(en: "removed", nb: "fjernet"), nil, day)
        case .deleted(let name, let day):
            return ended(title, number, "deleted", Phrase(en: "deleted", nb: "slettet"), name, day)
        case .registered(let company): return registered(title, company, roles)
        }
    }

    private static func ended(
        _ title: Phrase, _ number: OrganisationNumber, _ state: String, _ word: Phrase, _ name: String?, _ day: String?
    ) -> FactSheet {
        var sheet = FactSheet(
            title,
            json: [
                "organisationNumber": .string(number.digits), "state": .string(state),
                "name": name.map(JSON.string) ?? .null, "endedOn": day.map(JSON.string) ?? .null,
            ])
        sheet.add("state", "State", "Tilstand", word)
        sheet.add("name", "Name", "Navn", name)
        sheet.add("endedOn", "Since", "Siden", day)
        return sheet
    }

    private static func registered(_ title: Phrase, _ company: RegisteredCompany, _ roles: [CompanyRole]) -> FactSheet {
        var sheet = FactSheet(
            title,
            json: [
                "organisationNumber": .string(company.number.digits), "state": "registered",
                "name": .string(company.name), "form": .string(company.form), "address": .string(company.address),
                "isSubUnit": .bool(company.isSubUnit), "parent": company.parent.map(JSON.string) ?? .null,
                "isVATRegistered": .bool(company.isVATRegistered), "isBankrupt": .bool(company.isBankrupt),
                "isWindingUp": .bool(company.isWindingUp), "isForciblyDissolved": .bool(company.isForciblyDissolved),
                "roles": .array(
                    roles.map {
                        [
                            "code": .string($0.code), "description": .string($0.description),
                            "holder": .string($0.holder),
                        ]
                    }),
            ])
        sheet.add("name", "Name", "Navn", company.name)
        sheet.add("form", "Form", "Organisasjonsform", company.form)
        sheet.add("parent", "Belongs to", "Hører til", company.parent)
        sheet.add("address", "Address", "Adresse", company.address)
        sheet.add("vat", "In the VAT register", "I Merverdiavgiftsregisteret", company.isVATRegistered)
        if company.isBankrupt { sheet.add("bankrupt", "Bankrupt", "Konkurs", true) }
        if company.isWindingUp { sheet.add("windingUp", "Winding up", "Under avvikling", true) }
        if company.isForciblyDissolved { sheet.add("forced", "Forced dissolution", "Under tvangsavvikling", true) }
        for role in roles { sheet.add("role.\(role.code)", role.description, role.description, role.holder) }
        return sheet
    }
}
