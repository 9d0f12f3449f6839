import Application
import Filing
import Reports
import Values

struct FilingWithdrawCommand: Command {
    static let description = CommandDescription(
        "filing", "withdraw", summary: "Take an approval, or the mark of readiness, back.",
        discussion: """
            What a submission left in Altinn unsent is deleted there first. What was sent cannot be taken back: then the
            authority's answer is fetched instead, and a new draft corrects the return.
            """,
        parameters: [.filing],
        options: [.value("reason", "S", "Why, for whoever reads the log later."), .tokenDescriptor],
        example: "bilag filing withdraw vat-2026-T1-1 --reason 'Mangler en faktura'")

    private let id: FilingID
    private let reason: String?
    private let tokenDescriptor: Int32?

    init(_ arguments: Arguments) throws {
        id = try arguments.filing()
        reason = arguments.value("reason")
        tokenDescriptor = try arguments.tokenDescriptor()
    }

    func run(in session: Session) async throws -> ExitStatus {
        let books = try session.openBooks()
        let record = try books.filing(id)
        if record.mayLieAtAuthority, record.state != .submitted {
            if let status = try await takeBack(books, in: session) { return status }
            if record.state == .rejected {
                session.console.output(
                    Phrase(
                        en: "Nothing of \(id) lies in Altinn any more. It stays \(record.state).",
                        nb: "Ingenting av \(id) ligger i Altinn lenger. Den er fortsatt \(record.state)."))
                return .success
            }
        }
        try books.withdraw(id, reason: reason)
        session.console.output(Phrase(en: "\(id) is a draft again.", nb: "\(id) er et utkast igjen."))
        return .success
    }

    /// - Returns: nil when nothing of it lies in Altinn any more.
    private func takeBack(_ books: OpenBooks, in session: Session) async throws -> ExitStatus? {
        let access = try session.authorityAccess(try books.company().environment, tokenDescriptor: tokenDescriptor)
        guard let outcome = try await books.takeBack(id, through: access) else { return nil }
        session.console.error(
            Phrase(
                en: "It is too late to withdraw \(id): it was sent.",
                nb: "Det er for sent å trekke \(id) tilbake: den er sendt."
            ).text(in: session.console.language))
        let status = try session.report(outcome, of: id, in: books)
        return status == .success ? .findings : status
    }
}
