import Values

/// Getting exactly one instance.
extension SubmissionRun {
    /// How far Altinn's clock may be behind ours when we look for what was made since the intent.
    private static let clockMarginSeconds: Int64 = 60

    /// The instance of this submission: known, found again, or made now.
    func ensureInstance(_ package: SubmissionPackage) async throws -> InstanceID {
        if let id = progress.instance { return id }
        if progress.openInstanceRequest {
            if let found = try await search(package) { return found }
        } else if let found = try await adoptEarlier(package) {
            return found
        }
        for _ in 0..<3 {
            try note(.instanceRequested(at: surroundings.now()))
            let values = [AltinnSubmission.referenceName: package.reference]
            let made = try await attemptOrRead {
                try await self.instances.create(for: package.party, dataValues: values)
            }
            if let made { return try adopt(made, .answer) }
            if let found = try await search(package) { return found }
        }
        throw AuthorityError(
            .answerUnclear, AltinnInstances.service, "no instance came of several requests",
            "Run the command again later; it first looks for what was made.")
    }

    /// What these books do not know of may have been sent all the same, when they were restored from a backup: the
    /// reference follows from the books and the filing, so it is the same again.
    private func adoptEarlier(_ package: SubmissionPackage) async throws -> InstanceID? {
        let mine = try await instances(withReference: package.reference, of: package.party)
        guard let kept = try choose(among: mine) else { return nil }
        let id = try adopt(kept, .reference)
        try await removeTwins(of: id, among: mine)
        return id
    }

    /// All that carry the reference, however old, but those that were deleted.
    func instances(
        withReference reference: String, of party: OrganisationNumber
    ) async throws -> [AltinnInstance] {
        try await storage.instances(of: party, createdFrom: Timestamp(millisecondsSince1970: 0))
            .filter { $0.dataValues[AltinnSubmission.referenceName] == reference }
    }

    /// Looks for what a lost answer would have named, several times, since it may appear some seconds late.
    private func search(_ package: SubmissionPackage) async throws -> InstanceID? {
        var pauses = Pauses(record.waiting, within: record.waiting.instanceSearchSeconds)
        while true {
            let listed = try await ownInstances(package.party)
            let mine = listed.filter { $0.dataValues[AltinnSubmission.referenceName] == package.reference }
            if let kept = try choose(among: mine) {
                let id = try adopt(kept, .reference)
                try await removeTwins(of: id, among: mine)
                return id
            }
            guard let pause = pauses.take() else { return try adoptUntouched(listed) }
            try await surroundings.pause(pause)
        }
    }

    func ownInstances(_ party: OrganisationNumber) async throws -> [AltinnInstance] {
        let begun = progress.started?.at ?? surroundings.now()
        return try await storage.instances(
            of: party, createdFrom: begun.adding(seconds: -SubmissionRun.clockMarginSeconds))
    }

    /// The one that was sent, else the oldest.
    private func choose(among mine: [AltinnInstance]) throws -> AltinnInstance? {
        let sent = mine.filter { !$0.isDraft }
        guard sent.count <= 1 else {
            throw unexpected(
                "two instances with our reference were sent: \(sent.map(\.id.description).joined(separator: ", "))",
                "Look at both in Altinn, and ask the tax authority which one counts.")
        }
        return sent.first
            ?? mine.min { ($0.created ?? .distantFuture, $0.id.guid) < ($1.created ?? .distantFuture, $1.id.guid) }
    }

    /// Where an app drops `dataValues`, ours is the one made since the intent that nobody has touched. With several we
    /// cannot tell, and ask.
    func adoptUntouched(_ listed: [AltinnInstance]) throws -> InstanceID? {
        let files = [record.vat.returnDataType, record.vat.attachmentDataType]
        let untouched = listed.filter { instance in
            instance.process.name == ProcessTask.Kind.data.name
                && instance.dataValues[AltinnSubmission.referenceName] == nil
                && !instance.elements.contains { files.contains($0.dataType) }
        }
        guard untouched.count <= 1 else {
            throw unexpected(
                "\(untouched.count) new drafts lie in Altinn, and none says which is ours",
                "Delete the empty drafts in Altinn, then run the command again.")
        }
        return try untouched.first.map { try adopt($0, .creationTime) }
    }

    func adopt(_ instance: AltinnInstance, _ finding: InstanceFinding) throws -> InstanceID {
        let elements = instance.elements.map { ElementReference(id: $0.id, dataType: $0.dataType) }
        try note(.instanceCreated(instance.id, elements: elements, foundBy: finding))
        return instance.id
    }

    /// Deletes other drafts with our reference, where a lost answer may have left one. What our documents lie in is
    /// kept, even when an older one turns up late.
    func removeTwins(of id: InstanceID) async throws {
        guard progress.possibleInstances > 1 || progress.wasFoundAgain, let started = progress.started,
            let party = try? OrganisationNumber(started.party)
        else { return }
        try await removeTwins(of: id, among: try await instances(withReference: started.reference, of: party))
    }

    private func removeTwins(of id: InstanceID, among mine: [AltinnInstance]) async throws {
        for twin in mine where twin.id != id {
            guard twin.isDraft, try await deleteUnsent(twin.id) else {
                throw unexpected(
                    "instance \(twin.id) with our reference was sent, beside \(id)", "Look at both in Altinn.")
            }
        }
    }
}

extension Timestamp {
    fileprivate static let distantFuture = Timestamp(millisecondsSince1970: .max)
}
