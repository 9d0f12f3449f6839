import EventLog
import Ledger

/// The projections that reports and documents are made from, folded together in one pass over the log.
public struct Figures: Equatable, Sendable {
    public private(set) var trialBalance = TrialBalance()
    public private(set) var vatPostings = VATPostings()
    /// The entries folded so far.
    public private(set) var size: UInt64 = 0

    public init() {}

    /// Folds one entry; entries that are no vouchers move no money.
    ///
    /// - Returns: whether it is a voucher, which `view` then shows.
    @discardableResult
    public mutating func apply(_ entry: StoredEntry, _ view: inout VoucherView) throws -> Bool {
        size = entry.sequence
        guard try view.read(entry) else { return false }
        try trialBalance.apply(view)
        try vatPostings.apply(view)
        return true
    }

    /// The figures after the first `size` entries: from the saved ones, where they are not newer than that, and the
    /// entries that came after.
    public static func load(from log: any EventLog, size: UInt64) throws -> Figures {
        var figures = try saved(in: log, notAfter: size) ?? Figures()
        var view = VoucherView()
        if figures.size < size {
            try log.read((figures.size + 1)...size) { _ = try figures.apply($0, &view) }
        }
        return figures
    }

    /// Saves the figures as snapshots, which later loads begin from. Together, since one of an other size than the other
    /// would be of no use.
    public func save(in log: any EventLog) throws {
        var snapshots: [String: Snapshot] = [:]
        for (name, version, bytes) in savedForms {
            snapshots[name] = Snapshot(version: version, size: size, bytes: bytes)
        }
        try log.save(snapshots)
    }

    private var savedForms: [(String, Int, [UInt8])] {
        [
            (TrialBalance.name, TrialBalance.version, trialBalance.savedBytes),
            (VATPostings.name, VATPostings.version, vatPostings.savedBytes),
        ]
    }

    /// The names of saved forms in the log that differ from these figures: none, unless somebody changed them.
    /// These figures must be folded from the first entry on.
    public func differingSnapshots(in log: any EventLog) throws -> [String] {
        var differing: [String] = []
        for (name, version, bytes) in savedForms {
            guard let snapshot = try log.snapshot(name), snapshot.version == version, snapshot.size == size else {
                continue
            }
            if snapshot.bytes != bytes { differing.append(name) }
        }
        return differing
    }

    /// Nil when a snapshot is missing, of another version, too new, unreadable, or not of one size with the other.
    private static func saved(in log: any EventLog, notAfter size: UInt64) throws -> Figures? {
        guard let balance = try log.snapshot(TrialBalance.name), balance.version == TrialBalance.version,
            let vat = try log.snapshot(VATPostings.name), vat.version == VATPostings.version,
            balance.size == vat.size, balance.size <= size
        else { return nil }
        var figures = Figures()
        do {
            figures.trialBalance = try TrialBalance(savedBytes: balance.bytes)
            figures.vatPostings = try VATPostings(savedBytes: vat.bytes)
        } catch {
            // A damaged cache costs time, not figures.
            return nil
        }
        figures.size = balance.size
        return figures
    }
}
