import CommandLineInterface
import Foundation

extension Console.Stream {
    /// A file descriptor of this process. Writes every byte, or tells that nobody reads.
    static func descriptor(_ descriptor: Int32) -> Console.Stream {
        Console.Stream(isTerminal: isatty(descriptor) == 1) { bytes in
            bytes.withUnsafeBytes { buffer in
                var rest = buffer[...]
                while !rest.isEmpty {
                    let written = Foundation.write(
                        descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                    if written < 0, errno == EINTR || errno == EAGAIN { continue }
                    guard written > 0 else { return false }
                    rest = rest.dropFirst(written)
                }
                return true
            }
        }
    }
}
