import Application
import Filing
import Formats
import Foundation
import Reports
import VATReturn
import Values

struct FilingDraftCommand: Command {
    static let description = CommandDescription(
        "filing", "draft", summary: "Build the VAT return of a period from the books, and record it as a draft.",
        discussion: """
            Drafting again replaces the draft and ends an approval; when nothing has changed, the draft that is there
            stays. Remarks, KID and attachments of the last draft are kept unless said anew, and in a first draft those of
            the return that was filed for the period before; an empty text removes one, and --attach "" all attachments.
            Nothing is sent.
            """,
        parameters: [CommandParameter("KIND", "vat: the VAT return (mva-melding).")],
        options: [
            .value("period", "PERIOD", PeriodHelp.forms, isRequired: true),
            .value("category", "C", "The kind of return; else the one the company is registered for."),
            .value("kid", "KID", "The payment reference that the company's bank wants on a refund."),
            .value("remark", "TEXT", "A remark on the return as a whole: a structured one's name, or free text."),
            .value(
                "line-remark", "N=TEXT", "A remark on line N of 'bilag report vat'; may be repeated.", repeats: true),
            .value("attach", "FILE", "A file to go with the return; may be repeated.", repeats: true),
        ],
        formats: [.json], example: "bilag filing draft vat --period 2026-T1")

    private var request: VATDraftRequest
    private let attachments: [String]

    init(_ arguments: Arguments) throws {
        let kind = try arguments.required("KIND")
        guard kind == "vat" else {
            throw UsageError(
                "There is no filing of kind '\(kind)'.", suggestion: NearMiss.best(for: kind, among: ["vat"]))
        }
        request = VATDraftRequest(
            period: try arguments.requiredParsed("period", as: ReportingPeriod.init),
            category: try arguments.parsed("category", as: VATCategory.init))
        request.refundKID = arguments.value("kid")
        request.remark = arguments.value("remark")
        for remark in arguments.values("line-remark") {
            let parts = remark.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, let line = Int(parts[0]), line >= 1 else {
                throw UsageError(
                    "--line-remark '\(remark)': write the line's number, =, and the remark, as in 2=kreditnota.")
            }
            guard request.lineRemarks.updateValue(String(parts[1]), forKey: line) == nil else {
                throw UsageError("--line-remark gives line \(line) twice. A line has one remark.")
            }
        }
        attachments = arguments.values("attach")
    }

    func run(in session: Session) async throws -> ExitStatus {
        var request = request
        if !attachments.isEmpty {
            // An empty text removes what is there.
            request.attachments = try attachments.filter { !$0.isEmpty }.map { path in
                let name = path.split(separator: "/").last.map(String.init) ?? path
                return VATDraftRequest.AttachmentFile(
                    fileName: name, description: name, bytes: try session.read(path))
            }
        }
        let books = try session.openBooks()
        let record = try books.draftVATReturn(request)
        let check = try books.check(record.id)
        let findings = FindingList(check: check, shared: try books.sharedPostings(of: record.id))
        if session.console.wantsJSON {
            session.console.output([
                "filing": .string(record.id.description), "kind": .string(record.id.kind.rawValue),
                "period": .string(record.id.period.description),
                "hash": .string(record.current.event.hashes.document.hex), "state": .string(record.state.rawValue),
                "findings": findings.json, "sharedPostings": findings.sharedJSON,
            ])
        } else {
            session.show(try session.sheet(of: record, in: books))
            session.console.output("")
            session.console.output(findings.text(in: session.console.language))
        }
        let isHindered = check.findings.contains { $0.severity == .invalid } || !findings.shared.isEmpty
        return isHindered ? .findings : .success
    }
}
