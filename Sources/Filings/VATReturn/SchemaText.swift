import Values

/// An `xsd:decimal`, exact to a millionth; further digits only count for whether the number is whole.
public struct XMLDecimal: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Kept within ±10^24, the value of `XMLDecimal.largest`.
    let millionths: Int128
    /// Whether the number has no fraction.
    public let isWhole: Bool
    /// The number is larger than a million million million, and was cut to that.
    public let isBeyondRange: Bool

    static let one: Int128 = 1_000_000
    static let largest: Int128 = one * 1_000_000_000_000_000_000

    init(millionths: Int128) {
        self.millionths = millionths
        isWhole = millionths % XMLDecimal.one == 0
        isBeyondRange = false
    }

    public static let zero = XMLDecimal(millionths: 0)

    /// Reads what the schema type allows: an optional sign, digits, and a fraction after a point; blanks around it.
    public init?(_ text: String) {
        var bytes = Array(text.utf8)[...]
        while let last = bytes.last, isBlank(last) { bytes.removeLast() }
        while let first = bytes.first, isBlank(first) { bytes.removeFirst() }
        let isNegative = bytes.first == UInt8(ascii: "-")
        if isNegative || bytes.first == UInt8(ascii: "+") { bytes.removeFirst() }
        let parts = bytes.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        let fraction = parts.count == 2 ? parts[1] : []
        guard let whole = parts.first, whole.count + fraction.count > 0,
            (whole + fraction).allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        var number: Int128 = 0
        for byte in whole where number <= XMLDecimal.largest { number = number * 10 + Int128(byte) - 48 }
        var places = number > XMLDecimal.largest / XMLDecimal.one ? XMLDecimal.largest : number * XMLDecimal.one
        isBeyondRange = number > XMLDecimal.largest / XMLDecimal.one
        var weight = XMLDecimal.one / 10
        for byte in fraction where weight > 0 && !isBeyondRange {
            places += (Int128(byte) - 48) * weight
            weight /= 10
        }
        isWhole = fraction.allSatisfy { $0 == UInt8(ascii: "0") }
        millionths = isNegative ? -places : places
    }

    public static func < (left: XMLDecimal, right: XMLDecimal) -> Bool { left.millionths < right.millionths }

    /// The whole kroner; nil when there is a fraction or the number leaves 64 bits.
    public var kroner: Int64? { isWhole && !isBeyondRange ? Int64(exactly: millionths / XMLDecimal.one) : nil }

    public var description: String {
        let fraction = Int128(millionths.magnitude % UInt128(XMLDecimal.one))
        let whole = (millionths < 0 ? "-" : "") + String(millionths.magnitude / UInt128(XMLDecimal.one))
        guard fraction != 0 else { return whole }
        var digits = String(XMLDecimal.one + fraction).dropFirst()
        while digits.last == "0" { digits.removeLast() }
        return "\(whole).\(digits)"
    }
}

/// An `xsd:gYear`.
enum XMLYear {
    /// The year, of four digits or more, perhaps before our era, perhaps with a time zone: the schema allows all that,
    /// and rules about the year find what no return has. Nil for anything else.
    static func read(_ text: String) -> Int? {
        var bytes = Array(text.utf8.drop(while: isBlank).reversed().drop(while: isBlank).reversed())[...]
        let isNegative = bytes.first == UInt8(ascii: "-")
        if isNegative { bytes.removeFirst() }
        let digits = bytes.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard digits.count == 4 || digits.count > 4 && digits.first != UInt8(ascii: "0"),
            XMLDateTime.isZone(bytes[digits.endIndex...])
        else { return nil }
        let year = digits.prefix(9).reduce(0) { $0 * 10 + Int($1) - 48 }
        return year == 0 ? nil : isNegative ? -year : year
    }
}

/// An `xsd:dateTime`, with or without time zone.
enum XMLDateTime {
    static func isValid(_ text: String) -> Bool {
        let bytes = Array(text.utf8.drop(while: isBlank).reversed().drop(while: isBlank).reversed())
        guard bytes.count >= 19, CalendarDate(iso: bytes[..<10]) != nil else { return false }
        var rest = bytes[19...]
        var hasZeroFraction = true
        if rest.first == UInt8(ascii: ".") {
            let digits = rest.dropFirst().prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            guard !digits.isEmpty else { return false }
            hasZeroFraction = digits.allSatisfy { $0 == UInt8(ascii: "0") }
            rest = rest[digits.endIndex...]
        }
        return isTime(bytes[10..<19], hasZeroFraction: hasZeroFraction) && isZone(rest)
    }

    /// `T09:15:00`; midnight may be written 24:00:00.
    private static func isTime(_ bytes: ArraySlice<UInt8>, hasZeroFraction: Bool) -> Bool {
        let bytes = Array(bytes)
        guard bytes[0] == UInt8(ascii: "T"), bytes[3] == UInt8(ascii: ":"), bytes[6] == UInt8(ascii: ":"),
            let hour = twoDigits(bytes[1...2]), let minute = twoDigits(bytes[4...5]),
            let second = twoDigits(bytes[7...8])
        else { return false }
        if hour == 24 { return minute == 0 && second == 0 && hasZeroFraction }
        return hour < 24 && minute < 60 && second < 60
    }

    /// Nothing, `Z`, or an offset of at most fourteen hours.
    static func isZone(_ bytes: ArraySlice<UInt8>) -> Bool {
        let bytes = Array(bytes)
        if bytes.isEmpty || bytes == [UInt8(ascii: "Z")] { return true }
        guard bytes.count == 6, bytes[0] == UInt8(ascii: "+") || bytes[0] == UInt8(ascii: "-"),
            bytes[3] == UInt8(ascii: ":"), let hours = twoDigits(bytes[1...2]), let minutes = twoDigits(bytes[4...5])
        else { return false }
        return hours < 14 && minutes < 60 || hours == 14 && minutes == 0
    }

    private static func twoDigits(_ bytes: ArraySlice<UInt8>) -> Int? {
        guard bytes.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
        return bytes.reduce(0) { $0 * 10 + Int($1) - 48 }
    }
}

private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }
