import Cryptography
import HTTP
import Synchronization
import TestSupport
import Testing
import Values

@testable import Authorities
@testable import SimulatedAuthority

/// What breaks a submission in a test: the process dying at a journal write.
struct Crash: Error {}

/// Keeps steps in memory. Each goes through its JSON form, as it would through the log.
final class MemoryJournal: SubmissionJournal {
    private(set) var steps: [SubmissionStep] = []
    private(set) var contents: [SubmissionContent] = []
    /// Writes until the process dies, and whether the last of them is durable. Nil: it lives.
    var crash: (atWrite: Int, isDurable: Bool)?
    private var writes = 0

    func record(_ step: SubmissionStep, content: [SubmissionContent]) throws {
        writes += 1
        let dies = crash.map { $0.atWrite == writes } ?? false
        if !dies || crash?.isDurable == true {
            steps.append(try SubmissionStep(name: step.name, body: step.body))
            contents += content
        }
        if dies { throw Crash() }
    }

    var names: [String] { steps.map(\.name) }
}

/// A transport that fails as told, in front of the simulated authority.
final class FaultyTransport: HTTPTransport {
    enum Fault: CaseIterable, Sendable {
        /// `lostLate`: no answer comes, and the effect does two seconds later, as when a server is slow.
        case unreachable, lostLate, lostBefore, lostAfter, fault500Before, fault502After, busy503, busy429, unauthorised
    }

    private let target: any HTTPTransport
    private let faultAt: @Sendable (_ request: Int) -> Fault?
    private let sent = Mutex<[HTTPRequest]>([])
    private let late = Mutex<[(due: Timestamp, request: HTTPRequest)]>([])
    private let now: @Sendable () -> Timestamp

    init(_ scene: SubmissionScene, _ faultAt: @escaping @Sendable (_ request: Int) -> Fault?) {
        target = scene.authority
        let clock = scene.clock
        now = { clock.now }
        self.faultAt = faultAt
    }

    var requests: [HTTPRequest] { sent.withLock { $0 } }

    private func deliverLate() async {
        let due = late.withLock { waiting in
            let due = waiting.filter { $0.due <= now() }
            waiting.removeAll { $0.due <= now() }
            return due
        }
        for item in due { _ = try? await target.send(item.request) }
    }

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        await deliverLate()
        let number = sent.withLock {
            $0.append(request)
            return $0.count
        }
        switch faultAt(number) {
        case nil: return try await target.send(request)
        case .unreachable: throw .notSent("the connection was refused")
        case .lostLate:
            late.withLock { $0.append((now().adding(seconds: 2), request)) }
            throw .answerLost("the connection was closed")
        case .lostBefore: throw .answerLost("the connection was closed")
        case .lostAfter:
            _ = try await target.send(request)
            throw .answerLost("the connection was closed")
        case .fault500Before: return HTTPResponse(500)
        case .fault502After:
            _ = try await target.send(request)
            return HTTPResponse(502)
        case .busy503: return HTTPResponse(503, headers: [HTTPHeader("Retry-After", "2")])
        case .busy429: return HTTPResponse(429, headers: [HTTPHeader("Retry-After", "2")])
        case .unauthorised: return HTTPResponse(401)
        }
    }
}

/// Makes different ids, the same in each run.
struct CountingGenerator: RandomNumberGenerator, Sendable {
    private var count: UInt64 = 0

    mutating func next() -> UInt64 {
        count += 1
        return count &* 0x9E37_79B9_7F4A_7C15
    }
}

/// One VAT return on its way to the simulated authority.
struct SubmissionScene {
    let clock: WaitingClock
    let authority: SimulatedAuthority
    let package: SubmissionPackage
    let journal = MemoryJournal()
    var settings: BooksEnvironmentSettings = .init()

    /// The settings a scene may change.
    struct BooksEnvironmentSettings {
        var machineMayConfirm = true
        var usesPerson = false
    }

    init(attachments: Int = 1, _ change: @escaping @Sendable (inout SandboxBehaviour) -> Void = { _ in }) async throws {
        let clock = try WaitingClock()
        self.clock = clock
        authority = try SimulatedAuthority(
            clock: { clock.now }, random: CountingGenerator(), rules: { _ in [] })
        await authority.register(
            SandboxRegistration(
                clientID: try Fixture.credentials().clientID, vendor: try OrganisationNumber("123456785"),
                keys: [.init(keyID: "key-1", publicKey: try Fixture.key.get().publicKey)]))
        await authority.change(change)
        package = try SubmissionScene.package(attachments: attachments)
    }

    static func package(
        attachments: Int = 1, reference: String = "b5f1c9a0-0001", period: String = "mai-juni",
        prevalidation: SubmissionPackage.Prevalidation = .skip
    ) throws -> SubmissionPackage {
        let names = (0..<attachments).map { "bilag-\($0)" }
        return try SubmissionPackage(
            party: try Fixture.party(), reference: reference, envelope: envelope(names, period: period),
            document: try SubmissionFile(
                name: "mva-melding.xml", contentType: "text/xml", bytes: document(reference, period: period)),
            attachments: try names.map {
                try SubmissionFile(name: "\($0).pdf", contentType: "application/pdf", bytes: Array("%PDF \($0)".utf8))
            }, prevalidation: prevalidation)
    }

