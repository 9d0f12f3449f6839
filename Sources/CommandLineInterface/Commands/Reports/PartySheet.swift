import Application
import Formats
import Ledger
import Reports
import Values

/// Open balances per customer and supplier (kunde- og leverandørspesifikasjon), with ageing.
struct PartySheet: Sheet {
    private let report: PartyReport
    private let showsItems: Bool
    private let totals: (balance: Money, buckets: [Money], unapplied: Money)

    init(_ report: PartyReport, showsItems: Bool) throws(MoneyOverflow) {
        self.report = report
        self.showsItems = showsItems
        var balance = Money.zero
        var buckets = Ageing().buckets
        var unapplied = Money.zero
        for party in report.parties {
            try balance += party.balance
            try unapplied += party.ageing.unapplied
            for index in buckets.indices { try buckets[index] += party.ageing.buckets[index] }
        }
        totals = (balance, buckets, unapplied)
    }

    /// Whether the general ledger says the same as the parties together.
    var isReconciled: Bool { report.checks.allSatisfy { $0.ledger == $0.parties } }

    func text(in language: Language) -> String {
        let title = Phrase(
            en: "Customers and suppliers (kunde- og leverandørspesifikasjon), \(report.day)",
            nb: "Kunde- og leverandørspesifikasjon, \(report.day)")
        guard !report.parties.isEmpty || !report.checks.isEmpty else {
            return [
                title,
                Phrase(
                    en: "No posting names a customer or supplier.", nb: "Ingen posteringer har kunde eller leverandør."),
            ]
            .map { $0.text(in: language) }.joined(separator: "\n\n")
        }
        var parts = [title.text(in: language), "", table.text(in: language)]
        if showsItems { parts += ["", items.text(in: language)] }
        return (parts + ["", checks.text(in: language)]).joined(separator: "\n")
    }

    private static let bucketHeadings = [
        Phrase(en: "Not due", nb: "Ikke forfalt"), Phrase(en: "1–30 days", nb: "1–30 dager"),
        Phrase(en: "31–60", nb: "31–60"), Phrase(en: "61–90", nb: "61–90"), Phrase(en: "Over 90", nb: "Over 90"),
    ]
    private static let bucketNames = ["notDue", "days1to30", "days31to60", "days61to90", "over90"]

    var table: ReportTable {
        var table = ReportTable(
            [
                .init("party", Phrase(en: "Party", nb: "Reskontro")),
                .init("name", Phrase(en: "Name", nb: "Navn"), widest: 40),
                .init("balance", Phrase(en: "Balance", nb: "Saldo"), .right),
            ] + zip(PartySheet.bucketNames, PartySheet.bucketHeadings).map { .init($0, $1, .right) } + [
                .init("unapplied", Phrase(en: "Not applied", nb: "Ikke plassert"), .right)
            ])
        for party in report.parties {
            table.add(
                [.text(PartySheet.text(party.party)), .text(party.name ?? ""), .money(party.balance)]
                    + party.ageing.buckets.map { .money($0) } + [.money(party.ageing.unapplied)])
        }
        table.addTotal(
            [.phrase(Phrase(en: "Total", nb: "Sum")), .empty, .money(totals.balance)]
                + totals.buckets.map { .money($0) } + [.money(totals.unapplied)])
        return table
    }

    private var items: ReportTable {
        var table = ReportTable([
            .init("party", Phrase(en: "Party", nb: "Reskontro")), .init("due", Phrase(en: "Due", nb: "Forfall")),
            .init("date", Phrase(en: "Date", nb: "Dato")), .init("voucher", Phrase(en: "Voucher", nb: "Bilag")),
            .init("reference", Phrase(en: "Reference", nb: "Referanse")),
            .init("text", Phrase(en: "Text", nb: "Tekst")),
            .init("amount", Phrase(en: "Amount", nb: "Beløp"), .right),
            .init("open", Phrase(en: "Open", nb: "Åpent"), .right),
        ])
        for party in report.parties {
            for item in party.openItems {
                table.add([
                    .text(PartySheet.text(party.party)), .text(item.due.description), .text(item.date.description),
                    .text(item.voucher.description), .text(item.reference ?? ""), .text(item.text), .money(item.amount),
                    .money(item.open),
                ])
            }
        }
        return table
    }

    private var checks: ReportTable {
        var table = ReportTable([
            .init("account", Phrase(en: "Against the ledger", nb: "Mot hovedboken"), widest: 50),
            .init("ledger", Phrase(en: "Ledger", nb: "Hovedbok"), .right),
            .init("parties", Phrase(en: "Parties", nb: "Reskontro"), .right),
            .init("difference", Phrase(en: "Without party", nb: "Uten reskontro"), .right),
        ])
        for check in report.checks {
            table.add([
                .text("\(check.account) \(check.name)"), .money(check.ledger), .money(check.parties),
                (try? check.difference()).map { .money($0) } ?? .empty,
            ])
        }
        return table
    }

    static func text(_ party: PartyReference) -> String { "\(party.role.rawValue)/\(party.id)" }

    var json: JSON {
        [
            "on": .string(report.day.description), "parties": .array(report.parties.map(PartySheet.json)),
            "accounts": .array(
                report.checks.map { check in
                    [
                        "account": .string(check.account.text), "role": .string(check.role.rawValue),
                        "ledgerOre": .integer(check.ledger.ore), "partiesOre": .integer(check.parties.ore),
                        "ok": .bool(check.ledger == check.parties),
                    ]
                }),
            "balanceOre": .integer(totals.balance.ore), "ok": .bool(isReconciled),
        ]
    }

    private static func json(_ party: PartyBalance) -> JSON {
        var ageing = JSONObject(["unappliedOre": .integer(party.ageing.unapplied.ore)])
        for (name, amount) in zip(bucketNames, party.ageing.buckets) { ageing[name + "Ore"] = .integer(amount.ore) }
        return [
            "party": .string(text(party.party)), "name": party.name.map { .string($0) } ?? .null,
            "balanceOre": .integer(party.balance.ore), "ageing": .object(ageing),
            "openItems": .array(
                party.openItems.map { item in
                    [
                        "sequence": .integer(Int64(clamping: item.sequence)),
                        "voucher": .string(item.voucher.description),
                        "date": .string(item.date.description), "due": .string(item.due.description),
                        "reference": item.reference.map { .string($0) } ?? .null, "text": .string(item.text),
                        "amountOre": .integer(item.amount.ore), "openOre": .integer(item.open.ore),
                    ]
                }),
        ]
    }
}
