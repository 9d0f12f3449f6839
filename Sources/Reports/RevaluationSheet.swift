import Formats
import Ledger
import Projections
import Values

/// Exchange differences as people and programs read them, before or after they are posted.
public struct RevaluationSheet: Sheet {
    public let revaluation: Revaluation
    private let accounts: [AccountNumber: Account]
    private let gain: Money
    private let loss: Money
    /// What was posted; empty while nothing is.
    private let posted: [PostedVoucher]

    /// - Throws: `MoneyOverflow`.
    public init(_ revaluation: Revaluation, accounts: [AccountNumber: Account], posted: [PostedVoucher]) throws {
        self.revaluation = revaluation
        self.accounts = accounts
        self.posted = posted
        (gain, loss) = try Revaluation.totals(revaluation.differences)
    }

    public func text(in language: Language) -> String {
        let heading = Phrase(
            en: "Monetary items in foreign currency at \(revaluation.date)",
            nb: "Pengeposter i utenlandsk valuta per \(revaluation.date)")
        let gains = Phrase(en: "Gain \(gain), loss \(loss)", nb: "Gevinst \(gain), tap \(loss)")
        return heading.text(in: language) + "\n\n" + table.text(in: language) + "\n" + gains.text(in: language)
    }

    public var table: ReportTable {
        var table = ReportTable([
            .init("account", Phrase(en: "Account", nb: "Konto")), .init("name", Phrase(en: "Name", nb: "Navn")),
            .init("party", Phrase(en: "Party", nb: "Part")),
            .init("reference", Phrase(en: "Reference", nb: "Referanse")),
            .init("currency", Phrase(en: "Currency", nb: "Valuta")),
            .init("foreign", Phrase(en: "In currency", nb: "I valuta"), .right),
            .init("rate", Phrase(en: "Rate", nb: "Kurs"), .right),
            .init("rateDate", Phrase(en: "Rate of", nb: "Kursdato")),
            .init("booked", Phrase(en: "Booked", nb: "Bokført"), .right),
            .init("restated", Phrase(en: "Restated", nb: "Omregnet"), .right),
            .init("difference", Phrase(en: "Difference", nb: "Differanse"), .right),
            .init("kind", Phrase(en: "Kind", nb: "Art")),
        ])
        for item in revaluation.items { table.add(cells(item)) }
        return table
    }

    private func cells(_ item: Revaluation.Item) -> [ReportTable.Cell] {
        [
            .text(item.holding.account.text), .text(accounts[item.holding.account]?.name ?? ""),
            .text(item.holding.party.map { "\($0.role.rawValue)/\($0.id)" } ?? ""), .text(item.reference ?? ""),
            .text(item.holding.currency.text), .text(item.foreign.description),
            .text(item.rate?.perUnit.description ?? ""), .text(item.rate?.date.description ?? ""),
            .money(item.booked), .money(item.restated), .money(item.difference),
            .phrase(
                item.kind == .realised
                    ? Phrase(en: "realised", nb: "realisert") : Phrase(en: "unrealised", nb: "urealisert")),
        ]
    }

    public var json: JSON {
        [
            "date": .string(revaluation.date.description), "gainOre": .integer(gain.ore), "lossOre": .integer(loss.ore),
            "items": .array(revaluation.items.map(RevaluationSheet.item)),
            "posted": .array(
                posted.map {
                    [
                        "voucher": .string($0.voucher.number.number),
                        "series": $0.voucher.number.series.map { .string($0) } ?? .null,
                        "date": .string($0.voucher.date.description),
                        "sequence": .integer(Int64(clamping: $0.sequence)),
                        "reverses": $0.reverses.map { .string($0.description) } ?? .null,
                    ]
                }),
        ]
    }

    private static func item(_ item: Revaluation.Item) -> JSON {
        [
            "account": .string(item.holding.account.text),
            "party": item.holding.party.map { .string("\($0.role.rawValue)/\($0.id)") } ?? .null,
            "reference": item.reference.map { .string($0) } ?? .null,
            "currency": .string(item.holding.currency.text), "currencyAmount": .string(item.foreign.description),
            "rate": item.rate.map { .string($0.perUnit.description) } ?? .null,
            "rateDate": item.rate.map { .string($0.date.description) } ?? .null,
            "rateSource": item.rate.map { .string($0.source) } ?? .null,
            "bookedOre": .integer(item.booked.ore), "restatedOre": .integer(item.restated.ore),
            "differenceOre": .integer(item.difference.ore), "kind": .string(item.kind.rawValue),
        ]
    }
}
