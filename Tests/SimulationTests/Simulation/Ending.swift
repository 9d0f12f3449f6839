import Application
import Cryptography
import Filing
import Values

@testable import SimulatedAuthority

/// What must hold when all is quiet again.
struct Ending {
    private let world: World

    init(_ world: World) { self.world = world }

    /// - Throws: `Violation`.
    func check() async throws {
        while !world.late.isEmpty {
            world.time.advance(seconds: 100)
            await world.deliverLate()
        }
        try await finishSubmissions()
        let books = try world.process(0).books
        try world.observe()
        try world.checkNothingChanged()
        try await checkAuthority(books)
        try checkFigures(books)
        try checkLog(books)
    }

    /// Whatever was approved can be brought to its end, by nothing but the same command; an approval that was outdated
    /// before anything left takes a new draft.
    private func finishSubmissions() async throws {
        for id in world.model.filings.keys.sorted() where world.model.filings[id]?.isRefused == true {
            for _ in 0..<3 where world.model.filings[id]?.mayLie == true && world.model.filings[id]?.isRefused == true {
                try await world.carryOut(.submit(id), by: world.process(0))
                world.time.advance(seconds: 900)
            }
            guard world.model.filings[id].map({ !$0.mayLie || !$0.isRefused }) == true else {
                throw Violation("\(id) was refused, and its draft cannot be removed")
            }
        }
        for id in world.model.filings.keys.sorted() where world.model.filings[id]?.phase == .approved {
            if try await isRefused(id) { try await approveAnew(id) }
            for _ in 0..<12 where world.model.filings[id]?.phase == .approved {
                try await world.carryOut(.submit(id), by: world.process(0))
                world.time.advance(seconds: 900)
                for instance in await world.held(id) where instance.task == .confirmation {
                    try? await world.authority.confirmAsPerson(instance.id)
                }
            }
            guard world.model.filings[id]?.phase != .approved else {
                throw Violation("\(id) was approved, and cannot be brought to its end")
            }
        }
    }

    /// Whether nothing leaves, because the figures are not those that were approved.
    private func isRefused(_ id: String) async throws -> Bool {
        let requests = await world.authority.requests.count
        try await world.carryOut(.submit(id), by: world.process(0))
        let isSilent = await world.authority.requests.count == requests
        return isSilent && world.model.filings[id]?.phase == .approved
    }

    private func approveAnew(_ id: String) async throws {
        guard await world.held(id).isEmpty || world.isRestored else {
            throw Violation("\(id) is outdated, and something of it left")
        }
        for command in [Command.draft(String(id.dropFirst(4).dropLast(2))), .ready(id)] {
            try await world.carryOut(command, by: world.process(0))
        }
        try await world.carryOut(.approve(id, hash: world.model.filings[id]?.hash ?? ""), by: world.process(0))
    }

    /// One completed instance for each filing that was sent, none for any other, and exactly the approved bytes.
    private func checkAuthority(_ books: OpenBooks) async throws {
        for (id, filing) in world.model.filings {
            let held = await world.held(id)
            let sent = await world.authority.instances.filter {
                $0.isSent && $0.dataValues.values.contains(filing.reference)
            }
            guard sent.count <= 1 else { throw Violation("\(id) was sent \(sent.count) times") }
            let mayBeUnknown = world.isRestored || filing.hasOtherContent
            guard filing.isSent ? sent.count == 1 : sent.isEmpty || mayBeUnknown else {
                throw Violation("\(id): the log says sent: \(filing.isSent), the authority holds \(sent.count)")
            }
            for instance in sent where filing.isSent {
                let documents = instance.data.filter { $0.type == "mvamelding" }
                guard documents.count == 1, SHA256Digest(of: documents[0].bytes).hex == filing.hash else {
                    throw Violation("\(id): the authority holds other bytes than were approved")
                }
            }
            guard filing.verdict == nil || held.allSatisfy(\.isSent) || world.withUnknownDrafts.contains(id) else {
                throw Violation("\(id): a draft was left behind at the authority")
            }
            try checkState(of: id, filing, books)
        }
        for instance in await world.authority.allInstances
        where (instance.isCompleted || instance.task == "feedback") && !world.changedByPerson.contains(instance.id) {
            let hashes = instance.data.filter { $0.type == "mvamelding" }.map { SHA256Digest(of: $0.bytes).hex }
            guard hashes.allSatisfy({ world.model.everApproved[$0] != nil }) else {
                throw Violation("the authority holds what nobody approved")
            }
        }
    }

    private func checkState(of id: String, _ filing: PlainModel.Filing, _ books: OpenBooks) throws {
        let state = try books.filing(FilingID(id)).state
        let expected: FilingState
        switch (filing.phase, filing.verdict) {
        case (_, "accepted"): expected = .accepted
        case (_, "rejected"): expected = .rejected
        case (_, "superseded"): expected = .superseded
        case (.draft, _): expected = .draft
        case (.ready, _): expected = .readyForReview
        default: expected = .approved
        }
        guard state == expected else { throw Violation("\(id) is shown as \(state), and is \(expected)") }
    }

    /// Trial balance and VAT as the model sums them.
    func checkFigures(_ books: OpenBooks) throws {
        let rows = try books.trialBalance(nil).rows
        let closing = Dictionary(uniqueKeysWithValues: rows.map { ("\($0.account)", $0.closing.ore) })
        guard closing.filter({ $0.value != 0 }) == world.model.balances.filter({ $0.value != 0 }) else {
            throw Violation("the trial balance is \(closing), and should be \(world.model.balances)")
        }
        for period in ["2026-T1", "2026-T2"] {
            let report = try books.vatReport(ReportingPeriod(period)).specification
            let expected = -PlainModel.months(of: period).reduce(0) { $0 + (world.model.vat[$1] ?? 0) }
            guard report.exactVAT.ore == expected else {
                throw Violation("VAT of \(period) is \(report.exactVAT), and should be \(expected) øre")
            }
        }
    }

    private func checkLog(_ books: OpenBooks) throws {
        let verification = try books.verify(deep: true)
        if let fault = verification.firstFault { throw Violation("verification finds: \(fault)") }
        let leaves = world.model.leaves
        guard verification.head.root == PlainModel.root(leaves[...]), verification.head.size == leaves.count else {
            throw Violation("the root is not that of the entries")
        }
        for id in world.model.filings.keys {
            guard try books.replay(FilingID(id)).isIdentical else { throw Violation("\(id) is not rebuilt the same") }
        }
        let before = try books.figures()
        try books.log.dropSnapshots()
        guard try books.figures() == before else { throw Violation("the saved figures are not those of the log") }
    }
}

extension VATInstance {
    /// Past the point of no return.
    var isSent: Bool { ended != nil || task == .feedback }
}
