import Application
import Cryptography
import EventLog
import Filing
import Formats
import Ledger
import Testing
import Values

/// Logs that follow from themselves, hash by hash, and state approvals that never could have been given.
@Suite("Forged approvals")
struct ForgedApprovalTests {
    private static let local = ApprovalRequirement(method: .local, approvers: 1, approverIsNotPreparer: false)

    /// Books with a filing that waits for approval; Ola and Per have keys 0 and 1.
    private struct Scene {
        let world: ApprovalWorld
        let id: FilingID

        init() async throws {
            world = try await ApprovalWorld()
            id = try world.readyFiling()
            for (index, name) in ["Ola", "Per"].enumerated() {
                _ = try world.books().registerApprover(name, key: ApprovalWorld.signers.get()[index].publicLine)
            }
        }

        /// Writes an approval behind the back of `approve`, and has all verified.
        func fault(
            by name: String, _ requirement: ApprovalRequirement = ForgedApprovalTests.local,
            _ evidence: (any LogWriter) throws -> ApprovalEvidence
        ) throws -> LogFault? {
            let record = try world.books().filing(id)
            try world.log.write(expecting: nil) { writer in
                let approval = Approval(
                    filing: id, hashes: record.current.event.hashes, by: name, evidence: try evidence(writer),
                    review: try #require(record.review), requirement: requirement, log: writer.head)
                _ = try writer.append(approval.newEvent, at: world.clock.now)
            }
            let fault = try world.books().verify(deep: true).firstFault
            let last = try world.log.size()
            if let fault { #expect(fault.sequence == last) }
            return fault
        }

        func signature(
            _ signer: Int, stating key: Int? = nil, over text: String? = nil, _ writer: any LogWriter
        ) throws -> ApprovalEvidence {
            let signers = try ApprovalWorld.signers.get()
            let statement = try text.map { Array($0.utf8) } ?? world.books().statement(of: id).bytes
            let kept = try writer.store(try signers[signer].sign(statement), mediaType: "application/x-ssh-signature")
            return .ssh(
                .init(key: try SSHPublicKey(line: signers[key ?? signer].publicLine).line, signature: kept))
        }
    }

    @Test("a deep verification passes over a signature that is right, and finds every one that is not")
    func signatures() async throws {
        func fault(
            by name: String = "Ola", _ signer: Int, stating key: Int? = nil, over text: String? = nil
        ) async throws -> String {
            let scene = try await Scene()
            defer { scene.world.remove() }
            let found = try scene.fault(by: name) { try scene.signature(signer, stating: key, over: text, $0) }
            return found?.reason ?? ""
        }
        #expect(try await fault(0).isEmpty)
        #expect(try await fault(1) == "its signature is by another person's key")
        #expect(try await fault(0, stating: 1) == "its signature is by another person's key")
        #expect(try await fault(by: "Eva", 0) == "its signature is by another person's key")
        #expect(try await fault(2).contains("does not verify"))
        #expect(try await fault(0, over: "bilag approval 1\n").contains("does not verify"))
    }

    @Test("a signature file that is none, or of a key that was taken away before, is found")
    func otherFiles() async throws {
        let scene = try await Scene()
        defer { scene.world.remove() }
        let noise = try scene.fault(by: "Ola") { writer in
            let key = try SSHPublicKey(line: ApprovalWorld.signers.get()[0].publicLine).line
            return .ssh(
                .init(key: key, signature: try writer.store([1, 2, 3], mediaType: "application/x-ssh-signature")))
        }
        #expect(noise?.reason.contains("does not verify") == true)

        let other = try await Scene()
        defer { other.world.remove() }
        _ = try other.world.books().removeApprover("Ola", fingerprint: nil)
        let removed = try other.fault(by: "Ola") { try other.signature(0, $0) }
        #expect(removed?.reason.contains("does not verify") == true)
    }

    @Test("an approval under another policy than the one in force, or that it does not count, is found")
    func policies() async throws {
        func fault(
            _ policy: ApprovalPolicyChange, by name: String = "ola",
            _ requirement: ApprovalRequirement = ForgedApprovalTests.local
        ) async throws -> String {
            let scene = try await Scene()
            defer { scene.world.remove() }
            _ = try scene.world.books().changeApprovalPolicy(policy)
            return try scene.fault(by: name, requirement) { _ in .local(user: "machine") }?.reason ?? ""
        }
        let policyFault = "it was approved under another policy than the one in force"
        #expect(try await fault(ApprovalPolicyChange()).isEmpty)
        #expect(try await fault(ApprovalPolicyChange(method: .ssh)) == policyFault)
        #expect(try await fault(ApprovalPolicyChange(twoApprovers: .above(kroner: 100))) == policyFault)
        #expect(try await fault(ApprovalPolicyChange(twoApprovers: .above(kroner: 250))).isEmpty)
        #expect(try await fault(ApprovalPolicyChange(approverIsNotPreparer: true), by: "kari") == policyFault)
        let uncounted = "it approves in a way, or by a person, that the policy does not count"
        #expect(
            try await fault(
                ApprovalPolicyChange(approverIsNotPreparer: true), by: " KARI",
                ApprovalRequirement(method: .local, approvers: 1, approverIsNotPreparer: true)) == uncounted)
        #expect(
            try await fault(
                ApprovalPolicyChange(method: .ssh),
                ApprovalRequirement(method: .ssh, approvers: 1, approverIsNotPreparer: false)) == uncounted)
    }

