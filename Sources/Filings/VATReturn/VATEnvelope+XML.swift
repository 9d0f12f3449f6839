import Formats
import Values

extension VATEnvelope {
    public static let namespace = "no:skatteetaten:fastsetting:avgift:mva:mvameldinginnsending:v1.0"

    /// The document (mvaMeldingInnsending) as UTF-8: the same bytes for the same envelope.
    public var xml: [UInt8] {
        do {
            return try document()
        } catch {
            preconditionFailure("the initialiser checked every text: \(error)")
        }
    }

    private func document() throws -> [UInt8] {
        var out = DocumentLines()
        out.tag("<mvaMeldingInnsending xmlns=\"\(VATEnvelope.namespace)\">", level: 0)
        try out.element("norskIdentifikator", level: 1) {
            try $0.element("organisasjonsnummer", organisationNumber.digits)
        }
        try out.element("skattleggingsperiode", level: 1) { try $0.writePeriod(period) }
        try out.element("meldingskategori", level: 1, text: category.rawValue)
        try out.element("innsendingstype", level: 1, text: completeness.rawValue)
        try out.element("instansstatus", level: 1, text: instanceStatus)
        try out.element("opprettetAv", level: 1, text: createdBy)
        try out.element("opprettingstidspunkt", level: 1, text: createdAt.norwegianText)
        for attachment in attachments { try VATEnvelope.write(attachment, to: &out) }
        out.tag("</mvaMeldingInnsending>", level: 0)
        return out.bytes
    }

    private static func write(_ attachment: Attachment, to out: inout DocumentLines) throws {
        out.tag("<vedlegg>", level: 1)
        try out.element("vedleggstype", level: 2, text: attachment.kind.rawValue)
        try out.element("kildegruppe", level: 2, text: attachment.origin.rawValue)
        try out.element("opprettetAv", level: 2, text: attachment.createdBy)
        if let time = attachment.createdAt {
            try out.element("opprettingstidspunkt", level: 2, text: time.norwegianText)
        }
        try out.element("vedleggsfil", level: 2) {
            try $0.element("filnavn", attachment.file.name)
            try $0.element("filekstensjon", attachment.file.fileExtension)
            try $0.element("filinnhold", attachment.file.content)
        }
        out.tag("</vedlegg>", level: 1)
    }
}
