import Formats
import Reports

/// Bars side by side for each place on the axis, and perhaps a line across them.
struct BarChart {
    let frame: ChartFrame
    /// Below the axis, one per place.
    let labels: [String]
    let bars: [ChartSeries]
    let line: ChartSeries?

    func write(_ site: SiteContext, _ html: inout HTMLWriter) {
        let all = bars + (line.map { [$0] } ?? [])
        let scale = ChartScale(all.flatMap(\.amounts), top: ChartFrame.top, height: ChartFrame.plotHeight)
        if all.count > 1 { site.legend(all, &html) }
        frame.begin(scale, site, &html)
        let place = ChartFrame.plotWidth / max(1, labels.count)
        // Labels of three letters or a period need some room; where there is too little, every other is left out.
        let every = max(1, (340 + place - 1) / max(1, place))
        for (index, label) in labels.enumerated() {
            let start = ChartFrame.plotLeft + index * place
            for (number, series) in bars.enumerated() where series.amounts.indices.contains(index) {
                bar(series, index, number, start, place, scale, site, &html)
            }
            if index.isMultiple(of: every) { ChartFrame.label(label, middle: start + place / 2, &html) }
        }
        if let line { write(line, place, scale, site, &html) }
        html.markup("</svg>\n")
    }

    private func bar(
        _ series: ChartSeries, _ index: Int, _ number: Int, _ start: Int, _ place: Int, _ scale: ChartScale,
        _ site: SiteContext, _ html: inout HTMLWriter
    ) {
        let gap = bars.count > 1 ? 10 : 0
        let width = min(360, max(10, (place * 7 / 10 - gap * (bars.count - 1)) / bars.count))
        let whole = width * bars.count + gap * (bars.count - 1)
        let amount = series.amounts[index]
        let (zero, end) = (scale.y(0), scale.y(amount))
        html.markup("<rect class=\"")
        html.markup(series.style)
        html.markup("\"")
        html.attribute("x", tenths: start + (place - whole) / 2 + number * (width + gap))
        html.attribute("y", tenths: min(zero, end))
        html.attribute("width", tenths: width)
        html.attribute("height", tenths: abs(zero - end))
        html.markup("><title>")
        value(series, index, site, &html)
        html.markup("</title></rect>\n")
    }

    private func write(
        _ line: ChartSeries, _ place: Int, _ scale: ChartScale, _ site: SiteContext, _ html: inout HTMLWriter
    ) {
        let points = line.amounts.enumerated().map { index, amount in
            (x: ChartFrame.plotLeft + index * place + place / 2, y: scale.y(amount))
        }
        html.markup("<polyline class=\"")
        html.markup(line.style)
        html.markup("\" points=\"")
        for point in points {
            html.tenths(point.x)
            html.markup(",")
            html.tenths(point.y)
            html.markup(" ")
        }
        html.markup("\"/>\n")
        for (index, point) in points.enumerated() {
            html.markup("<circle class=\"")
            html.markup(line.style)
            html.markup("\" r=\"3.5\"")
            html.attribute("cx", tenths: point.x)
            html.attribute("cy", tenths: point.y)
            html.markup("><title>")
            value(line, index, site, &html)
            html.markup("</title></circle>\n")
        }
    }

    private func value(_ series: ChartSeries, _ index: Int, _ site: SiteContext, _ html: inout HTMLWriter) {
        html.text(labels.indices.contains(index) ? labels[index] : "")
        html.markup(": ")
        html.text(site.text(series.name))
        html.markup(" ")
        html.whole(series.amounts[index], site.numbers)
    }
}
