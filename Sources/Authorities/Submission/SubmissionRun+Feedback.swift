import Cryptography
import Values

/// Waiting for the authority's answer, and reading it.
extension SubmissionRun {
    /// Polls with growing pauses. What has come is kept at once; when the time is used up, a later run goes on.
    func awaitFeedback(_ id: InstanceID) async throws -> SubmissionOutcome {
        var pauses = Pauses(record.waiting, within: record.waiting.feedbackSeconds)
        while true {
            let isProvided = try await instances.hasFeedback(id)
            let instance = try await readInstance(id)
            if instance.process == .ended { return try await conclude(id) }
            let payment = try await collect(from: instance).payment
            // Provided, but the authority has not moved the process to its end yet: that takes moments.
            guard let pause = pauses.take() else {
                return .waitingForFeedback(id, payment)
            }
            try await surroundings.pause(isProvided ? min(pause, record.waiting.firstPauseSeconds) : pause)
        }
    }

    /// The process has ended. Only the verdict says how: an ended process can hold a refusal. The receipt is waited for
    /// as well, for some moments; when it comes later than that, following fetches it.
    func conclude(_ id: InstanceID) async throws -> SubmissionOutcome {
        var pauses = Pauses(record.waiting, within: min(30, record.waiting.feedbackSeconds))
        while true {
            let instance = try await readInstance(id)
            let answer = try await collect(from: instance)
            if !answer.verdicts.isEmpty, !holds("kvittering"), let pause = pauses.take() {
                try await surroundings.pause(pause)
                continue
            }
            // Of several verdicts the worst counts.
            if let result = answer.verdicts.max(by: { $0.verdict.gravity < $1.verdict.gravity }) {
                try observeEnd()
                // A draft that a lost request made very late is of no use to anybody, but no reason to stop here.
                if mayAct { do { try await removeTwins(of: id) } catch is AuthorityError {} }
                try note(.completed(result, answer.payment))
                let outcome = SubmissionResult(
                    instance: id, verdict: result.verdict, findings: result.findings, payment: answer.payment,
                    documents: progress.feedback)
                return result.verdict.isAccepted ? .accepted(outcome) : .rejected(outcome)
            }
            guard let pause = pauses.take() else { return .waitingForFeedback(id, answer.payment) }
            try await surroundings.pause(pause)
        }
    }

    private func holds(_ kind: String) -> Bool { progress.feedback.contains { $0.kind == kind } }

    /// Fetches documents of the answer that came after the verdict.
    func fetchLate() async throws {
        guard progress.completion != nil, let id = progress.instance, !FeedbackDocument.kinds.allSatisfy(holds)
        else { return }
        _ = try await collect(from: try await readInstance(id))
    }

    private func observeEnd() throws {
        let ended = ProcessState.ended.name
        if progress.lastTask != ended {
            try note(.processAdvanced(from: progress.lastTask ?? ProcessTask.Kind.feedback.name, to: ended))
        }
    }

    private struct Answer {
        var verdicts: [ValidationResult] = []
        var payment: PaymentInformation?
    }

    /// Fetches the answer's documents that are not kept yet. The small XML ones are read each time, since a run that
    /// crashed after keeping one had no time to read it.
    private func collect(from instance: AltinnInstance) async throws -> Answer {
        var answer = Answer()
        for kind in FeedbackDocument.kinds {
            for element in instance.elements where element.dataType == kind {
                let known = progress.feedback.first { $0.element == element.id }
                if known != nil, kind == "kvittering" { continue }
                let (bytes, contentType) = try await instances.download(element, of: instance.id)
                let document = FeedbackDocument(
                    kind: kind, element: element.id, contentType: contentType, sha256: SHA256Digest(of: bytes))
                if known?.sha256 != document.sha256 {
                    let content = SubmissionContent(mediaType: contentType, bytes: bytes)
                    try note(.feedbackReceived(document), [content])
                }
                if kind == "valideringsresultat" { answer.verdicts.append(ValidationResult(reading: bytes)) }
                if kind == "betalingsinformasjon" { answer.payment = PaymentInformation(reading: bytes) }
            }
        }
        return answer
    }
}
