import Values

/// Amounts of cells: with a sign before, after or by brackets, and `kr`.
enum CSVAmount {
    static func read(_ cell: TextBytes, decimalMark: UInt8?) -> WrittenNumber.Reading {
        var bytes = cell
        var isNegative = false
        if bytes.count > 2, bytes[0] == UInt8(ascii: "("), bytes[bytes.count - 1] == UInt8(ascii: ")") {
            isNegative = true
            bytes = bytes.part(1..<bytes.count - 1).trimmed
        }
        bytes = withoutCurrency(bytes)
        if let (rest, negative) = withoutSign(bytes) {
            if isNegative { return .invalid }
            (bytes, isNegative) = (rest, negative)
        }
        bytes = withoutCurrency(bytes)
        guard bytes.count > 0, bytes.count <= 60 else { return bytes.count > 60 ? .tooLarge : .invalid }
        let reading = WrittenNumber.read(bytes, decimalMark: decimalMark)
        guard isNegative, case .number(var number) = reading else { return reading }
        number.isNegative = true
        return .number(number)
    }

    /// Øre of an amount in the plainest form, nearly all there are: digits, perhaps with a minus before them and one or
    /// two decimals. Nil for all others.
    static func plainOre(_ cell: TextBytes, decimalMark: UInt8) -> Int64? {
        var index = cell.first == UInt8(ascii: "-") ? 1 : 0
        let start = index
        var ore: Int64 = 0
        while index < cell.count, TextBytes.isDigit(cell[index]), index - start < 15 {
            ore = ore * 10 + Int64(cell[index] - UInt8(ascii: "0"))
            index += 1
        }
        guard index > start else { return nil }
        var decimals = 0
        if index < cell.count {
            guard cell[index] == decimalMark else { return nil }
            decimals = cell.count - index - 1
            guard (1...2).contains(decimals) else { return nil }
            for byte in cell[(index + 1)...] {
                guard TextBytes.isDigit(byte) else { return nil }
                ore = ore * 10 + Int64(byte - UInt8(ascii: "0"))
            }
        }
        if decimals < 2 { ore *= decimals == 0 ? 100 : 10 }
        return start > 0 ? -ore : ore
    }

    /// `kr` before or after, with or without a point.
    private static func withoutCurrency(_ bytes: TextBytes) -> TextBytes {
        func isKr(_ start: Int) -> Bool {
            start >= 0 && start + 1 < bytes.count && bytes[start] | 0x20 == UInt8(ascii: "k")
                && bytes[start + 1] | 0x20 == UInt8(ascii: "r")
        }
        if isKr(0) {
            let start = bytes.count > 2 && bytes[2] == UInt8(ascii: ".") ? 3 : 2
            return bytes.part(from: start).trimmed
        }
        if isKr(bytes.count - 2) { return bytes.part(0..<bytes.count - 2).trimmed }
        return bytes
    }

    /// A minus (hyphen or U+2212) before or after, or a plus before.
    private static func withoutSign(_ bytes: TextBytes) -> (TextBytes, isNegative: Bool)? {
        guard let first = bytes.first, let last = bytes.last else { return nil }
        if first == UInt8(ascii: "-") { return (bytes.part(from: 1).trimmed, true) }
        if first == UInt8(ascii: "+") { return (bytes.part(from: 1).trimmed, false) }
        if last == UInt8(ascii: "-") { return (bytes.part(0..<bytes.count - 1).trimmed, true) }
        if bytes.count > 3, first == 0xE2, bytes[1] == 0x88, bytes[2] == 0x92 {
            return (bytes.part(from: 3).trimmed, true)
        }
        if bytes.count > 3, bytes[bytes.count - 3] == 0xE2, bytes[bytes.count - 2] == 0x88, last == 0x92 {
            return (bytes.part(0..<bytes.count - 3).trimmed, true)
        }
        return nil
    }
}

/// Dates of cells.
enum CSVDate {
    enum Reading: Equatable {
        case date(CalendarDate)
        /// Slashes, and nothing says that the day comes first.
        case slashes
        case twoDigitYear
        /// What sheets keep dates as: days since 1900.
        case serialNumber
        case noSuchDay
        case invalid
    }

    static func read(_ cell: TextBytes, dayFirst: Bool) -> Reading {
        let separators = cell.reduce(into: (count: 0, byte: UInt8(0), isMixed: false)) { found, byte in
            guard !TextBytes.isDigit(byte) else { return }
            if found.count > 0, found.byte != byte { found.isMixed = true }
            (found.count, found.byte) = (found.count + 1, byte)
        }
        if separators.count == 0 {
            if cell.count == 8 { return compact(cell) }
            return cell.count == 5 ? .serialNumber : .invalid
        }
        guard separators.count == 2, !separators.isMixed else { return .invalid }
        let parts = cell.split(separator: separators.byte, omittingEmptySubsequences: false)
        guard parts.count == 3 else { return .invalid }
        let numbers = parts.compactMap { TextBytes(rebasing: $0).smallNumber }
        guard numbers.count == 3 else { return .invalid }
        switch separators.byte {
        case UInt8(ascii: "-"):
            guard parts[0].count == 4, parts[1].count == 2, parts[2].count == 2 else {
                return parts[0].count <= 2 && parts[2].count == 2 ? .twoDigitYear : .invalid
            }
            return day(numbers[0], numbers[1], numbers[2])
        case UInt8(ascii: "."), UInt8(ascii: "/"):
            guard parts[0].count <= 2, parts[1].count <= 2 else { return .invalid }
            guard parts[2].count == 4 else { return parts[2].count == 2 ? .twoDigitYear : .invalid }
            if separators.byte == UInt8(ascii: "/"), !dayFirst { return .slashes }
            return day(numbers[2], numbers[1], numbers[0])
        default: return .invalid
        }
    }

    private static func compact(_ cell: TextBytes) -> Reading {
        guard let year = cell.part(0..<4).smallNumber, let month = cell.part(4..<6).smallNumber,
            let number = cell.part(6..<8).smallNumber
        else { return .invalid }
        return day(year, month, number)
    }

    private static func day(_ year: Int, _ month: Int, _ day: Int) -> Reading {
        CalendarDate(year: year, month: month, day: day).map { .date($0) } ?? .noSuchDay
    }
}
