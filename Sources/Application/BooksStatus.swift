import EventLog
import Filing
import Ledger
import Values

/// The books at a glance.
public struct BooksStatus: Sendable {
    public let company: Company
    public let head: TreeHead
    public let accounts: Int
    public let imports: [ImportRecord]
    public let closedPeriods: [ReportingPeriod]
    /// First and last day with a posting.
    public let days: ClosedRange<CalendarDate>?
    /// Filings that wait for somebody, with where they stand.
    public let openFilings: [(id: FilingID, state: FilingState)]
    public let approvalPolicy: ApprovalPolicy
}

extension OpenBooks {
    public func status() throws -> BooksStatus {
        let books = try books()
        return BooksStatus(
            company: try company(), head: try log.head(), accounts: books.accounts.count, imports: books.imports,
            closedPeriods: books.closedPeriods.sorted { $0.firstDay < $1.firstDay },
            days: try figures(.months).trialBalance.days,
            openFilings: try filings().records.filter { !$0.isFinished }.map { ($0.id, $0.state) },
            approvalPolicy: books.approvalPolicy)
    }
}
