import Application
import Authorities
import Cryptography
import EventLog
import Filing
import Formats
import Foundation
import HTTP
import Ledger
import SQLiteEventLog
import SimulatedAuthority
import Synchronization
import TestSupport
import Testing
import Values

/// A company with real books, several people, and the simulated authority.
final class ApprovalWorld {
    let path: String
    let log: SQLiteEventLog
    let clock = TestClock()
    let authority: SimulatedAuthority
    let transport: WatchedTransport
    private let record: AuthorityRecord
    static let period = ReportingPeriod.twoMonths2026First

    static let authorityKey = Result { try RSAPrivateKey.generate() }
    /// Keys of people, made once: making one takes long, and nobody sees which it is.
    static let signers = Result { try (0..<4).map { _ in try SSHSigner(RSAPrivateKey.generate()) } }

    /// - Parameter category: what the company is registered for; a year for primary industry, else two months.
    init(category: VATCategory? = .alminnelig) async throws {
        path = FileManager.default.temporaryDirectory.appending(path: "approval-\(UUID().uuidString).bilag").path
        log = try SQLiteEventLog.create(at: path)
        let (clock, key) = (clock, try Self.authorityKey.get())
        authority = try SimulatedAuthority(
            clock: { clock.now }, random: SeededGenerator(seed: 1), signingKey: key)
        transport = WatchedTransport(authority)
        await authority.register(
            SandboxRegistration(
                clientID: "bilag", vendor: try OrganisationNumber("310000000"),
                keys: [SandboxRegistration.Key(keyID: "key", publicKey: key.publicKey)]))
        let keyFile = path + ".pem"
        _ = FileManager.default.createFile(
            atPath: keyFile, contents: Data(try key.pem().utf8), attributes: [.posixPermissions: 0o600])
        let settings: JSON = [
            "sandbox": [
                "maskinporten": ["clientId": "bilag", "keyFile": .string(keyFile), "keyId": "key"],
                "idPorten": ["clientId": "login-client"], "vat": ["token": "maskinportenSystemUser"],
            ]
        ]
        record = try AuthorityConfiguration(settings, file: "test").record(for: .sandbox)
        try makeBooks(category)
    }

    private func makeBooks(_ category: VATCategory?) throws {
        let company = Company(
            organisationNumber: try OrganisationNumber("310000051"), name: "Fjordbrød Bakeri AS", environment: .sandbox,
            booksID: "7b1c9e52-4d83-4f0a-9c36-2f1de8a05b47", vatCategory: category,
            vatPeriod: category.map { $0 == .primaernaering ? .year : .twoMonths })
        try log.write(expecting: 0) { writer in
            _ = try writer.append(LedgerEvent.companyRegistered(company).newEvent, at: clock.now)
        }
        for (number, name) in [("1500", "Kundefordringer"), ("2700", "Utgående mva"), ("3000", "Salg")] {
            try books().openAccount(try AccountNumber(number), name: name)
        }
    }

    func remove() {
        for ending in ["", "-wal", "-shm", ".pem"] { try? FileManager.default.removeItem(atPath: path + ending) }
    }

    /// The books with somebody at work; each command takes a second.
    func books(_ person: String = "kari") throws -> OpenBooks {
        let clock = clock
        clock.advance(1)
        return try OpenBooks(log, person: person, user: "machine") { clock.now }
    }

    var access: AuthorityAccess { access(through: transport) }

    /// - Parameter beforeStep: done after `submit` has looked at the filing, before it records a step.
    func access(
        through transport: any HTTPTransport, beforeStep: @escaping @Sendable () -> Void = {}
    ) -> AuthorityAccess {
        let clock = clock
        return AuthorityAccess(
            record: record, transport: transport,
            surroundings: Surroundings(
                now: {
                    beforeStep()
                    return clock.now
                }, pause: { clock.advance($0) }), personToken: nil, loginFile: LoginFile(path: path + ".login"),
            readText: { String(decoding: try Data(contentsOf: URL(filePath: $0)), as: UTF8.self) })
    }

    // What happens in a company

    private var vouchers = 0

    /// A sale of so many whole kroner without VAT, at 25 %; negative for a credit note.
    func sell(_ kroner: Int64, on date: String = "2026-02-03", ledgerCode: String? = nil) throws {
        vouchers += 1
        let (base, vat) = (Money(ore: -kroner * 100), Money(ore: -kroner * 25))
        _ = try books().post([
            Voucher(
                number: try VoucherNumber(number: "\(vouchers)"), date: try CalendarDate(date),
                postings: [
                    Posting(
                        account: try AccountNumber("3000"), amount: base,
                        vat: PostingVAT(code: try VATCode("3"), ledgerCode: ledgerCode, base: base, vat: vat)),
                    Posting(account: try AccountNumber("2700"), amount: vat),
                    Posting(account: try AccountNumber("1500"), amount: Money(ore: kroner * 125)),
                ])
        ])
    }

