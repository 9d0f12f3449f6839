/// A rate of value added tax, exact: 11.11 % is 1111 basis points.
public struct VATRate: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Hundredths of a percent.
    public let basisPoints: Int

    /// - Parameter basisPoints: 0 to 10 000 (100 %); nil outside.
    public init?(basisPoints: Int) {
        guard (0...10_000).contains(basisPoints) else { return nil }
        self.basisPoints = basisPoints
    }

    /// Reads exactly what the return writes: `25`, `11,11`, `0`. Nil for any other spelling, such as `25.0`.
    public init?(officialText text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: ","), maxSplits: 1, omittingEmptySubsequences: false)
        var number = 0
        guard (1...2).contains(parts.count), (1...3).contains(parts[0].count),
            parts.count == 1 || (1...2).contains(parts[1].count)
        else { return nil }
        for byte in parts.joined() {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            number = number * 10 + Int(byte - UInt8(ascii: "0"))
        }
        for _ in 0..<(parts.count == 1 ? 2 : 2 - parts[1].count) { number *= 10 }
        self.init(basisPoints: number)
        guard officialText == text else { return nil }
    }

    /// As the return writes it: percent with a decimal comma and no superfluous zeros.
    public var officialText: String {
        let (percent, rest) = (basisPoints / 100, basisPoints % 100)
        if rest == 0 { return "\(percent)" }
        return rest % 10 == 0 ? "\(percent),\(rest / 10)" : "\(percent),\(rest < 10 ? "0" : "")\(rest)"
    }

    public var description: String { officialText + " %" }

    public static func < (left: VATRate, right: VATRate) -> Bool { left.basisPoints < right.basisPoints }

    /// The VAT on a base in whole kroner, with the øre cut off toward zero. Exact; nil when it leaves 64 bits.
    public func vatKroner(onBaseKroner base: Int64) -> Int64? {
        let (product, overflow) = base.multipliedReportingOverflow(by: Int64(basisPoints))
        return overflow ? nil : product / 10_000
    }

    /// The VAT on a base in øre, rounded to the nearest øre, halves away from zero; nil when it leaves 64 bits.
    public func nearestVATOre(onBaseOre base: Int64) -> Int64? {
        let (product, overflow) = base.multipliedReportingOverflow(by: Int64(basisPoints))
        if overflow { return nil }
        let (whole, rest) = (product / 10_000, product % 10_000)
        return whole + (rest.magnitude >= 5_000 ? rest.signum() : 0)
    }
}

/// What decides a code's rate; the rate of a class changes with the law, the class of a code does not.
public enum VATRateClass: String, Sendable, CaseIterable {
    /// Alminnelig sats.
    case high
    /// Redusert sats, næringsmiddel: food, and from 2025-07-01 water and sewage.
    case medium
    /// Redusert sats: passenger transport, lodging, cinema and the like.
    case low
    /// Redusert sats, råfisk.
    case rawFish
    /// Nullsats.
    case zero
    /// Turnover outside the VAT Act (code 6), reported with rate 0.
    case outsideTheAct
}
