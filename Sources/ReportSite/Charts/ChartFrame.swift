import Formats
import Reports
import Values

/// What all charts have: title and description for those who do not see them, a scale, and labels below.
struct ChartFrame {
    /// Unique on its page.
    let id: StaticString
    let title: String
    let description: String

    static let width = 720
    static let height = 280
    private static let left = 62
    private static let right = 8
    static let top = 30
    private static let bottom = 30

    static var plotHeight: Int { height - top - bottom }
    /// Tenths.
    static var plotLeft: Int { left * 10 }
    static var plotWidth: Int { (width - left - right) * 10 }

    func begin(_ scale: ChartScale, _ site: SiteContext, _ html: inout HTMLWriter) {
        html.markup("<svg class=\"chart\" viewBox=\"0 0 720 280\" role=\"img\" aria-labelledby=\"")
        html.markup(id)
        html.markup("-title ")
        html.markup(id)
        html.markup("-desc\">\n<title id=\"")
        html.markup(id)
        html.markup("-title\">")
        html.text(title)
        html.markup("</title>\n<desc id=\"")
        html.markup(id)
        html.markup("-desc\">")
        html.text(description)
        html.markup("</desc>\n<text class=\"unit\" x=\"0\" y=\"14\">")
        html.markup(ChartFrame.unit(scale, site))
        html.markup("</text>\n")
        for tick in scale.ticks {
            let y = scale.y(tick)
            html.markup(tick == 0 ? "<line class=\"zero\"" : "<line class=\"grid\"")
            html.attribute("x1", tenths: ChartFrame.plotLeft)
            html.attribute("x2", tenths: ChartFrame.plotLeft + ChartFrame.plotWidth)
            html.attribute("y1", tenths: y)
            html.attribute("y2", tenths: y)
            html.markup("/><text class=\"tick\"")
            html.attribute("x", tenths: ChartFrame.plotLeft - 80)
            html.attribute("y", tenths: y + 40)
            html.markup(">")
            html.whole(tick / scale.unit, site.numbers)
            html.markup("</text>\n")
        }
    }

    /// - Parameter middle: tenths from the left.
    static func label(_ text: String, middle: Int, _ html: inout HTMLWriter) {
        html.markup("<text class=\"label\"")
        html.attribute("x", tenths: middle)
        html.attribute("y", tenths: (height - 9) * 10)
        html.markup(">")
        html.text(text)
        html.markup("</text>\n")
    }

    private static func unit(_ scale: ChartScale, _ site: SiteContext) -> StaticString {
        switch scale.unit {
        case 1_000_000: site.words("NOK million", "Millioner kroner")
        case 1_000: site.words("NOK 1 000", "1 000 kroner")
        default: site.words("NOK", "Kroner")
        }
    }
}

/// The bars or the line of one thing.
struct ChartSeries {
    let name: Phrase
    /// What the style sheet calls it: `income`, `cost`, `result`.
    let style: StaticString
    /// Whole kroner, one per place.
    let amounts: [Int64]
}

extension SiteContext {
    func legend(_ series: [ChartSeries], _ html: inout HTMLWriter) {
        html.markup("<ul class=\"legend\">")
        for one in series {
            html.markup("<li><span class=\"swatch ")
            html.markup(one.style)
            html.markup("\" aria-hidden=\"true\"></span>")
            html.text(text(one.name))
            html.markup("</li>")
        }
        html.markup("</ul>\n")
    }
}
