import Values

/// Reads the simple values of SAF-T exactly as XML Schema defines them (reference: schema types `SAFmonetaryType`,
/// `xs:date`, `xs:decimal`).
enum SAFTText {
    typealias Bytes = UnsafeBufferPointer<UInt8>

    enum Amount: Equatable {
        case ore(Int64)
        case tooLarge
        case invalid
    }

    /// An amount in kroner with at most two decimals that are not zero, at most 18 digits. `2500,00` and `2500.005`
    /// are none.
    static func amount(_ bytes: Bytes) -> Amount {
        guard let decimal = Decimal(bytes) else { return .invalid }
        guard let ore = decimal.scaled(by: 2) else {
            return decimal.hasDecimals(beyond: 2) ? .invalid : .tooLarge
        }
        // 18 digits in all, two of them decimals.
        return ore.magnitude <= 999_999_999_999_999_999 ? .ore(ore) : .tooLarge
    }

    /// A decimal number rounded to so many decimals, half away from zero; nil when it is none or leaves 64 bits.
    static func rounded(_ bytes: Bytes, decimals: Int) -> (number: Int64, isExact: Bool)? {
        guard let decimal = Decimal(bytes), let number = decimal.rounded(to: decimals) else { return nil }
        return (number, !decimal.hasDecimals(beyond: decimals))
    }

    /// A day. A zone suffix is dropped; the day does not move.
    static func date(_ bytes: Bytes) -> CalendarDate? {
        guard bytes.count >= 10, let year = digits(bytes, 0, 4), let month = digits(bytes, 5, 2),
            let day = digits(bytes, 8, 2), bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
            bytes.count == 10 || isZone(Bytes(rebasing: bytes[10...]))
        else { return nil }
        return CalendarDate(year: year, month: month, day: day)
    }

    /// A whole number from 0 to 999 999 999; leading zeros and a plus are allowed.
    static func number(_ bytes: Bytes) -> Int? {
        let unsigned = bytes.first == UInt8(ascii: "+") ? Bytes(rebasing: bytes.dropFirst()) : bytes
        let significant = Bytes(rebasing: unsigned.drop { $0 == UInt8(ascii: "0") })
        guard !unsigned.isEmpty, significant.count <= 9 else { return nil }
        return digits(significant, 0, significant.count)
    }

    /// The bytes without white space around them.
    @inline(__always)
    static func trimmed(_ bytes: Bytes) -> Bytes {
        guard let first = bytes.first, let last = bytes.last else { return bytes }
        if first > 0x20, last > 0x20 { return bytes }
        var (start, end) = (0, bytes.count)
        while start < end, isBlank(bytes[start]) { start += 1 }
        while start < end, isBlank(bytes[end - 1]) { end -= 1 }
        return Bytes(rebasing: bytes[start..<end])
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }

    private static func isZone(_ bytes: Bytes) -> Bool {
        if bytes.count == 1 { return bytes[0] == UInt8(ascii: "Z") }
        guard bytes.count == 6, bytes[0] == UInt8(ascii: "+") || bytes[0] == UInt8(ascii: "-"),
            bytes[3] == UInt8(ascii: ":"), let hour = digits(bytes, 1, 2), let minute = digits(bytes, 4, 2)
        else { return false }
        return hour <= 14 && minute <= 59
    }

    private static func digits(_ bytes: Bytes, _ start: Int, _ count: Int) -> Int? {
        guard start + count <= bytes.count else { return nil }
        var number = 0
        for index in start..<start + count {
            let digit = bytes[index] &- UInt8(ascii: "0")
            guard digit <= 9 else { return nil }
            number = number * 10 + Int(digit)
        }
        return number
    }

    /// An `xs:decimal` as its sign and digits: no exponent, no grouping.
    private struct Decimal {
        private let isNegative: Bool
        private let whole: Bytes
        private let fraction: Bytes

        init?(_ text: Bytes) {
            var rest = text[...]
            isNegative = rest.first == UInt8(ascii: "-")
            if isNegative || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
            let point = rest.firstIndex(of: UInt8(ascii: ".")) ?? rest.endIndex
            whole = Bytes(rebasing: rest[..<point])
            fraction = Bytes(rebasing: point < rest.endIndex ? rest[(point + 1)...] : rest[point...])
            guard !whole.isEmpty || !fraction.isEmpty, Decimal.areDigits(whole), Decimal.areDigits(fraction) else {
                return nil
            }
        }

        func hasDecimals(beyond count: Int) -> Bool {
            fraction.count > count && fraction.dropFirst(count).contains { $0 != UInt8(ascii: "0") }
        }

        /// Nil when decimals would be lost or 64 bits left.
        func scaled(by decimals: Int) -> Int64? { hasDecimals(beyond: decimals) ? nil : number(decimals) }

        func rounded(to decimals: Int) -> Int64? {
            guard let number = number(decimals) else { return nil }
            guard fraction.count > decimals, fraction[decimals] >= UInt8(ascii: "5") else { return number }
            let (sum, overflow) = number.addingReportingOverflow(isNegative ? -1 : 1)
            return overflow ? nil : sum
        }

        /// Digits beyond the decimals are cut off.
        private func number(_ decimals: Int) -> Int64? {
            var number: Int64 = 0
            for index in 0..<whole.count + decimals {
                let digit: UInt8
                if index < whole.count {
                    digit = whole[index] &- UInt8(ascii: "0")
                } else {
                    let place = index - whole.count
                    digit = place < fraction.count ? fraction[place] &- UInt8(ascii: "0") : 0
                }
                let (product, first) = number.multipliedReportingOverflow(by: 10)
                let (sum, second) = product.addingReportingOverflow(Int64(digit))
                if first || second { return nil }
                number = sum
            }
            return isNegative ? -number : number
        }

        private static func areDigits(_ bytes: Bytes) -> Bool {
            for byte in bytes where byte &- UInt8(ascii: "0") > 9 { return false }
            return true
        }
    }
}
