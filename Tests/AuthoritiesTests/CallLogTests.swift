import Formats
import Foundation
import HTTP
import Synchronization
import Testing
import Values

@testable import Authorities

@Suite("The log of calls")
struct CallLogTests {
    private static let token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwMSJ9.c2lnbmF0dXJl"

    /// Sends the requests through a log, and returns its lines.
    private func lines(_ requests: [HTTPRequest], _ answers: ScriptedTransport) async throws -> [JSON] {
        let clock = try WaitingClock()
        let written = Mutex<[[UInt8]]>([])
        let log = CallLog(
            SlowTransport(answers, clock), correlationID: "run-1", now: { clock.now },
            write: { line in written.withLock { $0.append(line) } })
        for request in requests { _ = try? await log.send(request) }
        return try written.withLock { $0 }.map { line in
            #expect(line.last == 0x0A && line.filter { $0 == 0x0A }.count == 1)
            return try JSON(parsing: Array(line.dropLast()))
        }
    }

    @Test("a line says when, what, where, how it ended and how long it took") func line() async throws {
        let request = HTTPRequest(
            .put, "https://skd.apps.altinn.no/skd/mva-melding-innsending-v1/instances/50000001/a53c36d7/process/next")
        let lines = try await lines([request], ScriptedTransport(.success(HTTPResponse(200))))
        let expected: JSON = [
            "call": 1, "correlationId": "run-1", "durationMs": 2000, "host": "skd.apps.altinn.no", "method": "PUT",
            "outcome": "answered", "path": "/skd/mva-melding-innsending-v1/instances/50000001/a53c36d7/process/next",
            "status": 200, "step": "advance-process", "time": "2026-03-20T08:15:00.000Z",
        ]
        #expect(lines == [expected])
    }

    @Test("a call without an answer says whether it may have arrived") func failures() async throws {
        let request = HTTPRequest(.get, "https://platform.altinn.no/storage/api/v1/instances?org=skd")
        let lines = try await lines(
            [request, request],
            ScriptedTransport(.failure(.notSent("no network")), .failure(.answerLost("timeout"))))
        #expect(lines.map { $0["outcome"]?.string } == ["not-sent", "answer-lost"])
        #expect(lines.allSatisfy { $0["status"]?.isNull == true && $0["step"] == "find-instances" })
        #expect(lines.map { $0["call"]?.integer } == [1, 2])
    }

    @Test("tokens, queries, bodies, users and identity numbers never appear") func secrets() async throws {
        let token = Self.token
        let addresses = [
            "https://user:\(token)@maskinporten.no/token?assertion=\(token)#\(token)",
            "https://platform.altinn.no/\(token)/x", "https://platform.altinn.no/person/12345678901/data",
            "https://platform.altinn.no/p-12345678901?pid=12345678901", "https://h.no/a%2Fb/\u{1B}[2J",
        ]
        let requests = addresses.map {
            HTTPRequest(
                .post, $0, headers: [HTTPHeader("Authorization", "Bearer \(token)")], body: Array("pid=\(token)".utf8))
        }
        let answer = HTTPResponse(200, headers: [HTTPHeader("X", token)], body: Array(token.utf8))
        let answers = ScriptedTransport(
            .success(answer), .success(answer), .success(answer), .success(answer), .success(answer))
        let text = try await lines(requests, answers).map(\.canonicalText).joined()
        for secret in ["eyJ", "12345678901", "Bearer", "assertion", "user", "pid", "\u{1B}", "c2ln"] {
            #expect(!text.contains(secret))
        }
        #expect(text.contains(#""host":"maskinporten.no""#) && text.contains(#""path":"/person/‹…›/data""#))
    }

    @Test(
        "each call is named after what it does",
        arguments: [
            (HTTPMethod.post, "https://maskinporten.no/token", CallStep.requestToken),
            (.get, "https://platform.altinn.no/authentication/api/v1/exchange/maskinporten", .exchangeToken),
            (.get, "https://idporten.no/.well-known/openid-configuration", .readMetadata),
            (.get, "https://idporten.no/jwks.json", .readMetadata), (.post, "https://idporten.no/revoke", .revokeToken),
            (.post, "https://skd.apps.altinn.no/skd/app/instances", .createInstance),
            (.get, "https://skd.apps.altinn.no/skd/app/instances/1/a", .readInstance),
            (.delete, "https://skd.apps.altinn.no/skd/app/instances/1/a", .deleteInstance),
            (.get, "https://skd.apps.altinn.no/skd/app/instances/1/a/process", .readProcess),
            (.put, "https://skd.apps.altinn.no/skd/app/instances/1/a/process/next", .advanceProcess),
            (.post, "https://skd.apps.altinn.no/skd/app/instances/1/a/data?dataType=x", .uploadDocument),
            (.put, "https://skd.apps.altinn.no/skd/app/instances/1/a/data/b", .uploadDocument),
            (.get, "https://skd.apps.altinn.no/skd/app/instances/1/a/data/b", .downloadDocument),
            (.delete, "https://skd.apps.altinn.no/skd/app/instances/1/a/data/b", .deleteDocument),
            (.get, "https://skd.apps.altinn.no/skd/app/instances/1/a/feedback/status", .readFeedbackStatus),
            (.get, "https://skd.apps.altinn.no/skd/app/instances/1/a/validate", .checkInstance),
            (.get, "https://data.brreg.no/enhetsregisteret/api/enheter/974760673", .lookUpCompany),
            (.get, "https://data.norges-bank.no/api/data/EXR/B.USD.NOK.SP?format=sdmx-json", .fetchRates),
            (.post, "https://x.no/api/mva/grensesnittstoette/mva-melding/valider", .validate),
            (.get, "https://skd.apps.altinn.no/skd/app/api/v1/applicationmetadata", .readMetadata),
            (.post, "https://x.no/authentication/api/v1/systemregister/vendor", .registerSystem),
            (.post, "https://x.no/authentication/api/v1/systemuser/request/vendor", .requestSystemUser),
            (.get, "https://x.no", .other),
        ])
    func steps(method: HTTPMethod, address: String, step: CallStep) {
        #expect(CalledAddress(address).step(method) == step)
    }

    @Test("the file has mode 0600, is appended to, and is neither a link nor open to others") func file() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "calls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.path + "/calls.jsonl"
        for line in ["one\n", "two\n"] { try CallLogFile(path).append(Array(line.utf8)) }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "one\ntwo\n")
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
        let link = folder.path + "/link"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        for refused in [link, path, folder.path, folder.path + "/missing/calls"] {
            #expect(throws: CallLogError.self) { try CallLogFile(refused) }
        }
    }
}

/// Takes two seconds for each answer.
private struct SlowTransport: HTTPTransport {
    private let transport: ScriptedTransport
    private let clock: WaitingClock

    init(_ transport: ScriptedTransport, _ clock: WaitingClock) { (self.transport, self.clock) = (transport, clock) }

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        clock.advance(seconds: 2)
        return try await transport.send(request)
    }
}