    @Test("a login that was begun for something else, or states another person, is found")
    func logins() async throws {
        func fault(nonce: String?, statedPerson: String = "01819012345") async throws -> String {
            let scene = try await Scene()
            defer { scene.world.remove() }
            let right = try scene.world.books().statement(of: scene.id).nonce
            let token = try scene.world.idToken(nonce: nonce ?? right)
            let key = try ApprovalWorld.authorityKey.get().publicKey.jwk(keyID: "sandbox-idporten")
            return try scene.fault(by: "Ola") { writer in
                .idPorten(
                    .init(
                        issuer: "http://127.0.0.1:8787/idporten", clientID: "login-client", level: "idporten-loa-high",
                        idToken: try writer.store(Array(token.utf8), mediaType: "application/jwt"),
                        keys: try writer.store(
                            JSON.object(["keys": .array([key])]).canonicalBytes, mediaType: "application/jwk-set+json"),
                        person: .hash(identityNumber: statedPerson, token: token)))
            }?.reason ?? ""
        }
        #expect(try await fault(nonce: nil).isEmpty)
        #expect(try await fault(nonce: "another").contains("does not verify"))
        let other = try await fault(nonce: nil, statedPerson: "02819012345")
        #expect(other == "its login is another person's, or of another level")
        #expect(!other.contains("02819012345"))
    }

    @Test("a step of a submission where nobody approved is found")
    func stepWithoutApproval() async throws {
        let scene = try await Scene()
        defer { scene.world.remove() }
        let document = try scene.world.books().filing(scene.id).current.event.hashes.document
        try scene.world.log.write(expecting: nil) { writer in
            let step = FilingEventType.newEvent(
                step: "instance-requested", ["at": "2026-03-10T09:00:00.000Z"], of: scene.id, document: document,
                on: writer.head)
            _ = try writer.append(step, at: scene.world.clock.now)
        }
        let fault = try scene.world.books().verify(deep: true).firstFault
        #expect(fault?.sequence == (try scene.world.log.size()))
        #expect(fault?.reason == "a step of a submission stands where the filing is not approved")
    }
}

extension SHA256Digest {
    fileprivate static func hash(identityNumber: String, token: String) -> SHA256Digest {
        ApprovalEvidence.LoginEvidence.hash(identityNumber: identityNumber, token: token)
    }
}
