import Authorities
import Cryptography
import Filing
import HTTP
import Ledger
import VATReturn
import Values

/// What is needed to reach the authorities.
public struct AuthorityAccess: Sendable {
    public let record: AuthorityRecord
    public let transport: any HTTPTransport
    public let surroundings: Authorities.Surroundings
    /// A person's ID-porten access token, where one was handed in.
    public let personToken: BearerToken?
    /// Where a person's login is kept between commands.
    public let loginFile: LoginFile
    /// Reads a text file that the settings name.
    public let readText: @Sendable (_ path: String) throws -> String
    let clients = SharedClients()

    public init(
        record: AuthorityRecord, transport: any HTTPTransport, surroundings: Authorities.Surroundings,
        personToken: BearerToken?, loginFile: LoginFile, readText: @escaping @Sendable (_ path: String) throws -> String
    ) {
        self.record = record
        self.transport = GuardedTransport(transport, for: record)
        self.surroundings = surroundings
        self.personToken = personToken
        self.loginFile = loginFile
        self.readText = readText
    }

    /// The login a person left on this machine.
    public var login: PersonLogin {
        PersonLogin(
            loginFile, record: record, transport: transport, surroundings: surroundings, documents: clients.documents)
    }

    /// - Throws: `ConfigurationError`, `CryptographyError` when the client's key cannot be used.
    public func maskinporten() throws -> MaskinportenClient {
        try clients.maskinporten {
            MaskinportenClient(
                record, credentials: try MaskinportenCredentials.load(record, readText: readText), transport: transport,
                surroundings: surroundings)
        }
    }

    /// The Altinn tokens of a caller, exchanged when first needed and kept for all that the command does.
    func altinnTokens(_ identity: AltinnIdentity) -> AltinnTokens {
        clients.tokens(of: identity) {
            AltinnTokens(
                identity, exchange: AltinnTokenExchange(record, transport: transport, surroundings: surroundings),
                surroundings: surroundings)
        }
    }

    /// The token for calls as a person to the tax authority itself; nil where a machine files.
    private func validationToken() async throws -> BearerToken? {
        if let personToken { return personToken }
        guard record.vat.token == .idPorten, record.vat.prevalidate else { return nil }
        return try await login.token().token
    }

    /// Reads keys and settings; nothing leaves yet.
    fileprivate func tokens(for party: OrganisationNumber, reference: String?) throws -> AltinnTokens {
        altinnTokens(try identity(party, reference))
    }

    fileprivate func submission(
        for party: OrganisationNumber, reference: String?
    ) async throws -> AltinnSubmission {
        let tokens = try tokens(for: party, reference: reference)
        let validation = try await validationToken().map {
            VATValidationService(record, token: $0, transport: transport, surroundings: surroundings)
        }
        return AltinnSubmission(
            record, tokens: tokens, validation: validation, transport: transport, surroundings: surroundings)
    }

    private func identity(_ party: OrganisationNumber, _ reference: String?) throws -> AltinnIdentity {
        switch record.vat.token {
        case .idPorten:
            if let personToken { return .person(personToken) }
            guard try loginFile.read() != nil else { throw SubmissionRefusal.loginNeeded }
            return .login(login)
        case .maskinportenSystemUser:
            return .systemUser(
                try maskinporten(), scopes: record.vat.maskinportenScopes,
                SystemUserReference(organisation: party, externalReference: reference))
        }
    }
}

extension OpenBooks {
    /// Sends an approved filing, or goes on with a submission that was begun. The document is rebuilt from the log as it
    /// is now, and nothing leaves unless every byte is the approved one.
    ///
    /// - Parameter acceptingDeviations: goes on although the validation service found deviations.
    /// - Throws: `SubmissionRefusal` and `FilingError` when nothing may be sent; `AuthorityError`, `SubmissionError` when
    ///   an authority refused or could not be reached.
    public func submit(
        _ id: FilingID, through access: AuthorityAccess, acceptingDeviations: Bool = false
    ) async throws -> SubmissionOutcome {
        let known = try filing(id)
        // Refused, and its draft may lie in Altinn still: only that is left to do.
        if known.state == .rejected, known.mayLieAtAuthority {
            let outcome = try await takeBack(known, through: access)
            return try outcome ?? refusal(of: known)
        }
        let (package, record) = try prepareSubmission(id, through: access, acceptingDeviations: acceptingDeviations)
        return try await access.submission(for: package.party, reference: systemUserReference(access.record))
            .submit(package, journal: try LoggedSubmission(record, in: self))
    }

    /// All that `submit` does before anything leaves: the document is rebuilt and held against its approval, and keys and
    /// settings are read.
    ///
    /// - Throws: as `submit`.
    public func prepareSubmission(
        _ id: FilingID, through access: AuthorityAccess, acceptingDeviations: Bool = false
    ) throws -> (package: SubmissionPackage, record: FilingRecord) {
        let record = try filing(id)
        let company = try company()
        guard company.environment == access.record.environment else {
            throw SubmissionRefusal.otherEnvironment(company.environment, access.record.environment)
        }
        switch record.state {
        case .approved, .awaitingSignature, .submitted:
            try expectNoneBefore(record)
            _ = try access.tokens(
                for: company.organisationNumber, reference: try systemUserReference(access.record))
            let approved = try approvedPackage(of: record)
            let package = try package(
                approved, record, company, prevalidation: prevalidation(access, acceptingDeviations))
            return (package, record)
        case .rejected where record.mayLieAtAuthority: throw FilingError.submissionBegun(id)
        case .accepted, .rejected, .superseded:
            throw FilingError.wrongState(
                id, record.state, step: "submitted",
                advice: "Draft the period again to correct it; that makes a new filing.")
        case .draft:
            throw FilingError.wrongState(id, record.state, step: "submitted", advice: "Approve it first.")
        case .readyForReview:
            let standing = try approvalStanding(of: record)
            throw FilingError.wrongState(
                id, record.state, step: "submitted", advice: "Approve it first: \(standing.missingText).")
        }
    }

