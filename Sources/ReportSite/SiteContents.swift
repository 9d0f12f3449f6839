import Cryptography
import EventLog
import Filing
import Ledger
import LegalTables
import Projections
import Reports
import VATReturn
import Values

/// All that a site tells besides the vouchers, which are read from the log while it is written.
public struct SiteContents: Sendable {
    /// A VAT term, or the same period for another kind of return.
    public struct Term: Sendable {
        public let specification: VATSpecification
        public let deadline: VATDeadlineTable.Deadline?
        /// Whether the VAT accounts are to agree with this kind of return.
        public let comparesAccounts: Bool

        public init(
            _ specification: VATSpecification, deadline: VATDeadlineTable.Deadline?, comparesAccounts: Bool
        ) {
            self.specification = specification
            self.deadline = deadline
            self.comparesAccounts = comparesAccounts
        }

        public var period: ReportingPeriod { specification.period }
        public var category: VATCategory { specification.category }
    }

    /// A filing with its events and documents.
    public struct Filing: Sendable {
        public let record: FilingRecord
        public let category: VATCategory
        /// In order of the log.
        public let events: [RecordedEvent]
        /// The current document, read; nil where it does not keep to the schema.
        public let document: VATReturnDocument?
        public let deadline: VATDeadlineTable.Deadline?
        public let documents: [SiteDocument]

        public init(
            _ record: FilingRecord, category: VATCategory, events: [RecordedEvent], document: VATReturnDocument?,
            deadline: VATDeadlineTable.Deadline?, documents: [SiteDocument]
        ) {
            self.record = record
            self.category = category
            self.events = events
            self.document = document
            self.deadline = deadline
            self.documents = documents
        }
    }

    public typealias Place = @Sendable (AccountNumber) -> StatementAccountTable.Row?

    public let company: Company
    public let days: ClosedRange<CalendarDate>
    /// The log that everything is read from.
    public let head: TreeHead
    /// When its last entry was recorded.
    public let lastEntry: Timestamp
    /// The checkpoint of that log, as `bilag log checkpoint` writes it.
    public let checkpoint: String
    public let books: Books
    /// Of the days, in order of account.
    public let balances: TrialBalance.YearRows
    /// Of the days, in one column.
    public let income: FinancialStatement
    /// At the end of the last of them, in one column.
    public let balance: FinancialStatement
    /// Where an account stands in the statements.
    public let place: Place
    /// By first day, the company's own category before others.
    public let terms: [Term]
    public let filings: [Filing]

    public init(
        company: Company, days: ClosedRange<CalendarDate>, head: TreeHead, lastEntry: Timestamp, checkpoint: String,
        books: Books, balances: TrialBalance.YearRows, income: FinancialStatement, balance: FinancialStatement,
        place: @escaping Place,
        terms: [Term], filings: [Filing]
    ) {
        self.company = company
        self.days = days
        self.head = head
        self.lastEntry = lastEntry
        self.checkpoint = checkpoint
        self.books = books
        self.balances = balances
        self.income = income
        self.balance = balance
        self.place = place
        self.terms = terms
        self.filings = filings
    }
}

/// A file of a site. Names are relative, with slashes.
public struct SiteFile: Sendable {
    public let name: String
    public let bytes: [UInt8]

    public init(_ name: String, _ bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }
}
