import Application
import Authorities
import Formats
import Reports
import Values

struct AuthorityUserRequestCommand: Command {
    static let description = CommandDescription(
        "authority", "user request", summary: "Ask the company to approve a system user, and print where it does so.",
        discussion: """
            The person who approves logs in to Altinn with ID-porten, and needs the access being given away. The
            reference is unique per system and company: ORGNR-filing, or what --purpose says; --number tells a second of
            the same purpose. Asking again is harmless while the request lives. The request enters the log.
            """,
        options: [
            .filingKind, .value("purpose", "WORD", "What the system user is for; filing unless said."),
            .value("number", "N", "Tells a further system user of the same purpose."),
            .value("redirect", "URL", "Where the browser goes afterwards; one of system.redirectUrls."),
        ],
        formats: [.json], example: "bilag authority user request")

    private let kinds: [String]
    private let purpose: String
    private let number: Int
    private let redirectURL: String?

    init(_ arguments: Arguments) throws {
        kinds = arguments.values("filing")
        purpose = arguments.value("purpose") ?? "filing"
        number =
            try arguments.parsed("number") { text in
                guard let number = Int(text), (1...999).contains(number) else {
                    throw UsageError("--number '\(text)': a number from 1 to 999.")
                }
                return number
            } ?? 1
        redirectURL = arguments.value("redirect")
    }

    func run(in session: Session) async throws -> ExitStatus {
        let books = try session.openBooks()
        let company = try books.company()
        let access = try session.authorityAccess(company.environment)
        let reference =
            try access.record.systemUser.externalReference.map(ExternalReference.init)
            ?? ExternalReference(party: company.organisationNumber, purpose: purpose, number: number)
        let (request, isNew) = try await books.requestSystemUser(
            try FilingNeed.named(kinds, access.record), reference: reference, redirectURL: redirectURL, through: access)
        if !isNew {
            session.console.note(
                Phrase(
                    en: "This was asked before, under the same reference.",
                    nb: "Dette er spurt om før, med samme referanse."))
        }
        return session.report(request)
    }
}

struct AuthorityUserStatusCommand: Command {
    static let description = CommandDescription(
        "authority", "user status", summary: "Show how the company's system user request stands in Altinn.",
        discussion: """
            An approval or a no enters the log when it is first seen. After a change was asked for, it tells how that
            stands. The exit status is 0 when approved, 5 while it waits, and 1 when it was rejected, timed out, taken
            back by the company, or there is none.
            """,
        options: [.externalReference], formats: [.json], example: "bilag authority user status")

    private let reference: ExternalReference?

    init(_ arguments: Arguments) throws { reference = try arguments.externalReference() }

    func run(in session: Session) async throws -> ExitStatus {
        let books = try session.openBooks()
        let access = try session.authorityAccess(try books.company().environment)
        let reference = try self.reference ?? books.usualReference(access.record)
        guard let standing = try await books.systemUserStanding(reference: reference, through: access) else {
            session.console.note(
                Phrase(
                    en: "There is no request with reference \(reference). 'bilag authority user request' makes one.",
                    nb:
                        "Det finnes ingen forespørsel med referanse \(reference). 'bilag authority user request' lager en."
                ))
            return .findings
        }
        return session.report(standing)
    }
}

struct AuthorityUserWithdrawCommand: Command {
    static let description = CommandDescription(
        "authority", "user withdraw", summary: "Take a system user request back, so that it can be made anew.",
        discussion: """
            A rejected request stands in the way of a new one with the same reference until it is withdrawn. An approved
            system user stays: the company itself removes it, in Altinn. The withdrawal enters the log.
            """,
        options: [
            .externalReference,
            .flag("change", "Take back the open change request, and leave the system user as it is."),
        ], example: "bilag authority user withdraw --external-ref 310000051-filing")

    private let reference: ExternalReference?

    private let isChange: Bool

    init(_ arguments: Arguments) throws {
        reference = try arguments.externalReference()
        isChange = arguments.has("change")
    }

    func run(in session: Session) async throws -> ExitStatus {
        let books = try session.openBooks()
        let access = try session.authorityAccess(try books.company().environment)
        let reference = try self.reference ?? books.usualReference(access.record)
        guard try await books.withdrawSystemUser(reference: reference, change: isChange, through: access) else {
            session.console.error(
                isChange
                    ? "No change of the system user with reference \(reference) waits; nothing was withdrawn."
                    : "There is no request with reference \(reference); nothing was withdrawn.")
            return .refused
        }
        session.console.output(
            Phrase(
                en: "Withdrew the request with reference \(reference).",
                nb: "Trakk tilbake forespørselen med referanse \(reference)."))
        return .success
    }
}

