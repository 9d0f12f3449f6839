import Formats
import Ledger
import Values

/// A posting with the voucher it stands in, as reports list it.
public struct PostingRow: Hashable, Sendable {
    public let sequence: UInt64
    public let voucher: VoucherNumber
    public let date: CalendarDate
    /// The posting's own text, else the voucher's.
    public let text: String
    /// 1-based line of the voucher.
    public let line: Int
    public let posting: Posting
    /// Of the account after the posting, where one account is listed.
    public let balance: Money?

    public init(
        sequence: UInt64, voucher: VoucherNumber, date: CalendarDate, voucherText: String, line: Int, posting: Posting,
        balance: Money? = nil
    ) {
        self.sequence = sequence
        self.voucher = voucher
        self.date = date
        text = posting.text ?? voucherText
        self.line = line
        self.posting = posting
        self.balance = balance
    }

    public var json: JSON {
        var members = JSONObject([
            "sequence": .integer(Int64(clamping: sequence)), "line": .integer(Int64(line)),
            "date": .string(date.description), "voucher": .string(voucher.number),
            "series": voucher.series.map { .string($0) } ?? .null, "account": .string(posting.account.text),
            "text": .string(text), "amountOre": .integer(posting.amount.ore),
            "vatCode": posting.vat?.code.map { .string($0.description) } ?? .null,
            "vatLedgerCode": posting.vat?.ledgerCode.map { .string($0) } ?? .null,
            "vatBaseOre": posting.vat?.base.map { .integer($0.ore) } ?? .null,
            "vatOre": posting.vat?.vat.map { .integer($0.ore) } ?? .null,
            "party": posting.party.map { .string("\($0.role.rawValue)/\($0.id)") } ?? .null,
            "dimensions": .object(
                Dictionary(
                    posting.dimensions.map { ($0.type, JSON.string($0.id)) }, uniquingKeysWith: { first, _ in first })),
        ])
        if let balance { members["balanceOre"] = .integer(balance.ore) }
        return .object(members)
    }

    var codeCell: ReportTable.Cell { posting.vat?.code.map { .text($0.description) } ?? .empty }
}
