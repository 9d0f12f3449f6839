import Formats
import HTTP
import Values

/// The central register of companies (Enhetsregisteret), its open part.
/// Source: data.brreg.no/enhetsregisteret/api, version 2, 2026-10.
public struct CompanyRegister: Sendable {
    private let base: Endpoint
    private let calls: PatientCalls

    /// Nil where the environment has no register: synthetic test companies are not in the open one.
    public init?(_ record: AuthorityRecord, transport: any HTTPTransport, surroundings: Surroundings) {
        guard let base = record.lookups.companies else { return nil }
        self.base = base
        calls = PatientCalls(
            transport: GuardedTransport(transport, for: record), waiting: record.waiting, surroundings: surroundings,
            service: "Enhetsregisteret")
    }

    /// Where it is.
    public var address: String { "\(base)" }

    /// What the register says of a number. A number that is no company's may be a sub-unit's.
    public func find(_ number: OrganisationNumber) async throws -> CompanyLookup {
        let found = try await get("enheter/\(number)", "enhet.v2")
        if found.status != 404 { return try read(found, number, isSubUnit: false) }
        let unit = try await get("underenheter/\(number)", "underenhet.v2")
        return unit.status == 404 ? .unknown : try read(unit, number, isSubUnit: true)
    }

    /// Who holds which role, without those who have left or died. Empty for a company without any.
    public func roles(of number: OrganisationNumber) async throws -> [CompanyRole] {
        let response = try await get("enheter/\(number)/roller", "rolle.v1")
        if response.status == 404 { return [] }
        guard response.status == 200, let json = try? JSON(parsing: response.body) else { throw unreadable(response) }
        return (json["rollegrupper"]?.array ?? []).flatMap { $0["roller"]?.array ?? [] }.compactMap(CompanyRole.init)
    }

    private func get(_ path: String, _ version: String) async throws -> HTTPResponse {
        try await calls.send {
            HTTPRequest(
                .get, "\(base)/\(path)",
                headers: [
                    HTTPHeader("Accept", "application/vnd.brreg.enhetsregisteret.\(version)+json;charset=UTF-8"),
                    HTTPHeader("User-Agent", "bilag"),
                ])
        }
    }

    private func read(
        _ response: HTTPResponse, _ number: OrganisationNumber, isSubUnit: Bool
    ) throws -> CompanyLookup {
        guard response.status == 200 || response.status == 410, let json = try? JSON(parsing: response.body) else {
            throw unreadable(response)
        }
        guard json["organisasjonsnummer"]?.string == number.digits else { throw unreadable(response) }
        let deleted = json["slettedato"]?.string
        if response.status == 410 { return .removed(deleted) }
        // The flags are absent, not false, on a deleted company.
        if deleted != nil || json["respons_klasse"]?.string == "SlettetEnhet" {
            return .deleted(name: json["navn"]?.string ?? "", on: deleted)
        }
        return .registered(RegisteredCompany(json, number, isSubUnit: isSubUnit))
    }

    private func unreadable(_ response: HTTPResponse) -> AuthorityError {
        AuthorityError(
            .unreadableAnswer, calls.service,
            "the answer cannot be used (\(statusText(response)))",
            "Run the command again later, and check lookups.companiesUrl.")
    }
}

/// What the register says of a number.
public enum CompanyLookup: Hashable, Sendable {
    case registered(RegisteredCompany)
    /// Deleted from the register, on a day where it is said.
    case deleted(name: String, on: String?)
    /// Taken out of the open data for legal reasons.
    case removed(String?)
    /// No company and no sub-unit has had the number.
    case unknown

    /// Why no books are begun for the number; nil when nothing is in the way.
    public var objectionToBooks: String? {
        switch self {
        case .unknown: "no company has this number. Look for a mistake in it"
        case .deleted(let name, let day):
            "\(name) was deleted from Enhetsregisteret" + (day.map { " on \($0)" } ?? "")
                + ", and keeps no books any more"
        case .removed: "the company was taken out of the open register"
        case .registered(let company) where company.isSubUnit:
            "it is a sub-unit, and books are a company's" + (company.parent.map { ": give --orgnr \($0)" } ?? "")
        case .registered: nil
        }
    }

    /// Why no VAT return may be filed; nil when nothing is in the way.
    ///
    /// - Parameter category: the kind of return; nil where it is not known, or of a body outside the VAT register.
    public func objection(to category: VATCategory?) -> Phrase? {
        switch self {
        case .unknown: Phrase(en: "no company has this number", nb: "ingen virksomhet har dette nummeret")
        case .deleted(_, let day):
            Phrase(
                en: "the company was deleted" + (day.map { " on \($0)" } ?? ""),
                nb: "virksomheten er slettet" + (day.map { " \($0)" } ?? ""))
        case .removed:
            Phrase(
                en: "the company was taken out of the open register",
                nb: "virksomheten er fjernet fra det åpne registeret")
        case .registered(let company): company.objection(to: category)
        }
    }
}

