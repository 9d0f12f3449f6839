import EventLog
import Ledger
import Values

/// Which vouchers of a month name each customer and supplier.
struct PartyVouchers: MonthDetail {
    static let kind = DetailKind.partyVouchers

    private var lists: [PartyReference: SequenceList] = [:]
    private var view = PartyLines()

    init(of _: CalendarMonth) {}

    subscript(party: PartyReference) -> SequenceList { lists[party] ?? SequenceList() }

    mutating func apply(_ entry: StoredEntry) throws {
        guard entry.mentions(.party), try view.read(entry) else { return }
        for line in view.lines { lists[line.party, default: SequenceList()].append(entry.sequence) }
    }

    init(of _: CalendarMonth, _ reader: inout SavedReader) throws {
        for _ in 0..<(try reader.count()) {
            let party = try reader.party()
            lists[party] = try SequenceList(bytes: Array(try reader.slice()))
        }
    }

    func write(to saved: inout SavedBytes) {
        saved.write(lists.count)
        for (party, list) in lists.sorted(by: { $0.key.savedBefore($1.key) }) {
            saved.write(party)
            saved.write(list.bytes)
        }
    }
}

extension PartyReference {
    /// The order of parties in saved forms.
    func savedBefore(_ other: PartyReference) -> Bool {
        role == other.role ? id.utf8.lexicographicallyPrecedes(other.id.utf8) : role == .customer
    }
}

extension SavedBytes {
    mutating func write(_ party: PartyReference) {
        write(party.role == .customer ? 0 : 1)
        write(party.id)
    }
}

extension SavedReader {
    mutating func party() throws -> PartyReference {
        PartyReference(try number(below: 2) == 0 ? .customer : .supplier, try text())
    }
}

/// Finds the vouchers that name a customer or supplier.
public struct PartyVoucherFinder {
    private let log: any EventLog
    private let size: UInt64

    public init(_ log: any EventLog, size: UInt64) { (self.log, self.size) = (log, size) }

    /// Visits the entries that may name the party, dated in months up to a day, in the order of the log.
    public func visit(
        _ party: PartyReference, through day: CalendarDate, _ visit: (StoredEntry) throws -> Void
    ) throws {
        let sequences = try MonthDetails.reading(log, size: size) { details in
            var found: [UInt64] = []
            for month in details.index.months(through: day) {
                found += try details.load(PartyVouchers.self, month)[party].numbers(upTo: size)
            }
            return found.sorted()
        }
        try log.read(sequences, visit)
    }
}
