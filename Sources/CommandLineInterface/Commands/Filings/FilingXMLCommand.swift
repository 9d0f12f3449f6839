import Application
import Filing

struct FilingXMLCommand: Command {
    static let description = CommandDescription(
        "filing", "xml", summary: "Write the exact bytes of a filing's document.", parameters: [.filing],
        options: [.flag("envelope", "Write the envelope (mvaMeldingInnsending) instead of the return.")],
        example: "bilag filing xml vat-2026-T1-1 > mva-melding.xml")

    private let id: FilingID
    private let wantsEnvelope: Bool

    init(_ arguments: Arguments) throws {
        id = try arguments.filing()
        wantsEnvelope = arguments.has("envelope")
    }

    func run(in session: Session) async throws -> ExitStatus {
        let books = try session.openBooks()
        let record = try books.filing(id)
        let document = try wantsEnvelope ? books.envelope(of: record) : books.document(of: record)
        session.console.output(bytes: document.bytes)
        return .success
    }
}
