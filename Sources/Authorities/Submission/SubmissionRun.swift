import Cryptography
import Values

/// One run of a submission: reads where the authority is, takes the next step, reads again.
final class SubmissionRun {
    let record: AuthorityRecord
    let instances: AltinnInstances
    let storage: AltinnStorage
    let surroundings: Surroundings
    private let validation: VATValidationService?
    private let journal: any SubmissionJournal
    private(set) var progress: SubmissionProgress
    var advancesLeft = 6
    /// False when only following: nothing is done but reading.
    private(set) var mayAct = false

    init(_ submission: AltinnSubmission, _ journal: any SubmissionJournal) {
        record = submission.record
        instances = submission.instances
        storage = submission.storage
        surroundings = submission.surroundings
        validation = submission.validation
        self.journal = journal
        progress = SubmissionProgress(journal.steps)
    }

    func submit(_ package: SubmissionPackage) async throws -> SubmissionOutcome {
        mayAct = true
        try begin(package)
        if let outcome = finished() { return outcome }
        if progress.refusal == nil, let outcome = try await prevalidate(package) { return outcome }
        if let refused = refusedOutcome { return try await leaveRefused(refused) }
        let id = try await ensureInstance(package)
        return try await drive(id, package)
    }

    func follow() async throws -> SubmissionOutcome {
        guard progress.started != nil else { throw SubmissionError.notStarted }
        try await fetchLate()
        if let outcome = finished() { return outcome }
        guard let id = progress.instance else { return refusedOutcome ?? .notSent(task: "none") }
        return try await drive(id, nil)
    }

    /// Removes what lies at the authority unsent, or learns that it was sent.
    /// - Returns: nil when nothing of this submission lies there any more; else what came of what was sent.
    func takeBack() async throws -> SubmissionOutcome? {
        guard let started = progress.started else { throw SubmissionError.notStarted }
        mayAct = true
        try expectDestination(started.party)
        if let outcome = finished() { return outcome }
        return try await removeUnsent()
    }

    /// What the refusal before sending was, if there was one.
    var refusedOutcome: SubmissionOutcome? {
        progress.refusal.map { .refused(message: $0.message, $0.findings) }
    }

    /// Appends to the journal, and to what this run knows.
    func note(_ step: SubmissionStep, _ content: [SubmissionContent] = []) throws {
        try journal.record(step, content: content)
        progress.apply(step)
    }

    /// A call with an effect whose intent was just recorded. A clear no is recorded as well: then there was no effect.
    func attempt<Answer>(_ effect: () async throws -> Answer) async throws -> Answer {
        do {
            return try await effect()
        } catch let error as AuthorityError where !error.leavesEffectUnclear {
            try note(.stopped(reason: error.description))
            throw error
        }
    }

    /// The same, with nil for an answer that leaves the effect unclear: the caller reads what came of it.
    func attemptOrRead<Answer>(_ effect: () async throws -> Answer) async throws -> Answer? {
        do {
            return try await attempt(effect)
        } catch let error as AuthorityError where error.leavesEffectUnclear {
            return nil
        }
    }

    func unexpected(_ problem: String, _ nextStep: String) -> AuthorityError {
        AuthorityError(.unexpectedState, AltinnInstances.service, problem, nextStep)
    }

    // Beginning

    private func begin(_ package: SubmissionPackage) throws {
        guard let started = progress.started else {
            return try note(
                .started(
                    reference: package.reference, environment: record.environment, app: "\(record.vat.app)",
                    party: package.party.digits, documents: package.digests, at: surroundings.now()))
        }
        try expectDestination(package.party.digits)
        guard started.reference == package.reference else { throw SubmissionError.otherDocuments(name: "reference") }
        let now = package.digests
        guard started.documents != now else { return }
        let changed = now.first { !started.documents.contains($0) } ?? started.documents.first { !now.contains($0) }
        throw SubmissionError.otherDocuments(name: changed?.name ?? "order of documents")
    }

    private func expectDestination(_ party: String) throws {
        let now = SubmissionProgress.destination(record.environment, "\(record.vat.app)", party)
        guard let begun = progress.started?.destination, begun != now else { return }
        throw SubmissionError.otherDestination(journal: begun, now: now)
    }

    private func prevalidate(_ package: SubmissionPackage) async throws -> SubmissionOutcome? {
        guard case .ask(let acceptsDeviations) = package.prevalidation, !progress.hasPassedValidation,
            progress.instance == nil, !progress.openInstanceRequest
        else { return nil }
        guard let validation else { throw SubmissionError.validationNeedsLogin }
        let (result, answer) = try await validation.validate(package.document.bytes)
        let isAccepted = result.verdict == .noDeviation || (result.verdict == .deviating && acceptsDeviations)
        let digest = SHA256Digest(of: answer)
        try note(
            .prevalidated(result, answer: digest, isAccepted: isAccepted),
            [SubmissionContent(validation: answer)])
        if isAccepted { return nil }
        if result.verdict == .deviating { return .heldBack(result) }
        let message = "the validation service says: \(result.verdict.text)"
        try note(.refused(message: message, findings: result.findings, answer: digest))
        return nil
    }

