import Formats
import HTTP

/// A refusal of Altinn's authentication service: its code, and what it means here. Decided on the code alone, whose
/// sentence stood in `detail` in older releases and in `title` now.
struct AltinnProblem: Hashable {
    /// `AUTH-00063`, or the first `AUTH.VLD-…` of a validation problem; nil when the answer names none.
    let code: String?
    let status: Int
    /// Packages that the problem names.
    let packages: [String]
    private let said: String

    init(_ response: HTTPResponse) {
        let json = try? JSON(parsing: response.body)
        let validation = json?["validationErrors"]?.array?.first
        code = validation?["code"]?.string ?? json?["code"]?.string
        status = response.status
        let named = json?["NotFoundPackages"] ?? json?["NotDelegablePackages"]
        packages = named?.array?.compactMap(\.string) ?? named?.string.map { [$0] } ?? []
        said = serverText(response.body, limit: 300)
    }

    /// The error, where the answer names a code that is known; nil for anything else.
    func toldError(_ service: String) -> AuthorityError? {
        code.flatMap(AltinnProblemTable.row) == nil ? nil : authorityError(service)
    }

    func authorityError(_ service: String) -> AuthorityError {
        let kind: AuthorityError.Kind =
            switch status {
            case 401: .unauthorised
            case 403: .forbidden
            // With a code it is settled; without one the service itself was not found.
            case 404: code == nil ? .notFound : .refused(status: 404)
            case 409: .conflict
            case 429: .busy(retryAfterSeconds: nil)
            case 500...: .answerUnclear
            default: .refused(status: status)
            }
        guard let code, let row = AltinnProblemTable.row(code) else {
            return AuthorityError(kind, service, "HTTP \(status)\(said.isEmpty ? "" : ": \(said)")", fallback)
        }
        let named = packages.isEmpty ? "" : " (\(packages.map(masked).joined(separator: ", ")))"
        return AuthorityError(kind, service, "\(code), HTTP \(status): \(row.meaning)\(named)", row.advice.sentence)
    }

    private func masked(_ package: String) -> String { serverText(Array(package.utf8), limit: 120) }

    private var fallback: String {
        switch status {
        case 401: AltinnProblemAdvice.vendor.sentence
        case 403: AltinnProblemAdvice.scopes.sentence
        case 404: AltinnProblemAdvice.reference.sentence
        default: AltinnProblemAdvice.again.sentence
        }
    }
}
