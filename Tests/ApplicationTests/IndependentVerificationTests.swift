import Application
import Filing
import Foundation
import Testing

/// The program that was written from docs/log-format.md alone.
@Suite(
    "Approvals, verified without Bilag",
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/python3"), "python3 is not installed"))
struct IndependentVerificationTests {
    @Test("a log with approvals by every method and changing policies is in order")
    func inOrder() async throws {
        let world = try await ApprovalWorld()
        defer { world.remove() }
        _ = try world.books().registerApprover("Ola Nordmann", key: try ApprovalWorld.signers.get()[0].publicLine)
        let id = try world.readyFiling()
        _ = try world.books().changeApprovalPolicy(
            ApprovalPolicyChange(approverIsNotPreparer: true, twoApprovers: .above(kroner: 0)))
        try world.approve(id, by: "per")
        try world.approve(id, try world.signature(id, by: 0))
        #expect(try await world.submit(id).isAccepted)
        _ = try world.books().reopen(ApprovalWorld.period, reason: nil)
        _ = try world.books().changeApprovalPolicy(ApprovalPolicyChange(method: .idPorten, twoApprovers: .never))
        let second = try world.readyFiling()
        let token = try world.idToken(nonce: try world.books().statement(of: second).nonce)
        try world.approve(second, by: "Per", try await world.login(token))
        #expect(try await world.submit(second).isAccepted)

        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/python3")
        process.arguments = [Self.script, world.path]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let said = String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        #expect(said.hasSuffix("all is in order\n"), "\(said)")
        #expect(!said.contains("unknown"))
    }

    private static let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Tools/verify_log.py").path
}
