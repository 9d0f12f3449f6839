import HTTP
import Values

/// Calls that may be repeated because they change nothing at the other end: reading, and asking for a token.
struct PatientCalls: Sendable {
    let transport: any HTTPTransport
    let waiting: WaitingSettings
    let surroundings: Surroundings
    /// For messages.
    let service: String

    static let attempts = 4

    /// Sends what `request` makes, again and again with growing pauses while the network or the server fails.
    /// - Throws: `AuthorityError` when all attempts failed. Any answer below 500 but 429 is returned.
    func send(_ request: () throws -> HTTPRequest) async throws -> HTTPResponse {
        var pauses = Pauses(waiting, within: .max)
        var attempt = 1
        while true {
            let (failure, asked): (AuthorityError, Int64?)
            let made = try request()
            do throws(TransportError) {
                let response = try await transport.send(made)
                guard response.status == 429 || response.status >= 500 else { return response }
                asked = retryAfterSeconds(response, now: surroundings.now())
                failure = fault(response, retryAfter: asked)
            } catch {
                (failure, asked) = (unreachable(error), nil)
            }
            guard attempt < PatientCalls.attempts, let pause = pause(asked, &pauses) else { throw failure }
            try await surroundings.pause(pause)
            attempt += 1
        }
    }

    /// The pause before another attempt; nil when the server asks for more than we wait.
    func pause(_ asked: Int64?, _ pauses: inout Pauses) -> Int64? {
        let pause = max(asked ?? 0, pauses.take() ?? 1)
        return pause <= max(waiting.longestRetryAfterSeconds, waiting.longestPauseSeconds) ? pause : nil
    }

    func fault(_ response: HTTPResponse, retryAfter: Int64?) -> AuthorityError {
        if let told = AltinnProblem(response).toldError(service) { return told }
        if response.status == 429 {
            let when = retryAfter.map { "Run the command again in \($0) seconds." } ?? "Run the command again later."
            return AuthorityError(
                .busy(retryAfterSeconds: retryAfter), service, "too many requests (HTTP 429)", when)
        }
        return AuthorityError(
            .answerUnclear, service,
            "the service has a fault (\(statusText(response)))",
            "Run the command again later; it goes on from what the authority really has.")
    }

    func unreachable(_ error: TransportError) -> AuthorityError {
        switch error {
        case .notSent:
            AuthorityError(
                .unreachable, service, error.description,
                "Check the network and the configured address, then run it again.")
        case .answerLost:
            AuthorityError(
                .answerUnclear, service, error.description,
                "Run the command again; it first reads what the authority has.")
        }
    }
}
