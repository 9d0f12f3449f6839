import Ledger

/// The vouchers that came by in one import, for numbers that repeat and for vouchers entered twice, in memory that does
/// not grow with the file: of the first some hundred thousand it knows what they were, of the others only that their
/// numbers came.
struct SeenVouchers {
    /// A voucher number that came by.
    struct Voucher {
        var content: UInt64
        var part: UInt32
        var count: UInt32
    }

    enum Finding {
        case new
        case repeated(Voucher)
        /// The number came before; its content is not known any more.
        case repeatedLong
    }

    private var known = DigestTable<Voucher>()
    /// By series and part of the import: numbers beyond those that are known.
    private var later: [Substring: [(part: UInt32, numbers: NumberRuns)]] = [:]
    private var laterOthers: Set<UInt64> = []
    /// Digests of date, accounts and amounts, with the number: of the last ones, and of those before them.
    private var twins = DigestTable<UInt64>()
    private var earlierTwins = DigestTable<UInt64>()

    /// A few dozen bytes each.
    private static let mostKnown = 200_000

    /// A digest of series and number as the books spell them together: `A/B` and `1` are spelt as `A` and `B/1` are, and
    /// are the same voucher to whoever looks for it.
    static func key(_ number: VoucherNumber) -> UInt64 {
        var digest = QuickDigest()
        if let digits = number.number.utf8.lastIndex(of: UInt8(ascii: "/")) {
            digest.add((number.series ?? "") + "/" + number.number[..<digits])
            digest.add(String(number.number[number.number.utf8.index(after: digits)...]))
        } else {
            digest.add(number.series ?? "")
            digest.add(number.number)
        }
        return digest.value
    }

    func contains(_ number: VoucherNumber) -> Bool {
        let key = SeenVouchers.key(number)
        if known[key] != nil { return true }
        if known.count < Self.mostKnown { return false }
        return laterOthers.contains(key) || isLater(number)
    }

    /// Notes a number.
    ///
    /// - Returns: what was there under the number.
    mutating func note(_ number: VoucherNumber, content: UInt64, part: UInt32) -> Finding {
        let key = SeenVouchers.key(number)
        if let voucher = known[key] { return .repeated(voucher) }
        if known.count < Self.mostKnown {
            known.set(Voucher(content: content, part: part, count: 1), for: key)
            return .new
        }
        let (series, digits) = SeenVouchers.parts(number)
        guard let digits else { return laterOthers.insert(key).inserted ? .new : .repeatedLong }
        return insertLater(digits, series, part) ? .new : .repeatedLong
    }

    private mutating func insertLater(_ digits: UInt64, _ series: Substring, _ part: UInt32) -> Bool {
        var isThere = false
        func insert(_ parts: inout [(part: UInt32, numbers: NumberRuns)]) {
            for index in parts.indices where parts[index].numbers.contains(digits) { isThere = true }
            if isThere { return }
            let own = parts.firstIndex { $0.part == part } ?? parts.count
            if own == parts.count { parts.append((part, NumberRuns())) }
            parts[own].numbers.insert(digits)
        }
        insert(&later[series, default: []])
        return !isThere
    }

    private func isLater(_ number: VoucherNumber, elsewhereThan part: UInt32? = nil) -> Bool {
        let (series, digits) = SeenVouchers.parts(number)
        guard let digits, let parts = later[series] else { return false }
        return parts.contains { $0.part != part && $0.numbers.contains(digits) }
    }

    /// Keeps what a repeated number has come to.
    mutating func keep(_ voucher: Voucher, as number: VoucherNumber) {
        known.set(voucher, for: SeenVouchers.key(number))
    }

    /// Whether the number is in another part of the import, as far as that is known.
    func isInAnotherPart(_ number: VoucherNumber, than part: UInt32) -> Bool {
        isLater(number, elsewhereThan: part)
    }

    /// Notes a voucher by its digest.
    ///
    /// - Returns: what was noted for an equal one among the last some hundred thousand.
    mutating func noteTwin(_ essence: UInt64, _ id: UInt64) -> UInt64? {
        if let earlier = twins[essence] ?? earlierTwins[essence] { return earlier }
        if twins.count >= Self.mostKnown / 2 {
            swap(&twins, &earlierTwins)
            twins.removeAll()
        }
        twins.set(id, for: essence)
        return nil
    }

    /// The series and the digits of a number, as its spelling has them; no digits for another kind of number.
    private static func parts(_ number: VoucherNumber) -> (series: Substring, digits: UInt64?) {
        guard number.number.utf8.contains(UInt8(ascii: "/")) else {
            return ((number.series ?? "")[...], digits(number.number))
        }
        let spelling = (number.series ?? "") + "/" + number.number
        guard let slash = spelling.utf8.lastIndex(of: UInt8(ascii: "/")) else { return (spelling[...], nil) }
        return (spelling[..<slash], digits(String(spelling[spelling.utf8.index(after: slash)...])))
    }

    /// Nil for a number that is not written as the digits of one.
    static func digits(_ text: String) -> UInt64? {
        guard (1...18).contains(text.utf8.count), text.utf8.first != UInt8(ascii: "0") || text == "0" else {
            return nil
        }
        var number: UInt64 = 0
        for byte in text.utf8 {
            let digit = byte &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            number = number * 10 + UInt64(digit)
        }
        return number
    }
}
