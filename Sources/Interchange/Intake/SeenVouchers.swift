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

    private var known: [UInt64: Voucher] = [:]
    private var later: [LaterSeries: NumberRuns] = [:]
    private var laterOthers: Set<UInt64> = []
    /// Digests of date, accounts and amounts, with the number: of the last ones, and of those before them.
    private var twins: [UInt64: UInt64] = [:]
    private var earlierTwins: [UInt64: UInt64] = [:]

    private struct LaterSeries: Hashable {
        let name: String?
        let part: UInt32
    }

    /// A few dozen bytes each.
    private static let mostKnown = 200_000

    static func key(_ number: VoucherNumber) -> UInt64 { UInt64(bitPattern: Int64(number.hashValue)) }

    func contains(_ number: VoucherNumber) -> Bool {
        if known[SeenVouchers.key(number)] != nil { return true }
        if laterOthers.contains(SeenVouchers.key(number)) { return true }
        guard let digits = SeenVouchers.digits(number.number) else { return false }
        return later.contains { $0.key.name == number.series && $0.value.contains(digits) }
    }

    /// Notes a number.
    ///
    /// - Returns: what was there under the number.
    mutating func note(_ number: VoucherNumber, content: UInt64, part: UInt32) -> Finding {
        let key = SeenVouchers.key(number)
        if let voucher = known[key] { return .repeated(voucher) }
        if known.count < Self.mostKnown {
            known[key] = Voucher(content: content, part: part, count: 1)
            return .new
        }
        guard let digits = SeenVouchers.digits(number.number) else {
            return laterOthers.insert(key).inserted ? .new : .repeatedLong
        }
        let series = LaterSeries(name: number.series, part: part)
        let isThere = later.contains { $0.key.name == number.series && $0.value.contains(digits) }
        if isThere { return .repeatedLong }
        later[series, default: NumberRuns()].insert(digits)
        return .new
    }

    /// Keeps what a repeated number has come to.
    mutating func keep(_ voucher: Voucher, as number: VoucherNumber) { known[SeenVouchers.key(number)] = voucher }

    /// Whether the number is in another part of the import, as far as that is known.
    func isInAnotherPart(_ number: VoucherNumber, than part: UInt32) -> Bool {
        guard let digits = SeenVouchers.digits(number.number) else { return false }
        return later.contains { $0.key.name == number.series && $0.key.part != part && $0.value.contains(digits) }
    }

    /// Notes a voucher by its digest.
    ///
    /// - Returns: what was noted for an equal one among the last some hundred thousand.
    mutating func noteTwin(_ essence: UInt64, _ id: UInt64) -> UInt64? {
        if let earlier = twins[essence] ?? earlierTwins[essence] { return earlier }
        if twins.count >= Self.mostKnown / 2 {
            earlierTwins = twins
            twins.removeAll()
        }
        twins[essence] = id
        return nil
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
