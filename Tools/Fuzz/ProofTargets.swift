import EventLog
import Formats

@testable import Cryptography

func readCheckpoint(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    if let verifier = try? NoteVerifier(text), (try? NoteVerifier(verifier.description)) != verifier {
        preconditionFailure("a verifier key is written as it is read")
    }
    guard let note = try? SignedNote(parsing: bytes) else { return }
    if let verifier = try? NoteVerifier(Seeds.verifierKey) { _ = note.isSigned(by: verifier) }
    precondition((try? SignedNote(parsing: Array(note.encoded.utf8))) == note, "a note is written as it is read")
    guard let signed = try? SignedCheckpoint(parsing: bytes) else { return }
    let again = try? Checkpoint(text: signed.checkpoint.text)
    precondition(again == signed.checkpoint, "a checkpoint is written as it is read")
}

func readSSH(_ bytes: [UInt8]) {
    guard let choice = bytes.first else { return }
    let rest = Array(bytes.dropFirst())
    switch choice % 4 {
    case 0:
        if let signature = try? SSHSignature(armored: rest) { verify(signature) }
    case 1:
        if let signature = try? SSHSignature(blob: rest) { verify(signature) }
    case 2: _ = try? SSHPublicKey(line: String(decoding: rest, as: UTF8.self))
    default: _ = try? SSHPublicKey(blob: rest)
    }
}

private func verify(_ signature: SSHSignature) {
    _ = signature.key.fingerprint
    _ = try? signature.isValid(for: SSHExamples.message, namespace: signature.namespace)
}
