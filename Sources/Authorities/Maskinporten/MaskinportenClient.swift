import Formats
import HTTP
import Values

/// Gets access tokens from Maskinporten by JWT grants, and keeps each until shortly before it dies.
public actor MaskinportenClient {
    private let settings: MaskinportenSettings
    private let credentials: MaskinportenCredentials
    private let calls: PatientCalls
    private let surroundings: Surroundings
    private var cache: [CacheKey: CachedToken] = [:]

    /// The client and environment are the actor's own, so they are no part of the key.
    private struct CacheKey: Hashable {
        let scopes: Set<String>
        let systemUser: SystemUserReference?
    }

    private struct CachedToken {
        let token: BearerToken
        let usableUntil: Timestamp
    }

    /// How long before its end a token is no longer used: a request takes time to arrive.
    private static let marginSeconds: Int64 = 10

    public init(
        _ record: AuthorityRecord, credentials: MaskinportenCredentials, transport: any HTTPTransport,
        surroundings: Surroundings
    ) {
        settings = record.maskinporten
        self.credentials = credentials
        self.surroundings = surroundings
        calls = PatientCalls(
            transport: GuardedTransport(transport, for: record), waiting: record.waiting, surroundings: surroundings,
            service: "Maskinporten")
    }

    /// A token with all the scopes; Maskinporten refuses the whole set when one is missing.
    /// - Throws: `AuthorityError`, with kind `.maskinporten` and advice when the grant is refused.
    public func token(scopes: [String], systemUser: SystemUserReference?) async throws -> BearerToken {
        let key = CacheKey(scopes: Set(scopes), systemUser: systemUser)
        if let cached = cache[key], surroundings.now() < cached.usableUntil { return cached.token }
        let fetched = try await fetch(scopes: scopes, systemUser: systemUser)
        cache[key] = fetched
        return fetched.token
    }

    /// Drops a token that an authority answered 401 to, so that the next call fetches a new one.
    public func drop(scopes: [String], systemUser: SystemUserReference?) {
        cache[CacheKey(scopes: Set(scopes), systemUser: systemUser)] = nil
    }

    private func fetch(scopes: [String], systemUser: SystemUserReference?) async throws -> CachedToken {
        let grant = MaskinportenGrant(
            issuer: settings.issuer, tokenEndpoint: settings.tokenEndpoint, credentials: credentials, scopes: scopes,
            systemUser: systemUser)
        for isLast in [false, true] {
            let asked = surroundings.now()
            let response = try await calls.send {
                try grant.request(issuedAt: surroundings.now(), id: try surroundings.uuid())
            }
            if response.status == 200 { return try read(response, asked: asked) }
            let refusal = MaskinportenRefusal(response)
            guard refusal.code.isCuredByNewAssertion, !isLast else {
                throw refusal.authorityError(settings, systemUser: systemUser)
            }
        }
        throw unreadable("no attempt was made")
    }

    /// The lifetime is the scope owner's choice, so it is read and never assumed. It counts from when we asked.
    private func read(_ response: HTTPResponse, asked: Timestamp) throws -> CachedToken {
        guard let json = try? JSON(parsing: response.body), let text = json["access_token"]?.string,
            let token = BearerToken(text)
        else { throw unreadable("the answer holds no access token") }
        guard json["token_type"]?.string?.lowercased() == "bearer" else {
            throw unreadable("the token is of another type than Bearer")
        }
        guard let lifetime = json["expires_in"]?.integer, lifetime > 0 else {
            throw unreadable("the answer does not say how long the token lives")
        }
        let usable = max(0, min(lifetime, 86_400) - MaskinportenClient.marginSeconds)
        return CachedToken(token: token, usableUntil: asked.adding(seconds: usable))
    }

    private func unreadable(_ problem: String) -> AuthorityError {
        AuthorityError(
            .unreadableAnswer, "Maskinporten", problem, "Check maskinporten.tokenUrl, then run the command again.")
    }
}
