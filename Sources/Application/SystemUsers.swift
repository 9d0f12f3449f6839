import Authorities
import Cryptography
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

    /// How the company's request with this reference stands in Altinn, with what came of it; an approval or a no that is
    /// new to the log is recorded. Nil when there is none.
    public func systemUserStanding(
        reference: ExternalReference, through access: AuthorityAccess
    ) async throws -> SystemUserStanding? {
        let (system, _) = try access.record.systemIdentity()
        let (party, requests) = (try company().organisationNumber, try access.systemUserRequests())
        let found = try await requests.find(system: system, party: party, reference: reference)
        if let found { try record(found) }
        guard let found, found.status == .accepted else {
            return found.map { SystemUserStanding(request: $0, isGone: false, change: nil) }
        }
        // The request stays accepted when the company takes the rights back; the system user is gone then.
        let user = try await requests.systemUser(system: system, party: party, reference: reference)
        let grants = try SystemUserGrants.load(from: log, size: try log.size())
        var change: SystemUserRequest?
        if let open = grants.openChange(system: system, reference: reference.text) {
            change = try await requests.findChange(open.request)
            if let change { try recordDecision(of: change, systemUser: open.systemUser) }
        }
        return SystemUserStanding(request: found, isGone: user == nil, change: change)
    }

    /// Takes the company's request back, or with `change` its open change request, and records that.
    /// - Returns: false when there is none.
    public func withdrawSystemUser(
        reference: ExternalReference, change: Bool, through access: AuthorityAccess
    ) async throws -> Bool {
        let (system, _) = try access.record.systemIdentity()
        let requests = try access.systemUserRequests()
        let id: String
        if change {
            let grants = try SystemUserGrants.load(from: log, size: try log.size())
            guard let open = grants.openChange(system: system, reference: reference.text) else { return false }
            try await requests.withdrawChange(open.request)
            id = open.request
        } else {
            let party = try company().organisationNumber
            guard let found = try await requests.find(system: system, party: party, reference: reference) else {
                return false
            }
            try record(found)
            try await requests.withdraw(found.id)
            id = found.id
        }
        try append { _ in
            [
                SystemUserRequestEnded(
                    .withdrawn, system: system, externalReference: reference.text, request: id, by: person
                ).newEvent
            ]
        }
        return true
    }

    /// Asks the company to give its system user what the filings need, and records that. Asking again gives the same
    /// request while it is open, also when an answer was lost.
    /// - Returns: the change request; nil when no system user with this reference is approved.
    public func changeSystemUser(
        _ needs: [FilingNeed], reference: ExternalReference, redirectURL: String?, through access: AuthorityAccess
    ) async throws -> SystemUserRequest? {
        let (system, _) = try access.record.systemIdentity()
        let requests = try access.systemUserRequests()
        let found = try await requests.systemUser(
            system: system, party: try company().organisationNumber, reference: reference)
        guard let user = found else { return nil }
        let grants = try SystemUserGrants.load(from: log, size: try log.size())
        let isOpen = grants.openChange(system: system, reference: reference.text) != nil
        var number = grants.changes.count - (isOpen ? 1 : 0)
        for isLast in [false, false, false, true] {
            do {
                let change = try await requests.change(
                    systemUser: user.id, correlationID: correlation(user.id, needs, number), needs: needs,
                    redirectURL: redirectURL)
                if change.status != .noChangeNeeded { try record(change: change, of: user.id, system, reference) }
                return change
            } catch let error as AuthorityError where error.kind == .conflict && !isLast {
                // Decided before our log knew of it: the next number is a change of its own (AUTH-00061).
                number += 1
            }
        }
        return nil
    }

    /// The same for the same wish, so that a repetition is known for what it is.
    private func correlation(_ systemUser: String, _ needs: [FilingNeed], _ number: Int) -> String {
        let wish = needs.map { "\($0.resource) \($0.accessPackages.sorted().joined(separator: " "))" }.sorted()
        let text = "\(systemUser) \(number) \(wish.joined(separator: " "))"
        return uuidVersion4(from: Array(SHA256Digest(of: Array(text.utf8)).bytes.prefix(16)))
    }

    /// Walks all that a filing of the kind needs at the authorities, for this company.
    ///
    /// - Parameter filing: the filing that is about to be sent; nil for the kind of return that the company is registered
    ///   for.
    public func check(
        _ need: FilingNeed, for filing: FilingID? = nil, through access: AuthorityAccess
    ) async throws -> AuthorityCheck {
        let company = try company()
        let category = try filing.map { try self.filing($0).category } ?? company.vatCategory
        guard company.environment == access.record.environment else {
            throw SubmissionRefusal.otherEnvironment(company.environment, access.record.environment)
        }
        return await access.check(
            need, category: category, party: company.organisationNumber,
            reference: try systemUserReference(access.record))
    }

    /// Each request, and each decision over one, enters the log once.
    private func record(_ request: SystemUserRequest) throws {
        try append { grants in
            var events: [NewEvent] = []
            if !grants.requested.contains(where: { $0.request == request.id }) {
                events.append(
                    SystemUserRequested(
                        system: request.systemID, externalReference: request.externalReference, request: request.id,
                        resources: request.resources, accessPackages: request.accessPackages,
                        confirmURL: request.confirmURL, by: person
                    ).newEvent)
            }
            if request.status == .accepted, !grants.approved.contains(where: { $0.systemUser == request.id }) {
                events.append(
                    SystemUserApproved(
                        system: request.systemID, externalReference: request.externalReference,
                        systemUser: request.id, by: person
                    ).newEvent)
            }
            if request.status.isNo, !grants.rejected.contains(request.id) {
                events.append(
                    SystemUserRequestEnded(
                        .rejected, system: request.systemID, externalReference: request.externalReference,
                        request: request.id, by: person
                    ).newEvent)
            }
            return events
        }
    }

    private func record(
        change: SystemUserRequest, of systemUser: String, _ system: String, _ reference: ExternalReference
    ) throws {
        try append { grants in
            guard !grants.changes.contains(where: { $0.request == change.id }) else { return [] }
            return [
                SystemUserChangeRequested(
                    system: system, externalReference: reference.text, systemUser: systemUser, request: change.id,
                    resources: change.resources, accessPackages: change.accessPackages,
                    confirmURL: change.confirmURL, by: person
                ).newEvent
            ]
        }
    }

    private func recordDecision(of change: SystemUserRequest, systemUser: String) throws {
        try append { grants in
            if change.status == .accepted, !grants.changesApproved.contains(change.id) {
                return [
                    SystemUserChangeApproved(
                        system: change.systemID, externalReference: change.externalReference, systemUser: systemUser,
                        request: change.id, by: person
                    ).newEvent
                ]
            }
            guard change.status.isNo, !grants.rejected.contains(change.id) else { return [] }
            return [
                SystemUserRequestEnded(
                    .rejected, system: change.systemID, externalReference: change.externalReference,
                    request: change.id, by: person
                ).newEvent
            ]
        }
    }

    private func append(_ events: (SystemUserGrants) throws -> [NewEvent]) throws {
        try log.write(expecting: nil) { writer in
            for event in try events(SystemUserGrants.load(from: log, size: writer.size)) {
                _ = try writer.append(event, at: now)
            }
        }
    }
}

/// A company's system user as Altinn has it now.
public struct SystemUserStanding: Sendable {
    public let request: SystemUserRequest
    /// Approved, and taken back by the company since.
    public let isGone: Bool
    /// The change that the company was asked for last and that the log told no end of.
    public let change: SystemUserRequest?
}
