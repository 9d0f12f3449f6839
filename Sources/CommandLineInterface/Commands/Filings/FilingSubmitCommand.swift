import Application
import Authorities
import Filing
import Reports
import Values

struct FilingSubmitCommand: Command {
    static let description = CommandDescription(
        "filing", "submit", summary: "Send an approved filing to the authority. The only command that sends one.",
        discussion: """
            The document is rebuilt from the log first, and nothing leaves unless every byte is the approved one. Each
            step is recorded before and after it is taken: after a crash or a lost answer the same command goes on where
            the authority really is, and never files twice. The exit status is 5 while there is no answer yet. When the
            return was refused before it was sent, its draft in Altinn is deleted, by this or the next run. Whoever sends it,
            it counts as filed only when what was sent is what was approved.
            """,
        parameters: [.filing],
        options: [
            .flag("accept-deviations", "Go on although the validation service finds the return deviating."),
            .flag("dry-run", "Do all but send: rebuild, compare with the approval, read keys and settings."),
            .tokenDescriptor,
        ],
        formats: [.json], example: "bilag filing submit vat-2026-T1-1")

    private let id: FilingID
    private let acceptsDeviations: Bool
    private let isDryRun: Bool
    private let tokenDescriptor: Int32?

    init(_ arguments: Arguments) throws {
        id = try arguments.filing()
        acceptsDeviations = arguments.has("accept-deviations")
        isDryRun = arguments.has("dry-run")
        tokenDescriptor = try arguments.tokenDescriptor()
    }

    func run(in session: Session) async throws -> ExitStatus {
        let books = try session.openBooks()
        let record = try books.filing(id)
        let environment = try books.company().environment
        let access = try session.authorityAccess(environment, tokenDescriptor: tokenDescriptor)
        if isDryRun {
            _ = try books.prepareSubmission(id, through: access, acceptingDeviations: acceptsDeviations)
            session.console.note(
                Phrase(
                    en: "Every byte is the approved one. Nothing was sent (--dry-run).",
                    nb: "Hver byte er den godkjente. Ingenting ble sendt (--dry-run)."))
            return .success
        }
        if [.approved, .awaitingSignature, .submitted].contains(record.state) {
            let hash = record.current.event.hashes.document
            session.console.note(
                Phrase(
                    en: "Submitting \(id) to \(environment), SHA-256 \(hash)",
                    nb: "Sender \(id) til \(environment), SHA-256 \(hash)"))
        }
        session.warnOfSystemUser(access.record)
        // What was begun is gone on with, whatever a look from outside says.
        if record.state == .approved, record.steps.isEmpty,
            let status = try await session.objection(to: id, in: books, through: access)
        {
            return status
        }
        let outcome = try await books.submit(id, through: access, acceptingDeviations: acceptsDeviations)
        return try session.report(outcome, of: id, in: books)
    }
}

extension Session {
    /// The check before filing: nil when every link holds; else what does not is told, and nothing is sent.
    fileprivate func objection(
        to id: FilingID, in books: OpenBooks, through access: AuthorityAccess
    ) async throws -> ExitStatus? {
        _ = try books.prepareSubmission(id, through: access)
        let check = try await books.check(id.kind.need(access.record), for: id, through: access)
        try books.record(check, beforeSubmitting: id, through: access)
        guard !check.holds else { return nil }
        console.error(
            Phrase(
                en: "Nothing was sent: not all that the filing needs is in place.",
                nb: "Ingenting er sendt: ikke alt innleveringen trenger er på plass."))
        let sheet = CheckSheet(check: check)
        console.note(sheet.text(in: console.language))
        for line in sheet.advice { console.note(line) }
        return check.mayPass ? .tryLater : .refused
    }

    /// Said where the choice has its effect.
    func warnOfSystemUser(_ record: AuthorityRecord) {
        guard record.vat.token == .maskinportenSystemUser, record.environment != .sandbox else { return }
        console.warning(
            Phrase(
                en:
                    "vat.token is maskinportenSystemUser: the tax authority documents a person's login only. A return that a "
                    + "system user sent has been reported accepted by Altinn and not processed: wait for the receipt.",
                nb:
                    "vat.token er maskinportenSystemUser: Skatteetaten beskriver bare innlogging av en person. Det er meldt "
                    + "om meldinger fra systembrukere som Altinn har godtatt og ingen har behandlet: vent på kvitteringen."
            ))
    }
}

extension CommandOption {
    static let tokenDescriptor = CommandOption.value(
        "token-fd", "N", "Read a person's ID-porten access token from file descriptor N, as in --token-fd 3 3< file.")
}

extension Arguments {
    func tokenDescriptor() throws(UsageError) -> Int32? {
        try descriptor("token-fd")
    }
}

extension FilingKind {
    /// What the service that filings of the kind go to asks for.
    func need(_ record: AuthorityRecord) -> FilingNeed {
        switch self {
        case .vat, .vatOrdinary, .vatCompensation, .vatReverseCharge, .vatPrimary: .vat(record)
        }
    }
}
