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
    }

    public struct Link: Sendable {
        public let name: String
        public let state: State
        /// What was found, as a clause.
        public let finding: String
        /// What to do; nil where all is fine.
        public let nextStep: String?
    }

    public private(set) var links: [Link] = []
    /// True when an authority could not be reached, so that the same check may end otherwise later.
    public private(set) var mayPass = false
    /// What Enhetsregisteret said; nil when it was not asked or did not answer.
    public fileprivate(set) var company: CompanyLookup?

    public var holds: Bool { !links.contains { $0.state == .failed || $0.state == .skipped } }

    mutating func add(_ name: String, _ state: State, _ finding: String, next: String? = nil) {
        links.append(Link(name: name, state: state, finding: finding, nextStep: next))
    }

    /// Adds the link, and says whether it holds.
    mutating func walk(_ name: String, _ work: () async throws -> String) async -> Bool {
        do {
            add(name, .fine, try await work())
            return true
        } catch let error as AuthorityError {
            if [.unreachable, .answerUnclear].contains(error.kind) { mayPass = true }
            add(name, .failed, error.problem, next: error.nextStep)
        } catch {
            // What stops us at home says itself what to do.
            add(name, .failed, "\(error)")
        }
        return false
    }

    /// Adds a link that could not be looked at, and that need not stand in the way.
    mutating func addUnsure(_ name: String, _ finding: String, _ error: any Error) {
        let told = error as? AuthorityError
        add(name, .unsure, "\(finding): \(told?.problem ?? "\(error)")", next: told?.nextStep)
    }

    mutating func skip(_ names: String...) {
        for name in names { add(name, .skipped, "not looked at") }
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
                    "company", .failed, objection,
                    next: "See 'bilag company lookup \(party)'. If the register is wrong, have Brønnøysund correct it.")
            } else {
                guard case .registered(let company) = answer else { return }
                let register = company.isVATRegistered ? ", and in the VAT register" : ", not in the VAT register"
                check.add(
                    "company", company.concern == nil ? .fine : .unsure,
                    "registered" + register + (company.concern.map { "; \($0)" } ?? ""))
            }
        } catch {
            check.addUnsure("company", "the register could not be looked at", error)
        }
    }

    private func checkMachine(
        _ need: FilingNeed, _ party: OrganisationNumber, _ reference: String?, _ check: inout AuthorityCheck
    ) async {
        var client: MaskinportenClient?
        let isReadable = await check.walk("key") {
            client = try maskinporten()
            return "readable, and of the client"
        }
        guard isReadable, let client else {
            return check.skip("Maskinporten", "scopes", "system", "system user", "token exchange")
        }
        await checkMaskinporten(&check)
        for scope in need.maskinportenScopes {
            _ = await check.walk("scope \(scope)") {
                _ = try await client.token(scopes: [scope], systemUser: nil)
                return "granted"
            }
        }
        await checkSystem(need, client, &check)
        let user = SystemUserReference(organisation: party, externalReference: reference)
        let isApproved = await check.walk("system user") {
            _ = try await client.token(scopes: need.maskinportenScopes, systemUser: user)
            return "approved by \(party)" + (reference.map { ", reference \($0)" } ?? "")
        }
        guard isApproved else { return check.skip("token exchange") }
        await checkExchange(.systemUser(client, scopes: need.maskinportenScopes, user), &check)
    }

    /// What Maskinporten publishes is looked at for a change of address; tokens do not hang on it.
    private func checkMaskinporten(_ check: inout AuthorityCheck) async {
        do {
            let metadata = try await MaskinportenMetadata.fetch(
                record, transport: transport, surroundings: surroundings, documents: clients.documents)
            let objections = metadata.objections(to: record)
            if objections.isEmpty {
                check.add("Maskinporten", .fine, "gives tokens where it is configured to")
            } else {
                check.add(
                    "Maskinporten", .failed, objections.joined(separator: "; "),
                    next: objections.joined(separator: "; ") + ", in \(record.file).")
            }
        } catch {
            check.addUnsure("Maskinporten", "what it publishes could not be read", error)
        }
    }

    /// The register is looked at only where the client may: a customer's own client need not administer the system.
    private func checkSystem(_ need: FilingNeed, _ client: MaskinportenClient, _ check: inout AuthorityCheck) async {
        guard let system = try? record.systemIdentity().id else {
            return check.add("system", .unsure, "systemUser.systemId is not set, so the register was not looked at")
        }
        do {
            let register = SystemRegister(record, client: client, transport: transport, surroundings: surroundings)
            guard let found = try await register.find(system) else {
                return check.add(
                    "system", .failed, "\(system) is not registered in \(record.environment)",
                    next: "'bilag authority system register'; test and production know nothing of each other.")
            }
            let missing =
                need.accessPackages.filter { !found.accessPackages.contains($0) }
                + [need.resource].filter { !found.resources.contains($0) }
            guard missing.isEmpty else {
                return check.add(
                    "system", .failed, "\(system) lacks \(missing.joined(separator: ", "))",
                    next: "'bilag authority system update', then 'bilag authority user change'.")
            }
            check.add("system", .fine, "\(system) is registered with all that is needed")
        } catch {
            check.addUnsure("system", "the register could not be looked at", error)
        }
    }

    private func checkPerson(_ need: FilingNeed, _ check: inout AuthorityCheck) async {
        if let personToken {
            check.add("login", .fine, "a token was handed in")
            return await checkExchange(.person(personToken), &check)
        }
        let login = login
        let isFresh = await check.walk("login") {
            let until = try await login.token().until
            return "good until \(until)"
        }
        guard isFresh, let kept = try? login.kept() else { return check.skip("scopes", "token exchange") }
        let wanted = record.idPorten.scopes.filter { $0 != "openid" }
        let missing = wanted.filter { !kept.scopes.contains($0) }
        if missing.isEmpty {
            check.add("scopes", .fine, wanted.joined(separator: " "))
        } else {
            check.add(
                "scopes", .failed, "not granted: \(missing.joined(separator: " "))",
                next: "Add them to the client in Digdir's self-service, then 'bilag authority login'.")
        }
        await checkExchange(.login(login), &check)
    }

    private func checkExchange(_ identity: AltinnIdentity, _ check: inout AuthorityCheck) async {
        let tokens = altinnTokens(identity)
        _ = await check.walk("token exchange") {
            _ = try await tokens.token()
            return "Altinn gives a token"
        }
    }

    private func checkApp(_ check: inout AuthorityCheck) async {
        do {
            let metadata = try await AppMetadata.fetch(
                record.vat.appEndpoint, record, transport: transport, surroundings: surroundings)
            let objections = metadata.objections(to: record.vat, record)
            if objections.isEmpty {
                check.add("app", .fine, "\(metadata.id) takes the data types that are configured")
            } else {
                check.add(
                    "app", .failed, "its metadata is otherwise than configured",
                    next: "In \(record.file): \(objections.joined(separator: "; ")).")
            }
        } catch let error as AuthorityError where error.kind == .notFound {
            let successor = await AppMetadata.successor(
                of: record.vat.app, record, transport: transport, surroundings: surroundings)
            guard let successor else { return check.add("app", .failed, error.problem, next: error.nextStep) }
            check.add(
                "app", .failed, "\(record.vat.app) is gone, and \(successor.id) is there",
                next:
                    "In \(record.file): \(record.line("vat.app", successor.id)). Then 'bilag authority system update' "
                    + "and 'bilag authority user change', where a system user files.")
        } catch {
            // Apps need not offer their metadata to everybody.
            check.addUnsure("app", "its metadata could not be read", error)
        }
    }
}
