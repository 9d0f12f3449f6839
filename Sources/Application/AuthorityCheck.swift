import Authorities
import Cryptography
import HTTP
import Values

/// What a filing needs at the authorities, walked link by link: which links hold, and what to do about the rest. Nothing
/// is changed anywhere.
public struct AuthorityCheck: Sendable {
    public enum State: String, Sendable {
        case fine
        /// Not sure to stand in the way.
        case unsure
        case failed
        /// A link before it does not hold.
        case skipped

        public var words: Phrase {
            let norwegian =
                switch self {
                case .fine: "i orden"
                case .unsure: "usikkert"
                case .failed: "feilet"
                case .skipped: "hoppet over"
                }
            return Phrase(en: rawValue, nb: norwegian)
        }
    }

    public struct Link: Sendable {
        public let name: Phrase
        public let state: State
        /// What was found, as a clause. What an authority answered stays in its words and in English ones of ours.
        public let finding: Phrase
        /// What to do; nil where all is fine.
        public let nextStep: Phrase?
    }

    public private(set) var links: [Link] = []
    /// True when an authority could not be reached, so that the same check may end otherwise later.
    public private(set) var mayPass = false
    /// What Enhetsregisteret said; nil when it was not asked or did not answer.
    public fileprivate(set) var company: CompanyLookup?

    public var holds: Bool { !links.contains { $0.state == .failed || $0.state == .skipped } }

    mutating func add(_ name: LinkName, _ state: State, _ finding: Phrase, next: Phrase? = nil) {
        links.append(Link(name: name.words, state: state, finding: finding, nextStep: next))
    }

    /// Adds the link, and says whether it holds.
    mutating func walk(_ name: LinkName, _ work: () async throws -> Phrase) async -> Bool {
        do {
            add(name, .fine, try await work())
            return true
        } catch let error as AuthorityError {
            if [.unreachable, .answerUnclear].contains(error.kind) { mayPass = true }
            add(name, .failed, Phrase(error.problem), next: Phrase(error.nextStep))
        } catch {
            // What stops us at home says itself what to do.
            add(name, .failed, Phrase("\(error)"))
        }
        return false
    }

    /// Adds a link that could not be looked at, and that need not stand in the way.
    mutating func addUnsure(_ name: LinkName, _ finding: Phrase, _ error: any Error) {
        let told = error as? AuthorityError
        let problem = told?.problem ?? "\(error)"
        add(
            name, .unsure,
            Phrase(en: "\(finding.text(in: .english)): \(problem)", nb: "\(finding.text(in: .bokmal)): \(problem)"),
            next: told.map { Phrase($0.nextStep) })
    }

    mutating func skip(_ names: LinkName...) {
        for name in names { add(name, .skipped, Phrase(en: "not looked at", nb: "ikke sett på")) }
    }
}

/// What a filing hangs on at the authorities.
enum LinkName {
    case company, key, maskinporten, scopes, system, systemUser, login, tokenExchange, app
    case scope(String)

    var words: Phrase {
        switch self {
        case .company: Phrase(en: "company", nb: "virksomhet")
        case .key: Phrase(en: "key", nb: "nøkkel")
        case .maskinporten: Phrase("Maskinporten")
        case .scopes: Phrase("scopes")
        case .scope(let scope): Phrase("scope \(scope)")
        case .system: Phrase("system")
        case .systemUser: Phrase(en: "system user", nb: "systembruker")
        case .login: Phrase(en: "login", nb: "innlogging")
        case .tokenExchange: Phrase(en: "token exchange", nb: "tokenveksling")
        case .app: Phrase("app")
        }
    }
}

extension AuthorityAccess {
    /// Walks all that a filing of the kind needs, for a company.
    ///
    /// - Parameters:
    ///   - category: the kind of return; nil for a body outside the VAT register.
    ///   - reference: the reference of the company's system user; nil for Altinn's default.
    public func check(
        _ need: FilingNeed, category: VATCategory?, party: OrganisationNumber, reference: String?
    ) async -> AuthorityCheck {
        var check = AuthorityCheck()
        await checkCompany(party, category, &check)
        switch need.token {
        case .maskinportenSystemUser: await checkMachine(need, party, reference, &check)
        case .idPorten: await checkPerson(need, &check)
        }
        await checkApp(&check)
        return check
    }

