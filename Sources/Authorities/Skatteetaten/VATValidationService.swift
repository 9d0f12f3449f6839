import HTTP

/// The tax authority's validation of a VAT return before it is sent. It takes a person's ID-porten token as it is, not
/// the exchanged one; a machine's token gets 401 or 403.
/// Source: skatteetaten.github.io/api-dokumentasjon, "Mva-melding: valider", 2025-09-02.
public struct VATValidationService: Sendable {
    private let url: String
    private let token: BearerToken
    private let calls: PatientCalls

    public init(
        _ record: AuthorityRecord, token: BearerToken, transport: any HTTPTransport, surroundings: Surroundings
    ) {
        url = record.skatteetaten.person.text + record.vat.validationPath
        self.token = token
        calls = PatientCalls(
            transport: GuardedTransport(transport, for: record), waiting: record.waiting, surroundings: surroundings,
            service: "the VAT validation service")
    }

    /// Validates the return's XML as it is. The answer is 200 whether the return is valid or not.
    /// - Returns: the verdict, and the answer's bytes to keep.
    /// - Throws: `AuthorityError` when there is no verdict.
    public func validate(_ document: [UInt8]) async throws -> (result: ValidationResult, answer: [UInt8]) {
        let response = try await calls.send {
            HTTPRequest(
                .post, url,
                headers: [
                    HTTPHeader("Authorization", "Bearer \(token.secret)"),
                    HTTPHeader("Content-Type", "application/xml"), HTTPHeader("Accept", "application/xml"),
                ], body: document)
        }
        guard response.status == 200 else { throw refusal(response) }
        return (ValidationResult(reading: response.body), response.body)
    }

    private func refusal(_ response: HTTPResponse) -> AuthorityError {
        let problem = "the question was refused (\(statusText(response)))"
        let (kind, nextStep): (AuthorityError.Kind, String) =
            switch response.status {
            case 401: (.unauthorised, "Log in with ID-porten again; this service takes a person's token only.")
            case 403:
                (
                    .forbidden,
                    "The person needs the right to the company's VAT, and the scope skatteetaten:mvameldingvalidering."
                )
            case 404: (.notFound, "Check skatteetaten.personUrl and vat.validationPath.")
            default: (.refused(status: response.status), "Set vat.prevalidate to false to file without asking first.")
            }
        return AuthorityError(kind, calls.service, problem, nextStep)
    }
}
