/// Where calls get their bearer token from, and get a new one when an authority answers 401.
protocol TokenSource: Sendable {
    func token() async throws -> BearerToken
    func renewed(insteadOf refused: BearerToken) async throws -> BearerToken
}

extension AltinnTokens: TokenSource {}

/// Maskinporten's tokens as they are, for services that take them without an exchange. Each holds exactly the scopes its
/// step needs, so that one grant that is missing cannot fail the rest.
struct MaskinportenTokens: TokenSource {
    let client: MaskinportenClient
    let scopes: [String]

    func token() async throws -> BearerToken { try await client.token(scopes: scopes, systemUser: nil) }

    func renewed(insteadOf refused: BearerToken) async throws -> BearerToken {
        await client.drop(scopes: scopes, systemUser: nil)
        return try await token()
    }
}
