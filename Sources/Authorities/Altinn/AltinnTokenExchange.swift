import Formats
import HTTP

/// Exchanges a Maskinporten or ID-porten token for the Altinn token that apps and storage take.
/// Source: Altinn/altinn-authentication, `exchange/{tokenProvider}`, 2026-07-17.
public struct AltinnTokenExchange: Sendable {
    /// The provider's name in the path; note the hyphen.
    public enum Provider: String, Sendable {
        case maskinporten = "maskinporten"
        case idPorten = "id-porten"
    }

    private let platform: Endpoint
    private let calls: PatientCalls

    public init(_ record: AuthorityRecord, transport: any HTTPTransport, surroundings: Surroundings) {
        platform = record.altinn.platform
        calls = PatientCalls(
            transport: GuardedTransport(transport, for: record), waiting: record.waiting, surroundings: surroundings,
            service: "Altinn's token exchange")
    }

    /// - Throws: `AuthorityError`: `.unauthorised` for a token that is refused, `.forbidden` for an ID-porten token
    ///   without the scopes.
    public func exchange(_ token: BearerToken, from provider: Provider) async throws -> BearerToken {
        let url = "\(platform)/authentication/api/v1/exchange/\(provider.rawValue)"
        let response = try await calls.send {
            HTTPRequest(.get, url, headers: [HTTPHeader("Authorization", "Bearer \(token.secret)")])
        }
        guard response.status == 200 else { throw refusal(response, provider) }
        return try read(response.body)
    }

    /// The token as text, which may stand in quotes.
    private func read(_ body: [UInt8]) throws -> BearerToken {
        let text = (try? JSON(parsing: body))?.string ?? String(decoding: body, as: UTF8.self)
        guard let token = BearerToken(String(text.drop(while: \.isNewline).prefix { !$0.isNewline })) else {
            throw AuthorityError(
                .unreadableAnswer, calls.service, "the answer is not a token", "Check altinn.platformUrl.")
        }
        return token
    }

    private func refusal(_ response: HTTPResponse, _ provider: Provider) -> AuthorityError {
        switch (response.status, provider) {
        case (401, .maskinporten):
            AuthorityError(
                .unauthorised, calls.service, "the Maskinporten token is refused (HTTP 401)",
                "Check that Maskinporten and Altinn addresses are of one environment.")
        case (401, .idPorten):
            AuthorityError(
                .unauthorised, calls.service, "the ID-porten token is refused (HTTP 401)",
                "Log in again; the token has expired, or is of another environment.")
        case (403, _):
            AuthorityError(
                .forbidden, calls.service, "the token lacks the scopes for Altinn (HTTP 403)",
                "Ask for altinn:instances.read and altinn:instances.write, then log in again.")
        default:
            AuthorityError(
                .refused(status: response.status), calls.service,
                statusText(response), "Check altinn.platformUrl.")
        }
    }
}
