import HTTP
import Values

/// Who calls Altinn.
public enum AltinnIdentity: Sendable {
    /// A machine, as a system user of the customer.
    case systemUser(MaskinportenClient, scopes: [String], SystemUserReference)
    /// A person, with the ID-porten access token of a login. It lives as long as the login does, and cannot be renewed
    /// here.
    case person(BearerToken)
    /// A person whose login is kept on this machine, and renewed there.
    case login(PersonLogin)
}

/// Altinn tokens of one identity: exchanged when needed, kept for most of their life, renewed on demand.
public actor AltinnTokens {
    private let identity: AltinnIdentity
    private let exchange: AltinnTokenExchange
    private let surroundings: Surroundings
    private var current: (token: BearerToken, usableUntil: Timestamp)?

    /// An exchanged Maskinporten token lives 30 minutes (Altinn/altinn-authentication, 2026-07-17).
    private static let usableSeconds: Int64 = 25 * 60
    /// How long before its end a login's token is no longer used.
    private static let marginSeconds: Int64 = 5

    public init(_ identity: AltinnIdentity, exchange: AltinnTokenExchange, surroundings: Surroundings) {
        self.identity = identity
        self.exchange = exchange
        self.surroundings = surroundings
    }

    /// A token that should be good now.
    public func token() async throws -> BearerToken {
        if let current, surroundings.now() < current.usableUntil { return current.token }
        return try await fetch()
    }

    /// A new token after an API answered 401 to this one. Another call may have renewed it in the meantime.
    func renewed(insteadOf refused: BearerToken) async throws -> BearerToken {
        if let current, current.token != refused { return current.token }
        current = nil
        if case .systemUser(let client, let scopes, let user) = identity {
            await client.drop(scopes: scopes, systemUser: user)
        }
        return try await fetch()
    }

    private func fetch() async throws -> BearerToken {
        let token: BearerToken
        var usableUntil = surroundings.now().adding(seconds: AltinnTokens.usableSeconds)
        switch identity {
        case .person(let login): token = try await exchange.exchange(login, from: .idPorten)
        case .login(let login):
            // The exchanged token ends with the one it came from.
            let (access, end) = try await login.token()
            token = try await exchange.exchange(access, from: .idPorten)
            usableUntil = min(usableUntil, end.adding(seconds: -AltinnTokens.marginSeconds))
        case .systemUser(let client, let scopes, let user): token = try await machineToken(client, scopes, user)
        }
        current = (token, usableUntil)
        return token
    }

    /// A 401 from the exchange may be passing, when a look-up behind it failed: a new Maskinporten token and one more
    /// try, then we give up.
    private func machineToken(
        _ client: MaskinportenClient, _ scopes: [String], _ user: SystemUserReference
    ) async throws -> BearerToken {
        do {
            return try await exchange.exchange(
                try await client.token(scopes: scopes, systemUser: user), from: .maskinporten)
        } catch let error as AuthorityError where error.kind == .unauthorised {
            await client.drop(scopes: scopes, systemUser: user)
            return try await exchange.exchange(
                try await client.token(scopes: scopes, systemUser: user), from: .maskinporten)
        }
    }
}
