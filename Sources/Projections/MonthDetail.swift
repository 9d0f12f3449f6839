import EventLog
import Values

/// What only some reports need, folded from the vouchers of a month when somebody first asks, and saved then.
protocol MonthDetail {
    static var kind: DetailKind { get }

    init(of month: CalendarMonth)
    /// Reads what `write` wrote.
    ///
    /// - Throws: `SavedReader.Damaged`.
    init(of month: CalendarMonth, _ reader: inout SavedReader) throws
    func write(to saved: inout SavedBytes)

    /// Folds an entry of the month, later in the log than all before.
    mutating func apply(_ entry: StoredEntry) throws
}

/// The kinds of parts that are saved when they are first asked for.
enum DetailKind: String, CaseIterable, Sendable {
    case dimensionDays = "dimension-days"
    case dimensionMonths = "dimension-months"
    case foreign = "foreign-days"
    case partyVouchers = "party-vouchers"
    case vatApart = "vat-apart"
    /// All months up to this one, unlike the others.
    case openItems = "open-items"

    /// The shape of all of these. Those of another version are ignored.
    static let version = 1

    func name(_ month: CalendarMonth) -> String { "\(rawValue)/\(month)" }

    /// The kind and month of a part's name; nil for other names.
    static func reading(_ name: String) -> (kind: DetailKind, month: CalendarMonth)? {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, let kind = DetailKind(rawValue: parts[0]), let day = try? CalendarDate(parts[1] + "-01")
        else { return nil }
        return (kind, CalendarMonth(day))
    }
}

/// Loads details from what is saved and the vouchers after it, and gathers what is worth saving.
struct MonthDetails {
    let index: MonthIndex
    private(set) var unsaved: [String: Snapshot] = [:]
    /// So many vouchers are folded sooner than saved.
    private static let fewVouchers = 200

    init(_ index: MonthIndex) { self.index = index }

    /// - Throws: what reading the log throws; `SavedReader.Damaged` when the saved index is.
    mutating func load<Detail: MonthDetail>(_: Detail.Type, _ month: CalendarMonth) throws -> Detail {
        var (detail, folded) = saved(Detail.self, month) ?? (Detail(of: month), 0)
        let rest = try index.indexed(month, after: folded)
        try index.log.read(rest) { try detail.apply($0) }
        if let last = rest.last, folded == 0 || rest.count > MonthDetails.fewVouchers {
            keep(MonthDetails.snapshot(of: detail, size: last), as: Detail.kind.name(month))
        }
        try index.log.read(index.months[month]?.later ?? []) { try detail.apply($0) }
        return detail
    }

    private func saved<Detail: MonthDetail>(
        _: Detail.Type, _ month: CalendarMonth
    ) -> (detail: Detail, size: UInt64)? {
        guard let snapshot = snapshot(Detail.kind, month) else { return nil }
        return try? SavedReader.reading(snapshot.bytes) { reader in
            guard try reader.number() == snapshot.size else { throw SavedReader.Damaged() }
            return (try Detail(of: month, &reader), snapshot.size)
        }
    }

    /// What is saved of the month's vouchers up to one that counts.
    func snapshot(_ kind: DetailKind, _ month: CalendarMonth) -> Snapshot? {
        guard let saved = index.saved, let snapshot = try? index.log.snapshot(kind.name(month)),
            snapshot.version == DetailKind.version, snapshot.size > 0,
            snapshot.size <= min(index.size, saved.head.size)
        else { return nil }
        return snapshot
    }

    /// - Parameter size: the last voucher that is in it.
    static func snapshot(of detail: some MonthDetail, size: UInt64) -> Snapshot {
        var saved = SavedBytes()
        saved.write(size)
        detail.write(to: &saved)
        return Snapshot(version: DetailKind.version, size: size, bytes: saved.bytes)
    }

    mutating func keep(_ snapshot: Snapshot, as name: String) { unsaved[name] = snapshot }

    /// Saves what was gathered beside the figures that it was made from, where they are still there.
    func save() {
        guard !unsaved.isEmpty, let head = index.saved?.head, head.size <= index.size else { return }
        var parts = unsaved
        parts[SavedHead.name] = Snapshot(version: SavedHead.version, size: head.size, bytes: head.bytes)
        // A cache that cannot be saved must not keep anybody from reading.
        try? index.log.save(parts, headedBy: SavedHead.name, continuing: head.size)
    }

    /// Loads details of one state of the log, and saves what was not saved.
    static func reading<Result>(
        _ log: any EventLog, size: UInt64, _ body: (inout MonthDetails) throws -> Result
    ) throws -> Result {
        let (result, details) = try MonthIndex.reading(log, size: size) { index in
            var details = MonthDetails(index)
            return (try body(&details), details)
        }
        details.save()
        return result
    }
}
