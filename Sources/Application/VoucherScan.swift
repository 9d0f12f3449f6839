import EventLog
import Ledger
import Values

extension OpenBooks {
    /// Visits the vouchers of some entries in the order of the log, whole.
    ///
    /// - Parameters:
    ///   - sequences: nil for an empty range.
    ///   - isWanted: asked before the voucher is decoded, which takes most of the time.
    func vouchers(
        in sequences: ClosedRange<UInt64>?, where isWanted: (VoucherView) throws -> Bool,
        _ visit: (PostedVoucher, VoucherView) throws -> Void
    ) throws {
        guard let sequences else { return }
        var view = VoucherView()
        try log.read(sequences) { entry in
            guard try view.read(entry), try isWanted(view), let posted = try PostedVoucher(entry.decoded()) else {
                return
            }
            try visit(posted, view)
        }
    }

    /// The log's first entries; nil when there are none.
    func entries(upTo size: UInt64) -> ClosedRange<UInt64>? { size > 0 ? 1...size : nil }

    /// The entries after `size`, up to and with `end`; nil when there are none.
    func entries(after size: UInt64, upTo end: UInt64) -> ClosedRange<UInt64>? {
        size < end ? (size + 1)...end : nil
    }
}

extension LedgerLine {
    /// - Parameter index: the line of the voucher, from 0.
    init(of posted: PostedVoucher, line index: Int, balance: Money? = nil) {
        self.init(
            sequence: posted.sequence, voucher: posted.voucher.number, date: posted.voucher.date,
            text: posted.voucher.text, line: index + 1, posting: posted.voucher.postings[index],
            isOpening: posted.voucher.kind == .opening, balance: balance)
    }
}
