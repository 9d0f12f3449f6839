import Formats
import VATReturn
import Values

/// What the app compares when filling in ends: envelope, return, files and instance with each other (vat-return 8.5).
struct ContentCheck {
    let owner: OrganisationNumber
    let envelope: [UInt8]
    let vatReturn: VATInstance.DataElement
    let attachments: [VATInstance.DataElement]

    /// The app's message for the first thing wrong; nil when all fits.
    func objection() -> String? {
        let problems = VATEnvelopeDocument.read(envelope).problems
        guard let envelope = try? XMLElement(parsing: envelope) else {
            return "Valideringsfeil: mvaMeldingInnsending kan ikke leses som XML"
        }
        if let missing = missingPart(of: envelope) { return missing }
        if let problem = problems.first {
            return
                "Valideringsfeil: XSD-feil i mvaMeldingInnsending, linje \(problem.line), \(problem.path): her \(problem.reason.text(in: .bokmal))"
        }
        guard let document = try? XMLElement(parsing: vatReturn.bytes) else {
            return "Valideringsfeil: \(vatReturn.filename ?? "") kan ikke leses som XML"
        }
        return difference(envelope, document) ?? fileObjection(envelope)
    }

    private func missingPart(of envelope: XMLElement) -> String? {
        if envelope.at("skattleggingsperiode", "periode")?.children.isEmpty ?? true {
            return "Valideringsfeil: skattleggingsperiode mangler eller er tom"
        }
        if envelope.child("instansstatus")?.trimmedText.isEmpty ?? true {
            return "Valideringsfeil: instansstatus mangler"
        }
        return nil
    }

    private func difference(_ envelope: XMLElement, _ document: XMLElement) -> String? {
        let number = envelope.at("norskIdentifikator", "organisasjonsnummer")?.trimmedText ?? ""
        guard number == owner.digits else {
            return "Valideringsfeil: Organisasjonsnummeret i mvaMeldingInnsending er forskjellig fra "
                + "organisasjonsnummeret til instansen"
        }
        guard document.at("skattepliktig", "organisasjonsnummer")?.trimmedText == number else {
            return "Valideringsfeil: Organisasjonsnummeret i mvaMeldingInnsending er forskjellig fra "
                + "organisasjonsnummeret i \(vatReturn.filename ?? "")"
        }
        guard document.child("meldingskategori")?.text == envelope.child("meldingskategori")?.text else {
            return "Valideringsfeil: Meldingskategorien i mvaMeldingInnsending er forskjellig fra "
                + "meldingskategorien i \(vatReturn.filename ?? "")"
        }
        return nil
    }

    /// The list of `vedlegg` against the uploaded files, both ways. The return's own name is not compared: the official
    /// finished example has two different ones.
    private func fileObjection(_ envelope: XMLElement) -> String? {
        let listed = envelope.children("vedlegg")
        let names = listed.filter { $0.child("vedleggstype")?.text == "binaerVedlegg" }.map { entry in
            let file = entry.child("vedleggsfil")
            return "\(file?.child("filnavn")?.trimmedText ?? "").\(file?.child("filekstensjon")?.trimmedText ?? "")"
        }
        let uploaded = attachments.map { $0.filename ?? "" }
        let allUploaded = uploaded + [vatReturn.filename ?? ""]
        guard Set(allUploaded).count == allUploaded.count, Set(names).count == names.count else {
            return "Valideringsfeil: Filnavn må være unike"
        }
        guard listed.count - names.count == 1 else {
            return "Valideringsfeil: mvaMeldingInnsending skal ha ett vedlegg av type mva-melding"
        }
        guard Set(names) == Set(uploaded) else {
            return "Valideringsfeil: Vedleggene i mvaMeldingInnsending er forskjellige fra de opplastede vedleggene"
        }
        return nil
    }
}
