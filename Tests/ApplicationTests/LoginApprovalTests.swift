import Application
import AuditBundle
import Authorities
import Cryptography
import EventLog
import Filing
import Formats
import Testing
import Values

@Suite("Approvals by login")
struct LoginApprovalTests {
    @Test("a login begun for the statement approves; token and key are kept, the number is nowhere in the log")
    func approved() async throws {
        let world = try await ApprovalWorld()
        defer { world.remove() }
        let id = try world.readyFiling()
        _ = try world.books().changeApprovalPolicy(ApprovalPolicyChange(method: .idPorten))
        let token = try world.idToken(nonce: try world.books().statement(of: id).nonce)
        #expect(try world.approve(id, by: "Ola", try await world.login(token)).state == .approved)
        // The token dies after two minutes, the approval does not.
        world.clock.advance(86_400)
        #expect(try await world.submit(id).isAccepted)

        guard case .idPorten(let login)? = try world.books().filing(id).approvals.last?.approval.evidence else {
            Issue.record("the evidence is no login")
            return
        }
        #expect(try world.log.content(login.idToken)?.bytes == Array(token.utf8))
        #expect(login.level == "idporten-loa-high")
        let salt = try #require(token.split(separator: ".").last)
        #expect(login.person == SHA256Digest(of: Array("bilag person\n\(salt)\n01819012345".utf8)))
        var entries: [UInt8] = []
        try world.log.read(1...world.log.size()) { entries += Array($0.bytes) }
        #expect(!String(decoding: entries, as: UTF8.self).contains("01819012345"))
    }

    @Test("an audit bundle of what a login approved holds neither the token nor the number, and proves the rest")
    func bundle() async throws {
        let world = try await ApprovalWorld()
        defer { world.remove() }
        let id = try world.readyFiling()
        let token = try world.idToken(nonce: try world.books().statement(of: id).nonce)
        try world.approve(id, by: "Ola", try await world.login(token))
        #expect(try await world.submit(id).isAccepted)
        let files = try world.books().bundle(id).files
        let verified = try AuditBundle.verify(files)
        #expect(verified.isApproved && verified.isSent && verified.isReceipted)
        let hash = SHA256Digest(of: Array(token.utf8)).hex
        #expect(files.contains { String(decoding: $0.bytes, as: UTF8.self).contains(hash) })

        var exported = ""
        try world.books().export { exported += String(decoding: $0, as: UTF8.self) }
        let texts = files.map { String(decoding: $0.bytes, as: UTF8.self) } + [exported]
        let secrets = token.split(separator: ".").map(String.init) + ["01819012345"]
        for text in texts { #expect(!secrets.contains { text.contains($0) }) }
        #expect(!files.contains { $0.bytes == Array(token.utf8) })
    }

    @Test("a login that is wrong in one way is refused for that")
    func refused() async throws {
        let world = try await ApprovalWorld()
        defer { world.remove() }
        let id = try world.readyFiling()
        let nonce = try world.books().statement(of: id).nonce
        func refusal(_ token: String) async throws -> ApprovalError? {
            let proof = try await world.login(token)
            let error = #expect(throws: ApprovalError.self) { try world.approve(id, proof) }
            #expect(try world.books().filing(id).approvals.isEmpty)
            #expect(error?.description.contains("01819012345") == false)
            return error
        }
        #expect(try await refusal(world.idToken(nonce: "another")) == .otherLogin(id))
        let wrong: [[String: JSON]] = [
            ["aud": "another"], ["iss": "https://idporten.no"], ["acr": "idporten-loa-low"], ["exp": 1_000_000],
            ["pid": 1],
        ]
        for change in wrong {
            guard case .login = try await refusal(world.idToken(nonce: nonce, change)) else {
                Issue.record("\(change)")
                continue
            }
        }
        let forged = try world.idToken(nonce: nonce, key: RSAPrivateKey.generate())
        guard case .login = try await refusal(forged) else {
            Issue.record("forged")
            return
        }
        guard case .login = try await refusal("no token") else {
            Issue.record("no token")
            return
        }
    }

    @Test("a person has one name, and a name one person")
    func names() async throws {
        let world = try await ApprovalWorld()
        defer { world.remove() }
        _ = try world.books().changeApprovalPolicy(ApprovalPolicyChange(twoApprovers: .above(kroner: 0)))
        let id = try world.readyFiling()
        let nonce = try world.books().statement(of: id).nonce
        func login(_ person: String) async throws -> ApprovalProof {
            try await world.login(world.idToken(nonce: nonce, person: person))
        }
        let (first, second) = (try await login("01819012345"), try await login("02819012345"))
        try world.approve(id, by: "Ola", first)
        #expect(throws: ApprovalError.knownByOtherName("Ola")) { try world.approve(id, by: "Per", first) }
        #expect(throws: ApprovalError.otherPerson("Ola")) { try world.approve(id, by: "ola", second) }
        #expect(try world.approve(id, by: "Per", second).state == .approved)
        #expect(try await world.submit(id).isAccepted)
    }
}
