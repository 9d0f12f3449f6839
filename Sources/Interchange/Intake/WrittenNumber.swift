import Values

/// A number as people write it: `1 234,50`, `1.234,50`, `1'234.5`. Whole digits, exact.
struct WrittenNumber: Equatable {
    var isNegative = false
    /// All digits, the decimals included.
    let digits: UInt64
    let decimals: Int
    /// The decimal mark that the number itself proves: it has two kinds of marks, or no group of three after its only
    /// one.
    let provenMark: UInt8?

    enum Reading: Equatable {
        case number(WrittenNumber)
        /// One mark with three digits after it, and nothing says whether it is the decimal mark.
        case ambiguous
        case tooLarge
        case invalid
    }

    private static let point = UInt8(ascii: ".")
    private static let comma = UInt8(ascii: ",")

    /// Reads digits with marks and nothing else.
    ///
    /// - Parameter decimalMark: as known so far.
    static func read(_ bytes: TextBytes, decimalMark: UInt8?) -> Reading {
        var scan = Scan()
        guard scan.read(bytes) else { return scan.isTooLarge ? .tooLarge : .invalid }
        return scan.reading(decimalMark)
    }

    /// Whole øre; nil when there are decimals beyond two that are not zero, or it leaves 64 bits.
    var ore: Int64? { scaled(to: 2) }

    /// The number × 10^scale; nil when digits would be lost or it leaves 64 bits.
    func scaled(to scale: Int) -> Int64? {
        var (number, have) = (digits, decimals)
        while have > scale {
            guard number.isMultiple(of: 10) else { return nil }
            number /= 10
            have -= 1
        }
        while have < scale {
            let (product, overflow) = number.multipliedReportingOverflow(by: 10)
            if overflow { return nil }
            number = product
            have += 1
        }
        guard let whole = Int64(exactly: number) else { return nil }
        return isNegative ? -whole : whole
    }

    /// Exact decimal text with a point.
    var text: String {
        let digits = String(digits)
        let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.utf8.count)) + digits
        return (isNegative ? "-" : "") + padded.dropLast(decimals) + (decimals > 0 ? "." + padded.suffix(decimals) : "")
    }

    private enum Kind: UInt8 {
        case point = 1
        case comma, group
    }

    /// The digits, and the lengths of what lies between marks.
    private struct Scan {
        var value: UInt64 = 0
        var digitCount = 0
        var isTooLarge = false
        /// A byte each, the first lowest: lengths of segments, and the marks after them.
        var lengths: UInt64 = 0
        var marks: UInt64 = 0
        var markCount = 0
        var last = 0
        var groupByte: UInt8 = 0

        mutating func read(_ bytes: TextBytes) -> Bool {
            var index = 0
            while index < bytes.count {
                let byte = bytes[index]
                let digit = byte &- UInt8(ascii: "0")
                if digit <= 9 {
                    digitCount += value > 0 || digit > 0 ? 1 : 0
                    if digitCount > 18 {
                        isTooLarge = true
                        return false
                    }
                    value = value &* 10 &+ UInt64(digit)
                    last += 1
                    index += 1
                    continue
                }
                guard let (kind, width) = WrittenNumber.mark(bytes, index), markCount < 8, last < 256 else {
                    return false
                }
                if kind == .group {
                    if groupByte != 0, groupByte != bytes[index + width - 1] { return false }
                    groupByte = bytes[index + width - 1]
                }
                lengths |= UInt64(last) << (8 * UInt64(markCount))
                marks |= UInt64(kind.rawValue) << (8 * UInt64(markCount))
                markCount += 1
                last = 0
                index += width
            }
            return digitCount > 0 || last > 0 || lengths > 0
        }

        func length(_ index: Int) -> Int {
            index == markCount ? last : Int(lengths >> (8 * UInt64(index)) & 0xFF)
        }

        func mark(_ index: Int) -> UInt8 { UInt8(truncatingIfNeeded: marks >> (8 * UInt64(index))) }

        func reading(_ known: UInt8?) -> Reading {
            if markCount == 0 { return .number(WrittenNumber(digits: value, decimals: 0, provenMark: nil)) }
            var (points, commas) = (0, 0)
            for index in 0..<markCount {
                if mark(index) == Kind.point.rawValue { points += 1 }
                if mark(index) == Kind.comma.rawValue { commas += 1 }
            }
            if let known {
                return number(decimal: (known == WrittenNumber.point ? Kind.point : .comma).rawValue, proven: nil)
            }
            if points == 0, commas == 0 { return number(decimal: nil, proven: nil) }
            if points > 0, commas > 0 {
                let decimal = mark(markCount - 1)
                guard decimal != Kind.group.rawValue else { return .invalid }
                return number(decimal: decimal, proven: decimal)
            }
            let own = (points > 0 ? Kind.point : .comma).rawValue
            let other = (points > 0 ? Kind.comma : .point).rawValue
            if points + commas > 1 { return number(decimal: other, proven: other) }
            let isAmbiguous =
                markCount == 1 && last == 3 && (1...3).contains(length(0)) && value >= 1_000
            return isAmbiguous ? .ambiguous : number(decimal: own, proven: own)
        }

        /// Checks the groups, with the decimal mark decided.
        private func number(decimal: UInt8?, proven: UInt8?) -> Reading {
            var groups = markCount + 1
            var decimals = 0
            if let decimal, markCount > 0, mark(markCount - 1) == decimal {
                decimals = last
                groups -= 1
            }
            var groupMark: UInt8?
            for index in 0..<max(0, groups - 1) {
                let own = mark(index)
                guard own != decimal, groupMark == nil || groupMark == own else { return .invalid }
                groupMark = own
                guard length(index + 1) == 3, index > 0 || (1...3).contains(length(0)) else { return .invalid }
            }
            let bytes = proven.map { $0 == Kind.point.rawValue ? WrittenNumber.point : WrittenNumber.comma }
            return .number(WrittenNumber(digits: value, decimals: decimals, provenMark: bytes))
        }
    }

    /// The mark at a position and how many bytes it has: point, comma, or what parts groups and nothing else.
    private static func mark(_ bytes: TextBytes, _ index: Int) -> (Kind, Int)? {
        switch bytes[index] {
        case point: return (.point, 1)
        case comma: return (.comma, 1)
        case 0x20, UInt8(ascii: "'"), UInt8(ascii: "_"): return (.group, 1)
        // The no-break blank.
        case 0xC2: return index + 1 < bytes.count && bytes[index + 1] == 0xA0 ? (.group, 2) : nil
        // Thin and narrow blanks, figure blank, and the typographic apostrophe.
        case 0xE2:
            guard index + 2 < bytes.count, bytes[index + 1] == 0x80 else { return nil }
            return [0x87, 0x89, 0x8A, 0xAF, 0x99].contains(bytes[index + 2]) ? (.group, 3) : nil
        default: return nil
        }
    }
}
