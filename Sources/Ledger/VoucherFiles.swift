import Cryptography
import EventLog
import Values

/// The files that were ever attached to one voucher, folded from its events alone.
public struct VoucherFiles: Sendable {
    /// One attachment, and what became of it.
    public struct Attachment: Sendable {
        public let attached: DocumentationAttached
        /// Its entry.
        public let sequence: UInt64
        public let time: Timestamp
        public fileprivate(set) var withdrawal: Withdrawal?

        public var file: DocumentationFile { attached.file }
        /// Whether the file documents the voucher.
        public var isInForce: Bool { withdrawal == nil }
    }

    public struct Withdrawal: Sendable {
        public let sequence: UInt64
        public let time: Timestamp
        public let reason: String
        public let by: String
    }

    /// In order of the log. A file that was withdrawn and attached anew is there twice.
    public private(set) var attachments: [Attachment] = []

    public init() {}

    public var inForce: [Attachment] { attachments.filter(\.isInForce) }

    public var isEmpty: Bool { attachments.isEmpty }

    /// The last time that a file was attached.
    public func last(_ hash: SHA256Digest) -> Attachment? { attachments.last { $0.file.hash == hash } }

    /// Folds an event of this voucher's documentation; others say nothing about it.
    ///
    /// - Throws: `LogError.damagedEntry` when it does not follow from those before it.
    public mutating func apply(_ event: RecordedEvent) throws(LogError) {
        switch try LedgerEvent(event) {
        case .documentationAttached(let attached):
            let before = last(attached.file.hash)
            guard before?.isInForce != true, before?.withdrawal?.sequence == attached.withdrawn else {
                throw .damagedEntry(
                    event.sequence, "it attaches a file that is attached already, or answers no withdrawal")
            }
            attachments.append(Attachment(attached: attached, sequence: event.sequence, time: event.time))
        case .documentationWithdrawn(let withdrawn):
            guard
                let index = attachments.lastIndex(where: {
                    $0.sequence == withdrawn.attached && $0.file.hash == withdrawn.hash && $0.isInForce
                })
            else { throw .damagedEntry(event.sequence, "it withdraws a file that is not attached") }
            attachments[index].withdrawal = Withdrawal(
                sequence: event.sequence, time: event.time, reason: withdrawn.reason, by: withdrawn.by)
        case .companyRegistered, .approvalPolicySet, .approverRegistered, .approverRemoved, .accountOpened,
            .partyRegistered, .dimensionRegistered, .vatCodeMapped, .exchangeRateRecorded, .vatSpecificationMapped,
            .voucherPosted, .voucherReversed, .importCompleted, .periodClosed, .periodReopened, nil:
            break
        }
    }

    /// What is attached to the voucher in an entry, found by the keys of its events.
    ///
    /// - Parameter size: how many entries of the log count.
    public static func load(of voucher: UInt64, from log: any EventLog, size: UInt64 = .max) throws -> VoucherFiles {
        var files = VoucherFiles()
        let sequences = try log.sequences(ofKeysBeginningWith: DocumentationKey.start(of: voucher))
        guard !sequences.isEmpty else { return files }
        try log.read(sequences.filter { $0 <= size }) { try files.apply($0.decoded()) }
        return files
    }
}

/// What came of attaching a file.
public enum AttachmentResult: Hashable, Sendable {
    /// The entry that states it.
    case attached(UInt64)
    /// The same file is attached to the voucher, by this entry; nothing was recorded.
    case alreadyAttached(UInt64)
}

extension LedgerTransaction {
    /// Attaches a file to a voucher, whatever period it is in: documentation changes no figure.
    ///
    /// - Parameter bytes: of the file, which the content store keeps under its hash.
    public func attach(
        _ file: DocumentationFile, _ bytes: [UInt8], to voucher: VoucherReference, note: String?, by person: String
    ) throws -> AttachmentResult {
        let before = try files(of: voucher).last(file.hash)
        if let before, before.isInForce { return .alreadyAttached(before.sequence) }
        guard try store(bytes, mediaType: file.mediaType) == file.hash else {
            throw InvalidInput(file.name, "the file changed while it was read; attach it again")
        }
        let event = DocumentationAttached(
            voucher: voucher, file: file, note: note, by: person, withdrawn: before?.withdrawal?.sequence)
        return .attached(try record(.documentationAttached(event)))
    }

    /// Says that a file was attached by mistake.
    ///
    /// - Returns: the entry that states it.
    /// - Throws: `DocumentationError.notAttached`, `alreadyWithdrawn`.
    public func withdraw(
        _ hash: SHA256Digest, from voucher: VoucherReference, reason: String, by person: String
    ) throws -> UInt64 {
        guard let attachment = try files(of: voucher).last(hash) else {
            throw DocumentationError.notAttached(voucher.number, hash.hex)
        }
        if let withdrawal = attachment.withdrawal {
            throw DocumentationError.alreadyWithdrawn(
                voucher.number, attachment.file.name, sequence: withdrawal.sequence)
        }
        return try record(
            .documentationWithdrawn(
                DocumentationWithdrawn(
                    voucher: voucher, hash: hash, attached: attachment.sequence, reason: reason, by: person)))
    }

    /// What is attached to a voucher, with all that this transaction stated.
    public func files(of voucher: VoucherReference) throws -> VoucherFiles {
        var files = VoucherFiles()
        for sequence in try entries(ofKeysBeginningWith: DocumentationKey.start(of: voucher.sequence)) {
            try files.apply(sequence)
        }
        return files
    }
}

/// Why documentation was not withdrawn, found or written.
public enum DocumentationError: Error, Equatable, CustomStringConvertible {
    case notAttached(VoucherNumber, String)
    case alreadyWithdrawn(VoucherNumber, String, sequence: UInt64)
    /// No file whose hash begins so was ever attached to any voucher.
    case unknown(String)
    /// The beginning of a hash fits several files, of a voucher or of all.
    case ambiguous(VoucherNumber?, String)

    public var description: String {
        switch self {
        case .notAttached(let voucher, let hash):
            "No file whose SHA-256 begins with \(hash) is attached to voucher \(voucher). 'bilag voucher documentation "
                + "\(voucher)' lists those that are."
        case .alreadyWithdrawn(let voucher, let name, let sequence):
            "'\(name)' was withdrawn from voucher \(voucher) by entry \(sequence) already. To use it after all, attach it "
                + "again."
        case .unknown(let hash):
            "No file whose SHA-256 begins with \(hash) is attached to any voucher. 'bilag report documentation' lists what "
                + "is."
        case .ambiguous(let voucher, let hash):
            "Several files\(voucher.map { " of voucher \($0)" } ?? "") have a SHA-256 that begins with \(hash). Give more "
                + "of its digits."
        }
    }
}