    /// A register that does not answer keeps nobody from filing in time; one that says the company is gone does.
    private func checkCompany(
        _ party: OrganisationNumber, _ category: VATCategory?, _ check: inout AuthorityCheck
    ) async {
        guard let register = companyRegister else { return }
        do {
            let answer = try await register.find(party)
            check.company = answer
            if let objection = answer.objection(to: category) {
                check.add(
                    .company, .failed, objection,
                    next: Phrase(
                        en: "See 'bilag company lookup \(party)'. If the register is wrong, have Brønnøysund correct "
                            + "it.",
                        nb:
                            "Se 'bilag company lookup \(party)'. Er registeret feil, må Brønnøysundregistrene rette det."
                    ))
            } else {
                guard case .registered(let company) = answer else { return }
                let register =
                    company.isVATRegistered
                    ? Phrase(
                        en: "registered, and in the VAT register", nb: "registrert, også i Merverdiavgiftsregisteret")
                    : Phrase(
                        en: "registered, not in the VAT register",
                        nb: "registrert, men ikke i Merverdiavgiftsregisteret")
                check.add(
                    .company, company.concern == nil ? .fine : .unsure,
                    Phrase { language in
                        register.text(in: language) + (company.concern.map { "; \($0.text(in: language))" } ?? "")
                    })
            }
        } catch {
            check.addUnsure(
                .company,
                Phrase(
                    en: "the register could not be looked at", nb: "registeret kunne ikke slås opp i"), error)
        }
    }

    private func checkMachine(
        _ need: FilingNeed, _ party: OrganisationNumber, _ reference: String?, _ check: inout AuthorityCheck
    ) async {
        var client: MaskinportenClient?
        let isReadable = await check.walk(.key) {
            client = try maskinporten()
            return Phrase(en: "readable, and of the client", nb: "kan leses, og hører til klienten")
        }
        guard isReadable, let client else {
            return check.skip(.maskinporten, .scopes, .system, .systemUser, .tokenExchange)
        }
        await checkMaskinporten(&check)
        for scope in need.maskinportenScopes {
            _ = await check.walk(.scope(scope)) {
                _ = try await client.token(scopes: [scope], systemUser: nil)
                return Phrase(en: "granted", nb: "gitt")
            }
        }
        await checkSystem(need, client, &check)
        let user = SystemUserReference(organisation: party, externalReference: reference)
        let isApproved = await check.walk(.systemUser) {
            _ = try await client.token(scopes: need.maskinportenScopes, systemUser: user)
            return Phrase(
                en: "approved by \(party)" + (reference.map { ", reference \($0)" } ?? ""),
                nb: "godkjent av \(party)" + (reference.map { ", referanse \($0)" } ?? ""))
        }
        guard isApproved else { return check.skip(.tokenExchange) }
        await checkExchange(.systemUser(client, scopes: need.maskinportenScopes, user), &check)
    }

    /// What Maskinporten publishes is looked at for a change of address; tokens do not hang on it.
    private func checkMaskinporten(_ check: inout AuthorityCheck) async {
        do {
            let metadata = try await MaskinportenMetadata.fetch(
                record, transport: transport, surroundings: surroundings, documents: clients.documents)
            let objections = metadata.objections(to: record)
            if objections.isEmpty {
                check.add(
                    .maskinporten, .fine,
                    Phrase(en: "gives tokens where it is configured to", nb: "gir token der den er satt opp til det"))
            } else {
                check.add(
                    .maskinporten, .failed, objections.joined,
                    next: Phrase(
                        en: "\(objections.joined.text(in: .english)), in \(record.file).",
                        nb: "\(objections.joined.text(in: .bokmal)), i \(record.file)."))
            }
        } catch {
            check.addUnsure(
                .maskinporten,
                Phrase(
                    en: "what it publishes could not be read", nb: "det den publiserer, kunne ikke leses"), error)
        }
    }

    /// The register is looked at only where the client may: a customer's own client need not administer the system.
    private func checkSystem(_ need: FilingNeed, _ client: MaskinportenClient, _ check: inout AuthorityCheck) async {
        guard let system = try? record.systemIdentity().id else {
            return check.add(
                .system, .unsure,
                Phrase(
                    en: "systemUser.systemId is not set, so the register was not looked at",
                    nb: "systemUser.systemId er ikke satt, så registeret er ikke slått opp i"))
        }
        do {
            let register = SystemRegister(record, client: client, transport: transport, surroundings: surroundings)
            guard let found = try await register.find(system) else {
                return check.add(
                    .system, .failed,
                    Phrase(
                        en: "\(system) is not registered in \(record.environment)",
                        nb: "\(system) er ikke registrert i \(record.environment)"),
                    next: Phrase(
                        en: "'bilag authority system register'; test and production know nothing of each other.",
                        nb: "'bilag authority system register'; test og produksjon vet ingenting om hverandre."))
            }
            let missing =
                need.accessPackages.filter { !found.accessPackages.contains($0) }
                + [need.resource].filter { !found.resources.contains($0) }
            guard missing.isEmpty else {
                return check.add(
                    .system, .failed,
                    Phrase(
                        en: "\(system) lacks \(missing.joined(separator: ", "))",
                        nb: "\(system) mangler \(missing.joined(separator: ", "))"),
                    next: Phrase(
                        en: "'bilag authority system update', then 'bilag authority user change'.",
                        nb: "'bilag authority system update', så 'bilag authority user change'."))
            }
            check.add(
                .system, .fine,
                Phrase(
                    en: "\(system) is registered with all that is needed",
                    nb: "\(system) er registrert med alt som trengs"))
        } catch {
            check.addUnsure(
                .system,
                Phrase(
                    en: "the register could not be looked at", nb: "registeret kunne ikke slås opp i"), error)
        }
    }

