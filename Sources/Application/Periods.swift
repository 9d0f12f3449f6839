import EventLog
import Filing
import Ledger
import Values

extension OpenBooks {
    /// Closes a period: no voucher can be posted to it any more.
    ///
    /// - Throws: `BooksError.periodIsClosed`.
    public func close(_ period: ReportingPeriod) throws {
        try change { ledger, _ in
            guard !ledger.books.closedPeriods.contains(period) else { throw BooksError.periodIsClosed(period) }
            try ledger.record(.periodClosed(PeriodClosing(period: period, by: person)))
        }
    }

    /// Reopens a period, and withdraws the approvals that rested on its being closed.
    ///
    /// - Returns: the filings whose approvals ended, also where more were needed.
    /// - Throws: `BooksError.periodIsOpen`; `BooksError.filingUnderWay` when one is on its way to the authority.
    public func reopen(_ period: ReportingPeriod, reason: String?) throws -> [FilingID] {
        try change { ledger, writer in
            guard ledger.books.closedPeriods.contains(period) else { throw BooksError.periodIsOpen(period) }
            let affected = try filings().records.filter {
                $0.id.period.firstDay <= period.lastDay && period.firstDay <= $0.id.period.lastDay && !$0.isFinished
            }
            if let busy = affected.first(where: { $0.mayLieAtAuthority }) {
                throw BooksError.filingUnderWay(busy.id.description, period)
            }
            try ledger.record(.periodReopened(PeriodClosing(period: period, by: person, reason: reason)))
            let approved = affected.filter { !$0.approvals.isEmpty }
            for filing in approved {
                let note = FilingNote(
                    filing: filing.id, hash: filing.current.event.hashes.document, by: person,
                    reason: "\(period) was reopened", log: writer.head)
                _ = try writer.append(note.newEvent(FilingEventType.approvalWithdrawn), at: now)
            }
            return approved.map(\.id)
        }
    }

    /// Closed periods, earliest first.
    public func closedPeriods() throws -> [ReportingPeriod] {
        try books().closedPeriods.sorted { ($0.firstDay, $0.lastDay) < ($1.firstDay, $1.lastDay) }
    }
}
