import Cryptography
import Formats
import Reports
import Values

/// A document of a filing as a site may hold it: a copy under its hash, or, where it must not be passed on, its hash
/// alone.
public struct SiteDocument: Sendable {
    public let label: Phrase
    public let mediaType: String
    public let hash: SHA256Digest
    /// Nil when it is left out.
    let bytes: [UInt8]?
    let size: Int

    /// What stays in the books: it holds, or looks as if it held, a national identity number.
    public var isWithheld: Bool { bytes == nil }

    /// A document that the site names and does not hold.
    init(_ label: Phrase, mediaType: String, hash: SHA256Digest, size: Int) {
        (self.label, self.mediaType, self.hash, self.size, bytes) = (label, mediaType, hash, size, nil)
    }

    public init(_ label: Phrase, mediaType: String, hash: SHA256Digest, bytes: [UInt8]) {
        self.label = label
        self.mediaType = mediaType
        self.hash = hash
        size = bytes.count
        self.bytes = bytes.withUnsafeBytes { IdentityNumbers.areAny(in: $0) } ? nil : bytes
    }

    var name: String { SiteName.document(hash, mediaType: mediaType) }
}
