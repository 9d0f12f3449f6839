import Application
import Filing
import Formats
import LegalTables
import Reports
import VATReturn
import Values

/// A filing with the figures of its current document.
struct FilingSheet: Sheet {
    let record: FilingRecord
    let document: VATReturnDocument?
    let difference: VATReturnDifference?
    let standing: ApprovalStanding

    var table: ReportTable {
        var table = ReportTable([
            .init("line", Phrase(en: "Line", nb: "Linje"), .right), .init("mvaKode", Phrase("mvaKode"), .right),
            .init("spesifikasjon", Phrase("spesifikasjon")),
            .init("mvaKodeRegnskapsystem", Phrase(en: "Own code", nb: "Egen kode")),
            .init("grunnlag", Phrase("grunnlag"), .right), .init("sats", Phrase("sats"), .right),
            .init("merverdiavgift", Phrase("merverdiavgift"), .right), .init("merknad", Phrase("merknad")),
        ])
        for line in document?.lines ?? [] {
            table.add([
                .number(Int64(line.number)), .text(line.codeText), .text(line.specificationText ?? ""),
                .text(line.ledgerCode ?? ""), kroner(line.grunnlag), .text(line.satsText ?? ""),
                kroner(line.merverdiavgift), .text(line.remark?.structured ?? line.remark?.text ?? ""),
            ])
        }
        table.addTotal([
            .empty, .empty, .text("fastsattMerverdiavgift"), .empty, .empty, .empty, kroner(document?.total), .empty,
        ])
        return table
    }

    private func kroner(_ number: XMLDecimal?) -> ReportTable.Cell {
        number.map { $0.kroner.map { .kroner($0) } ?? .text($0.description) } ?? .empty
    }

    func text(in language: Language) -> String {
        let draft = record.current
        var lines = [
            "Mva-melding \(record.id.period), \(document?.categoryText ?? "?"), \(record.id)",
            Phrase(en: "State", nb: "Tilstand").text(in: language) + ": \(record.state.words.text(in: language))",
            Phrase(en: "Drafted", nb: "Utkast").text(in: language)
                + ": \(draft.time), \(visibleText(draft.event.by)), "
                + Phrase(en: "from entry", nb: "fra post").text(in: language) + " \(draft.event.prefix.size)",
            "SHA-256: \(draft.event.hashes.document)",
        ]
        lines += approvalLines.map { $0.text(in: language) }
        if let other = record.supersededBy {
            lines.append(Phrase(en: "Superseded by", nb: "Erstattet av").text(in: language) + " \(other)")
        }
        lines += ["", table.text(in: language)]
        if let difference { lines += ["", FilingChanges(difference).text(in: language)] }
        return lines.joined(separator: "\n")
    }

    private var approvalLines: [Phrase] {
        let given = record.approvals.map { given in
            let text = ApprovalLines.given(given)
            return Phrase(
                en: "Approved: \(text.text(in: .english))", nb: "Godkjent: \(text.text(in: .bokmal))")
        }
        if record.state == .readyForReview {
            return given + [ApprovalLines(standing).missing(Phrase(en: "Still needed", nb: "Mangler"))]
        }
        guard given.isEmpty, let withdrawal = record.withdrawal else { return given }
        let reason = withdrawal.reason.map { ": " + visibleText($0) } ?? ""
        return [Phrase(en: "Approval withdrawn\(reason)", nb: "Godkjenning trukket\(reason)")]
    }

    var json: JSON { figures.adding(ApprovalLines.members(record, standing)) }

    private var figures: JSON {
        let draft = record.current.event
        return [
            "filing": .string(record.id.description), "kind": .string(record.id.kind.rawValue),
            "period": .string(record.id.period.description), "state": .string(record.state.rawValue),
            "hash": .string(draft.hashes.document.hex), "envelopeHash": .string(draft.hashes.envelope.hex),
            "attachmentHashes": .array(draft.hashes.attachments.map { .string($0.hex) }),
            "category": document?.categoryText.map { .string($0) } ?? .null,
            "fastsattMerverdiavgift": integer(document?.total), "lines": .array((document?.lines ?? []).map(json)),
            "draftedBy": .string(draft.by), "draftedAt": .string(record.current.time.description),
            "logSize": .integer(Int64(clamping: draft.prefix.size)), "root": .string(draft.prefix.root.hex),
            "approvedBy": record.approval.map { .string($0.approval.by) } ?? .null,
            "approvedAt": record.approval.map { .string($0.time.description) } ?? .null,
            "changes": difference.map { FilingChanges($0).json } ?? .null,
        ]
    }

