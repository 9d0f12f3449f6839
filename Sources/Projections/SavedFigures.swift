import EventLog
import Ledger
import Values

/// A part of the saved figures: one kind for one month.
struct SavedPart: Hashable, Sendable {
    enum Kind: String, CaseIterable {
        /// The trial balance by day.
        case days = "account-days"
        /// The trial balance by month.
        case totals = "account-months"
        case vat = "vat-postings"
        /// The entries of the month's vouchers, of those on each account, and of those with each VAT code.
        case vouchers = "month-vouchers"
        case accounts = "account-vouchers"
        case codes = "code-vouchers"
    }

    let kind: Kind
    let month: CalendarMonth

    init(_ kind: Kind, _ month: CalendarMonth) { (self.kind, self.month) = (kind, month) }

    /// `vat-postings/2026-03`.
    var name: String { "\(kind.rawValue)/\(month)" }

    static func isName(_ name: String) -> Bool { Kind.allCases.contains { name.hasPrefix($0.rawValue + "/") } }
}

/// What is saved: how many entries were folded, and which months have parts.
struct SavedHead: Sendable {
    /// Of the snapshot that holds it.
    static let name = "figures"
    /// The shape of all saved parts. Those of another version are ignored.
    static let version = 2

    struct Month: Equatable, Sendable {
        /// The days with a posting.
        var span: DaySpan
        /// The entry of the last voucher dated in the month.
        var lastSequence: UInt64
    }

    var size: UInt64
    var months: [CalendarMonth: Month] = [:]

    init(size: UInt64) { self.size = size }

    var bytes: [UInt8] {
        var saved = SavedBytes()
        saved.write(size)
        saved.write(months.count)
        for (number, month) in months.sorted(by: { $0.key < $1.key }) {
            saved.write(UInt64(number.number))
            saved.write(Int(month.span.first - number.firstDay))
            saved.write(Int(month.span.last - number.firstDay))
            saved.write(month.lastSequence)
        }
        return saved.bytes
    }

    init(bytes: [UInt8]) throws {
        self = try SavedReader.reading(bytes) { reader in
            var head = SavedHead(size: try reader.number())
            for _ in 0..<(try reader.count()) {
                guard let month = CalendarMonth(number: try reader.amount()) else { throw SavedReader.Damaged() }
                let (first, last) = (try reader.number(below: 31), try reader.number(below: 31))
                guard
                    let span = DaySpan(
                        month.firstDay + Int32(truncatingIfNeeded: first),
                        month.firstDay + Int32(truncatingIfNeeded: last))
                else { throw SavedReader.Damaged() }
                head.months[month] = Month(span: span, lastSequence: try reader.number())
            }
            return head
        }
    }
}

/// The figures that are saved in a log. All reads must be of one state of it.
struct SavedFigures {
    private let log: any EventLog
    let head: SavedHead

    /// Nil when none are saved, or those of another version.
    ///
    /// - Throws: `SavedReader.Damaged` when they cannot be read.
    init?(_ log: any EventLog) throws {
        guard let snapshot = try log.snapshot(SavedHead.name), snapshot.version == SavedHead.version else { return nil }
        self.log = log
        head = try SavedHead(bytes: snapshot.bytes)
        guard head.size == snapshot.size, head.size > 0 else { throw SavedReader.Damaged() }
    }

    /// - Throws: `SavedReader.Damaged` when it is missing or not the one that belongs to the head.
    private func bytes(_ kind: SavedPart.Kind, _ month: CalendarMonth) throws -> [UInt8] {
        guard let snapshot = try log.snapshot(SavedPart(kind, month).name), snapshot.version == SavedHead.version,
            snapshot.size == head.months[month]?.lastSequence
        else { throw SavedReader.Damaged() }
        return snapshot.bytes
    }

    /// The entries of a month's vouchers.
    ///
    /// - Throws: `SavedReader.Damaged`.
    func vouchers(of month: CalendarMonth) throws -> SequenceList {
        try SequenceList(bytes: bytes(.vouchers, month))
    }

    /// - Throws: `SavedReader.Damaged`; what reading the log throws.
    func figures(at size: UInt64, _ scope: FiguresScope) throws -> Figures {
        var figures = Figures()
        for (month, saved) in head.months.sorted(by: { $0.key < $1.key }) {
            if saved.lastSequence <= size {
                try add(month, saved, scope, to: &figures)
            } else {
                // Something was posted to the month afterwards: what there was before is folded again.
                try fold(month, upTo: size, into: &figures)
            }
        }
        var view = VoucherView()
        if head.size < size { try log.read((head.size + 1)...size) { _ = try figures.apply($0, &view) } }
        figures.size = size
        return figures
    }

