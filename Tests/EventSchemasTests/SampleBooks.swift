import Cryptography
import EventLog
import Formats
import Foundation
import Ledger
import SQLiteEventLog
import Testing
import Values

@testable import Filing

/// A set of books whose log holds the published examples, each event in its place: with the accounts opened that
/// vouchers post to, each event of the filing standing on the log before it, and the documents that events name.
struct SampleBooks {
    let path: String
    let log: SQLiteEventLog

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "sample-\(UUID().uuidString).bilag").path
        log = try SQLiteEventLog.create(at: path)
        let events = try PublishedEvent.inOrder().map { try $0.recorded() }
        let late = events.filter { SampleBooks.lateSteps.contains($0.type.name) }
        for event in events where !SampleBooks.lateSteps.contains(event.type.name) {
            if event.type == FilingEventType.approvalWithdrawn { for step in late { try state(step) } }
            try state(event)
        }
    }

    /// Steps of a submission that were published after the others, and stand like them where the filing is approved.
    private static let lateSteps = ["filing.nothing-found", "filing.other-content-sent"]

    private func state(_ recorded: RecordedEvent) throws {
        let head = try log.head()
        try log.write(expecting: head.size) { writer in
            switch try LedgerEvent(recorded) {
            case .accountOpened(let account):
                for number in ["1500", "2700"] {
                    let other = Account(number: try AccountNumber(number), name: "Konto \(number)")
                    _ = try writer.append(LedgerEvent.accountOpened(other).newEvent, at: recorded.time)
                }
                _ = try writer.append(LedgerEvent.accountOpened(account).newEvent, at: recorded.time)
            case .voucherReversed(let reversal):
                let original = try #require(try writer.sequence(ofKey: reversal.original.key))
                let event = LedgerEvent.voucherReversed(
                    VoucherReversal(of: reversal.original, at: original, by: reversal.voucher))
                _ = try writer.append(event.newEvent, at: recorded.time)
            case .documentationAttached(let attached): try attach(attached, writer, recorded.time)
            case .documentationWithdrawn(let withdrawn):
                let voucher = try reference(withdrawn.voucher, writer)
                let attached = try #require(
                    try writer.sequences(ofKeysBeginningWith: DocumentationKey.start(of: voucher.sequence)).last)
                try withdraw(withdrawn.hash, attached, voucher, writer, recorded.time)
            case let event?: _ = try writer.append(event.newEvent, at: recorded.time)
            case nil where recorded.type.name.hasPrefix("authority."):
                _ = try writer.append(NewEvent(recorded.type, body: recorded.body), at: recorded.time)
            case nil:
                let event = try filingEvent(recorded, prefix: head)
                for text in SampleBooks.documents { _ = try writer.store(Array(text.utf8), mediaType: "text/plain") }
                _ = try writer.append(event, at: recorded.time)
            }
        }
    }

    /// The example attaches a file anew: it was attached and withdrawn before.
    private func attach(_ attached: DocumentationAttached, _ writer: any LogWriter, _ time: Timestamp) throws {
        let voucher = try reference(attached.voucher, writer)
        _ = try writer.store(Array("example documentation".utf8), mediaType: attached.file.mediaType)
        func attach(after withdrawn: UInt64?) throws -> UInt64 {
            let event = DocumentationAttached(
                voucher: voucher, file: attached.file, note: attached.note, by: attached.by, withdrawn: withdrawn)
            return try writer.append(LedgerEvent.documentationAttached(event).newEvent, at: time)
        }
        let first = try attach(after: nil)
        _ = try attach(after: withdraw(attached.file.hash, first, voucher, writer, time))
    }

    @discardableResult
    private func withdraw(
        _ hash: SHA256Digest, _ attached: UInt64, _ voucher: VoucherReference, _ writer: any LogWriter,
        _ time: Timestamp
    ) throws -> UInt64 {
        let event = DocumentationWithdrawn(
            voucher: voucher, hash: hash, attached: attached, reason: "Hører til bilag 1002", by: "Kari Nordmann")
        return try writer.append(LedgerEvent.documentationWithdrawn(event).newEvent, at: time)
    }

    private func reference(_ voucher: VoucherReference, _ writer: any LogWriter) throws -> VoucherReference {
        VoucherReference(voucher.number, at: try #require(try writer.sequence(ofKey: voucher.number.key)))
    }

    private func filingEvent(_ recorded: RecordedEvent, prefix: TreeHead) throws -> NewEvent {
        guard recorded.type == FilingEventType.drafted else {
            let log: JSON = ["root": .string(prefix.root.hex), "size": .integer(Int64(clamping: prefix.size))]
            let body = recorded.body.with("log", log)
            guard recorded.type == FilingEventType.approved else { return NewEvent(recorded.type, body: body) }
            // The example before this one marks the filing ready.
            return NewEvent(recorded.type, body: body.with("review", .integer(Int64(clamping: prefix.size))))
        }
        let draft = try FilingDrafted(recorded.body)
        return FilingDrafted(
            filing: draft.filing, hashes: draft.hashes, prefix: prefix, builder: draft.builder, inputs: draft.inputs,
            by: draft.by
        ).newEvent
    }

    /// The examples name documents by the hashes of these texts.
    private static let documents = [
        "example return", "example envelope", "example attachment", "example answer", "example payment information",
        "example refusal",
    ]

    /// What `bilag log export` writes.
    func export() throws -> [UInt8] {
        var lines: [UInt8] = []
        try log.read(1...log.size()) { lines += Array($0.bytes) + [0x0A] }
        return lines
    }

    /// The log's head after so many entries, as a checkpoint; nil for the head there is.
    func checkpoint(at size: UInt64? = nil) throws -> Checkpoint {
        var tree = MerkleTree()
        try log.read(1...(size ?? log.size())) { tree.append(MerkleTree.leaf($0.bytes)) }
        return Checkpoint(origin: "bilag/310027464/7b1c9e52-4d83-4f0a-9c36-2f1de8a05b47", head: tree.head)
    }
}