    private func json(_ line: VATReturnDocument.Line) -> JSON {
        [
            "mvaKode": .string(line.codeText), "spesifikasjon": optional(line.specificationText),
            "mvaKodeRegnskapsystem": optional(line.ledgerCode), "grunnlag": integer(line.grunnlag),
            "sats": optional(line.satsText), "merverdiavgift": integer(line.merverdiavgift),
            "merknad": optional(line.remark?.structured ?? line.remark?.text),
        ]
    }

    private func optional(_ text: String?) -> JSON { text.map { .string($0) } ?? .null }

    private func integer(_ number: XMLDecimal?) -> JSON { number?.kroner.map { .integer($0) } ?? .null }
}

/// What the current draft changed.
struct FilingChanges {
    private let difference: VATReturnDifference
    private let heading: Phrase
    private let before: Phrase
    private let after: Phrase

    /// - Parameters:
    ///   - before: what the earlier side is called; nil for the draft before.
    ///   - after: what the later side is called; nil for now.
    init(
        _ difference: VATReturnDifference,
        heading: Phrase = Phrase(en: "Changed since the last draft", nb: "Endret siden forrige utkast"),
        before: String? = nil, after: String? = nil
    ) {
        self.difference = difference
        self.heading = heading
        self.before = before.map { Phrase($0) } ?? Phrase(en: "Before", nb: "Før")
        self.after = after.map { Phrase($0) } ?? Phrase(en: "Now", nb: "Nå")
    }

    func text(in language: Language) -> String {
        guard !difference.isEmpty else {
            return Phrase(
                en: "The figures are those of the draft before.", nb: "Tallene er de samme som i forrige utkast."
            ).text(in: language)
        }
        var table = ReportTable([
            .init("code", heading), .init("before", before, .right), .init("after", after, .right),
        ])
        for line in difference.lines {
            let name = EffectTable.name(
                [line.code, line.specification, line.ledgerCode], sats: line.sats, isDeduction: !line.hasBase)
            if line.before?.grunnlag != line.after?.grunnlag {
                table.add([.text(name + " grunnlag"), cell(line.before?.grunnlag), cell(line.after?.grunnlag)])
            }
            if line.before?.merverdiavgift != line.after?.merverdiavgift {
                table.add([
                    .text(name + " merverdiavgift"), cell(line.before?.merverdiavgift),
                    cell(line.after?.merverdiavgift),
                ])
            }
            if line.before?.remark != line.after?.remark {
                table.add([.text(name + " merknad"), text(line.before?.remark), text(line.after?.remark)])
            }
        }
        for other in difference.others {
            table.add([.text(other), .empty, .phrase(Phrase(en: "changed", nb: "endret"))])
        }
        table.addTotal([
            .text("fastsattMerverdiavgift"), cell(difference.totalBefore), cell(difference.totalAfter),
        ])
        return table.text(in: language)
    }

    private func cell(_ kroner: Int64?) -> ReportTable.Cell { kroner.map { .kroner($0) } ?? .text("–") }

    private func text(_ remark: String?) -> ReportTable.Cell { .text(remark ?? "–") }

    var json: JSON {
        [
            "lines": .array(difference.lines.map(json)),
            "fastsattMerverdiavgiftBefore": integer(difference.totalBefore),
            "fastsattMerverdiavgift": integer(difference.totalAfter),
            "others": .array(difference.others.map { .string($0) }),
        ]
    }

    private func json(_ line: VATReturnDifference.Line) -> JSON {
        [
            "mvaKode": .string(line.code), "spesifikasjon": line.specification.map { .string($0) } ?? .null,
            "mvaKodeRegnskapsystem": line.ledgerCode.map { .string($0) } ?? .null,
            "sats": line.sats.map { .string($0) } ?? .null, "before": line.before.map(json) ?? .null,
            "after": line.after.map(json) ?? .null,
        ]
    }

    private func json(_ amounts: VATReturnDifference.Amounts) -> JSON {
        [
            "grunnlag": integer(amounts.grunnlag), "merverdiavgift": integer(amounts.merverdiavgift),
            "merknad": amounts.remark.map { .string($0) } ?? .null,
        ]
    }

    private func integer(_ number: Int64?) -> JSON { number.map { .integer($0) } ?? .null }
}

extension Session {
    /// The sheet of a filing's current draft.
    func sheet(of record: FilingRecord, in books: OpenBooks) throws -> FilingSheet {
        FilingSheet(
            record: record, document: VATReturnDocument(validBytes: try books.document(of: record).bytes),
            difference: try books.difference(of: record), standing: try books.approvalStanding(of: record))
    }
}
