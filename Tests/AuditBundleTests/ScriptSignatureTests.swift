import Foundation
import TestSupport
import Testing

/// The script's own reading of SSH signatures, against what OpenSSH made.
@Suite("SSH signatures in the script", .enabled(if: BundleScript.canRun, BundleScript.absence))
struct ScriptSignatureTests {
    @Test("every kind of key is verified over its message, and over no other", arguments: SSHExamples.all)
    func signature(_ example: SSHExamples.Example) throws {
        #expect(try verifies(example.signature, example.key, SSHExamples.message))
        #expect(try !verifies(example.signature, example.key, SSHExamples.message + [0]))
        #expect(try !verifies(example.signature, SSHExamples.otherKey, SSHExamples.message))
        var lines = example.signature.split(separator: "\n").map(String.init)
        lines[lines.count - 2] = String(lines[lines.count - 2].reversed())
        #expect(try !verifies(lines.joined(separator: "\n"), example.key, SSHExamples.message))
    }

    @Test("a signature for another purpose counts for nothing")
    func otherNamespace() throws {
        #expect(try !verifies(SSHExamples.otherNamespace, SSHExamples.ed25519Key, SSHExamples.message))
    }

    private func verifies(_ signature: String, _ key: String, _ message: [UInt8]) throws -> Bool {
        let code = """
            import binascii, sys
            import verify_bundle as script
            try:
                found = script.ssh_verifies(sys.argv[1].encode(), sys.argv[2], binascii.unhexlify(sys.argv[3]))
            except script.Fault:
                found = False
            print("yes" if found else "no")
            """
        let hex = message.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        let run = try BundleScript.evaluate(code, [signature, key, hex])
        #expect(run.status == 0, "\(run.output)")
        return run.output == "yes\n"
    }
}