/// A company or sub-unit as the register describes it. All but the number may be missing there.
public struct RegisteredCompany: Hashable, Sendable {
    public let number: OrganisationNumber
    public let name: String
    /// The form's code: AS, ENK, NUF …; BEDR or AAFY for a sub-unit.
    public let form: String
    public let isSubUnit: Bool
    /// The company a sub-unit belongs to.
    public let parent: String?
    public let address: String
    public let isVATRegistered: Bool
    public let isBankrupt: Bool
    /// The day of bankruptcy, where the register gives it.
    public let bankruptOn: String?
    public let isWindingUp: Bool
    public let isForciblyDissolved: Bool

    init(_ json: JSON, _ number: OrganisationNumber, isSubUnit: Bool) {
        self.number = number
        self.isSubUnit = isSubUnit
        name = json["navn"]?.string ?? ""
        form = json["organisasjonsform"]?["kode"]?.string ?? ""
        parent = json["overordnetEnhet"]?.string
        address = RegisteredCompany.address(json["forretningsadresse"] ?? json["beliggenhetsadresse"])
        isVATRegistered = json["registrertIMvaregisteret"]?.bool ?? false
        isBankrupt = json["konkurs"]?.bool ?? false
        bankruptOn = json["konkursdato"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        isWindingUp = json["underAvvikling"]?.bool ?? false
        isForciblyDissolved = json["underTvangsavviklingEllerTvangsopplosning"]?.bool ?? false
    }

    private static func address(_ json: JSON?) -> String {
        let lines = (json?["adresse"]?.array ?? []).compactMap(\.string)
        let place = [json?["postnummer"]?.string, json?["poststed"]?.string].compactMap { $0 }.joined(separator: " ")
        return (lines + [place, json?["land"]?.string ?? ""]).filter { !$0.isEmpty }.joined(separator: ", ")
    }

    /// Who acts for a company that is bankrupt or being dissolved, since its board no longer does; nil for others.
    public var concern: Phrase? {
        if isBankrupt {
            return Phrase(
                en: "the company is bankrupt" + (bankruptOn.map { " since \($0)" } ?? "")
                    + ": the administrator of the estate acts (role BOBE), not the board",
                nb: "virksomheten er konkurs" + (bankruptOn.map { " fra \($0)" } ?? "")
                    + ": bostyreren (rolle BOBE) handler for boet, ikke styret")
        }
        if isForciblyDissolved {
            return Phrase(
                en: "the company is being dissolved by order of the court: its liquidator acts",
                nb: "virksomheten er under tvangsoppløsning: bostyreren eller avvikleren handler for den")
        }
        guard isWindingUp else { return nil }
        return Phrase(
            en: "the company is being wound up: its liquidators act, not the board",
            nb: "virksomheten er under avvikling: avviklingsstyret handler for den, ikke styret")
    }

    /// A company that is bankrupt or being wound up still files: see `concern`. Reverse-charge and compensation returns
    /// are those of bodies outside the VAT register too (merverdiavgiftsloven § 11-3, merverdiavgiftskompensasjonsloven
    /// § 2).
    func objection(to category: VATCategory?) -> Phrase? {
        if isSubUnit {
            let parent = parent.map { ": \($0)" } ?? ""
            return Phrase(
                en: "it is a sub-unit; the company above it files" + parent,
                nb: "dette er en underenhet; hovedenheten leverer" + parent)
        }
        guard let category, category.isOrdinary, !isVATRegistered else { return nil }
        return Phrase(
            en: "the company is not in the VAT register, which is needed for the return \(category)",
            nb: "virksomheten står ikke i Merverdiavgiftsregisteret, som er nødvendig for meldingen \(category)")
    }
}

/// A role in a company, with its holder's name. The register's open part has no identity numbers.
public struct CompanyRole: Hashable, Sendable {
    /// LEDE, MEDL, DAGL, REVI, REGN, INNH …
    public let code: String
    public let description: String
    public let holder: String

    /// Nil for a role that has ended.
    init?(_ json: JSON) {
        let hasLeft = json["avregistrert"]?.bool ?? json["fratraadt"]?.bool ?? false
        guard !hasLeft, json["person"]?["erDoed"]?.bool != true, let code = json["type"]?["kode"]?.string else {
            return nil
        }
        let name = json["person"]?["navn"]
        let parts = ["fornavn", "mellomnavn", "etternavn"].compactMap { name?[$0]?.string }
        let unit = json["enhet"].map { unit in
            ((unit["navn"]?.array ?? []).compactMap(\.string) + [unit["organisasjonsnummer"]?.string ?? ""])
                .joined(separator: " ")
        }
        self.code = code
        description = json["type"]?["beskrivelse"]?.string ?? code
        holder = parts.isEmpty ? unit ?? "" : parts.joined(separator: " ")
    }
}
