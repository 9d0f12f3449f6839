import HTTP
import Values

/// Files a VAT return through its Altinn app, exactly once.
///
/// Two calls can neither be undone nor repeated: making an instance, and ending a task. So each is recorded before it
/// is sent, and after anything unclear the authority is read before anything else happens. Running a submission again
/// goes on from where the authority really is (Altinn has no idempotency keys; see docs on filing exactly once).
public struct AltinnSubmission: Sendable {
    let record: AuthorityRecord
    let instances: AltinnInstances
    let storage: AltinnStorage
    let validation: VATValidationService?
    let surroundings: Surroundings

    /// - Parameter validation: needed only for packages that ask the validation service first.
    public init(
        _ record: AuthorityRecord, tokens: AltinnTokens, validation: VATValidationService? = nil,
        transport: any HTTPTransport, surroundings: Surroundings
    ) {
        self.record = record
        self.validation = validation
        self.surroundings = surroundings
        instances = AltinnInstances(
            record.vat.app, at: record.vat.appEndpoint, record, tokens: tokens, transport: transport,
            surroundings: surroundings)
        storage = AltinnStorage(
            record.vat.app, record, tokens: tokens, transport: transport, surroundings: surroundings)
    }

    /// Begins a submission, or goes on with the one the journal holds.
    /// - Throws: `AuthorityError` when an authority refuses or cannot be reached (run it again later),
    ///   `SubmissionError` when the journal is of another submission, and what the journal throws.
    public func submit(
        _ package: SubmissionPackage, journal: any SubmissionJournal
    ) async throws -> SubmissionOutcome {
        try await SubmissionRun(self, journal).submit(package)
    }

    /// Takes a submission back that was begun and not sent: deletes its drafts, and looks for those that requests
    /// without an answer may have made.
    /// - Returns: nil when nothing of it lies at the authority any more; else what came of it, since it was sent.
    /// - Throws: as `submit`; what lies there is recorded, and the next run goes on.
    public func takeBack(_ journal: any SubmissionJournal) async throws -> SubmissionOutcome? {
        try await SubmissionRun(self, journal).takeBack()
    }

    /// Reads how a submission fares and fetches what has come, without taking any step.
    public func follow(_ journal: any SubmissionJournal) async throws -> SubmissionOutcome {
        try await SubmissionRun(self, journal).follow()
    }

    /// The member of an instance's `dataValues` that holds our reference.
    public static let referenceName = "bilagReference"
}
