import Formats
import HTTP
import Values

extension SimulatedAuthority {
    /// Somebody looks at the instance. After enough looks the authority is done with the return.
    func look(at index: Int) {
        deliverDelayed(index)
        guard instances[index].task == .feedback else { return }
        instances[index].looks += 1
        if instances[index].looks > behaviour.looksBeforeFeedback { giveFeedback(index) }
    }

    /// Each look brings what was delayed one look nearer.
    private func deliverDelayed(_ index: Int) {
        for place in instances[index].delayed.indices { instances[index].delayed[place].looks -= 1 }
        let due = instances[index].delayed.filter { $0.looks < 0 }
        instances[index].delayed.removeAll { $0.looks < 0 }
        instances[index].data += due.map(\.element)
    }

    /// An element of the authority's, at once or after some looks.
    func deliver(_ element: VATInstance.DataElement, afterLooks looks: Int, to index: Int) {
        if looks > 0 {
            instances[index].delayed.append((looks, element))
        } else {
            instances[index].data.append(element)
        }
    }

    func feedback(_ index: Int, _ path: [String]) throws(Refusal) -> HTTPResponse {
        switch path {
        case ["status"]:
            look(at: index)
            return .json(200, .object(["isFeedbackProvided": .bool(instances[index].ended != nil)]))
        case []:
            // The real one waits here, and has been seen to answer 409 (vat-return 8.4).
            guard instances[index].ended != nil else { throw Refusal(409, text: "Tilbakemelding er ikke klar") }
            return .json(200, json(index))
        default: throw Refusal(404)
        }
    }

    /// The final verdict and the receipt; the process ends, whatever the verdict.
    func giveFeedback(_ index: Int) {
        let now = clock()
        let instance = instances[index]
        let bytes = instance.elements(VATDataType.vatReturn).first?.bytes ?? []
        let before = (try? control(bytes).findings) ?? []
        let result = ValidationResult(findings: before + behaviour.findingsAfterSubmission)
        if let document = try? result.document() {
            append(VATDataType.result, "valideringsresultat.xml", "text/xml", document, to: index)
        }
        let receipt = ReceiptDocument(lines: receiptLines(instance, result, now))
        deliver(
            element(VATDataType.receipt, "kvittering.pdf", "application/pdf", receipt.document(), by: "skd"),
            afterLooks: behaviour.looksBeforeReceipt, to: index)
        let log = JSON.object(["instans": .string(instance.id), "tidspunkt": .string(now.description)])
        append(VATDataType.fillingLog, "utfyllingslogg.json", "application/json", log.canonicalBytes, to: index)
        append(VATDataType.signingLog, "signeringslogg.json", "application/json", log.canonicalBytes, to: index)
        instances[index].end(at: now)
        instances[index].touch(by: "skd", at: now)
    }

    private func append(_ type: String, _ filename: String, _ contentType: String, _ bytes: [UInt8], to index: Int) {
        instances[index].data.append(element(type, filename, contentType, bytes, by: "skd"))
    }

    private func receiptLines(_ instance: VATInstance, _ result: ValidationResult, _ now: Timestamp) -> [String] {
        let vatReturn = instance.elements(VATDataType.vatReturn).first.flatMap { try? XMLElement(parsing: $0.bytes) }
        let basis = vatReturn?.child("skattegrunnlagOgBeregnetSkatt")
        let period = basis?.at("skattleggingsperiode", "periode")?.children.first?.text ?? ""
        let year = basis?.at("skattleggingsperiode", "aar")?.text ?? ""
        return [
            "Kvittering for mva-melding", "Simulert av sandkassen: ikke levert til Skatteetaten", "",
            "Referanse: \(instance.id)", "Organisasjonsnummer: \(instance.owner)",
            "Skattleggingsperiode: \(period) \(year)",
            "Meldingskategori: \(vatReturn?.child("meldingskategori")?.text ?? "")",
            "Fastsatt merverdiavgift: \(basis?.child("fastsattMerverdiavgift")?.text ?? "") kroner",
            "Kontroll: \(result.verdict)", "Mottatt: \(now.norwegianText)",
        ]
    }
}
