import Application
import Authorities
import Cryptography
import Filing
import TestSupport
import Testing
import Values

/// One random history, played in real books and in the model.
final class ApprovalHistory {
    enum Command: CaseIterable {
        case sell, close, reopen, draft, ready, approve, withdraw, policy, submit, submitOffline, submitLosing
    }

    static let people = ["kari", "ola", "per"]
    private static let identityNumbers = ["kari": "01819012345", "ola": "02819012345", "per": "03819012345"]

    private let world: ApprovalWorld
    private var model = ApprovalModel()
    private var random: SeededGenerator
    private(set) var told: [String] = []
    private(set) var (submissions, refusals) = (0, 0)
    /// Proofs and hashes of earlier rounds, which must never work again.
    private var oldProofs: [(proof: ApprovalProof, method: ApprovalMethod, name: String)] = []
    private var oldHashes: [String] = []

    init(seed: UInt64) async throws {
        random = SeededGenerator(seed: seed)
        world = try await ApprovalWorld()
        for (index, name) in Self.people.enumerated() {
            _ = try world.books().registerApprover(name, key: try ApprovalWorld.signers.get()[index].publicLine)
        }
        try world.sell(1000)
        _ = model.sell(1000)
    }

    func remove() { world.remove() }

    private static let deck = Command.allCases + [.draft, .approve, .approve, .submit, .submit]

    func step() async throws {
        let command = Bool.random(using: &random) ? nextSensible : Self.deck.randomElement(using: &random) ?? .draft
        switch command {
        case .sell:
            let kroner = [4, 400, -4, 0].randomElement(using: &random) ?? 4
            try compare("sell \(kroner)", model.sell(Int64(kroner))) { try world.sell(Int64(kroner)) }
        case .close: try compare("close", model.close()) { try world.books().close(ApprovalWorld.period) }
        case .reopen:
            try compare("reopen", model.reopen()) {
                _ = try world.books().reopen(ApprovalWorld.period, reason: nil)
            }
        case .draft:
            let person = someone()
            try compare("draft by \(person)", model.draft(by: person)) { _ = try world.draft(by: person) }
        case .ready: try compare("ready", model.markReady()) { try world.books().markReady(try id()) }
        case .withdraw: try compare("withdraw", model.withdraw()) { try world.books().withdraw(try id(), reason: nil) }
        case .policy: try changePolicy()
        case .approve: try await approve()
        case .submit: try await submit(.fine)
        case .submitOffline: try await submit(.offline)
        case .submitLosing: try await submit(.losesInstance)
        }
        try checkState()
    }

    /// What somebody does who wants the return sent.
    private var nextSensible: Command {
        switch model.state {
        case .none: .draft
        case .draft: model.drafted == model.sales ? .ready : .draft
        case .ready: model.drafted != model.sales ? .draft : model.isClosed ? .approve : .close
        case .approved: model.drafted == model.sales ? .submit : .draft
        case .underWay: .submit
        case .done: model.isClosed ? .reopen : .sell
        }
    }

    /// The same must be allowed by the books as by the model.
    private func compare(_ text: String, _ isAllowed: Bool, _ body: () throws -> Void) throws {
        told.append("\(text): \(isAllowed)")
        var problem: (any Error)?
        do { try body() } catch { problem = error }
        if (problem == nil) != isAllowed { throw Disagreement(told, "\(problem.map { "\($0)" } ?? "it was allowed")") }
    }

    private func id() throws -> FilingID { FilingID(.vat, ApprovalWorld.period, attempt: max(1, model.attempts)) }

    private func someone() -> String { Self.people.randomElement(using: &random) ?? "kari" }

    private func changePolicy() throws {
        let methods: [ApprovalMethod] = [.local, .local, .ssh, .idPorten]
        let method = methods.randomElement(using: &random) ?? .local
        let excludes = Bool.random(using: &random)
        let limit = [Int64?.none, nil, 0, 300].randomElement(using: &random) ?? nil
        (model.policy.method, model.policy.excludesPreparer, model.policy.twoAbove) = (method, excludes, limit)
        try compare("policy \(method) \(excludes) \(limit.map { "\($0)" } ?? "-")", true) {
            _ = try world.books().changeApprovalPolicy(
                ApprovalPolicyChange(
                    method: method, approverIsNotPreparer: excludes,
                    twoApprovers: limit.map { .above(kroner: $0) } ?? .never))
        }
    }

    // Approvals, right ones and all kinds of wrong ones

