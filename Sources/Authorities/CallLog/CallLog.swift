import Formats
import HTTP
import Synchronization
import Values

/// A transport that notes each call in a log, one line of JSON per call: when, which step, where to, how it ended and how
/// long it took. Never a header, a query, a body or a national identity number, so that tokens and what is filed cannot
/// get into it.
public struct CallLog: HTTPTransport {
    private let transport: any HTTPTransport
    private let run: Run

    /// What the calls of one command have in common.
    private final class Run: Sendable {
        let correlationID: String
        let now: @Sendable () -> Timestamp
        let write: @Sendable ([UInt8]) -> Void
        private let calls = Mutex<Int64>(0)

        init(
            _ correlationID: String, _ now: @escaping @Sendable () -> Timestamp,
            _ write: @escaping @Sendable ([UInt8]) -> Void
        ) {
            (self.correlationID, self.now, self.write) = (correlationID, now, write)
        }

        func nextCall() -> Int64 {
            calls.withLock { calls in
                calls += 1
                return calls
            }
        }
    }

    /// - Parameters:
    ///   - correlationID: a random identifier that all calls of one command carry.
    ///   - write: takes one whole line with its line end.
    public init(
        _ transport: any HTTPTransport, correlationID: String, now: @escaping @Sendable () -> Timestamp,
        write: @escaping @Sendable (_ line: [UInt8]) -> Void
    ) {
        self.transport = transport
        run = Run(correlationID, now, write)
    }

    public func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        let (number, started) = (run.nextCall(), run.now())
        do throws(TransportError) {
            let response = try await transport.send(request)
            note(request, number, started, status: response.status, outcome: "answered")
            return response
        } catch {
            let outcome =
                switch error {
                case .notSent: "not-sent"
                case .answerLost: "answer-lost"
                }
            note(request, number, started, status: nil, outcome: outcome)
            throw error
        }
    }

    private func note(_ request: HTTPRequest, _ number: Int64, _ started: Timestamp, status: Int?, outcome: String) {
        let address = CalledAddress(request.url)
        // A clock that was set back must not give a negative duration.
        let duration = max(0, run.now().millisecondsSince1970 - started.millisecondsSince1970)
        let line: JSON = [
            "call": .integer(number), "correlationId": .string(run.correlationID), "durationMs": .integer(duration),
            "host": .string(address.host), "method": .string(request.method.rawValue),
            "outcome": .string(outcome), "path": .string(address.path),
            "status": status.map { .integer(Int64($0)) } ?? .null,
            "step": .string(address.step(request.method).rawValue), "time": .string(started.description),
        ]
        run.write(line.canonicalBytes + [0x0A])
    }
}
