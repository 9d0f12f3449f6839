import Formats
import LegalTables
import Values

extension VATReturn {
    public static let namespace = "no:skatteetaten:fastsetting:avgift:mva:skattemeldingformerverdiavgift:v1.0"

    /// The document (mvaMeldingDto) as UTF-8: the same bytes for the same return, for ever.
    public var xml: [UInt8] {
        do {
            return try document()
        } catch {
            preconditionFailure("the initialiser checked every text: \(error)")
        }
    }

    private func document() throws -> [UInt8] {
        var out = DocumentLines()
        out.tag("<mvaMeldingDto xmlns=\"\(VATReturn.namespace)\">", level: 0)
        try out.element("innsending", level: 1) { writer in
            try writer.element("regnskapssystemsreferanse", reference)
            guard let system else { return }
            try writer.element("regnskapssystem") {
                try $0.element("systemnavn", system.name)
                try $0.optionalElement("systemversjon", system.version)
            }
        }
        out.tag("<skattegrunnlagOgBeregnetSkatt>", level: 1)
        try out.element("skattleggingsperiode", level: 2) { try $0.writePeriod(period) }
        try out.element("fastsattMerverdiavgift", level: 2, text: String(fastsattMerverdiavgift))
        for line in lines { try out.element("mvaSpesifikasjonslinje", level: 2) { try $0.writeLine(line) } }
        out.tag("</skattegrunnlagOgBeregnetSkatt>", level: 1)
        try out.element("betalingsinformasjon", level: 1) {
            try $0.optionalElement("kundeIdentifikasjonsnummer", refundKID?.text)
        }
        try out.element("skattepliktig", level: 1) {
            try $0.element("organisasjonsnummer", organisationNumber.digits)
        }
        try out.element("meldingskategori", level: 1, text: category.rawValue)
        if let remark { try out.element("merknad", level: 1) { try $0.writeRemark(remark) } }
        out.tag("</mvaMeldingDto>", level: 0)
        return out.bytes
    }
}

extension XMLWriter {
    fileprivate mutating func writeLine(_ line: VATReturnLine) throws {
        try element("mvaKode", String(line.code.number))
        try optionalElement("spesifikasjon", line.specification?.rawValue)
        try optionalElement("mvaKodeRegnskapsystem", line.ledgerCode)
        try optionalElement("grunnlag", line.grunnlag.map { String($0) })
        try optionalElement("sats", line.sats?.officialText)
        try element("merverdiavgift", String(line.merverdiavgift))
        if let remark = line.remark { try element("merknad") { try $0.writeRemark(remark) } }
    }

    fileprivate mutating func writeRemark(_ remark: VATRemark) throws {
        switch remark {
        case .text(let text): try element("beskrivelse", text)
        case .structured(let name): try element("utvalgtMerknad", name)
        }
    }

    /// What stands inside `skattleggingsperiode`, in the return and in the envelope alike.
    mutating func writePeriod(_ period: ReportingPeriod) throws {
        guard let name = LegalTables.current.vatPeriods.name(of: period) else {
            preconditionFailure("the table covers every period")
        }
        try element("periode") { try $0.element(name.element, name.value) }
        try element("aar", String(period.year))
    }
}
