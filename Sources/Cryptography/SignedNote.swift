/// A text with signatures beneath it, in the C2SP signed-note form (https://c2sp.org/signed-note).
public struct SignedNote: Hashable, Sendable {
    /// What is signed: lines, each ended by a line feed.
    public let text: String
    public let signatures: [NoteSignature]

    public init(_ text: String, signatures: [NoteSignature] = []) {
        self.text = text
        self.signatures = signatures
    }

    /// Reads a note. One without signatures is its text alone.
    ///
    /// - Throws: `CryptographyError.malformed` for anything but lines of visible UTF-8, an empty line and signature
    ///   lines.
    public init(parsing bytes: [UInt8]) throws(CryptographyError) {
        guard bytes.count <= SignedNote.mostBytes else { throw .malformed("the note is longer than a megabyte") }
        guard let whole = String(validating: bytes, as: UTF8.self), bytes.last == 0x0A,
            bytes.allSatisfy({ $0 >= 0x20 || $0 == 0x0A })
        else { throw .malformed("the note is not lines of UTF-8, each ended by a line feed") }
        var lines = whole.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
        guard let blank = lines.lastIndex(of: "") else {
            self.init(whole)
            return
        }
        var signatures: [NoteSignature] = []
        for line in lines[(blank + 1)...] { signatures.append(try NoteSignature(line: line)) }
        guard blank > 0, !signatures.isEmpty else { throw .malformed("the note lacks its text or its signatures") }
        lines.removeSubrange(blank...)
        self.init(lines.map { $0 + "\n" }.joined(), signatures: signatures)
    }

    /// The note as it is kept and sent.
    public var encoded: String {
        signatures.isEmpty ? text : text + "\n" + signatures.map { $0.line + "\n" }.joined()
    }

    /// Whether the key signed exactly this text; nil when no line names the key.
    public func isSigned(by verifier: NoteVerifier) -> Bool? {
        let own = signatures.filter { $0.name == verifier.name && $0.keyID == verifier.keyID }
        guard !own.isEmpty else { return nil }
        return own.allSatisfy { verifier.publicKey.verifies($0.signature, of: Array(text.utf8)) }
    }

    private static let mostBytes = 1 << 20
}

/// One signature line: `— name base64(key id ‖ signature)`.
public struct NoteSignature: Hashable, Sendable {
    public let name: String
    /// Four bytes that tell keys of one name apart.
    public let keyID: [UInt8]
    public let signature: [UInt8]

    init(name: String, keyID: [UInt8], signature: [UInt8]) {
        self.name = name
        self.keyID = keyID
        self.signature = signature
    }

    init(line: String) throws(CryptographyError) {
        let words = line.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 3, words[0] == "—", NoteVerifier.isName(String(words[1])) else {
            throw .malformed("a signature line does not read '— name signature'")
        }
        let bytes = try Base64.standard.decode(String(words[2]))
        guard bytes.count > 4 else { throw .malformed("a signature line holds no signature") }
        self.init(name: String(words[1]), keyID: Array(bytes[..<4]), signature: Array(bytes[4...]))
    }

    var line: String { "— \(name) \(Base64.standard.encode(keyID + signature))" }
}

/// A public key with the name it signs under.
public struct NoteVerifier: Hashable, Sendable, CustomStringConvertible {
    public let name: String
    public let publicKey: Ed25519PublicKey

    /// - Throws: `CryptographyError.malformed` for a name with a blank or a plus sign, or none at all.
    public init(name: String, publicKey: Ed25519PublicKey) throws(CryptographyError) {
        guard NoteVerifier.isName(name) else { throw .malformed("a key's name has no blanks and no plus sign") }
        self.name = name
        self.publicKey = publicKey
    }

    /// Reads `name+key id+base64(01 ‖ public key)`.
    ///
    /// - Throws: `CryptographyError.malformed`, also when the key id is not the key's.
    public init(_ text: String) throws(CryptographyError) {
        // Base64 may hold plus signs, a name and a key id do not.
        let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3 else { throw .malformed("a verifier key reads name+id+key, in one word") }
        let bytes = try Base64.standard.decode(parts[2])
        guard bytes.first == NoteVerifier.ed25519 else {
            throw .malformed("the verifier key is of a kind other than Ed25519")
        }
        try self.init(name: parts[0], publicKey: try Ed25519PublicKey(bytes: Array(bytes.dropFirst())))
        guard hexadecimal(keyID) == parts[1] else { throw .malformed("the verifier key's id is not that of its key") }
    }

    /// The first four bytes of SHA-256(name ‖ 0A ‖ 01 ‖ public key).
    public var keyID: [UInt8] {
        Array(SHA256Digest(of: Array(name.utf8) + [0x0A, NoteVerifier.ed25519] + publicKey.bytes).bytes[..<4])
    }

    /// The text form that others keep: `name+key id+base64(01 ‖ public key)`.
    public var description: String {
        "\(name)+\(hexadecimal(keyID))+\(Base64.standard.encode([NoteVerifier.ed25519] + publicKey.bytes))"
    }

    /// The signature type of Ed25519.
    private static let ed25519: UInt8 = 1

    static func isName(_ name: String) -> Bool {
        !name.isEmpty && !name.unicodeScalars.contains { $0.properties.isWhitespace || $0 == "+" || $0.value < 0x20 }
    }
}

/// A private key with the name it signs under.
public struct NoteSigner: Sendable {
    public let verifier: NoteVerifier
    private let key: Ed25519PrivateKey

    /// - Throws: `CryptographyError.malformed` for a name that no key may have.
    public init(name: String, key: Ed25519PrivateKey) throws(CryptographyError) {
        verifier = try NoteVerifier(name: name, publicKey: key.publicKey)
        self.key = key
    }

    /// - Parameter text: lines, each ended by a line feed.
    public func sign(_ text: String) throws(CryptographyError) -> SignedNote {
        let signature = try key.sign(Array(text.utf8))
        return SignedNote(
            text, signatures: [NoteSignature(name: verifier.name, keyID: verifier.keyID, signature: signature)])
    }
}
