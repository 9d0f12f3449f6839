import Cryptography
import Formats
import Values

/// Getting the documents into the instance, each once, and as they were approved.
extension SubmissionRun {
    func uploadAll(_ package: SubmissionPackage, to id: InstanceID) async throws {
        let instance = try await readInstance(id)
        try await uploadEnvelope(package, to: instance)
        for (file, dataType) in files(package) {
            let known = progress.uploaded[file.name]
            if known?.sha256 == file.sha256, instance.elements.contains(where: { $0.id == known?.element }) { continue }
            try await upload(file, as: dataType, to: id)
        }
        try await settleElements(of: id, package)
    }

    /// The return and the attachments, with their data types.
    private func files(_ package: SubmissionPackage) -> [(SubmissionFile, String)] {
        [(package.document, record.vat.returnDataType)]
            + package.attachments.map { ($0, record.vat.attachmentDataType) }
    }

    /// The envelope's element came with the instance and is replaced; a second one is never made.
    private func uploadEnvelope(_ package: SubmissionPackage, to instance: AltinnInstance) async throws {
        let prefix = record.vat.envelopeDataTypePrefix
        guard let element = instance.elements.first(where: { $0.dataType.hasPrefix(prefix) }) else {
            throw unexpected(
                "instance \(instance.id) has no element for the envelope",
                "Check vat.envelopeDataTypePrefix; the app may have changed.")
        }
        let part = DocumentDigest(
            name: SubmissionPackage.envelopeName, sha256: SHA256Digest(of: package.envelope))
        if let known = progress.uploaded[part.name], known == (part.sha256, element.id) { return }
        for _ in 0..<3 {
            try note(.uploadRequested(part))
            _ = try await attemptOrRead {
                try await self.instances.replaceForm(element.id, of: instance.id, with: package.envelope)
            }
            let stored = try await instances.download(element, of: instance.id).bytes
            if isSameDocument(stored, package.envelope) { return try note(.uploaded(part, element: element.id)) }
        }
        throw differs(part.name, instance.id)
    }

    private func upload(_ file: SubmissionFile, as dataType: String, to id: InstanceID) async throws {
        let part = DocumentDigest(name: file.name, sha256: file.sha256)
        for _ in 0..<3 {
            let present = try await find(file, dataType, in: id)
            if let present, try await holds(present, file, id) { return try note(.uploaded(part, element: present.id)) }
            try note(.uploadRequested(part))
            if let present {
                _ = try await attemptOrRead { try await self.instances.replaceFile(present.id, of: id, with: file) }
                continue
            }
            let added = try await attemptOrRead { try await self.instances.addFile(file, as: dataType, to: id) }
            if let added, try await holds(added, file, id) { return try note(.uploaded(part, element: added.id)) }
            if added == nil { try await lookFor(file, dataType, in: id) }
        }
        guard let last = try await find(file, dataType, in: id), try await holds(last, file, id) else {
            throw differs(file.name, id)
        }
        try note(.uploaded(part, element: last.id))
    }

    private func find(_ file: SubmissionFile, _ dataType: String, in id: InstanceID) async throws -> DataElement? {
        try await readInstance(id).elements.first { $0.dataType == dataType && $0.filename == file.name }
    }

    private func holds(_ element: DataElement, _ file: SubmissionFile, _ id: InstanceID) async throws -> Bool {
        try await instances.download(element, of: id).bytes == file.bytes
    }

    /// After an upload without an answer: waits for the file to appear before it may be sent again.
    private func lookFor(_ file: SubmissionFile, _ dataType: String, in id: InstanceID) async throws {
        var pauses = Pauses(record.waiting, within: min(record.waiting.instanceSearchSeconds, 30))
        while let pause = pauses.take() {
            try await surroundings.pause(pause)
            if try await find(file, dataType, in: id) != nil { return }
        }
    }

    /// The instance must hold what was approved and nothing else, and the virus scan must be through.
    private func settleElements(of id: InstanceID, _ package: SubmissionPackage) async throws {
        var pauses = Pauses(record.waiting, within: max(60, record.waiting.instanceSearchSeconds))
        while true {
            let instance = try await readInstance(id)
            try await removeCopies(in: instance, package)
            if let infected = instance.elements.first(where: { $0.fileScanResult == "Infected" }) {
                throw unexpected(
                    "the virus scan refused \(infected.filename ?? infected.dataType)",
                    "'bilag filing withdraw' removes the draft in Altinn; then draft and file anew without the file.")
            }
            guard instance.elements.contains(where: { $0.fileScanResult == "Pending" }) else { return }
            guard let pause = pauses.take() else {
                throw unexpected("the virus scan is not through", "Run the command again in some minutes.")
            }
            try await surroundings.pause(pause)
        }
    }

    /// Removes copies that a late answer left behind; a file we know nothing of stops us.
    private func removeCopies(in instance: AltinnInstance, _ package: SubmissionPackage) async throws {
        let types = [record.vat.returnDataType, record.vat.attachmentDataType]
        let ours = Set(progress.uploaded.values.map(\.element))
        for element in instance.elements where types.contains(element.dataType) && !ours.contains(element.id) {
            let isCopy = files(package).contains { $0.0.name == element.filename && $0.1 == element.dataType }
            guard isCopy else {
                throw unexpected(
                    "instance \(instance.id) holds a file that was not approved: \(element.filename ?? element.dataType)",
                    "Remove it in Altinn, then run the command again.")
            }
            try note(.copyRemovalRequested(name: element.filename ?? element.dataType, element: element.id))
            _ = try await attemptOrRead { try await self.instances.removeFile(element.id, of: instance.id) }
        }
    }

    /// Reads everything back from the locked instance right before the step that cannot be undone: what is sent must be
    /// what was approved.
    func verifyAll(_ package: SubmissionPackage, in id: InstanceID) async throws {
        let instance = try await readInstance(id)
        let prefix = record.vat.envelopeDataTypePrefix
        guard let envelope = instance.elements.first(where: { $0.dataType.hasPrefix(prefix) }),
            isSameDocument(try await instances.download(envelope, of: id).bytes, package.envelope)
        else { throw differs(SubmissionPackage.envelopeName, id) }
        var remaining = instance.elements.filter { element in
            [record.vat.returnDataType, record.vat.attachmentDataType].contains(element.dataType)
        }
        for (file, dataType) in files(package) {
            let index = remaining.firstIndex { $0.dataType == dataType && $0.filename == file.name }
            guard let index, try await holds(remaining[index], file, id) else { throw differs(file.name, id) }
            remaining.remove(at: index)
        }
        if let extra = remaining.first { throw differs(extra.filename ?? extra.dataType, id) }
    }

    /// The envelope is a form: the app reads it and writes it again, so its bytes may change, its content must not.
    private func isSameDocument(_ stored: [UInt8], _ sent: [UInt8]) -> Bool {
        if stored == sent { return true }
        guard let stored = try? XMLElement(parsing: stored), let sent = try? XMLElement(parsing: sent) else {
            return false
        }
        return isSame(stored, sent)
    }

    private func isSame(_ left: XMLElement, _ right: XMLElement) -> Bool {
        left.name == right.name && left.trimmedText == right.trimmedText
            && left.children.count == right.children.count && zip(left.children, right.children).allSatisfy(isSame)
    }

    private func differs(_ name: String, _ id: InstanceID) -> AuthorityError {
        unexpected(
            "\(name) in instance \(id) is not what was approved, so it was not sent",
            "Look at the draft in Altinn. 'bilag filing withdraw' deletes it; then approve and submit anew.")
    }
}