    /// The zero return of the worked examples.
    private static func document(_ reference: String, period: String) -> [UInt8] {
        Array(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <mvaMeldingDto xmlns="no:skatteetaten:fastsetting:avgift:mva:skattemeldingformerverdiavgift:v1.0">
            <innsending><regnskapssystemsreferanse>\(reference)</regnskapssystemsreferanse></innsending>
            <skattegrunnlagOgBeregnetSkatt><skattleggingsperiode><periode><skattleggingsperiodeToMaaneder>\(period)\
            </skattleggingsperiodeToMaaneder></periode><aar>2026</aar></skattleggingsperiode>
            <fastsattMerverdiavgift>0</fastsattMerverdiavgift></skattegrunnlagOgBeregnetSkatt>
            <betalingsinformasjon></betalingsinformasjon>
            <skattepliktig><organisasjonsnummer>310000000</organisasjonsnummer></skattepliktig>
            <meldingskategori>alminnelig</meldingskategori></mvaMeldingDto>
            """.utf8)
    }

    private static func envelope(_ names: [String], period: String) -> [UInt8] {
        let attachments = names.map { entry("binaerVedlegg", "sluttbruker", $0, "pdf") }.joined()
        return Array(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <mvaMeldingInnsending xmlns="no:skatteetaten:fastsetting:avgift:mva:mvameldinginnsending:v1.0">
            <norskIdentifikator><organisasjonsnummer>310000000</organisasjonsnummer></norskIdentifikator>
            <skattleggingsperiode><periode><skattleggingsperiodeToMaaneder>\(period)</skattleggingsperiodeToMaaneder>\
            </periode><aar>2026</aar></skattleggingsperiode>
            <meldingskategori>alminnelig</meldingskategori><innsendingstype>komplett</innsendingstype>
            <instansstatus>default</instansstatus><opprettetAv>Kari Nordmann</opprettetAv>
            \(entry("mva-melding", "sluttbrukersystem", "mva-melding", "xml"))\(attachments)</mvaMeldingInnsending>
            """.utf8)
    }

    private static func entry(_ kind: String, _ origin: String, _ name: String, _ fileExtension: String) -> String {
        """
        <vedlegg><vedleggstype>\(kind)</vedleggstype><kildegruppe>\(origin)</kildegruppe>\
        <opprettetAv>Kari Nordmann</opprettetAv><vedleggsfil><filnavn>\(name)</filnavn>\
        <filekstensjon>\(fileExtension)</filekstensjon><filinnhold>\(name)</filinnhold></vedleggsfil></vedlegg>
        """
    }

    /// The driver as a newly started process has it: no token in memory.
    func submission(_ transport: (any HTTPTransport)? = nil, personToken: String? = nil) throws -> AltinnSubmission {
        let transport = transport ?? authority
        let surroundings = clock.surroundings
        let record = try Fixture.record(
            .sandbox, .object(["vat": .object(["machineMayConfirm": .bool(settings.machineMayConfirm)])]))
        let client = MaskinportenClient(
            record, credentials: try Fixture.credentials(), transport: transport, surroundings: surroundings)
        let user = SystemUserReference(organisation: package.party, externalReference: nil)
        let tokens = AltinnTokens(
            .systemUser(client, scopes: record.vat.maskinportenScopes, user),
            exchange: AltinnTokenExchange(record, transport: transport, surroundings: surroundings),
            surroundings: surroundings)
        let validation = personToken.flatMap(BearerToken.init).map {
            VATValidationService(record, token: $0, transport: transport, surroundings: surroundings)
        }
        return AltinnSubmission(
            record, tokens: tokens, validation: validation, transport: transport, surroundings: surroundings)
    }

    func run(_ transport: (any HTTPTransport)? = nil) async throws -> SubmissionOutcome {
        try await submission(transport).submit(package, journal: journal)
    }

    /// Runs until the submission is over, as a user would who tries again.
    func runUntilDone(_ transport: (any HTTPTransport)? = nil, runs: Int = 12) async throws -> SubmissionOutcome? {
        for _ in 0..<runs {
            do {
                let outcome = try await run(transport)
                switch outcome {
                case .waitingForFeedback, .notSent: break
                default: return outcome
                }
            } catch is Crash {
                journal.crash = nil
            } catch is AuthorityError {
                clock.advance(seconds: 60)
            }
        }
        return nil
    }

    /// The invariant: one instance that was sent, with exactly the approved documents, and no draft left behind.
    func expectFiledOnce(_ comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation) async {
        let alive = await authority.instances.filter { !$0.isSoftDeleted }
        #expect(alive.count == 1, comment, sourceLocation: sourceLocation)
        #expect(alive.filter { $0.ended != nil }.count == 1, comment, sourceLocation: sourceLocation)
        let sent = await authority.instances.filter { $0.task == .feedback || $0.ended != nil }
        #expect(sent.count == 1, comment, sourceLocation: sourceLocation)
        let data = alive.first?.data ?? []
        let files = data.filter { ["mvamelding", "binaerVedlegg"].contains($0.type) }
        #expect(
            Set(files.map(\.bytes)) == Set(([package.document] + package.attachments).map(\.bytes))
                && files.count == 1 + package.attachments.count, comment, sourceLocation: sourceLocation)
        #expect(data.first?.bytes == package.envelope, comment, sourceLocation: sourceLocation)
    }
}
