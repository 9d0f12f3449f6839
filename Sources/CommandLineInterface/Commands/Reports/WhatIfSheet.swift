import Formats
import LegalTables
import Projections
import Reports
import Values

/// The lines of a period's VAT specification with and without some vouchers.
struct WhatIfSheet: Sheet {
    private let before: VATSpecification
    private let after: VATSpecification
    private let vouchers: Int
    /// Periods that would have to be reopened first.
    private let closed: [ReportingPeriod]
    private let rows: [(key: VATLineKey, before: VATSpecificationLine?, after: VATSpecificationLine?)]

    init(before: VATSpecification, after: VATSpecification, vouchers: Int, closed: [ReportingPeriod]) {
        self.before = before
        self.after = after
        self.vouchers = vouchers
        self.closed = closed
        let keys = after.lines.map(VATLineKey.init)
        let gone = before.lines.map(VATLineKey.init).filter { !keys.contains($0) }
        rows = (keys + gone).map { key in
            (
                key, before.lines.first { VATLineKey($0) == key }, after.lines.first { VATLineKey($0) == key }
            )
        }
    }

    func text(in language: Language) -> String {
        let title = Phrase(
            en: "Mva-spesifikasjon \(after.period), \(after.category), if \(vouchers) more "
                + "\(vouchers == 1 ? "voucher were" : "vouchers were") posted. Nothing is.",
            nb:
                "Mva-spesifikasjon \(after.period), \(after.category), om \(vouchers) bilag til ble bokført. Ingenting er bokført."
        )
        var parts = [title.text(in: language), "", table.text(in: language)]
        if !closed.isEmpty {
            let periods = closed.map(\.description).joined(separator: ", ")
            let phrase = Phrase(
                en: "\(periods) is closed: reopen it before posting.",
                nb: "\(periods) er lukket: gjenåpne før bokføring.")
            parts += ["", phrase.text(in: language)]
        }
        if !after.unmapped.isEmpty {
            let codes = after.unmapped.map(visibleText).joined(separator: ", ")
            parts += [
                "",
                Phrase(en: "Without a standard code: \(codes).", nb: "Uten standardkode: \(codes).").text(in: language),
            ]
        }
        return parts.joined(separator: "\n")
    }

    var table: ReportTable {
        var table = ReportTable([
            .init("mvaKode", Phrase("mvaKode"), .right), .init("spesifikasjon", Phrase("spesifikasjon")),
            .init("mvaKodeRegnskapsystem", Phrase(en: "Own code", nb: "Egen kode")),
            .init("sats", Phrase("sats"), .right),
            .init("grunnlagBefore", Phrase(en: "grunnlag now", nb: "grunnlag nå"), .right),
            .init("grunnlag", Phrase(en: "with them", nb: "med dem"), .right),
            .init("merverdiavgiftBefore", Phrase(en: "merverdiavgift now", nb: "merverdiavgift nå"), .right),
            .init("merverdiavgift", Phrase(en: "with them", nb: "med dem"), .right),
            .init("change", Phrase(en: "Change", nb: "Endring"), .right),
        ])
        for row in rows {
            let (old, new) = (row.before?.merverdiavgift ?? 0, row.after?.merverdiavgift ?? 0)
            table.add([
                .text(row.key.code.description), row.key.specification.map { .text($0.rawValue) } ?? .empty,
                .text(row.key.ledgerCode ?? ""), row.key.rate.map { .text($0.officialText) } ?? .empty,
                kroner(row.before?.grunnlag), kroner(row.after?.grunnlag), kroner(row.before?.merverdiavgift),
                kroner(row.after?.merverdiavgift), .kroner(new.subtractingReportingOverflow(old).partialValue),
            ])
        }
        table.addTotal([
            .phrase(Phrase(en: "Total", nb: "Sum")), .empty, .empty, .empty, .empty, .empty,
            .kroner(before.determinedVAT),
            .kroner(after.determinedVAT),
            .kroner(after.determinedVAT.subtractingReportingOverflow(before.determinedVAT).partialValue),
        ])
        return table
    }

    private func kroner(_ number: Int64?) -> ReportTable.Cell { number.map { .kroner($0) } ?? .empty }

    var json: JSON {
        [
            "period": .string(after.period.description), "category": .string(after.category.rawValue),
            "vouchers": .integer(Int64(vouchers)), "fastsattMerverdiavgiftBefore": .integer(before.determinedVAT),
            "fastsattMerverdiavgift": .integer(after.determinedVAT),
            "lines": .array(
                rows.map { row in
                    [
                        "mvaKode": .string(row.key.code.description),
                        "spesifikasjon": row.key.specification.map { .string($0.rawValue) } ?? .null,
                        "mvaKodeRegnskapsystem": row.key.ledgerCode.map { .string($0) } ?? .null,
                        "sats": row.key.rate.map { .string($0.officialText) } ?? .null,
                        "before": WhatIfSheet.amounts(row.before), "after": WhatIfSheet.amounts(row.after),
                    ]
                }), "unmapped": .array(after.unmapped.map { .string($0) }),
            "closed": .array(closed.map { .string($0.description) }),
        ]
    }

    private static func amounts(_ line: VATSpecificationLine?) -> JSON {
        guard let line else { return .null }
        return [
            "grunnlag": line.grunnlag.map { .integer($0) } ?? .null, "merverdiavgift": .integer(line.merverdiavgift),
            "grunnlagOre": line.base.map { .integer($0.ore) } ?? .null, "merverdiavgiftOre": .integer(line.vat.ore),
        ]
    }
}