extension Session {
    /// Shows how a company's system user stands, and the right next step.
    func report(_ standing: SystemUserStanding) -> ExitStatus {
        if let change = standing.change {
            console.note(
                Phrase(en: "The change that was asked for:", nb: "Endringen det er spurt om:"))
            return report(change)
        }
        let status = report(standing.request)
        guard standing.isGone else { return status }
        console.note(
            Phrase(
                en: "It was approved, and the company has removed the system user since. To ask anew: "
                    + "'bilag authority user withdraw', then 'bilag authority user request'.",
                nb: "Den ble godkjent, og virksomheten har fjernet systembrukeren siden. For å spørre på nytt: "
                    + "'bilag authority user withdraw', så 'bilag authority user request'."))
        return .findings
    }

    /// Shows a request and the right next step.
    func report(_ request: SystemUserRequest) -> ExitStatus {
        var sheet = FactSheet(Phrase(en: "System user request", nb: "Systembrukerforespørsel"), json: request.json)
        sheet.add("system", "System", "System", request.systemID)
        sheet.add("company", "Company", "Virksomhet", request.party.digits)
        sheet.add("externalRef", "Reference", "Referanse", request.externalReference)
        sheet.add("status", "Status", "Status", request.status.words)
        sheet.add("resources", "Resources", "Ressurser", request.resources.joined(separator: ", "))
        sheet.add("packages", "Access packages", "Tilgangspakker", request.accessPackages.joined(separator: ", "))
        sheet.add("confirmUrl", "Approve at", "Godkjennes på", request.status == .new ? request.confirmURL : nil)
        show(sheet)
        switch request.status {
        case .accepted, .noChangeNeeded: return .success
        case .new:
            console.note(
                Phrase(
                    en: request.isEscalated
                        ? "It waits for the company's access manager. 'bilag authority user status' looks again."
                        : "It waits for the company. 'bilag authority user status' looks again.",
                    nb: "Den venter på virksomheten. 'bilag authority user status' ser etter igjen."))
            return .tryLater
        case .rejected, .denied, .timedOut, .unknown:
            console.note(
                Phrase(
                    en:
                        "Nothing comes of this one. 'bilag authority user withdraw', then 'bilag authority user request'.",
                    nb:
                        "Denne blir det ikke noe av. 'bilag authority user withdraw', så 'bilag authority user request'."
                ))
            return .findings
        }
    }
}

extension SystemUserRequest {
    var json: JSON {
        [
            "id": .string(id), "system": .string(systemID), "company": .string(party.digits),
            "externalRef": .string(externalReference), "status": .string(status.rawValue),
            "confirmUrl": confirmURL.map(JSON.string) ?? .null, "escalated": .bool(isEscalated),
            "resources": .array(resources.map(JSON.string)), "accessPackages": .array(accessPackages.map(JSON.string)),
        ]
    }
}

extension FilingNeed {
    /// The rows of these kinds; all of them when none is named.
    static func named(_ kinds: [String], _ record: AuthorityRecord) throws(UsageError) -> [FilingNeed] {
        let all = FilingNeed.all(record)
        guard !kinds.isEmpty else { return all }
        for kind in kinds where !all.contains(where: { $0.kind == kind }) {
            throw UsageError("--filing '\(kind)': write \(all.map(\.kind).joined(separator: ", ")).")
        }
        return all.filter { kinds.contains($0.kind) }
    }
}

extension OpenBooks {
    /// The reference that is used where none is named.
    func usualReference(_ record: AuthorityRecord) throws -> ExternalReference {
        try systemUserReference(record).map(ExternalReference.init)
            ?? ExternalReference(party: try company().organisationNumber)
    }
}

extension CommandOption {
    static let filingKind = CommandOption.value(
        "filing", "KIND", "A kind of filing it is for; all kinds unless said.", repeats: true)
    static let externalReference = CommandOption.value(
        "external-ref", "REF", "The system user's reference; that of the last request unless said.")
}

extension Arguments {
    func externalReference() throws(UsageError) -> ExternalReference? {
        try parsed("external-ref", as: ExternalReference.init)
    }
}