    private func approve() async throws {
        guard model.state == .ready else {
            try compare("approve what is not ready", false) { try world.approve(try self.id(), by: someone()) }
            return
        }
        let (id, name) = (try self.id(), someone())
        let hash = try world.hash(id)
        let statement = try world.books().statement(of: id)
        // Mostly what the policy asks for.
        let method =
            Bool.random(using: &random)
            ? model.policy.method : (ApprovalMethod.allCases.randomElement(using: &random) ?? .local)
        let slip = Int.random(in: 0..<8, using: &random)
        if slip == 0, let old = oldHashes.filter({ $0 != hash }).randomElement(using: &random) {
            _ = model.approve(name, method, isGenuine: false)
            try compare("approve another draft's hash", false) {
                _ = try world.books(name).approve(id, hash: old)
            }
            return
        }
        if slip == 1, let old = oldProofs.randomElement(using: &random) {
            try compare("approve with a \(old.method) of an earlier round, \(old.name)", false) {
                try world.approve(id, by: old.name, old.proof)
            }
            return
        }
        let proof = try await proof(method, name, statement, isForged: slip == 2)
        let isGenuine = method == .local || slip != 2
        let isAllowed = model.approve(name, method, isGenuine: isGenuine)
        try compare("approve by \(name), \(method)\(isGenuine ? "" : ", forged")", isAllowed) {
            try world.approve(id, by: name, proof)
        }
        if isGenuine, method != .local { fresh.append((proof, method, name)) }
        oldHashes.append(hash)
    }

    /// Proofs of the round under way; they are old when it ends.
    private var fresh: [(proof: ApprovalProof, method: ApprovalMethod, name: String)] = []
    private var freshRound = 0

    private func proof(
        _ method: ApprovalMethod, _ name: String, _ statement: ApprovalStatement, isForged: Bool
    ) async throws -> ApprovalProof {
        switch method {
        case .local: return .none
        case .ssh:
            // The last signer is registered for nobody.
            let signer = try ApprovalWorld.signers.get()[isForged ? 3 : Self.people.firstIndex(of: name) ?? 3]
            return .signature(try signer.sign(statement.bytes))
        case .idPorten:
            let person = Self.identityNumbers[name] ?? ""
            let nonce = isForged ? String(statement.nonce.reversed()) : statement.nonce
            return try await world.login(try world.idToken(nonce: nonce, person: person))
        }
    }

    // Submissions

    private func submit(_ weather: WatchedTransport.Weather) async throws {
        guard model.attempts > 0 else { return }
        let may = model.maySubmit
        let (id, before) = (try self.id(), world.transport.filings.count)
        told.append("submit, \(weather): \(may)")
        world.transport.set(weather)
        let outcome: Result<SubmissionOutcome, any Error>
        do { outcome = .success(try await world.submit(id)) } catch { outcome = .failure(error) }
        world.transport.set(.fine)
        switch outcome {
        case .success(let outcome):
            // What was made before the answer was lost is found again.
            let isFound = model.state == .underWay && weather != .offline
            guard may, outcome.isAccepted, weather == .fine || isFound else {
                throw Disagreement(told, "it was submitted")
            }
            try checkSent(id)
            model.state = .done
            model.accepted += 1
            submissions += 1
        case .failure(let error):
            guard !may || weather != .fine else { throw Disagreement(told, "\(error)") }
            if !may, world.transport.filings.count != before { throw Disagreement(told, "something was sent") }
            // The intention is recorded: what the authority has must be found out first.
            if may { model.state = try world.books().filing(id).mayLieAtAuthority ? .underWay : model.state }
            if !may { refusals += 1 }
        }
    }

    /// What reached the authority has the hash that was approved.
    private func checkSent(_ id: FilingID) throws {
        let approved = try world.books().filing(id).approvals.map(\.approval.hashes.document)
        let sent = world.transport.filings.map { SHA256Digest(of: $0.body) }
        guard let hash = approved.last, approved.allSatisfy({ $0 == hash }), sent.contains(hash) else {
            throw Disagreement(told, "other bytes were sent than approved")
        }
    }

    private func checkState() throws {
        if model.round != freshRound || model.state == .draft {
            oldProofs += fresh
            fresh = []
            freshRound = model.round
        }
        guard model.attempts > 0 else { return }
        let record = try world.books().filing(try id())
        let expected: Set<FilingState> =
            switch model.state {
            case .none, .draft: [.draft]
            case .ready: [.readyForReview]
            case .approved: [.approved]
            case .underWay: [.approved, .submitted]
            case .done: [.accepted]
            }
        guard expected.contains(record.state), model.state == .done || record.approvals.count == model.approvals.count
        else {
            throw Disagreement(told, "it is \(record.state) with \(record.approvals.count) approvals")
        }
        let accepted = try world.books().filings().records.filter { $0.state == .accepted || $0.state == .superseded }
        guard accepted.count == model.accepted else { throw Disagreement(told, "\(accepted.count) are accepted") }
    }
}

/// Where books and model part, with the whole history.
struct Disagreement: Error, CustomStringConvertible {
    let description: String

    init(_ told: [String], _ problem: String) {
        description = told.joined(separator: "; ") + " — but: " + problem
    }
}
