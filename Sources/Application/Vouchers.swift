import EventLog
import Ledger
import Values

extension OpenBooks {
    /// Posts all vouchers or none.
    ///
    /// - Parameter rates: what they were converted at, recorded with them where it is new.
    /// - Returns: the entry of each.
    /// - Throws: `VoucherError` for the first that is refused.
    public func post(_ vouchers: [Voucher], recording rates: [RecordedRate] = []) throws -> [UInt64] {
        try change { ledger, _ in
            try ledger.recordNew(rates)
            return try vouchers.map { try ledger.post($0) }
        }
    }

    /// Takes a voucher back by one with opposite signs.
    ///
    /// - Parameters:
    ///   - number: of the new voucher; where nil, the original's followed by `-R`.
    ///   - date: of the new voucher; where nil, the original's.
    /// - Throws: `VoucherError`; `MoneyOverflow`.
    public func reverse(
        _ original: VoucherNumber, number: VoucherNumber? = nil, date: CalendarDate? = nil, text: String? = nil
    ) throws -> PostedVoucher {
        try change { ledger, writer in
            guard let posted = try ledger.voucher(original) else { throw VoucherError.notFound(original) }
            let reversing = Voucher(
                number: try number ?? VoucherNumber(series: original.series, number: original.number + "-R"),
                date: date ?? posted.voucher.date, text: text ?? "Reversal of voucher \(original)",
                kind: posted.voucher.kind, postings: try posted.voucher.postings.map { try $0.reversed() })
            let sequence = try ledger.reverse(posted.voucher, at: posted.sequence, by: reversing)
            guard let bytes = try writer.entry(sequence),
                let result = try PostedVoucher(EntryBytes.decode(bytes, sequence: sequence))
            else { throw VoucherError.notFound(reversing.number) }
            return result
        }
    }

    /// - Throws: `VoucherError.notFound`.
    public func voucher(_ number: VoucherNumber) throws -> PostedVoucher {
        guard let sequence = try log.sequence(ofKey: number.key), let bytes = try log.entry(sequence),
            let posted = try PostedVoucher(EntryBytes.decode(bytes, sequence: sequence))
        else { throw VoucherError.notFound(number) }
        return posted
    }

    /// The number of the voucher that took back the one in this entry.
    public func reversal(of sequence: UInt64) throws -> VoucherNumber? { try books().reversals[sequence] }
}

extension Posting {
    /// The same line with opposite signs: every line is taken back, the right ones too, so that original and reversal
    /// stand side by side (bokføringsloven § 9).
    ///
    /// - Throws: `MoneyOverflow`.
    func reversed() throws -> Posting {
        var posting = self
        posting.amount = try amount.negated()
        posting.vat?.base = try vat?.base?.negated()
        posting.vat?.vat = try vat?.vat?.negated()
        posting.dimensions = try dimensions.map {
            Dimension(type: $0.type, id: $0.id, amount: try $0.amount?.negated())
        }
        posting.currency = currency.map {
            CurrencyAmount(code: $0.code, amount: $0.amount.withOppositeSign, rate: $0.rate)
        }
        return posting
    }
}

extension String {
    /// A decimal text negated.
    fileprivate var withOppositeSign: String {
        if hasPrefix("-") { return String(dropFirst()) }
        return contains { $0 != "0" && $0 != "." } ? "-" + self : self
    }
}
