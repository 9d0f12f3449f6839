import EventLog
import Ledger
import LegalTables
import Projections
import Reports
import Values

/// An income statement or balance sheet of these books, with what it was made from.
public struct StatementReport: Sendable {
    public let statement: FinancialStatement
    /// Nil for balance sheets, which are of one day.
    public let from: CalendarDate?
    public let to: CalendarDate
    public let names: [AccountNumber: String]
    public let head: TreeHead
}

/// What stands beside the figures asked for.
public struct StatementOptions: Sendable {
    /// Adds a column of the same days a year before.
    public var comparesLastYear = false
    /// Adds a column for each value of a dimension.
    public var dimension: DimensionChoice?

    public init(comparesLastYear: Bool = false, dimension: DimensionChoice? = nil) {
        self.comparesLastYear = comparesLastYear
        self.dimension = dimension
    }
}

extension OpenBooks {
    /// The income statement of some days (resultatregnskap, regnskapsloven § 6-1).
    ///
    /// - Parameter range: where nil, the year of the last posting.
    /// - Throws: `DimensionError` for a dimension that no posting carries; `MoneyOverflow`.
    public func incomeStatement(
        _ range: ClosedRange<CalendarDate>?, _ options: StatementOptions = StatementOptions()
    ) throws -> StatementReport {
        let figures = try figures()
        let days = range ?? lastYear(of: figures)
        var columns: [FinancialStatement.Column] = []
        if let choice = options.dimension {
            columns = try dimensionColumns(choice, days)
        }
        columns.append(
            FinancialStatement.Column(
                "current", column(days), amounts: try figures.trialBalance.movements(in: days)))
        if options.comparesLastYear {
            let before = days.aYearEarlier
            columns.append(
                FinancialStatement.Column(
                    "compared", column(before), amounts: try figures.trialBalance.movements(in: before)))
        }
        let books = try books()
        return StatementReport(
            statement: try FinancialStatement(.income, columns: columns, place: books.statementPlace),
            from: days.lowerBound, to: days.upperBound, names: books.accounts.mapValues(\.name),
            head: try head(at: figures.size))
    }

    /// The balance sheet at the end of a day (balanse, regnskapsloven § 6-2).
    ///
    /// - Parameter day: where nil, the last day with a posting.
    /// - Throws: `MoneyOverflow`.
    public func balanceSheet(_ day: CalendarDate?, comparesLastYear: Bool = false) throws -> StatementReport {
        let figures = try figures()
        let day = day ?? figures.trialBalance.days?.upperBound ?? now.dateInNorway
        var columns = [
            FinancialStatement.Column(
                "current", Phrase("\(day)"), amounts: try figures.trialBalance.balances(at: day))
        ]
        if comparesLastYear {
            let before = day.endAYearEarlier
            columns.append(
                FinancialStatement.Column(
                    "compared", Phrase("\(before)"), amounts: try figures.trialBalance.balances(at: before)))
        }
        let books = try books()
        return StatementReport(
            statement: try FinancialStatement(.balance, columns: columns, place: books.statementPlace), from: nil,
            to: day, names: books.accounts.mapValues(\.name), head: try head(at: figures.size))
    }

    /// The year of the last posting; this year in books without any.
    func lastYear(of figures: Figures) -> ClosedRange<CalendarDate> {
        let last = figures.trialBalance.days?.upperBound ?? now.dateInNorway
        guard let year = ReportingPeriod(.year, 1, of: last.year) else { return last...last }
        return year.firstDay...year.lastDay
    }

    private func column(_ days: ClosedRange<CalendarDate>) -> Phrase {
        let year = ReportingPeriod(.year, 1, of: days.lowerBound.year)
        let isYear = year.map { $0.firstDay...$0.lastDay == days } ?? false
        return Phrase(isYear ? "\(days.lowerBound.year)" : "\(days.lowerBound) – \(days.upperBound)")
    }
}

extension TrialBalance {
    /// What each account that was moved in some days comes to, debit positive; balances carried into the books are no
    /// movement.
    public func movements(in days: ClosedRange<CalendarDate>) throws -> [AccountNumber: Money] {
        try rows(from: days.lowerBound, to: days.upperBound).reduce(into: [:]) { amounts, row in
            if row.debit != .zero || row.credit != .zero { amounts[row.account] = try row.debit - row.credit }
        }
    }

    /// What each account with a posting comes to at the end of a day, debit positive.
    public func balances(at day: CalendarDate) throws -> [AccountNumber: Money] {
        try rows(from: day, to: day).reduce(into: [:]) { amounts, row in
            amounts[row.account] = row.closing
        }
    }
}

extension CalendarDate {
    /// The same day a year before, 28 February for 29 February.
    public var aYearEarlier: CalendarDate {
        let last = CalendarDate.daysIn(month: month, of: year - 1)
        return CalendarDate(year: year - 1, month: month, day: min(day, last)) ?? self
    }

    /// As `aYearEarlier`, with the last day of a month staying the last.
    var endAYearEarlier: CalendarDate {
        guard day == CalendarDate.daysIn(month: month, of: year) else { return aYearEarlier }
        return CalendarDate(year: year - 1, month: month, day: CalendarDate.daysIn(month: month, of: year - 1)) ?? self
    }
}

extension ClosedRange<CalendarDate> {
    /// The same days a year before.
    public var aYearEarlier: ClosedRange<CalendarDate> {
        let first = lowerBound.aYearEarlier
        return first...Swift.max(first, upperBound.endAYearEarlier)
    }
}
