import Values

/// The days of a report: `--period P`, or `--from D --to D`.
struct ReportRange {
    let days: ClosedRange<CalendarDate>?

    static let options = options(otherwise: "Else all days with postings.")

    /// - Parameter otherwise: which days are meant where none are given.
    static func options(otherwise: String) -> [CommandOption] {
        [
            .value("period", "PERIOD", PeriodHelp.forms + " " + otherwise),
            .value("from", "D", "The first day, as in 2026-01-01."), .value("to", "D", "The last day."),
        ]
    }

    init(_ arguments: Arguments) throws {
        let period = try arguments.parsed("period", as: ReportingPeriod.init)
        let from = try arguments.parsed("from") { text throws(InvalidInput) in try CalendarDate(text) }
        let to = try arguments.parsed("to") { text throws(InvalidInput) in try CalendarDate(text) }
        switch (period, from, to) {
        case (let period?, nil, nil): days = period.firstDay...period.lastDay
        case (nil, let from?, let to?):
            guard from <= to else { throw UsageError("--from \(from) lies after --to \(to).") }
            days = from...to
        case (nil, nil, nil): days = nil
        case (_?, _, _): throw UsageError("Give either --period, or --from and --to.")
        default: throw UsageError("--from and --to go together. Give both, or --period.")
        }
    }
}
