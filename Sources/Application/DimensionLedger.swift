import EventLog
import Ledger
import Reports
import Values

/// The postings on an account that belong to one value of a dimension.
public struct DimensionLedger: Sendable {
    public struct Line: Sendable {
        public let line: LedgerLine
        /// The part of the posting that belongs to the value.
        public let amount: Money
        public let balance: Money
    }

    public let type: String
    /// Nil for postings that carry no value.
    public let value: String?
    public let heading: Phrase
    public let opening: Money
    public let lines: [Line]
    public let closing: Money
}

extension OpenBooks {
    /// The postings of some days on an account, by the values of a dimension.
    ///
    /// - Throws: `DimensionError`; `MoneyOverflow`.
    public func ledger(
        of account: AccountNumber, by choice: DimensionChoice, in days: ClosedRange<CalendarDate>
    ) throws -> [DimensionLedger] {
        let shares = try shares(of: choice, in: days)
        guard let type = shares.first?.type else { return [] }
        var found: [String?: [(line: LedgerLine, amount: Money)]] = [:]
        let isOrdinary = { (view: VoucherView) in view.kind == .ordinary }
        try vouchers(.account(account), dated: days, upTo: try log.size(), where: isOrdinary) { posted, _ in
            for (index, posting) in posted.voucher.postings.enumerated() where posting.account == account {
                for (value, amount) in try posting.split(by: type) {
                    found[value, default: []].append((LedgerLine(of: posted, line: index), amount))
                }
            }
        }
        return try shares.map { share in
            let opening = share.accounts[account]?.opening ?? .zero
            var balance = opening
            let sorted = (found[share.value] ?? []).sorted {
                ($0.line.date, $0.line.sequence, $0.line.line) < ($1.line.date, $1.line.sequence, $1.line.line)
            }
            let lines = try sorted.map { part in
                try balance += part.amount
                return DimensionLedger.Line(line: part.line, amount: part.amount, balance: balance)
            }
            return DimensionLedger(
                type: type, value: share.value, heading: share.heading, opening: opening, lines: lines,
                closing: balance)
        }
    }
}
