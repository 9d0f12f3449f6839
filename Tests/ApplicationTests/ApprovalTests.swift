import Application
import Authorities
import Cryptography
import EventLog
import Filing
import Formats
import HTTP
import Ledger
import SimulatedAuthority
import TestSupport
import Testing
import Values

@Suite("Approvals")
struct ApprovalTests {
    @Test("a signature by a registered key over the statement approves, under the key's name")
    func signature() async throws {
        let world = try await ApprovalWorld()
        defer { world.remove() }
        let id = try world.readyFiling()
        _ = try world.books().registerApprover("Ola Nordmann", key: try ApprovalWorld.signers.get()[0].publicLine)
        let record = try world.approve(id, by: "kari", try world.signature(id, by: 0))
        #expect(record.state == .approved)
        #expect(record.approvals.map(\.approval.by) == ["Ola Nordmann"])
        guard case .accepted = try await world.submit(id) else {
            Issue.record("it was not accepted")
            return
        }
    }

    @Test("a draft that the books no longer give is refused by ready and approve, with what made the difference")
    func outdated() async throws {
        let world = try await ApprovalWorld()
        defer { world.remove() }
        try world.sell(1000)
        let id = try world.draft().id
        try world.sell(400)
        let refused = #expect(throws: OutdatedDraft.self) { try world.books().markReady(id) }
        let text = refused?.description ?? ""
        #expect(text.contains("code 3: grunnlag 1000 → 1400, merverdiavgift 250 → 350"), "\(text)")
        #expect(text.contains("voucher 2 of 2026-02-03"), "\(text)")
        #expect(text.contains("bilag filing draft vat --period 2026-T1"), "\(text)")

        _ = try world.draft()
        try world.books().markReady(id)
        try world.sell(4)
        try world.books().close(ApprovalWorld.period)
        #expect(throws: OutdatedDraft.self) { try world.approve(id) }
        #expect(try world.books().filing(id).approvals.isEmpty)
        // Postings that come to nothing in the return leave it as it is.
        _ = try world.books().reopen(ApprovalWorld.period, reason: nil)
        try world.sell(-4)
        try world.books().close(ApprovalWorld.period)
        #expect(try world.approve(id).state == .approved)
    }

    @Test("a signature that is wrong in one way is refused for that")
    func wrongSignatures() async throws {
        let world = try await ApprovalWorld()
        defer { world.remove() }
        let signers = try ApprovalWorld.signers.get()
        let id = try world.readyFiling()
        _ = try world.books().registerApprover("Ola", key: signers[0].publicLine)
        let statement = try world.books().statement(of: id)
        let good = try signers[0].sign(statement.bytes)

        func refusal(_ bytes: [UInt8]) throws -> ApprovalError? {
            let error = #expect(throws: ApprovalError.self) { try world.approve(id, .signature(bytes)) }
            #expect(try world.books().filing(id).approvals.isEmpty)
            return error
        }
        #expect(
            try refusal(signers[1].sign(statement.bytes))
                == .unknownKey(fingerprint: SSHPublicKey(line: signers[1].publicLine).fingerprint))
        #expect(try refusal(signers[0].sign(statement.bytes, namespace: "file")) == .otherNamespace("file"))
        let altered = statement.text.replacing("filing vat-2026-T1-1", with: "filing vat-2026-T1-2")
        #expect(try refusal(signers[0].sign(Array(altered.utf8))) == .otherStatement("Ola"))
        #expect(try refusal(signers[0].sign(Array(statement.text.dropLast().utf8))) == .otherStatement("Ola"))
        for count in [0, 1, 40, good.count / 2, good.count - 40] {
            guard case .unreadableSignature = try refusal(Array(good.prefix(count))) else {
                Issue.record("cut off at \(count)")
                continue
            }
        }
        #expect(throws: FilingError.self) {
            try world.books().approve(id, hash: "0123456789ab", proof: .signature(good))
        }
        #expect(try world.approve(id, .signature(good)).state == .approved)
    }

    @Test("bytes of every kind in place of a signature are refused without effect", arguments: [UInt64(1), 2])
    func hostileSignatures(seed: UInt64) async throws {
        let world = try await ApprovalWorld()
        defer { world.remove() }
        var random = SeededGenerator(seed: seed)
        let signer = try ApprovalWorld.signers.get()[0]
        let id = try world.readyFiling()
        _ = try world.books().registerApprover("Ola", key: signer.publicLine)
        let good = try signer.sign(try world.books().statement(of: id).bytes)
        let hash = try world.hash(id)
        for _ in 0..<150 {
            var bytes = good
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let place = Int.random(in: 0..<bytes.count - 1, using: &random)
                let byte = UInt8.random(in: 0...255, using: &random)
                // Blanks between the lines mean nothing.
                guard bytes[place] != byte, bytes[place] != 0x0A, ![0x0A, 0x0B, 0x0C, 0x0D].contains(byte) else {
                    continue
                }
                bytes[place] = byte
            }
            guard bytes != good else { continue }
            #expect(throws: ApprovalError.self) {
                try world.books().approve(id, hash: hash, proof: .signature(bytes))
            }
        }
        #expect(try world.books().filing(id).approvals.isEmpty)
    }

    @Test("a signature is of one review: after a withdrawal it counts no more, though the bytes are the same")
    func review() async throws {
        let world = try await ApprovalWorld()
        defer { world.remove() }
        let id = try world.readyFiling()
        _ = try world.books().registerApprover("Ola", key: try ApprovalWorld.signers.get()[0].publicLine)
        let (signature, hash) = (try world.signature(id, by: 0), try world.hash(id))
        try world.approve(id, signature)
        try world.books().withdraw(id, reason: nil)
        try world.books().markReady(id)
        #expect(try world.hash(id) == hash)
        #expect(throws: ApprovalError.otherStatement("Ola")) { try world.approve(id, signature) }
        #expect(try world.approve(id, try world.signature(id, by: 0)).state == .approved)
    }

    @Test("an approval that a removed key gave stands; a new one by it does not")
    func removedKey() async throws {
        let world = try await ApprovalWorld()
        defer { world.remove() }
        let id = try world.readyFiling()
        _ = try world.books().registerApprover("Ola", key: try ApprovalWorld.signers.get()[0].publicLine)
        try world.approve(id, try world.signature(id, by: 0))
        #expect(try world.books().removeApprover("Ola", fingerprint: nil).approved == [id])
        #expect(try await world.submit(id).isAccepted)
        _ = try world.books().reopen(ApprovalWorld.period, reason: nil)
        let second = try world.readyFiling()
        let signature = try world.signature(second, by: 0)
        #expect(throws: ApprovalError.self) { try world.approve(second, signature) }
    }

    @Test("what exactly is signed")
    func statement() async throws {
        let world = try await ApprovalWorld()
        defer { world.remove() }
        let id = try world.readyFiling()
        let hashes = try world.books().filing(id).current.event.hashes
        let review = try #require(try world.books().filing(id).review)
        let statement = try world.books().statement(of: id)
        #expect(
            statement.text == """
                bilag approval 1
                books 310000051/7b1c9e52-4d83-4f0a-9c36-2f1de8a05b47
                environment sandbox
                filing vat-2026-T1-1
                review \(review)
                document \(hashes.document.hex)
                envelope \(hashes.envelope.hex)

                """)
        #expect(statement.nonce == Base64.url.encode(SHA256Digest(of: statement.bytes).bytes))
    }
}

extension SubmissionOutcome {
    var isAccepted: Bool { if case .accepted = self { true } else { false } }
}
