import EventLog
import Ledger
import Values

/// The figures with the index beside them: everything that is saved, folded from a part of the log or all of it.
public struct FiguresFold: Sendable {
    public private(set) var figures = Figures()
    private(set) var index = VoucherIndex()
    /// The first entry that was folded is the one after these.
    public let base: UInt64

    /// - Parameter base: the entries that are folded elsewhere.
    public init(after base: UInt64 = 0) {
        self.base = base
        figures.size = base
    }

    /// Folds the entries after `base` up to a size.
    public init(folding log: any EventLog, after base: UInt64 = 0, upTo size: UInt64) throws {
        self.init(after: base)
        guard size > base else { return }
        var view = VoucherView()
        try log.read((base + 1)...size) { try apply($0, &view) }
    }

    /// Folds the entry that follows those folded already.
    ///
    /// - Returns: whether it is a voucher, which `view` then shows.
    @discardableResult
    public mutating func apply(_ entry: StoredEntry, _ view: inout VoucherView) throws -> Bool {
        guard try view.read(entry) else {
            passOver(entry.sequence)
            return false
        }
        try apply(view)
        return true
    }

    /// Folds the voucher of the entry that follows those folded already.
    public mutating func apply(_ voucher: VoucherView) throws {
        try figures.apply(voucher)
        index.apply(voucher, numbers: figures.numbers)
        figures.size = voucher.sequence
    }

    /// Notes an entry that is no voucher.
    public mutating func passOver(_ sequence: UInt64) { figures.size = sequence }

    /// The parts of the saved form that this fold alone gives.
    func savedParts() throws -> (head: SavedHead, parts: [SavedPart: [UInt8]]) {
        var head = SavedHead(size: figures.size)
        var parts: [SavedPart: [UInt8]] = [:]
        let (days, totals) = (figures.trialBalance.savedDays(), try figures.trialBalance.savedTotals())
        let vat = figures.vatPostings.saved()
        for position in index.months.indices {
            guard let number = Int64(exactly: index.months.keys[position]), let month = CalendarMonth(number: number)
            else { continue }
            let vouchers = index.months.values[position]
            head.months[month] = SavedHead.Month(span: vouchers.span, lastSequence: vouchers.vouchers.last)
            parts[SavedPart(.days, month)] = days[month] ?? [0]
            parts[SavedPart(.totals, month)] = totals[month] ?? [0]
            parts[SavedPart(.vat, month)] = vat[month] ?? [0, 0, 0]
            parts[SavedPart(.vouchers, month)] = vouchers.vouchers.bytes
            parts[SavedPart(.accounts, month)] = index.savedAccounts(of: vouchers, figures.trialBalance.accounts)
            parts[SavedPart(.codes, month)] = index.savedCodes(of: vouchers)
        }
        return (head, parts)
    }

    /// Saves this fold: what is saved for its first entries stays, but for the months that it adds to.
    ///
    /// - Throws: `LogError`; nothing is changed then. Somebody else's newer state stays, without an error.
    public func save(in log: any EventLog) throws {
        var (head, parts) = try savedParts()
        if base > 0 {
            do {
                guard let saved = try SavedFigures(log), saved.head.size == base else { return }
                try saved.join(&head, &parts)
            } catch is SavedReader.Damaged {
                return try FiguresFold(folding: log, upTo: figures.size).save(in: log)
            }
        }
        let snapshots = FiguresFold.snapshots(head, parts)
        try log.save(snapshots, headedBy: SavedHead.name, continuing: base > 0 ? base : nil)
    }

    /// Saves the figures of so many entries, from those saved before.
    ///
    /// - Returns: the fold, where it had to begin with the first entry.
    @discardableResult
    public static func bringUpToDate(_ log: any EventLog, size: UInt64) throws -> FiguresFold? {
        let base = savedSize(in: log)
        guard base < size else { return nil }
        let fold = try FiguresFold(folding: log, after: base, upTo: size)
        // A cache that cannot be saved, on a full disk say, must not keep anybody from reading.
        try? fold.save(in: log)
        return base == 0 ? fold : nil
    }

    /// The name of the snapshot whose size is that of the saved figures.
    public static var headName: String { SavedHead.name }

    /// How many entries the saved figures are folded from; 0 when none can be used.
    public static func savedSize(in log: any EventLog) -> UInt64 { (try? SavedFigures(log)?.head.size) ?? 0 }

    /// What must be saved beside a log for which this is the fold of all entries, by its name.
    public func expectedParts() throws -> [String: Snapshot] {
        let (head, parts) = try savedParts()
        return FiguresFold.snapshots(head, parts)
    }

    /// The names of saved parts in the log that are not as expected: none, unless somebody changed them.
    public static func differing(_ expected: [String: Snapshot], in log: any EventLog) throws -> [String] {
        let found = Set(try log.snapshotNames().filter { $0 == SavedHead.name || SavedPart.isName($0) })
        return try found.union(expected.keys).sorted().filter { try log.snapshot($0) != expected[$0] }
    }

    private static func snapshots(_ head: SavedHead, _ parts: [SavedPart: [UInt8]]) -> [String: Snapshot] {
        var snapshots = [SavedHead.name: Snapshot(version: SavedHead.version, size: head.size, bytes: head.bytes)]
        for (part, bytes) in parts {
            snapshots[part.name] = Snapshot(
                version: SavedHead.version, size: head.months[part.month]?.lastSequence ?? 0, bytes: bytes)
        }
        return snapshots
    }
}
