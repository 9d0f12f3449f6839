import Cryptography
import Testing

@Suite("Signed notes of C2SP")
struct SignedNoteTests {
    /// The example of the note package that the form comes from (golang.org/x/mod/sumdb/note).
    private static let key = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    private static let note = """
        If you think cryptography is the answer to your problem,
        then you don't know what your problem is.

        — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=

        """

    @Test("the reference note is verified with the reference key")
    func reference() throws {
        let verifier = try NoteVerifier(Self.key)
        #expect(verifier.description == Self.key)
        #expect(hexadecimal(verifier.keyID) == "c74f20a3")
        let note = try SignedNote(parsing: Array(Self.note.utf8))
        #expect(note.encoded == Self.note)
        #expect(note.isSigned(by: verifier) == true)
        let changed = try SignedNote(parsing: Array(Self.note.replacing("answer", with: "key").utf8))
        #expect(changed.isSigned(by: verifier) == false)
    }

    @Test("what a signer signs, its verifier verifies, and a key of another name does not speak to it")
    func ownNote() throws {
        let key = try Ed25519PrivateKey(seed: Array(0..<32))
        let signer = try NoteSigner(name: "bilag/310027464/x", key: key)
        let note = try signer.sign("bilag/310027464/x\n1\nroot\n")
        #expect(try SignedNote(parsing: Array(note.encoded.utf8)) == note)
        #expect(note.isSigned(by: signer.verifier) == true)
        let other = try NoteVerifier(name: "bilag/310027464/y", publicKey: key.publicKey)
        #expect(other.keyID != signer.verifier.keyID)
        #expect(note.isSigned(by: other) == nil)
        #expect(try NoteVerifier(signer.verifier.description) == signer.verifier)
    }

    @Test(
        "a text that is no note is refused",
        arguments: [
            "", "no line end", "text\n\n", "\n— a AAAAAAA=\n", "text\n\n- a AAAAAAA=\n", "text\n\n— a\n",
            "text\n\n— a b c\n", "text\n\n— a AAA=\n", "text\n\n— a+b AAAAAAA=\n", "te\u{1}xt\n", "tekst\r\n",
        ])
    func noNote(text: String) {
        #expect(throws: CryptographyError.self) { try SignedNote(parsing: Array(text.utf8)) }
    }

    @Test(
        "a word that is no verifier key is refused",
        arguments: [
            "", "PeterNeumann", "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
            "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
            "PeterNeumann+c74f20a3+Ahpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "PeterNeumann+c74f20a3+ARpc",
        ])
    func noVerifier(text: String) {
        #expect(throws: CryptographyError.self) { try NoteVerifier(text) }
    }
}