    private func add(
        _ month: CalendarMonth, _ saved: SavedHead.Month, _ scope: FiguresScope, to figures: inout Figures
    ) throws {
        var (needsDays, needsVAT) = (true, true)
        switch scope {
        case .everything: break
        case .months: (needsDays, needsVAT) = (false, false)
        case .days(let range):
            let wanted = DaySpan(range)
            needsVAT = saved.span.overlaps(wanted)
            needsDays = needsVAT && !(wanted.contains(saved.span.first) && wanted.contains(saved.span.last))
        }
        if needsDays {
            try figures.trialBalance.add(savedDays: bytes(.days, month), of: month)
        } else {
            try figures.trialBalance.add(savedTotals: bytes(.totals, month), of: month, over: saved.span)
        }
        if needsVAT {
            try figures.vatPostings.add(saved: bytes(.vat, month), of: month)
        } else {
            figures.vatPostings.leaveOut(month, saved.span)
        }
    }

    private func fold(_ month: CalendarMonth, upTo size: UInt64, into figures: inout Figures) throws {
        let numbers = try vouchers(of: month).numbers(upTo: size)
        var view = VoucherView()
        try log.read(numbers) { _ = try figures.apply($0, &view) }
    }

    /// The entries up to a size that may hold what is looked for, dated in months that the days touch, in order.
    func sequences(_ selection: VoucherSelection, in days: DaySpan, upTo size: UInt64) throws -> [UInt64] {
        var found: [UInt64] = []
        for (month, saved) in head.months where saved.span.overlaps(days) {
            let list =
                switch (selection, VoucherIndex.name(of: selection)) {
                case (.account, let name?): try VoucherIndex.list(named: name, in: bytes(.accounts, month))
                case (.vat, let name?): try VoucherIndex.list(named: name, in: bytes(.codes, month))
                default: try vouchers(of: month)
                }
            found += try list.numbers(upTo: size)
        }
        return found.sorted()
    }

    /// Joins the saved parts with those of a fold that begins where they end.
    func join(_ head: inout SavedHead, _ parts: inout [SavedPart: [UInt8]]) throws {
        for (month, saved) in self.head.months {
            guard let later = head.months[month] else {
                head.months[month] = saved
                continue
            }
            var span = saved.span
            span.widen(to: later.span)
            head.months[month] = SavedHead.Month(span: span, lastSequence: later.lastSequence)
            var figures = Figures()
            try figures.trialBalance.add(savedDays: bytes(.days, month), of: month)
            try figures.trialBalance.add(savedDays: parts[SavedPart(.days, month)] ?? [], of: month)
            try figures.vatPostings.add(saved: bytes(.vat, month), of: month)
            try figures.vatPostings.add(saved: parts[SavedPart(.vat, month)] ?? [], of: month)
            parts[SavedPart(.days, month)] = figures.trialBalance.savedDays()[month]
            parts[SavedPart(.totals, month)] = try figures.trialBalance.savedTotals()[month]
            parts[SavedPart(.vat, month)] = figures.vatPostings.saved()[month] ?? [0, 0, 0]
            var vouchers = try self.vouchers(of: month)
            try vouchers.append(SequenceList(bytes: parts[SavedPart(.vouchers, month)] ?? []))
            parts[SavedPart(.vouchers, month)] = vouchers.bytes
            for kind in [SavedPart.Kind.accounts, .codes] {
                parts[SavedPart(kind, month)] = try VoucherIndex.joined(
                    saved: bytes(kind, month), and: parts[SavedPart(kind, month)] ?? [0])
            }
        }
    }
}

/// Finds vouchers by day, account or VAT code without scanning the log.
public struct VoucherFinder {
    private let log: any EventLog
    /// The entries that count are those after one size of the log, up to another.
    private let start: UInt64
    private let size: UInt64

    public init(_ log: any EventLog, size: UInt64, after start: UInt64 = 0) {
        (self.log, self.size, self.start) = (log, size, start)
    }

    /// Visits the entries that may hold what is looked for, in the order of the log: whoever asks looks whether they do.
    public func visit(
        _ selection: VoucherSelection = .all, in days: ClosedRange<CalendarDate>,
        _ visit: (StoredEntry) throws -> Void
    ) throws {
        guard size > start else { return }
        try log.readingOneState {
            let (sequences, covered) = try indexed(selection, DaySpan(days))
            try log.read(sequences.filter { $0 > start }, visit)
            let first = max(covered, start) + 1
            if first <= size { try log.read(first...size, visit) }
        }
    }

    /// What the index finds, and how many entries it covers.
    private func indexed(_ selection: VoucherSelection, _ days: DaySpan) throws -> ([UInt64], UInt64) {
        do {
            guard let saved = try SavedFigures(log) else { return ([], 0) }
            return (try saved.sequences(selection, in: days, upTo: size), saved.head.size)
        } catch is SavedReader.Damaged {
            return ([], 0)
        }
    }
}
