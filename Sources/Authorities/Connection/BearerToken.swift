/// An access token. It prints as nothing but its kind, so that no log line or message ever holds one.
public struct BearerToken: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible {
    /// The token as it goes into a header. Never show it.
    public let secret: String

    /// Nil for text that cannot stand in a header: empty, with blanks or line breaks, or longer than 64 kB.
    public init?(_ text: String) {
        let bytes = text.utf8
        guard (1...65_536).contains(bytes.count), bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        secret = text
    }

    public var description: String { "‹token›" }
    public var debugDescription: String { description }
}
