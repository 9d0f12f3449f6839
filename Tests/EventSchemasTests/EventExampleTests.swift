import Authorities
import Cryptography
import EventLog
import Formats
import Ledger
import Testing
import VATReturn
import Values

@testable import Filing

@Suite("The published examples of events")
struct EventExampleTests {
    @Test(
        "an example is read by the code that reads the log, and written again to the same bytes",
        arguments: PublishedEvent.types)
    func roundTrip(type: EventType) throws {
        let event = try PublishedEvent(type)
        let recorded = try event.recorded()
        #expect(recorded.type == type)
        let again = try Self.reencoded(recorded)
        #expect(again.key == recorded.key)
        if LedgerEventType.earlier.contains(type) {
            // What has no place in the earlier version is absent, so that the body says the same in the current one.
            #expect(again.type.name == type.name && again.type.version > type.version)
            return #expect(again.body == recorded.body.canonicalBytes)
        }
        #expect(EntryBytes.encode(again, sequence: recorded.sequence, time: recorded.time) == event.example)
    }

    @Test("what the schema calls optional, the reader does without", arguments: PublishedEvent.types)
    func optionalMembers(type: EventType) throws {
        let event = try PublishedEvent(type)
        let recorded = try event.recorded()
        let required = try #require(event.schema["required"]?.array).compactMap(\.string)
        for member in recorded.body.object?.members ?? [] where !required.contains(member.name) {
            let body = recorded.body.without(member.name)
            #expect(try JSONSchema(event.schema).breaches(in: body).isEmpty)
            #expect(try Self.reencoded(recorded.with(body)).body == body.canonicalBytes)
        }
    }

    @Test("what the schema calls required, the reader insists on", arguments: PublishedEvent.types)
    func requiredMembers(type: EventType) throws {
        let event = try PublishedEvent(type)
        let recorded = try event.recorded()
        // The builder's own reader insists on its inputs; the fold of filings passes them on.
        let passedOn = ["inputs", "reason", "by", "other"]
        let required = try #require(event.schema["required"]?.array).compactMap(\.string)
        for name in required where type.name.hasPrefix("ledger.") || !passedOn.contains(name) {
            #expect(throws: (any Error).self, "\(name)") {
                try Self.reencoded(recorded.with(recorded.body.without(name)))
            }
        }
    }

    @Test("the inputs of a draft are what the builder of VAT returns reads and writes")
    func inputs() throws {
        let body = try PublishedEvent(FilingEventType.drafted).recorded().body
        #expect(body["builder"]?.string == VATReturnBuilder.name)
        let inputs = try #require(body["inputs"])
        #expect(try VATReturnInputs(inputs).json == inputs)
    }

    @Test("the examples make up a log that folds without complaint")
    func fold() throws {
        let events = try PublishedEvent.inOrder().map { try $0.recorded() }
        #expect(events.map(\.sequence) == Array(1...UInt64(PublishedEvent.types.count)))
        #expect(events.map(\.time) == events.map(\.time).sorted())
        var (books, filings) = (Books(), Filings())
        for event in events {
            if let event = try LedgerEvent(event) { books.apply(event) }
            try filings.apply(event)
        }
        #expect(books.company?.organisationNumber.digits == "310027464")
        #expect(filings.records.map(\.id.description) == ["vat-2026-T1-1"])
    }

    @Test("every voucher of the examples balances")
    func balance() throws {
        for event in try PublishedEvent.inOrder() {
            switch try LedgerEvent(event.recorded()) {
            case .voucherPosted(let voucher): #expect(try voucher.imbalance() == .zero)
            case .voucherReversed(let reversal): #expect(try reversal.voucher.imbalance() == .zero)
            default: break
            }
        }
    }

    /// The event as the code that writes it states it, from what the code that reads it understood.
    private static func reencoded(_ event: RecordedEvent) throws -> NewEvent {
        if let ledger = try LedgerEvent(event) { return ledger.newEvent }
        switch event.type {
        case FilingEventType.drafted: return try FilingDrafted(event.body).newEvent
        case AuthorityEventType.systemUserRequested: return try SystemUserRequested(event.body).newEvent
        case AuthorityEventType.systemUserApproved: return try SystemUserApproved(event.body).newEvent
        case AuthorityEventType.systemUserRejected:
            return try SystemUserRequestEnded(.rejected, event.body).newEvent
        case AuthorityEventType.systemUserWithdrawn:
            return try SystemUserRequestEnded(.withdrawn, event.body).newEvent
        case AuthorityEventType.systemUserChangeRequested:
            return try SystemUserChangeRequested(event.body).newEvent
        case AuthorityEventType.systemUserChangeApproved: return try SystemUserChangeApproved(event.body).newEvent
        case AuthorityEventType.companyLookedUp: return try CompanyLookedUp(event.body).newEvent
        case FilingEventType.approved: return try Approval(event.body).newEvent
        case let type where FilingEventType.all.contains(type): return try FilingNote(event.body).newEvent(type)
        default: return try step(event)
        }
    }

    private static func step(_ event: RecordedEvent) throws -> NewEvent {
        let note = try FilingNote(event.body)
        let name = FilingEventType.stepName(of: event.type)
        let step = try SubmissionStep(name: name, body: event.body["step"] ?? .null)
        #expect(step.name == name)
        return FilingEventType.newEvent(step: step.name, step.body, of: note.filing, document: note.hash, on: note.log)
    }
}

extension RecordedEvent {
    func with(_ body: JSON) -> RecordedEvent {
        RecordedEvent(sequence: sequence, time: time, type: type, key: key, body: body)
    }
}
