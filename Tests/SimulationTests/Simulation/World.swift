import Application
import Authorities
import Cryptography
import EventLog
import Formats
import Foundation
import SQLiteEventLog
import TestSupport
import Values

@testable import SimulatedAuthority

/// A machine with one set of books, up to two processes at work on it, a clock and an authority, all of which follow
/// from the seed. Everything happens on one task, one thing at a time; only the transport, which must be `Sendable`,
/// makes the promise necessary.
final class World: @unchecked Sendable {
    let seed: UInt64
    var random: SeededGenerator
    let path: String
    let authority: SimulatedAuthority
    let time: SimulatedTime
    let folder: URL
    private var raw: RawBooks
    private var source = CommandSource()
    var model = PlainModel()
    /// The state of the books that a backup holds.
    var saved: PlainModel?
    /// The books are older than what was done with them: the authority may hold what they know nothing of.
    private(set) var isRestored = false
    /// Instances whose return a person changed.
    var changedByPerson: Set<String> = []
    private(set) var violations: [Violation] = []
    /// What happened, for whoever reads about a failure.
    private(set) var story: [String] = []
    /// False while the run is brought to its end.
    var hasHazards = true
    private var processes: [SimulatedProcess?] = [nil, nil]
    private var depth = 0
    private(set) var crashes = 0
    var late: [LateRequest] = []
    /// Filings that a request for an instance came late of, or twice: nobody can know of such a draft.
    var withUnknownDrafts: Set<String> = []

    static let key = Result { try RSAPrivateKey.generate() }

