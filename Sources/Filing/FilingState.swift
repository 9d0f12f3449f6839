import Values

/// Where a filing stands. Raw values are the names in JSON, CSV, English output and documentation.
public enum FilingState: String, Sendable, CaseIterable, CustomStringConvertible {
    case draft = "DRAFT"
    case readyForReview = "READY_FOR_REVIEW"
    case approved = "APPROVED"
    /// Sent; the authority has not answered yet.
    case submitted = "SUBMITTED"
    /// Handed over, but a person must finish in Altinn. Not filed.
    case awaitingSignature = "AWAITING_SIGNATURE"
    case accepted = "ACCEPTED"
    /// Counts as not delivered.
    case rejected = "REJECTED"
    /// A later filing of the same period was accepted and stands instead.
    case superseded = "SUPERSEDED"

    public var description: String { rawValue }

    /// As people read it: the name in English, in Norwegian words.
    public var words: Phrase {
        let norwegian =
            switch self {
            case .draft: "utkast"
            case .readyForReview: "klar til gjennomgang"
            case .approved: "godkjent"
            case .submitted: "sendt"
            case .awaitingSignature: "venter på signatur"
            case .accepted: "mottatt og godtatt"
            case .rejected: "avvist"
            case .superseded: "erstattet"
            }
        return Phrase(en: rawValue, nb: norwegian)
    }
}
