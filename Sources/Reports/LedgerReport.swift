import Formats
import Ledger
import Values

/// The postings of one account over some days (kontospesifikasjon, bokføringsforskriften § 3-1), with running balance.
public struct LedgerReport: Report {
    public struct Row: Hashable, Sendable {
        public let sequence: UInt64
        public let date: CalendarDate
        public let voucher: VoucherNumber
        public let text: String
        /// Debit positive.
        public let amount: Money
        public let vatCode: VATCode?

        public init(
            sequence: UInt64, date: CalendarDate, voucher: VoucherNumber, text: String, amount: Money, vatCode: VATCode?
        ) {
            self.sequence = sequence
            self.date = date
            self.voucher = voucher
            self.text = text
            self.amount = amount
            self.vatCode = vatCode
        }
    }

    private let account: AccountNumber
    private let name: String
    private let from: CalendarDate
    private let to: CalendarDate
    private let opening: Money
    private let closing: Money
    private let rows: [(row: Row, balance: Money)]

    /// - Parameter rows: by date, then by place in the log.
    /// - Throws: `MoneyOverflow`.
    public init(
        account: AccountNumber, name: String, from: CalendarDate, to: CalendarDate, opening: Money, rows: [Row]
    ) throws(MoneyOverflow) {
        self.account = account
        self.name = name
        self.from = from
        self.to = to
        self.opening = opening
        var balance = opening
        var running: [(Row, Money)] = []
        for row in rows {
            try balance += row.amount
            running.append((row, balance))
        }
        self.rows = running
        closing = balance
    }

    public func text(in language: Language) -> String {
        let title = Phrase(en: "Ledger of account (kontospesifikasjon)", nb: "Kontospesifikasjon").text(in: language)
        return "\(title) \(account) \(visibleText(name)), \(from) – \(to)\n\n" + tableWithTotals.text(in: language)
    }

    public var table: ReportTable {
        var table = LedgerReport.emptyTable
        addRows(to: &table)
        return table
    }

    private var tableWithTotals: ReportTable {
        var table = LedgerReport.emptyTable
        table.add([
            .text(from.description), .empty, .phrase(Phrase(en: "Opening balance", nb: "Inngående saldo")), .empty,
            .empty, .money(opening),
        ])
        addRows(to: &table)
        table.addTotal([
            .text(to.description), .empty, .phrase(Phrase(en: "Closing balance", nb: "Utgående saldo")), .empty,
            .empty, .money(closing),
        ])
        return table
    }

    private static let emptyTable = ReportTable([
        .init("date", Phrase(en: "Date", nb: "Dato")), .init("voucher", Phrase(en: "Voucher", nb: "Bilag")),
        .init("text", Phrase(en: "Text", nb: "Tekst")), .init("mvaKode", Phrase("mvaKode"), .right),
        .init("amount", Phrase(en: "Amount", nb: "Beløp"), .right),
        .init("balance", Phrase(en: "Balance", nb: "Saldo"), .right),
    ])

    private func addRows(to table: inout ReportTable) {
        for (row, balance) in rows {
            table.add([
                .text(row.date.description), .text(row.voucher.description), .text(row.text),
                row.vatCode.map { .text($0.description) } ?? .empty, .money(row.amount), .money(balance),
            ])
        }
    }

    public var json: JSON {
        let postings = rows.map { row, balance -> JSON in
            [
                "sequence": .integer(Int64(clamping: row.sequence)), "date": .string(row.date.description),
                "voucher": .string(row.voucher.number), "series": row.voucher.series.map { .string($0) } ?? .null,
                "text": .string(row.text), "vatCode": row.vatCode.map { .string($0.description) } ?? .null,
                "amountOre": .integer(row.amount.ore), "balanceOre": .integer(balance.ore),
            ]
        }
        return [
            "account": .string(account.text), "name": .string(name), "from": .string(from.description),
            "to": .string(to.description), "openingOre": .integer(opening.ore), "closingOre": .integer(closing.ore),
            "postings": .array(postings),
        ]
    }
}
