import Formats
import LegalTables
import Values

/// An envelope as it was read, from any system and with any faults.
public struct VATEnvelopeDocument: Sendable {
    public let organisationNumber: String?
    /// Nil when missing, or not one of the return's periods.
    public let period: ReportingPeriod?
    /// Nil when missing, or not one of the return's categories.
    public let category: VATCategory?
    public let completeness: VATEnvelope.Completeness?
    public let instanceStatus: String?
    public let createdBy: String?
    public let attachments: [Attachment]

    public struct Attachment: Hashable, Sendable {
        public let kind: VATEnvelope.Attachment.Kind?
        public let file: VATEnvelope.File
    }

    /// The envelope and the places where it breaks the schema. No envelope when it is not XML at all.
    public static func read(_ bytes: [UInt8]) -> (document: VATEnvelopeDocument?, problems: [SchemaProblem]) {
        switch DocumentSchema.vatEnvelope.read(bytes) {
        case .failure(let problem): (nil, [problem.problem])
        case .success(let (root, problems)):
            (root.name == "mvaMeldingInnsending" ? VATEnvelopeDocument(root) : nil, problems)
        }
    }

    private init(_ root: XMLElement) {
        organisationNumber = root.at("norskIdentifikator", "organisasjonsnummer")?.text
        let span = root.child("skattleggingsperiode")
        let choice = span?.child("periode")?.children.first
        let year = span?.child("aar").flatMap { XMLYear.read($0.text) }
        if let choice, let year {
            period = LegalTables.current.vatPeriods.period(element: choice.name, value: choice.text, year: year)
        } else {
            period = nil
        }
        category = root.child("meldingskategori").flatMap { VATCategory(rawValue: $0.text) }
        completeness = root.child("innsendingstype").flatMap { VATEnvelope.Completeness(rawValue: $0.text) }
        instanceStatus = root.child("instansstatus")?.text
        createdBy = root.child("opprettetAv")?.text
        attachments = root.children("vedlegg").map { element in
            let file = element.child("vedleggsfil")
            return Attachment(
                kind: element.child("vedleggstype").flatMap { VATEnvelope.Attachment.Kind(rawValue: $0.text) },
                file: VATEnvelope.File(
                    name: file?.child("filnavn")?.text ?? "", fileExtension: file?.child("filekstensjon")?.text ?? "",
                    content: file?.child("filinnhold")?.text ?? ""))
        }
    }
}
