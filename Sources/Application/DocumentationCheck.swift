import Cryptography
import EventLog
import Ledger
import Values

/// What deep verification looks at in the documentation of vouchers: that each voucher is there, that files are attached
/// and withdrawn in turn, that entries lie under the keys they are found by, and that the bytes are of the stated length.
/// That the content store holds them, under their hash and as their type, is checked with all other documents.
struct DocumentationCheck {
    /// A file that an entry names.
    struct File {
        let sequence: UInt64
        let hash: SHA256Digest
        let mediaType: String
        let byteCount: Int64
    }

    private struct Subject: Hashable {
        let voucher: UInt64
        let hash: SHA256Digest
    }

    /// The last entry about a file of a voucher, and whether the file is attached by it.
    private var last: [Subject: (sequence: UInt64, isAttached: Bool)] = [:]
    /// The vouchers that entries name, with the first that does: looked for in the end.
    private var vouchers: [VoucherReference: UInt64] = [:]
    private(set) var files: [File] = []

    /// - Throws: `LogFault`.
    mutating func visit(_ event: RecordedEvent, _ fact: LedgerEvent) throws {
        switch fact {
        case .documentationAttached(let attached):
            let file = attached.file
            files.append(
                File(
                    sequence: event.sequence, hash: file.hash, mediaType: file.mediaType, byteCount: file.byteCount))
            try note(event, fact, attached.voucher, file.hash, answers: attached.withdrawn, attaches: true)
        case .documentationWithdrawn(let withdrawn):
            try note(event, fact, withdrawn.voucher, withdrawn.hash, answers: withdrawn.attached, attaches: false)
        case .companyRegistered, .approvalPolicySet, .approverRegistered, .approverRemoved, .accountOpened,
            .partyRegistered, .dimensionRegistered, .vatCodeMapped, .exchangeRateRecorded, .vatSpecificationMapped,
            .voucherPosted, .voucherReversed, .importCompleted, .periodClosed, .periodReopened:
            break
        }
    }

    private mutating func note(
        _ event: RecordedEvent, _ fact: LedgerEvent, _ voucher: VoucherReference, _ hash: SHA256Digest,
        answers answered: UInt64?, attaches: Bool
    ) throws {
        let subject = Subject(voucher: voucher.sequence, hash: hash)
        let before = last[subject]
        guard before?.isAttached ?? false != attaches else {
            throw LogFault(
                at: event.sequence,
                attaches ? "it attaches a file that is attached already" : "it withdraws a file that is not attached")
        }
        guard before?.sequence == answered else {
            throw LogFault(at: event.sequence, "it answers another entry than the last one about the file")
        }
        guard event.key == fact.newEvent.key else {
            throw LogFault(at: event.sequence, "its key is not that of its voucher and file")
        }
        guard voucher.sequence < event.sequence else {
            throw LogFault(at: event.sequence, "it documents a voucher that is not in entry \(voucher.sequence)")
        }
        last[subject] = (event.sequence, attaches)
        if vouchers[voucher] == nil { vouchers[voucher] = event.sequence }
    }

    /// - Throws: `LogFault` at the first entry that names what is not there.
    func finish(_ log: any EventLog) throws {
        for (voucher, sequence) in vouchers.sorted(by: { $0.value < $1.value })
        where try log.sequence(ofKey: voucher.number.key) != voucher.sequence {
            throw LogFault(at: sequence, "it documents a voucher that is not in entry \(voucher.sequence)")
        }
        for file in files {
            guard let facts = try log.contentFacts(file.hash), facts.byteCount != file.byteCount else { continue }
            throw LogFault(
                at: file.sequence, "the document \(file.hash) has \(facts.byteCount) bytes, and not \(file.byteCount)")
        }
    }
}
