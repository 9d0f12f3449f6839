import Formats

/// Where amounts lie on the vertical axis of a chart: whole steps of 1, 2 or 5 times a power of ten, zero among them.
/// Everything is reckoned in whole numbers; heights are tenths of a unit of the drawing.
struct ChartScale {
    let lowest: Int64
    let highest: Int64
    let step: Int64
    /// Of the drawing: where the highest amount lies, and how far down the lowest.
    let top: Int
    let height: Int

    /// Amounts beyond this many kroner are drawn as if they were this: no company has them.
    private static let bound: Int64 = 1_000_000_000_000_000

    init(_ amounts: [Int64], top: Int, height: Int) {
        let bounded = amounts.map { min(max($0, -ChartScale.bound), ChartScale.bound) }
        let (least, most) = (min(0, bounded.min() ?? 0), max(0, bounded.max() ?? 0))
        step = ChartScale.step(for: most - least)
        lowest = -((-least + step - 1) / step) * step
        highest = max((most + step - 1) / step * step, lowest + step)
        self.top = top
        self.height = height
    }

    /// Four to eight steps cover the span.
    private static func step(for span: Int64) -> Int64 {
        var power: Int64 = 1
        while true {
            for factor in [1, 2, 5] as [Int64] where power * factor * 6 >= span { return power * factor }
            power *= 10
        }
    }

    var ticks: [Int64] { stride(from: lowest, through: highest, by: Int(step)).map { $0 } }

    /// Tenths of a unit from the top of the drawing.
    func y(_ amount: Int64) -> Int {
        let bounded = min(max(amount, lowest), highest)
        return top * 10 + Int(Int128(highest - bounded) * Int128(height * 10) / Int128(highest - lowest))
    }

    /// What one on the axis stands for.
    var unit: Int64 { step >= 1_000_000 ? 1_000_000 : step >= 1_000 ? 1_000 : 1 }
}

extension HTMLWriter {
    /// A length in tenths as the drawing writes it: `123.4`.
    mutating func tenths(_ length: Int) {
        if length < 0 { markup("-") }
        number(UInt64(length.magnitude / 10))
        if length % 10 != 0 {
            markup(".")
            number(UInt64(length.magnitude % 10))
        }
    }

    mutating func attribute(_ name: StaticString, tenths length: Int) {
        markup(" ")
        markup(name)
        markup("=\"")
        tenths(length)
        markup("\"")
    }
}
