import Application
import Authorities
import Filing
import HTTP
import Ledger
import Testing
import Values

@Suite("Approval policies")
struct ApprovalPolicyTests {
    @Test(
        "two must approve above the limit, whatever the sign, and one up to it",
        arguments: [(Int64(400), 1), (404, 2), (-400, 1), (-404, 2)])
    func limit(kroner: Int64, approvers: Int) {
        // 25 % of 400 is 100, of 404 is 101.
        let policy = ApprovalPolicy(
            method: .local, approverIsNotPreparer: false, twoApproversAboveKroner: 100, by: "kari")
        #expect(policy.approvers(kroner: kroner / 4) == approvers)
        #expect(policy.approvers(kroner: nil) == 2)
        #expect(policy.approvers(kroner: .min) == 2)
        #expect(ApprovalPolicy.initial.approvers(kroner: nil) == 1)
    }

    @Test("the filing is approved when the last of them has approved, and the preparer is none of them")
    func twoOfThree() async throws {
        let world = try await ApprovalWorld()
        defer { world.remove() }
        _ = try world.books().changeApprovalPolicy(
            ApprovalPolicyChange(approverIsNotPreparer: true, twoApprovers: .above(kroner: 249)))
        let id = try world.readyFiling(kroner: 1000)
        #expect(throws: FilingError.preparerMayNotApprove(id, "Kari ")) { try world.approve(id, by: "Kari ") }
        #expect(try world.approve(id, by: "ola").state == .readyForReview)
        #expect(try world.books().approvalStanding(of: world.books().filing(id)).missing == 1)
        #expect(throws: FilingError.approvedAlready(id, "OLA", approvers: 2)) { try world.approve(id, by: "OLA") }
        await #expect(throws: FilingError.self) { try await world.submit(id) }
        #expect(world.transport.requests.isEmpty)
        #expect(try world.approve(id, by: "per").state == .approved)
        #expect(try await world.submit(id).isAccepted)
    }

    @Test("the policy at the last approval decides, not the one before or after it")
    func policyOfItsTime() async throws {
        let world = try await ApprovalWorld()
        defer { world.remove() }
        _ = try world.books().registerApprover("per", key: try ApprovalWorld.signers.get()[0].publicLine)
        let id = try world.readyFiling()
        _ = try world.books().changeApprovalPolicy(ApprovalPolicyChange(twoApprovers: .above(kroner: 0)))
        try world.approve(id, by: "ola")
        // A local approval does not count where signatures are asked for.
        _ = try world.books().changeApprovalPolicy(ApprovalPolicyChange(method: .ssh))
        #expect(throws: FilingError.otherMethod(id, required: .ssh)) { try world.approve(id, by: "per") }
        #expect(try world.approve(id, try world.signature(id, by: 0)).state == .readyForReview)
        _ = try world.books().changeApprovalPolicy(ApprovalPolicyChange(twoApprovers: .never))
        #expect(try world.books().filing(id).state == .readyForReview)
        #expect(try world.approve(id, try world.signature(id, by: 0)).state == .approved)
        // What is asked for later changes nothing.
        _ = try world.books().changeApprovalPolicy(
            ApprovalPolicyChange(method: .idPorten, approverIsNotPreparer: true, twoApprovers: .above(kroner: 0)))
        #expect(try await world.submit(id).isAccepted)
    }

    @Test("an approval that is withdrawn while the submission begins stops it before anything of it is sent")
    func race() async throws {
        let world = try await ApprovalWorld()
        defer { world.remove() }
        let id = try world.readyFiling()
        try world.approve(id)
        let other = try OtherProcess(world)
        let access = world.access(through: world.transport, beforeStep: { other.withdraw(id) })
        await #expect(throws: SubmissionConflict.self) { try await world.books().submit(id, through: access) }
        #expect(other.hasWithdrawn)
        #expect(world.transport.filings.isEmpty)
        #expect(try world.books().filing(id).state == .draft)
    }
}
