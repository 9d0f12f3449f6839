import Authorities
import EventLog
import Filing
import Values

extension AuthorityAccess {
    public func systemRegister() throws -> SystemRegister {
        SystemRegister(record, client: try maskinporten(), transport: transport, surroundings: surroundings)
    }

    /// Nil where the environment's companies are in no open register.
    public var companyRegister: CompanyRegister? {
        CompanyRegister(record, transport: transport, surroundings: surroundings)
    }

    public func exchangeRates() throws -> ExchangeRates {
        try ExchangeRates(record, transport: transport, surroundings: surroundings)
    }

    public func systemUserRequests() throws -> SystemUserRequests {
        SystemUserRequests(record, client: try maskinporten(), transport: transport, surroundings: surroundings)
    }
}

extension OpenBooks {
    /// The reference of the company's system user: the configured one, else that of the one the log tells of; nil leaves
    /// it to Altinn, which then takes the organisation number.
    public func systemUserReference(_ record: AuthorityRecord) throws -> String? {
        if let configured = record.systemUser.externalReference { return configured }
        guard let system = record.systemUser.systemID else { return nil }
        return try SystemUserGrants.load(from: log, size: try log.size()).reference(system: system)
    }

    /// Asks the company to approve a system user for these filings, and records that.
    /// - Returns: the request, and whether it is new; an older one with the same reference comes back whatever its status.
    public func requestSystemUser(
        _ needs: [FilingNeed], reference: ExternalReference, redirectURL: String?, through access: AuthorityAccess
    ) async throws -> (request: SystemUserRequest, isNew: Bool) {
        let company = try company()
        let (system, _) = try access.record.systemIdentity()
        let answer = try await access.systemUserRequests().create(
            system: system, party: company.organisationNumber, reference: reference,
            title: access.record.system.name.nb, needs: needs, redirectURL: redirectURL)
        try record(answer.request)
        return answer
    }

    /// The state of the company's request with this reference, read in Altinn; an approval that is new to the log is
    /// recorded. Nil when there is none.
    public func systemUserRequest(
        reference: ExternalReference, through access: AuthorityAccess
    ) async throws -> SystemUserRequest? {
        let (system, _) = try access.record.systemIdentity()
        let request = try await access.systemUserRequests().find(
            system: system, party: try company().organisationNumber, reference: reference)
        if let request { try record(request) }
        return request
    }

    /// Walks all that a filing of the kind needs at the authorities, for this company.
    public func check(_ need: FilingNeed, through access: AuthorityAccess) async throws -> AuthorityCheck {
        let company = try company()
        guard company.environment == access.record.environment else {
            throw SubmissionRefusal.otherEnvironment(company.environment, access.record.environment)
        }
        return await access.check(
            need, party: company.organisationNumber, reference: try systemUserReference(access.record))
    }

    /// Each request and each approval enters the log once.
    private func record(_ request: SystemUserRequest) throws {
        try log.write(expecting: nil) { writer in
            let grants = try SystemUserGrants.load(from: log, size: writer.size)
            if !grants.requested.contains(where: { $0.request == request.id }) {
                let event = SystemUserRequested(
                    system: request.systemID, externalReference: request.externalReference, request: request.id,
                    resources: request.resources, accessPackages: request.accessPackages,
                    confirmURL: request.confirmURL, by: person)
                _ = try writer.append(event.newEvent, at: now)
            }
            if request.status == .accepted, !grants.approved.contains(where: { $0.systemUser == request.id }) {
                let event = SystemUserApproved(
                    system: request.systemID, externalReference: request.externalReference, systemUser: request.id,
                    by: person)
                _ = try writer.append(event.newEvent, at: now)
            }
        }
    }
}