    private func checkPerson(_ need: FilingNeed, _ check: inout AuthorityCheck) async {
        if let personToken {
            check.add(.login, .fine, Phrase(en: "a token was handed in", nb: "et token er gitt"))
            return await checkExchange(.person(personToken), &check)
        }
        let login = login
        let isFresh = await check.walk(.login) {
            let until = try await login.token().until
            return Phrase(en: "good until \(until)", nb: "gjelder til \(until)")
        }
        guard isFresh, let kept = try? login.kept() else { return check.skip(.scopes, .tokenExchange) }
        let wanted = record.idPorten.scopes.filter { $0 != "openid" }
        let missing = wanted.filter { !kept.scopes.contains($0) }
        if missing.isEmpty {
            check.add(.scopes, .fine, Phrase(wanted.joined(separator: " ")))
        } else {
            check.add(
                .scopes, .failed,
                Phrase(
                    en: "not granted: \(missing.joined(separator: " "))",
                    nb: "ikke gitt: \(missing.joined(separator: " "))"),
                next: Phrase(
                    en: "Add them to the client in Digdir's self-service, then 'bilag authority login'.",
                    nb: "Legg dem til på klienten i Digdirs selvbetjening, så 'bilag authority login'."))
        }
        await checkExchange(.login(login), &check)
    }

    private func checkExchange(_ identity: AltinnIdentity, _ check: inout AuthorityCheck) async {
        let tokens = altinnTokens(identity)
        _ = await check.walk(.tokenExchange) {
            _ = try await tokens.token()
            return Phrase(en: "Altinn gives a token", nb: "Altinn gir et token")
        }
    }

    private func checkApp(_ check: inout AuthorityCheck) async {
        do {
            let metadata = try await AppMetadata.fetch(
                record.vat.appEndpoint, record, transport: transport, surroundings: surroundings)
            let objections = metadata.objections(to: record.vat, record)
            if objections.isEmpty {
                check.add(
                    .app, .fine,
                    Phrase(
                        en: "\(metadata.id) takes the data types that are configured",
                        nb: "\(metadata.id) tar imot datatypene som er satt opp"))
            } else {
                check.add(
                    .app, .failed,
                    Phrase(
                        en: "its metadata is otherwise than configured", nb: "metadataene er annerledes enn oppsettet"),
                    next: Phrase(
                        en: "In \(record.file): \(objections.joined.text(in: .english)).",
                        nb: "I \(record.file): \(objections.joined.text(in: .bokmal))."))
            }
        } catch let error as AuthorityError where error.kind == .notFound {
            let successor = await AppMetadata.successor(
                of: record.vat.app, record, transport: transport, surroundings: surroundings)
            guard let successor else {
                return check.add(.app, .failed, Phrase(error.problem), next: Phrase(error.nextStep))
            }
            check.add(
                .app, .failed,
                Phrase(
                    en: "\(record.vat.app) is gone, and \(successor.id) is there",
                    nb: "\(record.vat.app) er borte, og \(successor.id) er kommet"),
                next: Phrase(
                    en: "In \(record.file): \(record.line("vat.app", successor.id)). Then 'bilag authority system "
                        + "update' and 'bilag authority user change', where a system user files.",
                    nb: "I \(record.file): \(record.line("vat.app", successor.id, in: .bokmal)). Så 'bilag authority "
                        + "system update' og 'bilag authority user change' der en systembruker leverer."))
        } catch {
            // Apps need not offer their metadata to everybody.
            check.addUnsure(
                .app,
                Phrase(
                    en: "its metadata could not be read", nb: "metadataene kunne ikke leses"), error)
        }
    }
}

extension [Phrase] {
    fileprivate var joined: Phrase { Phrase { language in map { $0.text(in: language) }.joined(separator: "; ") } }
}
