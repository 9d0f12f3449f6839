import EventLog
import Filing
import Ledger
import LegalTables
import Projections
import Reports
import Values

/// A report that is due, and where it stands.
public struct DueReport: Sendable {
    public enum Status: Hashable, Sendable {
        /// Delivered and accepted, or not refused yet.
        case done(FilingID)
        /// On its way: sent, or waiting for a signature.
        case underWay(FilingID)
        /// Not delivered, and not late.
        case open(FilingID?)
        /// Not delivered, and the last day is past.
        case overdue(FilingID?)
        /// Bilag does not file it, so the books cannot tell.
        case notKnown
    }

    public let name: Phrase
    /// The report's short name, for programs: `mva-melding`, `årsregnskap`.
    public let report: String
    public let period: ReportingPeriod
    public let due: CalendarDate
    /// A day before it that a careful filer keeps, where official sources disagree.
    public let warnFrom: CalendarDate?
    public let status: Status
    /// When it was delivered.
    public let delivered: CalendarDate?
    /// The legal form it is due for, where that is not every company's.
    public let appliesTo: String?
    public let source: String
    /// How many days are left; negative when the last day is past.
    public let daysLeft: Int
}

extension OpenBooks {
    /// What is due from the company in some days, with the VAT terms as the log tells them; in order of the last day.
    ///
    /// - Parameter range: the days that deadlines are to fall in; where nil, from the books' first day to a year from now.
    ///   VAT terms before the books' first posting are not theirs to file; periods that begin more than two years from now
    ///   are left out.
    /// - Throws: what reading the log throws.
    public func deadlines(_ range: ClosedRange<CalendarDate>? = nil) throws -> [DueReport] {
        let figures = try figures()
        let today = now.dateInNorway
        let registered = try time(of: 1).dateInNorway
        let first = figures.trialBalance.days?.lowerBound ?? registered
        let end = today.adding(days: 366)
        let days = range ?? min(first, today)...end
        // Nobody knows the law of the years after next.
        let last = min(days.upperBound.year, max(today.year, first.year) + 2)
        let years = first.year...max(first.year, last)
        let filings = try filings()
        var found: [DueReport] = []
        for year in years {
            found += try vatTerms(year, from: first, filings, today)
            found += try otherReports(year, from: first, figures, today)
        }
        return found.filter { days.contains($0.due) }.sorted {
            ($0.due, $0.report, $0.period.index) < ($1.due, $1.report, $1.period.index)
        }
    }

    private func vatTerms(
        _ year: Int, from first: CalendarDate, _ filings: Filings, _ today: CalendarDate
    ) throws -> [DueReport] {
        let company = try company()
        guard let category = company.vatCategory, let kind = company.vatPeriod else { return [] }
        return (1...ReportingPeriod.count(of: kind, in: year)).compactMap { index in
            guard let period = ReportingPeriod(kind, index, of: year), period.lastDay >= first,
                let deadline = LegalTables.current.vatDeadlines.deadline(category, period)
            else { return nil }
            let records = filings.of(category, period)
            let delivered = records.last { [.accepted, .submitted].contains($0.state) }
            return DueReport(
                name: Phrase(en: "VAT return (mva-melding), \(category)", nb: "Mva-melding, \(category)"),
                report: "mva-melding", period: period, due: deadline.day, warnFrom: deadline.warnFrom,
                status: status(records, isPast: today > deadline.day),
                delivered: delivered?.submittedAt?.dateInNorway, appliesTo: nil, source: deadline.source,
                daysLeft: deadline.day.daysSince1970 - today.daysSince1970)
        }
    }

    /// A later filing that is only drafted takes nothing from one that was accepted.
    private func status(_ records: [FilingRecord], isPast: Bool) -> DueReport.Status {
        if let accepted = records.last(where: { $0.state == .accepted }) { return .done(accepted.id) }
        if let sent = records.last(where: { [.submitted, .awaitingSignature].contains($0.state) }) {
            return .underWay(sent.id)
        }
        let open = records.last { $0.state != .superseded }?.id
        return isPast ? .overdue(open) : .open(open)
    }

    private func otherReports(
        _ year: Int, from first: CalendarDate, _ figures: Figures, _ today: CalendarDate
    ) throws -> [DueReport] {
        try LegalTables.current.filingDeadlines.rows.flatMap { row in
            try (1...ReportingPeriod.count(of: row.every, in: year)).compactMap { index in
                guard let period = ReportingPeriod(row.every, index, of: year), period.lastDay >= first,
                    let due = row.deadline(period), try isNeeded(row, in: period, figures)
                else { return nil }
                return DueReport(
                    name: Phrase(en: row.englishName, nb: row.norwegianName), report: row.report, period: period,
                    due: due, warnFrom: nil, status: .notKnown, delivered: nil, appliesTo: row.appliesTo,
                    source: row.source, daysLeft: due.daysSince1970 - today.daysSince1970)
            }
        }
    }

    private func isNeeded(
        _ row: FilingDeadlineTable.Row, in period: ReportingPeriod, _ figures: Figures
    ) throws -> Bool {
        guard let accounts = row.whenAccounts else { return true }
        return try figures.trialBalance.movements(in: period.firstDay...period.lastDay).keys.contains { account in
            Int(account.text.prefix(4)).map { account.text.count >= 4 && accounts.contains($0) } ?? false
        }
    }
}