    private func finished() -> SubmissionOutcome? {
        if let (id, files) = progress.otherContent { return .otherContentSent(id, files) }
        guard let (result, payment) = progress.completion, let id = progress.instance else { return nil }
        let outcome = SubmissionResult(
            instance: id, verdict: result.verdict, findings: result.findings, payment: payment,
            documents: progress.feedback)
        return result.verdict.isAccepted ? .accepted(outcome) : .rejected(outcome)
    }

    // The process decides

    /// Reads where the process stands and does what that asks for, until somebody else must act. Without a package
    /// nothing is done but reading.
    func drive(_ id: InstanceID, _ package: SubmissionPackage?) async throws -> SubmissionOutcome {
        do {
            return try await advance(id, package)
        } catch is DeletedDraft {
            try note(.instanceDeleted(id))
            return .draftDeleted(id)
        }
    }

    private func advance(_ id: InstanceID, _ package: SubmissionPackage?) async throws -> SubmissionOutcome {
        while true {
            let state = try await readProcess(id)
            try observe(state)
            switch state {
            case .ended:
                if let outcome = try await noteSubmitted(id) { return outcome }
                return try await conclude(id)
            case .unknown: throw unexpected("instance \(id) has no process", "Look at it in Altinn.")
            case .inTask(let task):
                if let outcome = try await work(on: task, of: id, package) { return outcome }
            }
        }
    }

    private func work(
        on task: ProcessTask, of id: InstanceID, _ package: SubmissionPackage?
    ) async throws -> SubmissionOutcome? {
        switch task.kind {
        case .feedback:
            if let outcome = try await noteSubmitted(id) { return outcome }
            return try await awaitFeedback(id)
        case .data:
            if let package { return try await leaveData(id, package) }
            _ = try await readInstance(id)
            return refusedOutcome ?? .notSent(task: task.kind.name)
        case .confirmation, .signing:
            if let package { return try await confirm(task, id, package) }
            _ = try await readInstance(id)
            return refusedOutcome ?? progress.awaitedSignature.map { .awaitingSignature(id, link: $0) }
                ?? .notSent(task: task.kind.name)
        case .other(let name):
            throw unexpected(
                "instance \(id) stands in a task '\(name)' that Bilag does not know", "Finish it in Altinn.")
        }
    }

    func readProcess(_ id: InstanceID) async throws -> ProcessState {
        try await toleratingNew { try await self.instances.process(of: id) }
    }

    /// - Throws: `DeletedDraft` when somebody deleted it unsent. What was sent counts, deleted from the inbox or not.
    func readInstance(_ id: InstanceID) async throws -> AltinnInstance {
        let instance = try await toleratingNew { try await self.instances.read(id) }
        guard instance.isSoftDeleted, instance.isDraft else { return instance }
        // A step of ours that is still running could send it all the same.
        if try await waitOutOpenAdvance(id) { return try await readInstance(id) }
        throw DeletedDraft()
    }

    /// A new instance has been seen to answer 404 for a minute or two.
    func toleratingNew<Answer>(_ read: () async throws -> Answer) async throws -> Answer {
        let age = surroundings.now().secondsSince1970 - (progress.started?.at.secondsSince1970 ?? 0)
        var pauses = Pauses(record.waiting, within: min(record.waiting.instanceSearchSeconds, 150 - age))
        while true {
            do {
                return try await read()
            } catch let error as AuthorityError where error.kind == .notFound {
                guard let pause = pauses.take() else { throw error }
                try await surroundings.pause(pause)
            }
        }
    }

    /// Records that the process moved, whether by our step or by a person in Altinn.
    private func observe(_ state: ProcessState) throws {
        guard state != .unknown else { return }
        let before = progress.openAdvance?.from ?? progress.lastTask ?? ProcessTask.Kind.data.name
        if state.name != before { try note(.processAdvanced(from: before, to: state.name)) }
    }

    /// Whoever sent it: it counts as this submission only when it holds the files that this began with.
    /// - Returns: the outcome where it does not.
    private func noteSubmitted(_ id: InstanceID) async throws -> SubmissionOutcome? {
        if progress.isSubmitted { return nil }
        if let outcome = try await compareSent(id) { return outcome }
        try note(.submitted(at: surroundings.now()))
        return nil
    }
}

/// The instance was deleted before it was sent.
struct DeletedDraft: Error {}
