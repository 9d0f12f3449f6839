import EventLog
import Ledger
import Projections
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
        try log.read(sequences) { try self.visit($0, &view, isWanted, visit) }
    }

    /// Visits the vouchers of some days that were posted with some entries, in the order of the log, whole. The cost
    /// follows the months of the days, or less where one account or code is looked for.
    func vouchers(
        _ selection: VoucherSelection = .all, dated days: ClosedRange<CalendarDate>, after start: UInt64 = 0,
        upTo size: UInt64, where isWanted: (VoucherView) throws -> Bool = { _ in true },
        _ visit: (PostedVoucher, VoucherView) throws -> Void
    ) throws {
        var view = VoucherView()
        try VoucherFinder(log, size: size, after: start).visit(selection, in: days) { entry in
            try self.visit(entry, &view, { try days.contains($0.date) && isWanted($0) }, visit)
        }
    }

    private func visit(
        _ entry: StoredEntry, _ view: inout VoucherView, _ isWanted: (VoucherView) throws -> Bool,
        _ visit: (PostedVoucher, VoucherView) throws -> Void
    ) throws {
        guard try view.read(entry), try isWanted(view), let posted = try PostedVoucher(reading: entry) else {
            return
        }
        try visit(posted, view)
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
