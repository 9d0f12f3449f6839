import Cryptography
import Values

/// Holding what was sent against what was approved. A person can change a draft in Altinn and sign it there, and books
/// that were restored may find what they sent before: only bytes tell whether it is this submission.
extension SubmissionRun {
    /// - Returns: nil when the return and the attachments are those that the submission began with; else the outcome,
    ///   which is recorded.
    func compareSent(_ id: InstanceID) async throws -> SubmissionOutcome? {
        let expected = (progress.started?.documents ?? []).filter { $0.name != SubmissionPackage.envelopeName }
        let sent = try await sentFiles(of: id, expecting: Set(expected.map(\.sha256)))
        let returns = sent.filter(\.isReturn)
        let attachments = sent.filter { !$0.isReturn }.map(\.digest.sha256.hex).sorted()
        // The envelope is the app's to rewrite, and the app has compared it with the return.
        if returns.map(\.digest.sha256) == expected.prefix(1).map(\.sha256),
            attachments == expected.dropFirst().map(\.sha256.hex).sorted()
        {
            return nil
        }
        let kept = returns.first
        try note(
            .otherContentSent(id, files: sent.map(\.digest), vatReturn: kept?.digest.sha256),
            kept.map { [SubmissionContent(refusal: $0.bytes)] } ?? [])
        return .otherContentSent(id, sent.map(\.digest))
    }

    private struct SentFile {
        let isReturn: Bool
        let digest: DocumentDigest
        let bytes: [UInt8]
    }

    private func sentFiles(
        of id: InstanceID, expecting expected: Set<SHA256Digest>
    ) async throws -> [SentFile] {
        let types = [record.vat.returnDataType, record.vat.attachmentDataType]
        var files: [SentFile] = []
        for element in try await readInstance(id).elements where types.contains(element.dataType) {
            let bytes = try await instances.download(element, of: id).bytes
            let hash = SHA256Digest(of: bytes)
            if !expected.contains(hash) { try await confirm(bytes, of: element, in: id) }
            files.append(
                SentFile(
                    isReturn: element.dataType == record.vat.returnDataType,
                    digest: DocumentDigest(name: element.filename ?? element.dataType, sha256: hash), bytes: bytes))
        }
        return files
    }

    /// A difference is recorded for good, so one garbled answer must not make one.
    private func confirm(_ bytes: [UInt8], of element: DataElement, in id: InstanceID) async throws {
        let size = element.sizeBytes ?? Int64(bytes.count)
        guard size == bytes.count, try await instances.download(element, of: id).bytes == bytes else {
            throw AuthorityError(
                .unreadableAnswer, AltinnInstances.service,
                "\(element.filename ?? element.dataType) in instance \(id) comes in different versions",
                "Run the command again; it reads what was sent anew.")
        }
    }
}
