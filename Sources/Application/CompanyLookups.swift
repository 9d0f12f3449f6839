import Authorities
import EventLog
import Filing
import Values

extension CompanyLookedUp {
    /// What mattered of an answer.
    ///
    /// - Parameter filing: the filing that is about to be sent, and the kind of return it is; nil when books are made.
    init(
        _ lookup: CompanyLookup, of number: OrganisationNumber, filing: (id: FilingID, category: VATCategory?)?,
        register: CompanyRegister, by: String
    ) {
        let objection = filing.flatMap { lookup.objection(to: $0.category)?.text(in: .english) }
        var (answer, name, facts, ended) = (Answer.unknown, String?.none, Facts?.none, String?.none)
        switch lookup {
        case .unknown: break
        case .removed(let day): (answer, ended) = (.removed, day)
        case .deleted(let known, let day): (answer, name, ended) = (.deleted, known, day)
        case .registered(let company):
            (answer, name) = (.registered, company.name)
            facts = Facts(
                form: company.form, isVATRegistered: company.isVATRegistered, isBankrupt: company.isBankrupt,
                isWindingUp: company.isWindingUp, isForciblyDissolved: company.isForciblyDissolved,
                bankruptOn: company.bankruptOn)
        }
        self.init(
            organisationNumber: number, answer: answer, name: name, facts: facts, endedOn: ended,
            occasion: filing == nil ? .initialisation : .submission,
            decision: objection == nil ? .cleared : .stopped, objection: objection, filing: filing?.id,
            source: register.address, by: by)
    }
}

extension AuthorityAccess {
    /// What the register says of a company that books are to be made for, and the event that records it. Nil where the
    /// environment's companies are in no open register.
    ///
    /// - Throws: `AuthorityError`.
    public func lookUp(
        _ number: OrganisationNumber, by person: String
    ) async throws -> (answer: CompanyLookup, event: CompanyLookedUp)? {
        guard let register = companyRegister else { return nil }
        let answer = try await register.find(number)
        return (
            answer,
            CompanyLookedUp(answer, of: number, filing: nil, register: register, by: person)
        )
    }
}

extension OpenBooks {
    /// Records what the register said before a submission, since it stopped or cleared it. Said again of the same filing
    /// it is not recorded again; without an answer nothing is.
    public func record(
        _ check: AuthorityCheck, beforeSubmitting filing: FilingID, through access: AuthorityAccess
    ) throws {
        guard let answer = check.company, let register = access.companyRegister else { return }
        let event = CompanyLookedUp(
            answer, of: try company().organisationNumber, filing: (filing, try self.filing(filing).category),
            register: register, by: person)
        try log.write(expecting: nil) { writer in
            guard try lastLookup(of: filing, size: writer.size) != event else { return }
            _ = try writer.append(event.newEvent, at: now)
        }
    }

    private func lastLookup(of filing: FilingID, size: UInt64) throws -> CompanyLookedUp? {
        var last: CompanyLookedUp?
        try log.readRare(1...size) { entry in
            guard let type = EntryBytes.typeName(of: entry.bytes), type.equals("authority.company-looked-up") else {
                return
            }
            let event = try CompanyLookedUp(entry.decoded().body)
            if event.filing == filing { last = event }
        }
        return last
    }
}