    init(seed: UInt64) async throws {
        self.seed = seed
        random = SeededGenerator(seed: seed)
        folder = FileManager.default.temporaryDirectory.appending(path: "bilag-simulation-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        path = folder.appending(path: "books.bilag").path
        let time = try SimulatedTime("2026-05-04T08:00:00Z", seed: seed)
        self.time = time
        authority = try SimulatedAuthority(
            clock: { time.now }, random: SeededGenerator(seed: seed &+ 1), signingKey: try World.key.get())
        _ = try InitialiseBooks(
            organisationNumber: OrganisationNumber(CommandSource.organisation), name: "Prøve AS", environment: .sandbox,
            vatCategory: .alminnelig, vatPeriod: .twoMonths
        )(at: path, in: PlainStore(), booksID: "5d3f2a10-8c4e-4f6b-a1d2-3e4f5a6b7c8d", now: time.now)
        raw = try RawBooks(path)
        try await prepare()
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    private func prepare() async throws {
        let books = try OpenBooks(SQLiteEventLog.open(at: path), person: "Kari", clock: { [time] in time.now })
        let accounts = [
            ("1500", "Kundefordringer"), ("1920", "Bank"), ("2400", "Leverandørgjeld"), ("2700", "Utgående mva"),
            ("2710", "Inngående mva"), ("3000", "Salg"), ("4000", "Varekjøp"),
        ]
        for (number, name) in accounts { try books.openAccount(AccountNumber(number), name: name) }
        let key = try World.key.get()
        let file = folder.appending(path: "client.pem").path
        _ = FileManager.default.createFile(
            atPath: file, contents: Data(try key.pem().utf8), attributes: [.posixPermissions: 0o600])
        await authority.register(
            SandboxRegistration(
                clientID: "bilag", vendor: try OrganisationNumber("310000000"),
                keys: [.init(keyID: "key", publicKey: key.publicKey)]))
        let looks = Int.random(in: 0...3, using: &random)
        let secondsBeforeListed: Int64 = random.chance(1, in: 3) ? 20 : 0
        let machineMayConfirm = random.chance(5, in: 6)
        await authority.change {
            $0.looksBeforeFeedback = looks
            $0.secondsBeforeListed = secondsBeforeListed
            $0.machineMayConfirm = machineMayConfirm
        }
        try observe()
    }

    // Running

    /// Commands one after the other, each struck by whatever the seed says, then the end in peace.
    ///
    /// - Throws: `Violation` for the first rule that did not hold.
    func run(commands: Int) async throws {
        for _ in 0..<commands {
            time.advance(seconds: Int64.random(in: 0...7200, using: &random))
            if random.chance(1, in: 30) { time.advance(seconds: Int64.random(in: -600...864_000, using: &random)) }
            if random.chance(1, in: 20) { await changeMind() }
            if random.chance(1, in: 12) { await personActs() }
            if random.chance(1, in: 40) { try await backUpOrRestore() }
            let command = try source.next(model, using: &random)
            try await carryOut(command, by: process(random.chance(4, in: 5) ? 0 : 1))
        }
        hasHazards = false
        try await Ending(self).check()
    }

    /// The authority finds something in the returns to come, or nothing any more.
    private func changeMind() async {
        let isStrict = random.chance(1, in: 3)
        await authority.change {
            $0.findingsAfterSubmission =
                isStrict ? [SimulatedFinding(rule: "R018", severity: .ugyldig, message: "Meldingen er ugyldig")] : []
        }
    }

    func tell(_ line: String) { story.append(String(repeating: "  ", count: depth) + line) }

    /// The process of that place, started anew when it died.
    func process(_ place: Int) throws -> SimulatedProcess {
        if let process = processes[place], !process.isDead { return process }
        let process = try SimulatedProcess(in: self, person: place == 0 ? "Kari" : "Ola")
        processes[place] = process
        return process
    }

    /// - Throws: `Violation`.
    func carryOut(_ command: Command, by process: SimulatedProcess) async throws {
        tell("\(process.person): \(command)")
        let attempt = Attempt(command, before: model)
        process.isDisturbed = false
        process.filing = command.outward
        var failure: (any Error)?
        do {
            if case .withdraw(let id) = command {
                try await withdraw(id, process)
            } else if let id = command.outward {
                try await submit(id, isFollowing: !command.isSubmission, process)
            } else {
                try command.perform(in: process.books)
            }
        } catch {
            failure = error
        }
        process.filing = nil
        try observe()
        if let first = violations.first { throw first }
        if process.isDead {
            tell("… killed")
            crashes += 1
            try attempt.checkAllOrNothing(model, process.isDisturbed)
            return
        }
        tell(failure.map { "… \(type(of: $0)): \($0)" } ?? "… done")
        try attempt.check(failure, model, isDisturbed: process.isDisturbed)
        if case .withdraw(let id) = command, failure == nil, !isRestored { try await checkNothingLies(of: id) }
        if case .report = command, failure == nil {
            try inPeace { try Ending(self).checkFigures(process.books) }
        }
    }

    private func submit(_ id: String, isFollowing: Bool, _ process: SimulatedProcess) async throws {
        let access = try access(process)
        let outcome =
            isFollowing
            ? try await process.books.follow(.init(id), through: access)
            : try await process.books.submit(.init(id), through: access)
        switch outcome {
        case .accepted(let result), .rejected(let result):
            let sent = await authority.allInstances.filter(\.isCompleted)
            guard let instance = sent.first(where: { $0.id == "\(result.instance)" }),
                let document = instance.data.first(where: { $0.type == "mvamelding" }),
                model(ofNow: id)?.hash == SHA256Digest(of: document.bytes).hex
            else { throw Violation("\(id) is told to be filed, and the authority does not hold it") }
        default: break
        }
    }

    /// What was begun is taken back from the authority first, as the command does.
    private func withdraw(_ id: String, _ process: SimulatedProcess) async throws {
        let books = try process.books
        let record = try books.filing(.init(id))
        if record.mayLieAtAuthority, record.state != .submitted {
            let outcome = try await books.takeBack(.init(id), through: try access(process))
            guard outcome == nil else { throw Command.Refused(reason: "it was sent") }
            if record.state == .rejected { return }
        }
        try books.withdraw(.init(id), reason: nil)
    }

    /// The books are put back as the backup has them; whoever had them open starts anew.
    func reopen(as model: PlainModel, _ replace: () throws -> Void) throws {
        processes = [nil, nil]
        raw.close()
        try replace()
        raw = try RawBooks(path)
        self.model = model
        isRestored = true
    }

    func copyBooks(to path: String) throws { try raw.execute("VACUUM INTO '\(path)'") }

    private func model(ofNow id: String) -> PlainModel.Filing? {
        do { try observe() } catch { note(error) }
        return model.filings[id]
    }

    private func access(_ process: SimulatedProcess) throws -> AuthorityAccess {
        let settings: JSON = [
            "sandbox": [
                "maskinporten": [
                    "clientId": "bilag", "keyFile": .string(folder.appending(path: "client.pem").path), "keyId": "key",
                ],
                // Longer than a new instance stays out of the authority's list, as outside the sandbox.
                "waiting": ["instanceSearchSeconds": 75, "processLockSeconds": 300],
            ]
        ]
        let time = time
        return AuthorityAccess(
            record: try AuthorityConfiguration(settings, file: "simulation").record(for: .sandbox),
            transport: HazardousTransport(self, process),
            surroundings: Authorities.Surroundings(
                now: { time.now },
                pause: { seconds in
                    if process.isDead { throw CrashSignal() }
                    time.advance(seconds: seconds)
                }, randomBytes: { count in time.randomBytes(count) }),
            personToken: nil,
            loginFile: LoginFile(path: folder.appending(path: "login").path), readText: { _ in "" })
    }

    // Striking

    /// Every boundary of every process comes by here.
    func reach(_ boundary: Boundary, _ process: SimulatedProcess) throws {
        if process.isDead { throw CrashSignal() }
        guard hasHazards else { return }
        if random.chance(1, in: 120) {
            process.isDead = true
            throw CrashSignal()
        }
        switch boundary {
        case .beforeWrite where random.chance(1, in: 150):
            process.isDisturbed = true
            throw LogError.storage("database or disk is full (SQLite 13)")
        case .idle where depth == 0 && random.chance(1, in: 25): try interlude(process)
        default: break
        }
    }

    /// Another process carries out a command in between.
    private func interlude(_ process: SimulatedProcess) throws {
        process.isDisturbed = true
        depth += 1
        defer { depth -= 1 }
        do {
            try observe()
            let command = try source.next(model, using: &random)
            guard command.outward == nil else { return }
            let other = try self.process(process === processes[0] ? 1 : 0)
            tell("\(other.person), in between: \(command)")
            do { try command.perform(in: other.books) } catch { tell("… \(type(of: error))") }
            try observe()
        } catch {
            note(error)
        }
    }

    /// The same while a request waits to leave; here the other process may submit as well.
    ///
    /// - Returns: whether it did something.
    func interlude(whileWaiting process: SimulatedProcess) async -> Bool {
        guard hasHazards, depth == 0, random.chance(1, in: 40) else { return false }
        process.isDisturbed = true
        let filing = process.filing
        depth += 1
        defer { depth -= 1 }
        do {
            try observe()
            let command = try source.next(model, using: &random)
            try await carryOut(command, by: self.process(process === processes[0] ? 1 : 0))
        } catch {
            note(error)
        }
        process.filing = filing
        return true
    }

    func note(_ error: any Error) {
        violations.append(error as? Violation ?? Violation("\(type(of: error)): \(error)"))
    }

    func inPeace<Result>(_ body: () throws -> Result) rethrows -> Result {
        let before = hasHazards
        hasHazards = false
        defer { hasHazards = before }
        return try body()
    }

    // Observing

    /// Takes in what came to the log, by the model's rules.
    func observe() throws {
        for entry in try raw.entries(after: model.count) { try model.take(entry) }
    }

    /// Reads all entries again: what was acknowledged stays as it was.
    func checkNothingChanged() throws {
        let entries = try raw.entries()
        guard entries.count == model.count else { throw Violation("the log shrank") }
        for (entry, leaf) in zip(entries, model.leaves) where SHA256Digest(of: [0] + entry.bytes) != leaf {
            throw Violation("entry \(entry.sequence) changed")
        }
    }

    /// What the authority holds of a filing, drafts included.
    func held(_ id: String) async -> [VATInstance] {
        guard let reference = model.filings[id]?.reference else { return [] }
        return await authority.instances.filter { $0.dataValues.values.contains(reference) && !$0.isSoftDeleted }
    }

    private func checkNothingLies(of id: String) async throws {
        let held = await held(id)
        guard held.isEmpty || withUnknownDrafts.contains(id) else {
            throw Violation("\(id) was withdrawn while it lies at the authority")
        }
    }

    /// Asked before a request with an effect leaves, and when a late one arrives.
    func checkApproval(of id: String?, isLate: Bool) {
        do {
            try observe()
            guard let id, let filing = model.filings[id] else { throw Violation("a request of no filing") }
            let isRefused = filing.verdict == "rejected" && !filing.isSent
            // What arrives after the end or the withdrawal left before it.
            if isLate && filing.phase != .approved { return }
            guard filing.phase == .approved && filing.months.allSatisfy(model.isClosed(month:)) || isRefused else {
                throw Violation("a request of \(id) left without approval")
            }
            guard !model.isOutdated(filing) else { throw Violation("a request of \(id) left with old figures") }
        } catch {
            note(error)
        }
    }
}

/// Opens the books of a simulation.
struct PlainStore: BooksStore {
    func create(_ path: String) throws -> any EventLog { try SQLiteEventLog.create(at: path) }
    func open(_ path: String) throws -> any EventLog { try SQLiteEventLog.open(at: path) }
}

extension Command {
    var isSubmission: Bool { if case .submit = self { true } else { false } }
}
