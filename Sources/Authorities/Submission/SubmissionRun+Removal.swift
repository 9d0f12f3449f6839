import Values

/// Taking back what was not sent: after a refusal, and when a person withdraws the filing.
extension SubmissionRun {
    /// Where an instance of ours was found to be.
    private enum Whereabouts { case draft, sent, gone }

    /// - Returns: nil when nothing of this submission lies at the authority any more; else what came of what was sent.
    func removeUnsent() async throws -> SubmissionOutcome? {
        if let id = progress.instance, !(try await deleteUnsent(id)) { return try await drive(id, nil) }
        return try await removeUnknown()
    }

    /// Deletes an instance, unless it was sent. Deleting what is gone changes nothing, so that a lost answer is no reason
    /// to leave a draft behind.
    /// - Returns: false when it was sent.
    /// - Throws: `AuthorityError` when it still lies there.
    func deleteUnsent(_ id: InstanceID) async throws -> Bool {
        for attempt in 0...3 {
            switch try await look(for: id) {
            case .sent: return false
            case .gone:
                // What is still running could move it even now.
                if id == progress.instance, try await waitOutOpenAdvance(id) { continue }
                try note(.instanceDeleted(id))
                return true
            case .draft where attempt < 3:
                if id == progress.instance, try await waitOutOpenAdvance(id) { continue }
                try note(.instanceDeletionRequested(id))
                _ = try await attemptOrRead { try await self.instances.delete(id) }
            case .draft: break
            }
        }
        throw AuthorityError(
            .answerUnclear, AltinnInstances.service, "the unsent instance \(id) could not be deleted",
            "Run the command again later, or delete the draft in Altinn and then run it.")
    }

    /// Reads where an instance is. That it answers 404 is believed only when storage does not list it either, for some
    /// time: a passing 404 must not make a draft count as deleted.
    private func look(for id: InstanceID) async throws -> Whereabouts {
        guard let party = progress.started.flatMap({ try? OrganisationNumber($0.party) }) else {
            throw SubmissionError.notStarted
        }
        var pauses = Pauses(record.waiting, within: min(30, record.waiting.instanceSearchSeconds))
        while true {
            do {
                return whereabouts(try await toleratingNew { try await self.instances.read(id) })
            } catch let error as AuthorityError where error.kind == .notFound {
                let listed = try await storage.instances(of: party, createdFrom: Timestamp(millisecondsSince1970: 0))
                if let found = listed.first(where: { $0.id == id }) { return whereabouts(found) }
                guard let pause = pauses.take() else { return .gone }
                try await surroundings.pause(pause)
            }
        }
    }

    private func whereabouts(_ instance: AltinnInstance) -> Whereabouts {
        instance.isDraft ? instance.isSoftDeleted ? .gone : .draft : .sent
    }

    /// Looks for what requests without an answer may have made.
    private func removeUnknown() async throws -> SubmissionOutcome? {
        guard progress.possibleInstances > 1 || progress.wasFoundAgain || progress.openInstanceRequest,
            let started = progress.started, let party = try? OrganisationNumber(started.party)
        else { return nil }
        var pauses = Pauses(
            record.waiting, within: progress.openInstanceRequest ? record.waiting.instanceSearchSeconds : 0)
        while true {
            for instance in try await instances(withReference: started.reference, of: party) {
                guard instance.isDraft, try await deleteUnsent(instance.id) else {
                    return try await drive(try adopt(instance, .reference), nil)
                }
            }
            guard let pause = pauses.take() else { break }
            try await surroundings.pause(pause)
        }
        if progress.openInstanceRequest, let id = try adoptUntouched(try await ownInstances(party)),
            !(try await deleteUnsent(id))
        {
            return try await drive(id, nil)
        }
        try note(.nothingFound(at: surroundings.now()))
        return nil
    }
}
