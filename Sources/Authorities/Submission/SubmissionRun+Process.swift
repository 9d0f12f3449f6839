import Cryptography
import Values

/// Ending tasks: the steps that cannot be repeated.
extension SubmissionRun {
    func leaveData(_ id: InstanceID, _ package: SubmissionPackage) async throws -> SubmissionOutcome? {
        if try await waitOutOpenAdvance(id, from: .data) { return nil }
        try await uploadAll(package, to: id)
        try await removeTwins(of: id)
        guard let refused = try await endTask(.data, of: id) else { return try await leaveIfRefused() }
        throw AuthorityError(
            .forbidden, AltinnInstances.service, "finishing the draft was refused (\(statusText(403, refused)))",
            "Another person, or a system user with the right access, must take this step.")
    }

    func confirm(
        _ task: ProcessTask, _ id: InstanceID, _ package: SubmissionPackage
    ) async throws -> SubmissionOutcome? {
        if try await waitOutOpenAdvance(id, from: task.kind) { return nil }
        _ = try await readInstance(id)
        if !record.vat.machineMayConfirm {
            return try awaitSignature(id, "the settings leave the confirmation to a person")
        }
        if task.permission == .refused || (task.kind == .signing && task.permission != .allowed) {
            return try awaitSignature(id, "Altinn does not let this caller confirm")
        }
        try await verifyAll(package, in: id)
        try await removeTwins(of: id)
        guard let refused = try await endTask(task.kind, of: id) else { return try await leaveIfRefused() }
        return try awaitSignature(id, "Altinn refused the confirmation: \(refused)")
    }

    private func awaitSignature(_ id: InstanceID, _ reason: String) throws -> SubmissionOutcome {
        let link = record.altinn.inbox.text
        if progress.awaitedSignature != link { try note(.awaitingSignature(link: link, reason: reason)) }
        return .awaitingSignature(id, link: link)
    }

    /// An earlier step may still be running at the authority, whose lock lasts some minutes. Repeating it before would
    /// take the step after it.
    /// - Returns: true when the process moved meanwhile.
    private func waitOutOpenAdvance(_ id: InstanceID, from kind: ProcessTask.Kind) async throws -> Bool {
        guard progress.openAdvance?.from == kind.name else { return false }
        return try await waitOutOpenAdvance(id)
    }

    /// The same, from whatever task the earlier step was to end.
    func waitOutOpenAdvance(_ id: InstanceID) async throws -> Bool {
        guard let open = progress.openAdvance else { return false }
        let age = max(0, surroundings.now().secondsSince1970 - open.at.secondsSince1970)
        var pauses = Pauses(record.waiting, within: record.waiting.processLockSeconds - age)
        while let pause = pauses.take() {
            try await surroundings.pause(pause)
            if try await readProcess(id).name != open.from { return true }
        }
        return false
    }

    /// Ends the task the process was just read to stand in. What came of it is for the next reading to say.
    /// - Returns: the authority's words when this caller may not end it; nil else.
    private func endTask(_ kind: ProcessTask.Kind, of id: InstanceID) async throws -> String? {
        guard advancesLeft > 0 else {
            throw AuthorityError(
                .answerUnclear, AltinnInstances.service, "the process of \(id) does not move on from \(kind.name)",
                "Run the command again later; it first reads what the authority has.")
        }
        advancesLeft -= 1
        try note(.processAdvanceRequested(from: kind.name, at: surroundings.now()))
        switch try await attemptOrRead({ try await self.instances.advance(id) }) {
        case .none, .advanced, .processHasEnded, .lockHeld: return nil
        case .forbidden(let words):
            try note(.stopped(reason: statusText(403, words)))
            // A person may have taken the step in the meantime, and the refusal was about the next one.
            return try await readProcess(id).name == kind.name ? words : nil
        case .contentRefused(let body, _):
            // Here too: a refusal of the step after it says nothing of what a person has sent by now.
            if try await readProcess(id).name == kind.name {
                try noteRefusal(body)
            } else {
                try note(.stopped(reason: statusText(409, serverText(body))))
            }
            return nil
        }
    }

    /// A 409 without a word is no finding about the content; it may pass.
    private func noteRefusal(_ body: [UInt8]) throws {
        guard let refusal = ContentRefusal(body) else {
            let error = AuthorityError(
                .conflict, AltinnInstances.service, "the step was refused without a reason (HTTP 409)",
                "Run the command again; it first reads what the authority has.")
            try note(.stopped(reason: error.description))
            throw error
        }
        try note(
            .refused(message: refusal.message, findings: refusal.findings, answer: SHA256Digest(of: body)),
            [SubmissionContent(refusal: body)])
    }

    private func leaveIfRefused() async throws -> SubmissionOutcome? {
        guard let refused = refusedOutcome else { return nil }
        return try await leaveRefused(refused)
    }

    /// Nothing was sent. The draft is removed, so that nobody signs it in Altinn later. When that fails now, the filing
    /// stays unfinished, and the next run tries again or learns that somebody sent it.
    func leaveRefused(_ refused: SubmissionOutcome) async throws -> SubmissionOutcome {
        do {
            return try await removeUnsent() ?? refused
        } catch is AuthorityError {
            return refused
        }
    }
}
