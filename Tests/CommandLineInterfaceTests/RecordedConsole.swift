import CommandLineInterface
import Synchronization

/// Keeps what a command writes, in order, for a test to look at.
final class RecordedConsole: Sendable {
    private let output = Mutex<[UInt8]>([])
    private let error = Mutex<[UInt8]>([])

    var outputText: String { output.withLock { String(decoding: $0, as: UTF8.self) } }
    var errorText: String { error.withLock { String(decoding: $0, as: UTF8.self) } }

    func outputStream(isTerminal: Bool = false) -> Console.Stream {
        Console.Stream(isTerminal: isTerminal) { bytes in
            self.output.withLock { $0 += bytes }
            return true
        }
    }

    func errorStream(isTerminal: Bool = false) -> Console.Stream {
        Console.Stream(isTerminal: isTerminal) { bytes in
            self.error.withLock { $0 += bytes }
            return true
        }
    }
}
