import TestSupport
import Testing

@testable import Cryptography

@Suite("SSH signatures")
struct SSHSignatureTests {
    private let namespace = "bilag-approval"

    @Test("what ssh-keygen signed is valid for its message and purpose alone", arguments: SSHExamples.all)
    func valid(example: SSHExamples.Example) throws {
        let signature = try SSHSignature(armored: Array(example.signature.utf8))
        #expect(signature.key == (try SSHPublicKey(line: example.key + " ola@example.no")))
        #expect(signature.key.line == example.key)
        #expect(try signature.isValid(for: SSHExamples.message, namespace: namespace))
        #expect(try !signature.isValid(for: Array("hellO\n".utf8), namespace: namespace))
        #expect(try !signature.isValid(for: [], namespace: namespace))
        #expect(try !signature.isValid(for: SSHExamples.message, namespace: "file"))
    }

    @Test("a signature for another purpose is none for this one")
    func otherNamespace() throws {
        let signature = try SSHSignature(armored: Array(SSHExamples.otherNamespace.utf8))
        #expect(try signature.isValid(for: SSHExamples.message, namespace: "file"))
        #expect(try !signature.isValid(for: SSHExamples.message, namespace: namespace))
    }

    @Test("a fingerprint is the one that ssh-keygen -l shows")
    func fingerprint() throws {
        // ssh-keygen -l -f on the key's file
        #expect(
            try SSHPublicKey(line: SSHExamples.ed25519Key).fingerprint
                == "SHA256:XenqBZXytXGlWjYf4f667i+8wiYTX/ezukioWL3jTXg")
    }

    @Test("a signature cut off anywhere is refused", arguments: SSHExamples.all)
    func truncated(example: SSHExamples.Example) throws {
        let blob = try Self.blob(of: example)
        for count in 0..<blob.count {
            #expect(throws: CryptographyError.self) { try SSHSignature(blob: Array(blob[..<count])) }
        }
        #expect(throws: CryptographyError.self) { try SSHSignature(blob: blob + [0]) }
        for count in 0..<example.signature.utf8.count - 1 {
            let text = Array(example.signature.utf8.prefix(count))
            #expect(throws: CryptographyError.self) { try SSHSignature(armored: text) }
        }
    }

    @Test("a changed byte never makes a valid signature of the same key", arguments: SSHExamples.all)
    func changed(example: SSHExamples.Example) throws {
        let blob = try Self.blob(of: example)
        let key = try SSHPublicKey(line: example.key)
        for place in blob.indices {
            for change in [UInt8(0x01), 0x80, 0xFF] {
                var forged = blob
                forged[place] ^= change
                guard let signature = try? SSHSignature(blob: forged), signature.key == key else { continue }
                let isValid = (try? signature.isValid(for: SSHExamples.message, namespace: namespace)) ?? false
                #expect(!isValid, "byte \(place) changed by \(change)")
            }
        }
    }

    @Test("random bytes with the right beginning are refused", arguments: [UInt64(1), 2, 3])
    func hostile(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let head = Array(try Self.blob(of: SSHExamples.all[0]).prefix(80))
        for _ in 0..<2000 {
            let kept = Int.random(in: 0...head.count, using: &random)
            let tail = (0..<Int.random(in: 0...200, using: &random)).map { _ in
                Bool.random(using: &random) ? UInt8.random(in: 0...255, using: &random) : 0xFF
            }
            guard let signature = try? SSHSignature(blob: Array(head.prefix(kept)) + tail) else { continue }
            #expect((try? signature.isValid(for: SSHExamples.message, namespace: namespace)) != true)
        }
    }

    @Test(
        "a line that is no usable public key is refused with the reason",
        arguments: [
            ("", "one line"), ("ssh-ed25519", "one line"), ("ssh-ed25519 AAAA%", "base64"),
            ("ssh-dss AAAAB3NzaC1kc3M=", "ssh-dss"), ("ssh-rsa AAAAC3NzaC1lZDI1NTE5", "cut off"),
            ("-----BEGIN OPENSSH PRIVATE KEY-----", "private key"),
            ("ssh-ed25519 AAAA\nssh-ed25519 AAAA\n", "one line"),
        ])
    func badKey(line: String, reason: String) {
        let error = #expect(throws: CryptographyError.self) { try SSHPublicKey(line: line) }
        #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
    }

    @Test("a key under another kind's name, and a point that is not on the curve, are refused")
    func badPoint() throws {
        let ed25519 = SSHExamples.ed25519Key.replacing("ssh-ed25519 ", with: "ssh-rsa ")
        #expect(throws: CryptographyError.self) { try SSHPublicKey(line: ed25519) }
        var point = try SSHPublicKey(line: SSHExamples.ecdsaKey).blob
        point[point.count - 1] ^= 1
        #expect(throws: CryptographyError.self) { try SSHPublicKey(blob: point) }
    }

    @Test("an RSA signature by SHA-1 is refused")
    func sha1() throws {
        let key = try SSHPublicKey(line: SSHExamples.rsaKey)
        let signature = SSHWire.string(Array("ssh-rsa".utf8)) + SSHWire.string([UInt8](repeating: 1, count: 256))
        #expect(throws: CryptographyError.self) { try key.verifies(signature, of: SSHExamples.message) }
    }

    private static func blob(of example: SSHExamples.Example) throws -> [UInt8] {
        let lines = example.signature.split(separator: "\n").dropFirst().dropLast()
        return try Base64.standard.decode(lines.joined())
    }
}
