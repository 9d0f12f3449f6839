import Foundation
import Testing

@testable import ReportSite

@Suite("Charts") struct ChartTests {
    @Test(
        "the axis has whole steps, zero among them, and covers all amounts",
        arguments: [
            [], [0], [1], [-1], [7, 3], [145_942, 126_888, 19_054], [-12, 500_000], [-999_999_999, 1],
            [Int64.max, Int64.min], [1_000_000_000_000_000],
        ])
    func scale(amounts: [Int64]) {
        let scale = ChartScale(amounts, top: 30, height: 220)
        #expect(scale.ticks.contains(0))
        #expect((2...9).contains(scale.ticks.count))
        #expect(scale.lowest <= 0 && scale.highest > scale.lowest)
        for amount in amounts where amount.magnitude <= 1_000_000_000_000_000 {
            #expect((scale.lowest...scale.highest).contains(amount))
        }
        for amount in amounts { #expect((300...2_500).contains(scale.y(amount))) }
        #expect(scale.y(scale.highest) == 300 && scale.y(scale.lowest) == 2_500)
        #expect((scale.step).isMultiple(of: scale.unit))
    }

    @Test("every chart says what it shows, and has its figures in a table")
    func alternatives() throws {
        let site = try SiteBooks(sales: 20).site()
        let page = site["index.html"]
        let charts = page.matches(of: /<svg[^>]*aria-labelledby="([a-z]+)-title ([a-z]+)-desc"/)
        #expect(charts.map { String($0.1) } == ["result", "vat", "liquidity"])
        for chart in charts {
            #expect(page.contains("<title id=\"\(chart.1)-title\">"))
            #expect(page.contains("<desc id=\"\(chart.2)-desc\">"))
        }
        let parts = page.split(separator: "<svg", omittingEmptySubsequences: false).dropFirst()
        for part in parts { #expect(part.contains("</svg>") && part.contains("<table>")) }
    }

    @Test("text and lines have the contrast that WCAG asks for, on light and dark ground")
    func contrast() throws {
        let style = String(decoding: SiteStyle.bytes, as: UTF8.self)
        let schemes = style.split(separator: ":root {", omittingEmptySubsequences: false).dropFirst().map { scheme in
            Dictionary(
                scheme.prefix { $0 != "}" }.matches(of: /--([a-z]+): #([0-9a-f]{6})/).map {
                    (String($0.1), String($0.2))
                }, uniquingKeysWith: { first, _ in first })
        }
        #expect(schemes.count == 2)
        for scheme in schemes {
            for (text, ground) in [
                ("ink", "paper"), ("quiet", "paper"), ("link", "paper"), ("ink", "shade"), ("quiet", "shade"),
                ("link", "shade"), ("warn", "warnshade"),
            ] {
                let ratio = try Self.contrast(#require(scheme[text]), #require(scheme[ground]))
                #expect(ratio >= 4.5, "\(text) on \(ground): \(ratio)")
            }
            for (line, ground) in [
                ("income", "paper"), ("cost", "paper"), ("result", "paper"), ("income", "area"), ("quiet", "paper"),
            ] {
                let ratio = try Self.contrast(#require(scheme[line]), #require(scheme[ground]))
                #expect(ratio >= 3, "\(line) on \(ground): \(ratio)")
            }
        }
    }

    /// The contrast ratio of two colours (WCAG 2.2).
    private static func contrast(_ one: String, _ other: String) -> Double {
        let (left, right) = (luminance(one), luminance(other))
        return (max(left, right) + 0.05) / (min(left, right) + 0.05)
    }

    private static func luminance(_ colour: String) -> Double {
        let number = Int(colour, radix: 16) ?? 0
        let parts = [number >> 16 & 255, number >> 8 & 255, number & 255].map { part in
            let share = Double(part) / 255
            return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    }
}
