import CLibcrypto

/// Why a key, a signature, a token or an encoding could not be used. Never holds key material or a token's content.
public enum CryptographyError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The library refused: the operation, and its own words.
    case libcrypto(operation: String, reason: String)
    /// Bytes that are no usable RSA key or certificate.
    case invalidKey(String)
    /// A key file that may not, or cannot, be read.
    case refusedFile(path: String, reason: String)
    /// Text that is no base64, or no compact signed token.
    case malformed(String)

    public var description: String {
        switch self {
        case .libcrypto(let operation, let reason): "\(operation) failed: \(reason)"
        case .invalidKey(let reason): "the key cannot be used: \(reason)"
        case .refusedFile(let path, let reason): "\(path): \(reason)"
        case .malformed(let reason): reason
        }
    }

    /// The newest of the library's queued errors; the queue is emptied, so that no later error tells an old story.
    static func last(_ operation: String) -> CryptographyError {
        let code = ERR_peek_last_error()
        ERR_clear_error()
        guard code != 0 else { return .libcrypto(operation: operation, reason: "no reason given") }
        var text = [CChar](repeating: 0, count: 256)
        ERR_error_string_n(code, &text, text.count)
        let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return .libcrypto(operation: operation, reason: String(decoding: bytes, as: UTF8.self))
    }
}
