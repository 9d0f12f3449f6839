import Application
import Formats
import Ledger
import Projections
import Reports
import Values

/// Vouchers by the line of a return that they changed.
struct EffectTable {
    private let effects: [LineEffect]

    init(_ effects: [LineEffect]) { self.effects = effects }

    var table: ReportTable {
        var table = ReportTable([
            .init("line", Phrase(en: "Vouchers behind it", nb: "Bilagene bak")),
            .init("date", Phrase(en: "Date", nb: "Dato")), .init("voucher", Phrase(en: "Voucher", nb: "Bilag")),
            .init("entry", Phrase(en: "Entry", nb: "Post"), .right),
            .init("recorded", Phrase(en: "Recorded", nb: "Registrert")),
            .init("text", Phrase(en: "Text", nb: "Tekst"), widest: 36),
            .init("grunnlag", Phrase("grunnlag"), .right), .init("merverdiavgift", Phrase("merverdiavgift"), .right),
        ])
        for effect in effects {
            for voucher in effect.vouchers {
                table.add([
                    .text(EffectTable.name(effect.key)), .text(voucher.date.description),
                    .text(voucher.voucher.description), .number(Int64(clamping: voucher.sequence)),
                    .text(voucher.recorded.description), .text(voucher.text),
                    voucher.base.map { .money($0) } ?? .empty, .money(voucher.vat),
                ])
            }
            if effect.vouchers.count > 1, let vat = try? effect.vat() {
                table.addTotal([
                    .text(EffectTable.name(effect.key)), .empty, .empty, .empty, .empty, .empty,
                    (try? effect.base()).flatMap { $0 }.map { .money($0) } ?? .empty, .money(vat),
                ])
            }
        }
        return table
    }

    static func name(_ key: VATLineKey) -> String {
        name(
            [key.code.description, key.specification?.rawValue, key.ledgerCode], sats: key.rate?.officialText,
            isDeduction: key.side == .deduction)
    }

    /// `3 S25 25 %` for output lines, `1 K25 fradrag` for deductions.
    ///
    /// - Parameter parts: code, specification and own code, as far as there are any.
    static func name(_ parts: [String?], sats: String?, isDeduction: Bool) -> String {
        let ending = isDeduction ? "fradrag" : sats.map { "\($0) %" }
        return (parts + [ending]).compactMap { $0 }.joined(separator: " ")
    }

    static func mapped(_ mappings: [VATCodeMapping]) -> Phrase {
        let codes = mappings.map { "\(visibleText($0.ledgerCode)) = \($0.code)" }.joined(separator: ", ")
        return Phrase(
            en: "VAT codes mapped in between, which may move earlier vouchers too: \(codes).",
            nb: "Mva-koder som er tilordnet imellom, og som kan flytte også tidligere bilag: \(codes).")
    }

    var json: JSON {
        .array(
            effects.map { effect in
                [
                    "mvaKode": .string(effect.key.code.description),
                    "spesifikasjon": effect.key.specification.map { .string($0.rawValue) } ?? .null,
                    "mvaKodeRegnskapsystem": effect.key.ledgerCode.map { .string($0) } ?? .null,
                    "sats": effect.key.rate.map { .string($0.officialText) } ?? .null,
                    "side": .string(effect.key.side == .output ? "output" : "deduction"),
                    "vouchers": .array(
                        effect.vouchers.map { voucher in
                            [
                                "sequence": .integer(Int64(clamping: voucher.sequence)),
                                "recorded": .string(voucher.recorded.description),
                                "voucher": .string(voucher.voucher.description),
                                "date": .string(voucher.date.description), "text": .string(voucher.text),
                                "grunnlagOre": voucher.base.map { .integer($0.ore) } ?? .null,
                                "merverdiavgiftOre": .integer(voucher.vat.ore),
                            ]
                        }),
                ]
            })
    }

    static func json(_ mappings: [VATCodeMapping]) -> JSON {
        .array(
            mappings.map {
                [
                    "ledgerCode": .string($0.ledgerCode), "code": .string($0.code.description),
                    "from": $0.from.map { .string($0.description) } ?? .null,
                    "to": $0.to.map { .string($0.description) } ?? .null,
                ]
            })
    }
}
