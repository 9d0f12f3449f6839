import Application
import Filing
import Foundation
import Ledger
import Testing

/// What people really use: OpenSSH's own program.
@Suite("ssh-keygen", .enabled(if: SSHKeygen.isThere, SSHKeygen.absence))
struct SSHKeygenTests {
    @Test(
        "what ssh-keygen signs approves, and ssh-keygen verifies what is kept",
        arguments: [["-t", "ed25519"], ["-t", "ecdsa", "-b", "256"], ["-t", "rsa", "-b", "3072"]])
    func roundTrip(kind: [String]) async throws {
        let world = try await ApprovalWorld()
        defer { world.remove() }
        let folder = try SSHKeygen.folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let key = folder.appending(path: "key")
        #expect(try SSHKeygen.run(["-q"] + kind + ["-N", "", "-C", "ola@example.no", "-f", key.path]) == 0)
        let id = try world.readyFiling()
        let statement = try world.books().statement(of: id)
        let file = folder.appending(path: "statement")
        try Data(statement.bytes).write(to: file)
        #expect(
            try SSHKeygen.run(["-q", "-Y", "sign", "-f", key.path, "-n", ApprovalStatement.namespace, file.path]) == 0)

        let line = try String(contentsOf: key.appendingPathExtension("pub"), encoding: .utf8)
        let approver = try world.books().registerApprover("Ola Nordmann", key: line)
        let signature = Array(try Data(contentsOf: file.appendingPathExtension("sig")))
        #expect(try world.approve(id, .signature(signature)).state == .approved)

        let allowed = folder.appending(path: "allowed")
        try Data((approver.allowedSigner(namespace: ApprovalStatement.namespace) + "\n").utf8).write(to: allowed)
        let kept = folder.appending(path: "kept.sig")
        try Data(try world.books().signature(of: id, by: "Ola Nordmann")).write(to: kept)
        func verify(_ name: String, _ text: [UInt8]) throws -> Int32 {
            try SSHKeygen.run(
                [
                    "-Y", "verify", "-f", allowed.path, "-I", name, "-n", ApprovalStatement.namespace, "-s", kept.path,
                ], input: text)
        }
        #expect(try verify("Ola Nordmann", statement.bytes) == 0)
        #expect(try verify("Kari", statement.bytes) != 0)
        #expect(try verify("Ola Nordmann", statement.bytes + [0x0A]) != 0)
    }
}

enum SSHKeygen {
    static let isThere = FileManager.default.isExecutableFile(atPath: program)
    static let absence: Comment = "ssh-keygen is not installed; Tools/setup installs it (openssh-client)"
    private static let program = "/usr/bin/ssh-keygen"

    static func folder() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appending(path: "keys-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        return folder
    }

    /// The exit status.
    static func run(_ arguments: [String], input: [UInt8] = []) throws -> Int32 {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        let pipe = Pipe()
        process.standardInput = pipe
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        try pipe.fileHandleForWriting.write(contentsOf: Data(input))
        try pipe.fileHandleForWriting.close()
        process.waitUntilExit()
        return process.terminationStatus
    }
}