    /// Two returns of a period must not be on their way at once.
    private func expectNoneBefore(_ record: FilingRecord) throws {
        let others = try filings().ofReturn(record).filter { $0.id != record.id }
        if let busy = others.first(where: \.mayLieAtAuthority) { throw FilingError.submissionBegun(busy.id) }
    }

    private func refusal(of record: FilingRecord) throws -> SubmissionOutcome {
        for case .refused(let message, let findings, _) in try record.submissionSteps() {
            return .refused(message: message, findings)
        }
        return .refused(message: record.verdict?.note.reason ?? "", [])
    }

    /// Takes what was begun and not sent back from the authority, so that the filing can be withdrawn.
    ///
    /// - Returns: nil when nothing of it lies there any more; else what came of it, since it was sent.
    /// - Throws: `FilingError.wrongState` when it was sent already; `AuthorityError`, `SubmissionError` when it could not
    ///   be found out or removed.
    public func takeBack(_ id: FilingID, through access: AuthorityAccess) async throws -> SubmissionOutcome? {
        let record = try filing(id)
        guard record.mayLieAtAuthority, record.state != .submitted else {
            throw FilingError.wrongState(
                id, record.state, step: "taken back from the authority",
                advice: "'bilag filing await \(id)' asks for the answer.")
        }
        return try await takeBack(record, through: access)
    }

    private func takeBack(
        _ record: FilingRecord, through access: AuthorityAccess
    ) async throws -> SubmissionOutcome? {
        try await submission(through: access).takeBack(try LoggedSubmission(record, in: self))
    }

    private func submission(through access: AuthorityAccess) async throws -> AltinnSubmission {
        let company = try company()
        guard company.environment == access.record.environment else {
            throw SubmissionRefusal.otherEnvironment(company.environment, access.record.environment)
        }
        return try await access.submission(
            for: company.organisationNumber, reference: try systemUserReference(access.record))
    }

    /// Reads how a submission fares, and fetches what has come, without taking any step.
    public func follow(_ id: FilingID, through access: AuthorityAccess) async throws -> SubmissionOutcome {
        let record = try filing(id)
        return try await submission(through: access).follow(try LoggedSubmission(record, in: self))
    }

    /// The package as the log gives it now, proved to be what was approved.
    ///
    /// - Throws: `SubmissionRefusal.booksChanged` that lists what made the difference.
    func approvedPackage(of record: FilingRecord) throws -> ApprovedPackage {
        try confirm(record)
        let package = try rebuild(record.current.event, at: try log.size())
        do {
            return try ApprovedPackage(package, of: record)
        } catch {
            throw SubmissionRefusal.booksChanged(
                error, since: try changes(since: record, giving: package))
        }
    }

    private func package(
        _ approved: ApprovedPackage, _ record: FilingRecord, _ company: Company,
        prevalidation: SubmissionPackage.Prevalidation
    ) throws -> SubmissionPackage {
        let inputs = try VATReturnInputs(record.current.event.inputs)
        let package = approved.package
        return try SubmissionPackage(
            party: company.organisationNumber, reference: inputs.reference, envelope: package.envelope.bytes,
            document: try SubmissionFile(
                name: VATEnvelope.File.vatReturn.fullName, contentType: "text/xml", bytes: package.document.bytes),
            attachments: try package.attachments.map {
                try SubmissionFile(name: $0.fileName, contentType: $0.document.mediaType, bytes: $0.document.bytes)
            }, prevalidation: prevalidation)
    }

    private func prevalidation(
        _ access: AuthorityAccess, _ acceptingDeviations: Bool
    ) -> SubmissionPackage.Prevalidation {
        access.record.vat.prevalidate && (access.personToken != nil || access.record.vat.token == .idPorten)
            ? .ask(acceptingDeviations: acceptingDeviations) : .skip
    }

    /// Vouchers of the period that entered the log after an entry.
    func vouchers(after size: UInt64, in period: ReportingPeriod) throws -> [PostedVoucher] {
        let last = try log.size()
        guard size < last else { return [] }
        var found: [PostedVoucher] = []
        var view = VoucherView()
        try log.read((size + 1)...last) { entry in
            guard try view.read(entry), period.contains(view.date), let posted = try PostedVoucher(reading: entry)
            else {
                return
            }
            found.append(posted)
        }
        return found
    }
}

/// Why nothing was sent.
public enum SubmissionRefusal: Error, CustomStringConvertible {
    case otherEnvironment(BooksEnvironment, BooksEnvironment)
    case loginNeeded
    case booksChanged(FilingError, since: DraftChanges)

    public var description: String {
        switch self {
        case .otherEnvironment(let books, let settings):
            "These books belong to \(books), and the settings to \(settings). Nothing was sent."
        case .loginNeeded:
            "VAT returns are filed with a person's login by these settings (vat.token is idPorten, the only way the tax "
                + "authority documents). Log in with 'bilag authority login', or hand in an ID-porten access token with "
                + "--token-fd."
        case .booksChanged(let reason, let changes):
            ([reason.description] + changes.lines).joined(separator: "\n")
        }
    }
}
