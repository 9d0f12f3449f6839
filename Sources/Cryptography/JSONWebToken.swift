import Formats

/// A signed token in the compact form of RFC 7515. Only RS256 is made and accepted: the algorithm is ours to choose,
/// never the token's (RFC 8725, section 3.1).
public struct JSONWebToken: Sendable {
    public let header: JSON
    public let claims: JSON
    private let signedBytes: [UInt8]
    private let signature: [UInt8]

    /// More than any token we meet, and little enough to read at once.
    public static let largestSizeBytes = 65_536

    /// Takes a token apart. Nothing is verified yet: call `isSigned(by:)`.
    /// - Throws: `CryptographyError.malformed` when it is not three base64url parts with two JSON objects.
    public init(parsing text: String) throws(CryptographyError) {
        guard text.utf8.count <= JSONWebToken.largestSizeBytes else { throw .malformed("the token is too long") }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3 else { throw .malformed("a signed token has three parts between dots") }
        header = try JSONWebToken.object(in: parts[0], named: "header")
        claims = try JSONWebToken.object(in: parts[1], named: "claims")
        signature = try Base64.url.decode(parts[2])
        signedBytes = Array((parts[0] + "." + parts[1]).utf8)
    }

    /// True when the token says RS256 and the key's owner signed it.
    public func isSigned(by key: RSAPublicKey) throws(CryptographyError) -> Bool {
        guard header["alg"]?.string == "RS256" else { return false }
        return try key.verifiesRS256(signature, of: signedBytes)
    }

    /// Makes a token. The header's `alg` is always RS256; all else is written as given.
    public static func sign(header: JSON, claims: JSON, key: RSAPrivateKey) throws(CryptographyError) -> String {
        guard var members = header.object, claims.object != nil else {
            throw .malformed("a token's header and claims are JSON objects")
        }
        members["alg"] = "RS256"
        let text =
            Base64.url.encode(JSON.object(members).canonicalBytes) + "." + Base64.url.encode(claims.canonicalBytes)
        return text + "." + Base64.url.encode(try key.signRS256(Array(text.utf8)))
    }

    private static func object(in part: String, named name: String) throws(CryptographyError) -> JSON {
        let bytes = try Base64.url.decode(part)
        guard let value = try? JSON(parsing: bytes), value.object != nil else {
            throw .malformed("the token's \(name) part is not a JSON object")
        }
        return value
    }
}
