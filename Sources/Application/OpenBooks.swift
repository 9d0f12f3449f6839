import EventLog
import Filing
import Ledger
import Projections
import Values

/// A set of books at work: the log with the clock and the person. Each use case is an extension of its own.
public final class OpenBooks {
    public let log: any EventLog
    /// Whose name stands in what is recorded.
    public let person: String
    /// The account on this machine.
    public let user: String
    let clock: @Sendable () -> Timestamp
    /// What the books knew when the last change began, so that the next one folds only what came since.
    private var known = Books()

    /// How long the tail of the log behind the saved figures may grow before a reader saves them anew: folding so many
    /// entries takes some milliseconds.
    private static let longestTail: UInt64 = 2_000

    /// - Throws: `BooksError.notInitialised` when the log holds no company.
    /// - Parameter user: nil where it is the person's name.
    public init(
        _ log: any EventLog, person: String, user: String? = nil, clock: @escaping @Sendable () -> Timestamp
    ) throws {
        self.log = log
        self.person = person
        self.user = user ?? person
        self.clock = clock
        guard try log.size() > 0 else { throw BooksError.notInitialised }
    }

    public var now: Timestamp { clock() }

    /// What the books know besides vouchers, now or after the first `size` entries.
    public func books(at size: UInt64? = nil) throws -> Books {
        try Books.load(from: log, size: try size ?? log.size())
    }

    public func filings() throws -> Filings { try Filings.load(from: log, size: try log.size()) }

    /// - Throws: `FilingError.unknown`.
    public func filing(_ id: FilingID) throws -> FilingRecord {
        guard let record = try filings()[id] else { throw FilingError.unknown(id) }
        return record
    }

    /// - Throws: `BooksError.notInitialised`.
    public func company() throws -> Company {
        // The first entry, and no other, registers the company: it is found without folding the rest.
        guard let bytes = try log.entry(1),
            case .companyRegistered(let company)? = try LedgerEvent(EntryBytes.decode(bytes, sequence: 1))
        else { throw BooksError.notInitialised }
        return company
    }

    /// The figures now or after the first `size` entries. Saves them where the tail has grown long.
    ///
    /// - Parameter scope: what is needed of them; the cost follows it.
    public func figures(_ scope: FiguresScope = .everything, at size: UInt64? = nil) throws -> Figures {
        let current = try log.size()
        let saved = FiguresFold.savedSize(in: log)
        if current > saved + OpenBooks.longestTail, let fold = try FiguresFold.bringUpToDate(log, size: current),
            size ?? current == current
        {
            return fold.figures
        }
        return try Figures.load(from: log, size: size ?? current, scope)
    }

    /// One durable change of the books: nobody else writes between reading and writing.
    ///
    /// - Parameter size: where given, the change is refused with `LogError.movedOn` if the log has grown since.
    func change<Result>(
        expecting size: UInt64? = nil, _ body: (LedgerTransaction, any LogWriter) throws -> Result
    ) throws -> Result {
        try log.write(expecting: size) { writer in
            known = try known.extended(to: writer.size, in: log)
            return try body(LedgerTransaction(writer, books: known, now: now), writer)
        }
    }
}

/// Why books could not be used.
public enum BooksError: Error, Equatable, CustomStringConvertible {
    case notInitialised
    case noVATCategory
    case unmappedVATCodes([String], ReportingPeriod)
    case periodIsClosed(ReportingPeriod)
    case periodIsOpen(ReportingPeriod)
    case filingUnderWay(String, ReportingPeriod)
    /// A VAT code would be mapped anew that a filing on its way counts.
    case mappingMovesFiling(String, ReportingPeriod)

    public var description: String {
        switch self {
        case .notInitialised: "The file holds no company yet. Make the books with 'bilag books init'."
        case .noVATCategory:
            "These books are of a company without VAT registration. Say which return to draft with --category."
        case .unmappedVATCodes(let codes, let period):
            "Postings in \(period) carry VAT codes that no standard code is known for: \(codes.joined(separator: ", ")). "
                + "Map them with 'bilag import map --map FILE', then try again."
        case .periodIsClosed(let period): "\(period) is closed already."
        case .periodIsOpen(let period): "\(period) is not closed. 'bilag period list' shows what is."
        case .filingUnderWay(let filing, let period):
            "\(period) cannot be reopened while filing \(filing) is on its way to the authority. Finish it first with "
                + "'bilag filing submit \(filing)'."
        case .mappingMovesFiling(let filing, let period):
            "The mapping would change the return of \(period), and its filing \(filing) is on its way to the authority. "
                + "Nothing was mapped. Finish it first with 'bilag filing submit \(filing)', or map from a later day with "
                + "rows that have \"from\"."
        }
    }
}