    /// Whole kroner from one account to another, without VAT.
    func move(_ kroner: Int64, on date: String) throws {
        vouchers += 1
        _ = try books().post([
            Voucher(
                number: try VoucherNumber(number: "\(vouchers)"), date: try CalendarDate(date),
                postings: [
                    Posting(account: try AccountNumber("3000"), amount: Money(ore: -kroner * 100)),
                    Posting(account: try AccountNumber("1500"), amount: Money(ore: kroner * 100)),
                ])
        ])
    }

    /// Services from abroad without deduction for so many whole kroner.
    func buyAbroad(_ kroner: Int64, on date: String) throws {
        vouchers += 1
        let (base, vat) = (Money(ore: kroner * 100), Money(ore: kroner * 25))
        _ = try books().post([
            Voucher(
                number: try VoucherNumber(number: "\(vouchers)"), date: try CalendarDate(date),
                postings: [
                    Posting(
                        account: try AccountNumber("3000"), amount: base,
                        vat: PostingVAT(code: try VATCode("87"), base: base, vat: vat)),
                    Posting(account: try AccountNumber("2700"), amount: Money(ore: -kroner * 25)),
                    Posting(account: try AccountNumber("3000"), amount: vat),
                    Posting(account: try AccountNumber("1500"), amount: Money(ore: -kroner * 100)),
                ])
        ])
    }

    func draft(by person: String = "kari") throws -> FilingRecord {
        try books(person).draftVATReturn(VATDraftRequest(period: Self.period))
    }

    /// A filing that is ready, in a closed period.
    func readyFiling(kroner: Int64 = 1000) throws -> FilingID {
        try sell(kroner)
        let id = try draft().id
        try books().markReady(id)
        try books().close(Self.period)
        return id
    }

    func hash(_ id: FilingID) throws -> String { try books().filing(id).current.event.hashes.document.hex }

    /// Approves with what `filing show` prints now.
    @discardableResult
    func approve(_ id: FilingID, by person: String = "ola", _ proof: ApprovalProof = .none) throws -> FilingRecord {
        try books(person).approve(id, hash: hash(id), proof: proof)
    }

    func signature(_ id: FilingID, by signer: Int) throws -> ApprovalProof {
        .signature(try Self.signers.get()[signer].sign(try books().statement(of: id).bytes))
    }

    /// The ID token of a login of a synthetic person.
    func idToken(
        nonce: String, person: String = "01819012345", _ changes: [String: JSON] = [:],
        key: RSAPrivateKey? = nil
    ) throws -> String {
        let now = clock.now.secondsSince1970
        var claims: [String: JSON] = [
            "iss": "http://127.0.0.1:8787/idporten", "aud": "login-client", "sub": .string("pairwise-\(person)"),
            "pid": .string(person), "nonce": .string(nonce), "acr": "idporten-loa-high", "iat": .integer(now),
            "exp": .integer(now + 120),
        ]
        for (name, value) in changes { claims[name] = value }
        return try JSONWebToken.sign(
            header: ["kid": "sandbox-idporten"], claims: .object(claims), key: try key ?? Self.authorityKey.get())
    }

    func login(_ token: String) async throws -> ApprovalProof { try await books().loginProof(token, through: access) }

    func submit(_ id: FilingID) async throws -> SubmissionOutcome {
        try await books().submit(id, through: access)
    }
}

extension ReportingPeriod {
    /// 2026-T1: January and February.
    static let twoMonths2026First: ReportingPeriod = {
        guard let period = try? ReportingPeriod("2026-T1") else { preconditionFailure("2026-T1 is a period") }
        return period
    }()
}

/// A clock that moves when it is told to.
final class TestClock: Sendable {
    private let time = Mutex(Timestamp(millisecondsSince1970: 1_773_133_200_000))  // 2026-03-10T09:00:00Z

    var now: Timestamp { time.withLock { $0 } }

    func advance(_ seconds: Int64) { time.withLock { $0 = $0.adding(seconds: seconds) } }
}

/// Notes what leaves, and can fail on the way.
final class WatchedTransport: HTTPTransport {
    enum Weather: Sendable {
        case fine
        /// Nothing can be reached.
        case offline
        /// The answer to the making of an instance never comes, and nothing after it either.
        case losesInstance
    }

    private let target: any HTTPTransport
    private let state = Mutex<(weather: Weather, isGone: Bool, requests: [HTTPRequest])>((.fine, false, []))

    init(_ target: any HTTPTransport) { self.target = target }

    func set(_ weather: Weather) { state.withLock { $0 = (weather, false, $0.requests) } }

    /// All requests that reached the authority.
    var requests: [HTTPRequest] { state.withLock { $0.requests } }

    /// Those that could leave something with it.
    var filings: [HTTPRequest] { requests.filter { $0.method != .get && $0.url.contains("/instances") } }

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        let (weather, isGone) = state.withLock { ($0.weather, $0.isGone) }
        if isGone { throw .notSent("the line is down") }
        if case .offline = weather { throw .notSent("the line is down") }
        state.withLock { $0.requests.append(request) }
        let response = try await target.send(request)
        if case .losesInstance = weather, request.method == .post, request.url.hasSuffix("/instances") {
            state.withLock { $0.isGone = true }
            throw .answerLost("the line went down")
        }
        return response
    }
}
