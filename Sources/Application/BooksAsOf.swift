import EventLog
import Ledger
import Values

/// A point in the life of the books: what they said then is folded from the entries before it.
public enum BooksMoment: Hashable, Sendable, CustomStringConvertible {
    /// After so many entries.
    case entry(UInt64)
    /// After the last entry that was recorded at or before a time.
    case time(Timestamp)

    /// Reads an entry's number, `57`; a time, `2026-04-10T08:00:00Z`; or a day, `2026-04-10`, whose end in Norway is meant.
    public init(_ text: String) throws(InvalidInput) {
        if let number = UInt64(text), number >= 1, text.utf8.allSatisfy({ $0 != UInt8(ascii: "+") }) {
            self = .entry(number)
        } else if let day = try? CalendarDate(text) {
            self = .time(try BooksMoment.end(of: day))
        } else if let time = try? Timestamp(text) {
            self = .time(time)
        } else {
            throw InvalidInput(
                text,
                "a moment is the number of an entry, as in 57, a day, as in 2026-04-10, or a time, as in "
                    + "2026-04-10T08:00:00Z")
        }
    }

    /// The last millisecond of a day in Norway.
    private static func end(of day: CalendarDate) throws(InvalidInput) -> Timestamp {
        // Norway is one or two hours before UTC: the first of the two that is not yet the next day there.
        let midnight = try Timestamp("\(day.adding(days: 1))T00:00:00Z")
        for hours in [1, 2] as [Int64] {
            let last = Timestamp(millisecondsSince1970: midnight.millisecondsSince1970 - hours * 3_600_000 - 1)
            if last.dateInNorway == day { return last }
        }
        return midnight
    }

    public var description: String {
        switch self {
        case .entry(let number): "\(number)"
        case .time(let time): "\(time)"
        }
    }
}

/// Books as they were, and the entry they were at.
public struct BooksAsOf {
    public let books: OpenBooks
    /// How many entries they had.
    public let size: UInt64
    /// When the last of these was recorded.
    public let recorded: Timestamp
}

/// Why books have nothing to say about a moment.
public enum BooksMomentError: Error, Equatable, CustomStringConvertible {
    case beyond(UInt64, size: UInt64)
    case before(Timestamp, first: Timestamp)

    public var description: String {
        switch self {
        case .beyond(let number, let size):
            "There is no entry \(number): the books have \(size). 'bilag log show ENTRY' shows one."
        case .before(let time, let first):
            "The books had no entry at \(time): the first was recorded at \(first). Choose a later time."
        }
    }
}

extension OpenBooks {
    /// The books as they were at a moment: every report can be asked of them, and gives what it gave then.
    ///
    /// - Throws: `BooksMomentError`; what reading the log throws.
    public func asOf(_ moment: BooksMoment) throws -> BooksAsOf {
        let size = try entries(at: moment)
        let recorded = try time(of: size)
        // What is due or overdue is told by the clock of then, too.
        var then = recorded
        if case .time(let time) = moment { then = min(time, now) }
        let books = try OpenBooks(TentativeLog(log, size: size), person: person, user: user) { [then] in then }
        return BooksAsOf(books: books, size: size, recorded: recorded)
    }

    /// The books with vouchers that nobody posted: they pass the same checks as posted ones, but for closed periods, which
    /// are open to the question.
    ///
    /// - Returns: these books, which are gone with the value, and the closed periods that the vouchers lie in.
    /// - Throws: `VoucherError` for the first that could not be posted.
    public func whatIf(_ vouchers: [Voucher]) throws -> (books: OpenBooks, closed: [ReportingPeriod]) {
        let books = try tentative()
        let dates = vouchers.map(\.date)
        let closed = try self.books().closedPeriods.filter { period in dates.contains { period.contains($0) } }
        try books.change { ledger, _ in
            for period in closed { try ledger.record(.periodReopened(PeriodClosing(period: period, by: person))) }
        }
        _ = try books.post(vouchers)
        return (books, closed)
    }

    /// Books that can be changed without anybody seeing it.
    func tentative() throws -> OpenBooks {
        try OpenBooks(TentativeLog(log, size: try log.size()), person: person, user: user, clock: clock)
    }

    private func entries(at moment: BooksMoment) throws -> UInt64 {
        let size = try log.size()
        switch moment {
        case .entry(let number):
            guard number <= size else { throw BooksMomentError.beyond(number, size: size) }
            return number
        case .time(let time):
            let first = try self.time(of: 1)
            guard first <= time else { throw BooksMomentError.before(time, first: first) }
            // Entries stand in the order they were recorded, so that half of the rest falls away with each look.
            var (low, high) = (UInt64(1), size)
            while low < high {
                let middle = low + (high - low + 1) / 2
                if try self.time(of: middle) <= time { low = middle } else { high = middle - 1 }
            }
            return low
        }
    }

    func time(of sequence: UInt64) throws -> Timestamp {
        guard let bytes = try log.entry(sequence) else { throw LogError.damagedEntry(sequence, "it is missing") }
        return try EntryBytes.decode(bytes, sequence: sequence).time
    }
}
