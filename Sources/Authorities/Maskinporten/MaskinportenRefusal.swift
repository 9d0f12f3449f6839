import Formats
import HTTP

/// Maskinporten's refusal of a grant: its code, the likely cause and the next step.
public struct MaskinportenRefusal: Hashable, Sendable {
    /// The documented error codes (docs.digdir.no, troubleshooting, 2024-10-17).
    public enum Code: String, Sendable, CaseIterable {
        case malformedParameter = "MP-011"
        case grantUsedBefore = "MP-012"
        case clientNotFound = "MP-100"
        case wrongAudience = "MP-110"
        case certificateNotValidHere = "MP-120"
        case keyExpired = "MP-121"
        case certificateOfAnotherOrganisation = "MP-122"
        case malformedCertificateChain = "MP-123"
        case signatureDoesNotVerify = "MP-124"
        case assertionExpired = "MP-130"
        /// Has no number: "Issue time is after now".
        case issuedInTheFuture = "issue-time"
        case scopeNotOnClient = "MP-200"
        case scopeNotForMaskinporten = "MP-201"
        case scopeNotGranted = "MP-250"
        case scopeNotDelegated = "MP-251"
        case unknownAuthorizationType = "MP-301"
        case unknownAuthorizationField = "MP-302"
        case systemUserNotFound = "MP-303"
        /// Has no number: `invalid_scope` alone.
        case scopeRefused = "invalid_scope"
        /// Has no number: `invalid_grant` alone.
        case grantRefused = "invalid_grant"
        /// A code that is not documented.
        case unknown

        /// True when a new assertion with a new `jti` is worth one more try.
        var isCuredByNewAssertion: Bool { self == .grantUsedBefore || self == .assertionExpired }
    }

    public let code: Code
    public let status: Int
    /// The members `error`, `error_description` and `error_uri` as they came, for the log.
    public let error: String?
    public let errorDescription: String?
    public let errorURI: String?

    init(_ response: HTTPResponse) {
        let json = try? JSON(parsing: response.body)
        status = response.status
        error = json?["error"]?.string
        errorDescription = json?["error_description"]?.string
        errorURI = json?["error_uri"]?.string
        code = MaskinportenRefusal.code(
            in: [errorDescription, errorURI, error].compactMap { $0 }.joined(separator: " "), error: error)
    }

    /// The number in the text; else words that belong to one error; else what the error's name allows.
    private static func code(in text: String, error: String?) -> Code {
        if let numbered = Code.allCases.first(where: { $0.rawValue.hasPrefix("MP-") && text.contains($0.rawValue) }) {
            return numbered
        }
        let lower = text.lowercased()
        if let known = phrases.first(where: { lower.contains($0.words) }) { return known.code }
        return switch error {
        case "invalid_altinn_customer_configuration": .systemUserNotFound
        case "invalid_scope": .scopeRefused
        case "invalid_client": .clientNotFound
        case "invalid_grant": .grantRefused
        default: .unknown
        }
    }

    /// Some answers hold the sentence of an error and not its number.
    private static let phrases: [(words: String, code: Code)] = [
        ("issue time is after now", .issuedInTheFuture), ("client not found", .clientNotFound),
        ("invalid audience", .wrongAudience), ("already been used", .grantUsedBefore),
    ]

    func authorityError(_ settings: MaskinportenSettings, systemUser: SystemUserReference?) -> AuthorityError {
        let words = serverText(Array([error, errorDescription].compactMap { $0 }.joined(separator: ": ").utf8))
        let (cause, nextStep) = advice(settings, systemUser)
        let number = code.rawValue.hasPrefix("MP-") ? "\(code.rawValue), " : ""
        let said = words.isEmpty ? "" : " (it says: \(words))"
        return AuthorityError(
            .maskinporten(code), "Maskinporten", "\(number)HTTP \(status): \(cause)\(said)", nextStep)
    }
}
