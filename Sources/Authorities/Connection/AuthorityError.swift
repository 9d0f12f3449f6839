/// Why an authority's service did not do what was asked: what happened, and what to do next. Never holds a token, a
/// national identity number or document content.
public struct AuthorityError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Kind: Hashable, Sendable {
        /// Nothing left this machine.
        case unreachable
        /// The answer was lost or was a server fault: whether the request had its effect must be read.
        case answerUnclear
        /// 401 although the token was renewed.
        case unauthorised
        /// 403: somebody must approve something, or another person must act.
        case forbidden
        /// 404.
        case notFound
        /// 409.
        case conflict
        /// 429, or a longer pause asked for than we wait.
        case busy(retryAfterSeconds: Int64?)
        /// Another refusal, with its HTTP status.
        case refused(status: Int)
        /// An answer that does not follow its own description.
        case unreadableAnswer
        /// The authority holds something other than what our journal leads us to expect.
        case unexpectedState
        /// Maskinporten gave no token.
        case maskinporten(MaskinportenRefusal.Code)
    }

    public let kind: Kind
    /// Who refused: "Maskinporten", "Altinn", "the VAT validation service".
    public let service: String
    /// What went wrong, as a sentence without its stop.
    public let problem: String
    /// What to do next, as a sentence.
    public let nextStep: String

    init(_ kind: Kind, _ service: String, _ problem: String, _ nextStep: String) {
        (self.kind, self.service, self.problem, self.nextStep) = (kind, service, problem, nextStep)
    }

    public var description: String { "\(service): \(problem). \(nextStep)" }

    /// True when the request may have had its effect all the same.
    public var leavesEffectUnclear: Bool { kind == .answerUnclear }
}
