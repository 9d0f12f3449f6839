import Cryptography
import Formats
import HTTP
import Synchronization
import Testing
import Values

@testable import Authorities

/// A clock that only waiting moves.
final class WaitingClock: Sendable {
    private let milliseconds: Mutex<Int64>
    private let waited = Mutex<[Int64]>([])
    private let randomCalls = Mutex(0)
    private let realMilliseconds = Mutex(0)

    init(_ start: String = "2026-03-20T08:15:00Z") throws {
        milliseconds = Mutex(try Timestamp(start).millisecondsSince1970)
    }

    var now: Timestamp { Timestamp(millisecondsSince1970: milliseconds.withLock { $0 }) }

    /// The pauses taken, in seconds.
    var pauses: [Int64] { waited.withLock { $0 } }

    /// Lets each pause last a little, for tests in which somebody else is at work meanwhile.
    func letPausesLast(milliseconds: Int) { realMilliseconds.withLock { $0 = milliseconds } }

    func advance(seconds: Int64) { milliseconds.withLock { $0 += seconds * 1000 } }

    /// Random bytes are 1, 1, 1, …, then 2, 2, 2, …, however often this is asked for.
    var surroundings: Surroundings {
        Surroundings(
            now: { self.now },
            pause: { seconds in
                self.advance(seconds: seconds)
                self.waited.withLock { $0.append(seconds) }
                let milliseconds = self.realMilliseconds.withLock { $0 }
                if milliseconds > 0 { try await Task.sleep(for: .milliseconds(milliseconds)) }
            },
            randomBytes: { count in
                let number = self.randomCalls.withLock { calls in
                    calls += 1
                    return calls
                }
                let bytes = number < 256 ? [UInt8(number)] : [UInt8(number >> 8 & 255), UInt8(number & 255)]
                return (0..<count).map { bytes[$0 % bytes.count] }
            })
    }
}

/// Answers requests from a list, in order, and remembers them.
final class ScriptedTransport: HTTPTransport {
    typealias Answer = Result<HTTPResponse, TransportError>
    private let state: Mutex<(answers: [Answer], requests: [HTTPRequest])>

    init(_ answers: Answer...) { state = Mutex((answers, [])) }

    var requests: [HTTPRequest] { state.withLock { $0.requests } }

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        let answer = state.withLock { state -> Answer? in
            state.requests.append(request)
            return state.answers.isEmpty ? nil : state.answers.removeFirst()
        }
        guard let answer else { throw .notSent("the script has no more answers") }
        return try answer.get()
    }
}

extension Result where Success == HTTPResponse, Failure == TransportError {
    static func json(_ status: Int, _ text: String) -> Self {
        .success(
            HTTPResponse(status, headers: [HTTPHeader("Content-Type", "application/json")], body: Array(text.utf8)))
    }

    static func text(_ status: Int, _ text: String = "", _ headers: HTTPHeader...) -> Self {
        .success(HTTPResponse(status, headers: headers, body: Array(text.utf8)))
    }

    static var lost: Self { .failure(.answerLost("the connection was closed")) }
    static var unreachable: Self { .failure(.notSent("the connection was refused")) }
}

extension HTTPRequest {
    /// Method and address in one line.
    var line: String { "\(method.rawValue) \(url)" }
    var text: String { String(decoding: body, as: UTF8.self) }
}

enum Fixture {
    static let key = Result { () throws(CryptographyError) in try RSAPrivateKey.generate() }

    static func record(
        _ environment: BooksEnvironment = .production, _ settings: JSON = .object([:])
    ) throws -> AuthorityRecord {
        try AuthorityConfiguration(.object([environment.rawValue: settings]), file: "config.json")
            .record(for: environment)
    }

    static func credentials() throws -> MaskinportenCredentials {
        MaskinportenCredentials(
            clientID: "a7a42bda-0a2f-4ddd-9ba4-dd3a52a0ea5f", key: try key.get(), keyName: .keyID("key-1"))
    }

    /// Tokens of a person, so that a script begins with the exchange.
    static func personTokens(
        _ record: AuthorityRecord, _ transport: any HTTPTransport, _ surroundings: Surroundings
    ) throws -> AltinnTokens {
        AltinnTokens(
            .person(try #require(BearerToken("login"))),
            exchange: AltinnTokenExchange(record, transport: transport, surroundings: surroundings),
            surroundings: surroundings)
    }

    static func party() throws -> OrganisationNumber { try OrganisationNumber("310000000") }
}

/// The error a call ends in.
func authorityError(_ call: () async throws -> Void) async -> AuthorityError? {
    do {
        try await call()
        return nil
    } catch {
        return error as? AuthorityError
    }
}
