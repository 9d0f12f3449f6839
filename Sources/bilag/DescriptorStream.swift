import CommandLineInterface
import Foundation
import Synchronization

/// A file descriptor of this process as a way out.
final class DescriptorStream: Sendable {
    private let descriptor: Int32
    private let failure = Mutex<Int32>(0)

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    /// What went wrong with writing, other than that the reader left: a full disk, say.
    var problem: String? {
        let number = failure.withLock { $0 }
        return number == 0 || number == EPIPE ? nil : String(cString: strerror(number))
    }

    var stream: Console.Stream {
        Console.Stream(isTerminal: isatty(descriptor) == 1) { bytes in self.write(bytes) }
    }

    /// Writes every byte, or tells that nobody reads.
    private func write(_ bytes: [UInt8]) -> Bool {
        guard failure.withLock({ $0 }) == 0 else { return false }
        return bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let written = Foundation.write(
                    descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if written < 0, errno == EINTR || errno == EAGAIN { continue }
                guard written > 0 else {
                    let number = errno
                    failure.withLock { $0 = number }
                    return false
                }
                rest = rest.dropFirst(written)
            }
            return true
        }
    }
}
