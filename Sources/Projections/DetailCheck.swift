import EventLog
import Ledger
import Values

/// Compares the details that are saved in a log with what its entries give. What the saved index says of the months'
/// vouchers must have been compared before.
public struct DetailCheck {
    private let log: any EventLog
    private let size: UInt64

    /// - Parameter size: how many entries the saved figures are of.
    public init(_ log: any EventLog, size: UInt64) { (self.log, self.size) = (log, size) }

    /// The name of a saved part that is not what the entries give; nil when all are.
    public func differing() throws -> String? {
        let names = try log.snapshotNames().filter { name in
            DetailKind.allCases.contains { name.hasPrefix($0.rawValue + "/") }
        }
        guard !names.isEmpty else { return nil }
        return try MonthIndex.reading(log, size: size) { index in
            var openItems: [CalendarMonth: Snapshot] = [:]
            for name in names.sorted() {
                guard let (kind, month) = DetailKind.reading(name), kind.name(month) == name,
                    let snapshot = try log.snapshot(name)
                else { return name }
                // Another version's part is nobody's business here.
                guard snapshot.version == DetailKind.version else { continue }
                if kind == .openItems {
                    openItems[month] = snapshot
                } else if try expected(kind, month, index, snapshot.size) != snapshot {
                    return name
                }
            }
            return try differing(openItems, index).map { DetailKind.openItems.name($0) }
        }
    }

    private func expected(
        _ kind: DetailKind, _ month: CalendarMonth, _ index: MonthIndex, _ size: UInt64
    ) throws -> Snapshot? {
        switch kind {
        case .dimensionDays: try expected(DimensionDays.self, month, index, size)
        case .dimensionMonths: try expected(DimensionMonths.self, month, index, size)
        case .foreign: try expected(ForeignDays.self, month, index, size)
        case .partyVouchers: try expected(PartyVouchers.self, month, index, size)
        case .vatApart: try expected(VATApart.self, month, index, size)
        case .openItems: nil
        }
    }

    /// Nil when no voucher of the month is the one that the part says is its last.
    private func expected<Detail: MonthDetail>(
        _: Detail.Type, _ month: CalendarMonth, _ index: MonthIndex, _ size: UInt64
    ) throws -> Snapshot? {
        let sequences = try index.indexed(month).filter { $0 <= size }
        guard sequences.last == size else { return nil }
        var detail = Detail(of: month)
        try log.read(sequences) { try detail.apply($0) }
        return MonthDetails.snapshot(of: detail, size: size)
    }

    /// The first month whose open items are not what the vouchers up to it give.
    private func differing(_ saved: [CalendarMonth: Snapshot], _ index: MonthIndex) throws -> CalendarMonth? {
        guard let last = saved.keys.max() else { return nil }
        let months = index.months.keys.filter { $0 <= last }.sorted()
        var items = OpenItems()
        var view = PartyLines()
        var folded: UInt64 = 0
        for month in months {
            let sequences = try index.indexed(month)
            try log.read(sequences) { try items.apply($0, &view) }
            folded = max(folded, sequences.last ?? 0)
            guard let snapshot = saved[month] else { continue }
            // Where something was posted to these months since, what there was before is folded by itself.
            let expected =
                snapshot.size == folded
                ? OpenItems.snapshot(of: items, size: folded)
                : try self.expected(months.prefix { $0 <= month }, index, snapshot.size)
            if expected != snapshot { return month }
        }
        return saved.keys.filter { !months.contains($0) }.min()
    }

    private func expected(
        _ months: ArraySlice<CalendarMonth>, _ index: MonthIndex, _ size: UInt64
    ) throws -> Snapshot? {
        var items = OpenItems()
        var view = PartyLines()
        var folded: UInt64 = 0
        for month in months {
            let sequences = try index.indexed(month).filter { $0 <= size }
            try log.read(sequences) { try items.apply($0, &view) }
            folded = max(folded, sequences.last ?? 0)
        }
        return folded == size ? OpenItems.snapshot(of: items, size: size) : nil
    }
}
