import Formats
import Values

/// A balance from day to day: it keeps its height until it changes.
struct DayChart {
    let frame: ChartFrame
    let days: ClosedRange<CalendarDate>
    /// Where the line ends.
    let lastDay: CalendarDate
    /// Whole kroner before the first day.
    let opening: Int64
    /// Whole kroner at the end of each day on which it changed, by date.
    let balances: [(day: CalendarDate, amount: Int64)]
    /// The first days of months that are named below, with their names.
    let labels: [(day: CalendarDate, text: String)]

    func write(_ site: SiteContext, _ html: inout HTMLWriter) {
        let scale = ChartScale(
            [opening] + balances.map(\.amount), top: ChartFrame.top, height: ChartFrame.plotHeight)
        frame.begin(scale, site, &html)
        let zero = scale.y(0)
        html.markup("<path class=\"area\" d=\"")
        writePath(scale, &html)
        html.markup("V")
        html.tenths(zero)
        html.markup("H")
        html.tenths(ChartFrame.plotLeft)
        html.markup("Z\"/>\n<path class=\"balance\" d=\"")
        writePath(scale, &html)
        html.markup("\"/>\n")
        let every = max(1, (labels.count + 12) / 13)
        for (index, label) in labels.enumerated() where index.isMultiple(of: every) {
            let next = index + 1 < labels.count ? x(labels[index + 1].day) : ChartFrame.plotLeft + ChartFrame.plotWidth
            ChartFrame.label(label.text, middle: (x(label.day) + next) / 2, &html)
        }
        html.markup("</svg>\n")
    }

    private func writePath(_ scale: ChartScale, _ html: inout HTMLWriter) {
        html.markup("M")
        html.tenths(ChartFrame.plotLeft)
        html.markup(",")
        html.tenths(scale.y(opening))
        for (day, amount) in balances {
            html.markup("H")
            html.tenths(x(day))
            html.markup("V")
            html.tenths(scale.y(amount))
        }
        html.markup("H")
        html.tenths(x(min(lastDay, days.upperBound).adding(days: 1)))
    }

    /// Tenths from the left, at the beginning of the day.
    private func x(_ day: CalendarDate) -> Int {
        let count = days.upperBound.daysSince1970 - days.lowerBound.daysSince1970 + 1
        return ChartFrame.plotLeft + (day.daysSince1970 - days.lowerBound.daysSince1970) * ChartFrame.plotWidth / count
    }
}
