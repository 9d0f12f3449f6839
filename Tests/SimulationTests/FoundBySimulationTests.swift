import Application
import Cryptography
import EventLog
import Filing
import Formats
import Foundation
import SQLiteEventLog
import Testing
import Values

/// Histories that the simulation came upon, and that the product once got wrong.
@Suite("Found by simulation")
struct FoundBySimulationTests {
    private static let hash = SHA256Digest(of: []).hex
    private static let log: JSON = ["size": 1, "root": .string(hash)]

    private func event(_ sequence: UInt64, _ name: String, _ more: [String: JSON]) -> RecordedEvent {
        var members: [String: JSON] = [
            "filing": "vat-2026-T1-1", "sha256": .string(Self.hash), "log": Self.log,
        ]
        members.merge(more) { $1 }
        return RecordedEvent(
            sequence: sequence, time: Timestamp(millisecondsSince1970: 0),
            type: EventType("filing." + name, version: 1),
            key: nil, body: .object(members))
    }

    private func step(_ sequence: UInt64, _ name: String, instance: String? = nil) -> RecordedEvent {
        event(sequence, name, ["step": instance.map { ["instance": .string($0)] } ?? [:]])
    }

    private func filing(after steps: [RecordedEvent]) throws -> FilingRecord {
        var filings = Filings()
        let draft: [String: JSON] = [
            "envelopeSha256": .string(Self.hash), "prefix": Self.log, "builder": "vat-return/1", "inputs": [:],
            "by": "Kari",
        ]
        try filings.apply(event(2, "drafted", draft))
        for step in steps { try filings.apply(step) }
        return try #require(filings.records.first)
    }

    @Test("a filing whose twin was deleted still lies at the authority, and cannot be withdrawn")
    func deletedTwin() throws {
        let requested = [
            step(3, "instance-requested"), step(4, "instance-requested"), step(5, "instance-created", instance: "1/a"),
        ]
        let twin = try filing(after: requested + [step(6, "instance-deleted", instance: "1/b")])
        #expect(twin.mayLieAtAuthority)
    }

    @Test("a refusal takes back the request it answers, and no earlier one that nobody answered")
    func refusedAfterLost() throws {
        let refused = [step(3, "instance-requested"), step(4, "stopped")]
        #expect(try !filing(after: refused).mayLieAtAuthority)
        let lost = [step(3, "instance-requested"), step(4, "instance-requested"), step(5, "stopped")]
        #expect(try filing(after: lost).mayLieAtAuthority)
    }

    @Test("books whose making was cut off are made by the same command again", arguments: [true, false])
    func cutOffInitialisation(hasTables: Bool) throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "cut-\(UUID().uuidString).bilag").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        if hasTables {
            _ = try SQLiteEventLog.create(at: path)
        } else {
            _ = FileManager.default.createFile(
                atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
        }
        let initialise = InitialiseBooks(
            organisationNumber: try OrganisationNumber("310000051"), name: "Prøve AS", environment: .sandbox,
            vatCategory: .alminnelig, vatPeriod: nil)
        let now = Timestamp(millisecondsSince1970: 0)
        _ = try initialise(at: path, in: PlainStore(), booksID: "5d3f2a10-8c4e-4f6b-a1d2-3e4f5a6b7c8d", now: now)
        #expect(try SQLiteEventLog.open(at: path).size() == 1)
        #expect(throws: LogError.self) {
            try initialise(at: path, in: PlainStore(), booksID: "5d3f2a10-8c4e-4f6b-a1d2-3e4f5a6b7c8d", now: now)
        }
    }
}
