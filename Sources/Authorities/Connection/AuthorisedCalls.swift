import HTTP

/// Calls that carry a token, which is renewed once when the service answers 401.
struct AuthorisedCalls: Sendable {
    let patient: PatientCalls
    let tokens: any TokenSource

    init(_ patient: PatientCalls, _ tokens: any TokenSource) {
        self.patient = patient
        self.tokens = tokens
    }

    /// A call that changes nothing: repeated while the network or the server fails.
    func read(_ request: HTTPRequest) async throws -> HTTPResponse {
        var token = try await tokens.token()
        let response = try await patient.send { authorised(request, token) }
        guard response.status == 401 else { return response }
        token = try await tokens.renewed(insteadOf: token)
        let second = try await patient.send { authorised(request, token) }
        guard second.status == 401 else { return second }
        throw unauthorised(second)
    }

    /// A call with an effect: sent once, and again only when the answer says that nothing happened (401, 429).
    /// - Throws: `AuthorityError`; `.answerUnclear` when the effect must be read, any other kind when there was none.
    func change(_ request: HTTPRequest) async throws -> HTTPResponse {
        var token = try await tokens.token()
        var pauses = Pauses(patient.waiting, within: .max)
        var (isRenewed, attempt) = (false, 1)
        while true {
            let response = try await sendOnce(authorised(request, token))
            switch response.status {
            case 401:
                guard !isRenewed else { throw unauthorised(response) }
                isRenewed = true
                token = try await tokens.renewed(insteadOf: token)
            case 429, 500...:
                let asked = retryAfterSeconds(response, now: patient.surroundings.now())
                let failure = patient.fault(response, retryAfter: asked)
                let pause = patient.pause(asked, &pauses)
                guard response.status == 429, attempt < PatientCalls.attempts, let pause else {
                    // A 503 that asks for a pause gets it; what happened must still be read afterwards.
                    if response.status != 429, asked != nil, let pause { try await patient.surroundings.pause(pause) }
                    throw failure
                }
                try await patient.surroundings.pause(pause)
                attempt += 1
            default: return response
            }
        }
    }

    private func sendOnce(_ request: HTTPRequest) async throws -> HTTPResponse {
        do throws(TransportError) {
            return try await patient.transport.send(request)
        } catch {
            throw patient.unreachable(error)
        }
    }

    private func authorised(_ request: HTTPRequest, _ token: BearerToken) -> HTTPRequest {
        var request = request
        request.headers.insert(HTTPHeader("Authorization", "Bearer \(token.secret)"), at: 0)
        request.timeoutSeconds = Int(patient.waiting.requestTimeoutSeconds)
        return request
    }

    private func unauthorised(_ response: HTTPResponse) -> AuthorityError {
        if let told = AltinnProblem(response).toldError(patient.service) { return told }
        return AuthorityError(
            .unauthorised, patient.service, "the token is refused (HTTP 401), also after it was renewed",
            "Check that client id, key and addresses are of one environment; with ID-porten, log in again.")
    }
}
