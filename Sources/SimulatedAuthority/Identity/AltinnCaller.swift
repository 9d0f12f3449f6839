import Formats
import HTTP
import Values

/// Who stands behind an Altinn token, and for whom they may act.
struct AltinnCaller {
    enum Identity {
        case systemUser(owner: OrganisationNumber, id: String)
        /// A Maskinporten token without a system user: no company's rights follow from it.
        case organisation(OrganisationNumber)
        case person(pid: String, role: SandboxPerson.Role)
    }

    let identity: Identity
    let scopes: Set<String>

    func mayRead(for organisation: OrganisationNumber) -> Bool {
        scopes.contains("altinn:instances.read") && mayAct(for: organisation)
    }

    func mayWrite(for organisation: OrganisationNumber) -> Bool {
        scopes.contains("altinn:instances.write") && mayAct(for: organisation)
    }

    func mayConfirm(for organisation: OrganisationNumber, machineMayConfirm: Bool) -> Bool {
        guard mayWrite(for: organisation) else { return false }
        return switch identity {
        case .systemUser: machineMayConfirm
        case .organisation: false
        case .person(_, let role): role == .signing
        }
    }

    private func mayAct(for organisation: OrganisationNumber) -> Bool {
        switch identity {
        case .systemUser(let owner, _): owner == organisation
        case .organisation: false
        case .person(_, let role): role != .none
        }
    }

    /// For `createdBy` and `lastChangedBy`.
    var name: String {
        switch identity {
        case .systemUser(_, let id): id
        case .organisation(let number): number.digits
        case .person: "20000001"
        }
    }
}

extension SimulatedAuthority {
    /// 401 for anything but a living token from the exchange.
    func caller(_ request: HTTPRequest) throws(Refusal) -> AltinnCaller {
        let claims = try claims(request.bearerToken, issuer: .altinn)
        return AltinnCaller(identity: try identity(in: claims), scopes: claims.scopes)
    }

    private func identity(in claims: JSON) throws(Refusal) -> AltinnCaller.Identity {
        if let pid = claims["pid"]?.string, claims["urn:altinn:userid"] != nil {
            return .person(pid: pid, role: personRoles[pid] ?? .signing)
        }
        if let detail = claims["authorization_details"]?.array?.first {
            let owner = detail["systemuser_org"]?["ID"]?.string ?? ""
            guard let organisation = try? OrganisationNumber(String(owner.dropFirst(5))) else { throw Refusal(401) }
            return .systemUser(owner: organisation, id: detail["systemuser_id"]?.array?.first?.string ?? "")
        }
        guard let organisation = try? OrganisationNumber(claims["urn:altinn:orgNumber"]?.string ?? "") else {
            throw Refusal(401)
        }
        return .organisation(organisation)
    }
}
