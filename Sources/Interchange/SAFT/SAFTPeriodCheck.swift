import Values

/// Compares `Period` and `PeriodYear` with the voucher's date. A fiscal year may deviate from the calendar, so the
/// distance in months that most vouchers have is taken to be right, and only the others are reported.
struct SAFTPeriodCheck {
    struct Shift {
        var count = 0
        var file = ""
        var line = 0
        var path = ""
    }

    private var counted: [Int: Shift] = [:]
    /// Vouchers in a row mostly share their distance; they are counted here first.
    private var current = Int.min
    private var currentCount = 0

    var shifts: [Int: Shift] {
        var all = counted
        all[current]?.count += currentCount
        return all
    }

    mutating func add(
        period: Int, year: Int, date: CalendarDate, file: String, _ line: Int, path: () -> String
    ) {
        // Period 0 and 13 and later hold openings and closings: the month follows the date.
        guard (1...12).contains(period) else { return }
        let shift = (date.year - year) * 12 + date.month - period
        if shift != current {
            counted[current]?.count += currentCount
            (current, currentCount) = (shift, 0)
            if counted[shift] == nil { counted[shift] = Shift(file: file, line: line, path: path()) }
        }
        currentCount += 1
    }

    /// Months from the stated period to the calendar month, for most vouchers.
    var usual: Int {
        shifts.max { ($0.value.count, abs($1.key)) < ($1.value.count, abs($0.key)) }?.key ?? 0
    }
}
