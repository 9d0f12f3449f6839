import Cryptography
import EventLog
import Formats
import Foundation
import Ledger
import Testing
import Values

@Suite("The published event schemas")
struct EventSchemaTests {
    @Test("every event type that the sources name is listed")
    func listing() throws {
        let listed = Set(PublishedEvent.types)
        let sources = PublishedEvent.checkout.appending(path: "Sources")
        let files = try #require(FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil))
        var named: Set<EventType> = []
        for case let file as URL in files where file.pathExtension == "swift" {
            let text = try String(contentsOf: file, encoding: .utf8)
            for match in text.matches(of: /EventType\("([a-z.-]+)", version: ([0-9]+)\)/) {
                named.insert(EventType(String(match.1), version: try #require(Int64(match.2))))
            }
        }
        #expect(named.count > 10)
        #expect(named.subtracting(listed).isEmpty)
        #expect(listed.count == PublishedEvent.types.count, "a type is listed twice")
    }

    @Test("every event type has a schema and an example, and there are no others")
    func files() throws {
        let expected = PublishedEvent.types.map(PublishedEvent.path).flatMap {
            ["\($0).schema.json", "\($0).example.json"]
        }
        let paths = try #require(FileManager.default.subpaths(atPath: PublishedEvent.folder.path))
        let found = paths.filter { $0.hasSuffix(".schema.json") || $0.hasSuffix(".example.json") }
        #expect(Set(found) == Set(expected))
    }

    @Test("no published schema or example has changed by a byte", arguments: PublishedEvent.types)
    func frozen(type: EventType) throws {
        let list = try JSON(
            parsing: Array(try Data(contentsOf: PublishedEvent.folder.appending(path: "frozen.json"))))
        for ending in [".schema.json", ".example.json"] {
            let path = PublishedEvent.path(of: type) + ending
            let bytes = Array(try Data(contentsOf: PublishedEvent.folder.appending(path: path)))
            #expect(
                list["EventSchemas/\(path)"]?.string == SHA256Digest(of: bytes).hex,
                "write a new version beside \(path) instead; a new event is frozen by: swift run Tidy --freeze")
        }
    }

    @Test("a schema says what it is about", arguments: PublishedEvent.types)
    func headings(type: EventType) throws {
        let schema = try PublishedEvent(type).schema
        #expect(schema["$schema"]?.string == "https://json-schema.org/draft/2020-12/schema")
        #expect(schema["$id"]?.string == "urn:bilag:event:\(type.name):v\(type.version)")
        #expect(schema["title"]?.string?.isEmpty == false)
        let undescribed = try Self.properties(of: schema).filter { $0.value["description"]?.string == nil }
        #expect(undescribed.map(\.name).isEmpty)
    }

    @Test("an example conforms to its schema", arguments: PublishedEvent.types)
    func conformance(type: EventType) throws {
        let event = try PublishedEvent(type)
        let breaches = try JSONSchema(event.schema).breaches(in: event.recorded().body)
        #expect(breaches.isEmpty)
    }

    @Test("a body that lacks a required member is refused", arguments: PublishedEvent.types)
    func missingMembers(type: EventType) throws {
        let event = try PublishedEvent(type)
        let (schema, body) = (try JSONSchema(event.schema), try event.recorded().body)
        let required = try #require(event.schema["required"]?.array).compactMap(\.string)
        #expect(!required.isEmpty)
        for name in required {
            let breaches = try schema.breaches(in: body.without(name))
            #expect(breaches == ["$: '\(name)' is missing"])
        }
        guard let step = body["step"] else { return }
        for member in step.object?.members ?? [] {
            let breaches = try schema.breaches(in: body.with("step", step.without(member.name)))
            #expect(breaches == ["$.step: '\(member.name)' is missing"])
        }
    }

    @Test("a member that no version knows is refused, in whatever object it stands", arguments: PublishedEvent.types)
    func extraMembers(type: EventType) throws {
        let event = try PublishedEvent(type)
        let schema = try JSONSchema(event.schema)
        let variants = try event.recorded().body.variants { value in
            value.object.map { _ in value.with("unknownMember", "x") }
        }
        #expect(!variants.isEmpty)
        for variant in variants { #expect(try !schema.breaches(in: variant).isEmpty, "\(variant.canonicalText)") }
    }

    @Test("a value of another type is refused, wherever it stands", arguments: PublishedEvent.types)
    func otherTypes(type: EventType) throws {
        let event = try PublishedEvent(type)
        let schema = try JSONSchema(event.schema)
        let variants = try event.recorded().body.variants { $0.bool == nil ? true : 7 }
        for variant in variants { #expect(try !schema.breaches(in: variant).isEmpty, "\(variant.canonicalText)") }
    }

    @Test(
        "text in the wrong form is refused",
        arguments: [
            ("ledger.voucher-posted", "date", "2026-02-30"), ("ledger.voucher-posted", "number", "10\u{7}01"),
            ("ledger.account-opened", "account", "30 00"), ("ledger.vat-code-mapped", "code", "03"),
            ("ledger.period-closed", "period", "2026-T7"), ("company.registered", "environment", "staging"),
            ("company.registered", "booksId", "7b1c9e52"), ("filing.approved", "filing", "vat-2026-T1-0"),
            ("filing.approved", "sha256", "AB"), ("filing.drafted", "builder", "vat-return"),
        ])
    func forms(name: String, member: String, text: String) throws {
        let event = try PublishedEvent(EventType(name, version: 1))
        let body = try event.recorded().body.with(member, .string(text))
        #expect(try !JSONSchema(event.schema).breaches(in: body).isEmpty)
    }

    @Test("an opening balance at the ends of what money can be conforms")
    func openingBalance() throws {
        let voucher = Voucher(
            number: try VoucherNumber(series: "opening", number: "2026-01-01"),
            date: try CalendarDate("2026-01-01"), kind: .opening,
            postings: [
                Posting(account: try AccountNumber("1920"), amount: Money(ore: .max)),
                Posting(account: try AccountNumber("2050"), amount: Money(ore: -.max)),
            ])
        let body = try JSON(parsing: LedgerEvent.voucherPosted(voucher).newEvent.body)
        #expect(body["kind"] == "opening")
        let schema = try JSONSchema(PublishedEvent(LedgerEventType.voucherPosted).schema)
        #expect(try schema.breaches(in: body).isEmpty)
    }

    @Test("a schema with a rule that the check does not know is refused")
    func unknownKeywords() {
        let schema: JSON = ["type": "object", "properties": ["a": ["type": "string", "maxLength": 3]]]
        #expect(throws: UnknownRule.self) { try JSONSchema(schema) }
    }

    private static func properties(of schema: JSON) throws -> [JSONObject.Member] {
        var found = schema["properties"]?.object?.members ?? []
        // A condition, and what follows from it, are about members that are described already.
        for member in schema.object?.members ?? [] where !["if", "then"].contains(member.name) {
            found += try properties(of: member.value)
        }
        return found
    }
}

extension JSON {
    func without(_ name: String) -> JSON {
        guard var object else { return self }
        object[name] = nil
        return .object(object)
    }

    func with(_ name: String, _ value: JSON) -> JSON {
        guard var object else { return self }
        object[name] = value
        return .object(object)
    }

    /// Copies of the value with one part changed each: the value itself, or one that stands in it.
    func variants(_ change: (JSON) -> JSON?) throws -> [JSON] {
        var found = change(self).map { [$0] } ?? []
        for member in object?.members ?? [] {
            found += try member.value.variants(change).map { with(member.name, $0) }
        }
        for (index, element) in (array ?? []).enumerated() {
            found += try element.variants(change).map { changed in
                var values = array ?? []
                values[index] = changed
                return .array(values)
            }
        }
        return found
    }
}
