import Formats
import Ledger
import Values

/// Debits and credits per account and day: everything a trial balance (saldobalanse) of any period needs.
public struct TrialBalance: Projection {
    public static let name = "trial-balance"
    public static let version = 1

    private struct Key: Hashable, Sendable {
        let account: Int32
        /// Days since 1970.
        let day: Int32
        /// Balances carried into the books: part of the opening balance of any period they fall in, and no movement.
        let isOpening: Bool
    }

    struct Movement: Equatable, Sendable {
        var debitOre: Int64 = 0
        /// Positive.
        var creditOre: Int64 = 0
    }

    private var accounts = TextTable()
    private var movements: [Key: Movement] = [:]

    public init() {}

    public mutating func apply(_ voucher: VoucherView) throws {
        let day = Int32(truncatingIfNeeded: voucher.date.daysSince1970)
        for line in voucher.lines {
            let account =
                line.account.hasEscapes
                ? accounts.index(of: line.account.string) : accounts.index(of: line.account.bytes)
            let key = Key(
                account: Int32(truncatingIfNeeded: account), day: day, isOpening: voucher.kind == .opening)
            try add(line.amountOre, to: key)
        }
    }

    private mutating func add(_ ore: Int64, to key: Key) throws(MoneyOverflow) {
        var movement = movements[key] ?? Movement()
        if ore >= 0 {
            movement.debitOre = try sum(movement.debitOre, ore)
        } else {
            guard ore != .min else { throw MoneyOverflow() }
            movement.creditOre = try sum(movement.creditOre, -ore)
        }
        movements[key] = movement
    }

    /// One account over some days.
    public struct Row: Hashable, Sendable {
        public let account: AccountNumber
        /// Balance before the first day, with balances carried into the books until the last; debit positive.
        public let opening: Money
        public let debit: Money
        /// Positive.
        public let credit: Money
        public let closing: Money
    }

    /// All accounts that had a posting up to the last day, in order of number.
    ///
    /// - Throws: `MoneyOverflow`.
    public func rows(from first: CalendarDate, to last: CalendarDate) throws -> [Row] {
        var openings: [Int32: Int64] = [:]
        var inside: [Int32: Movement] = [:]
        for (key, movement) in movements where key.day <= last.daysSince1970 {
            if key.day < first.daysSince1970 || key.isOpening {
                let net = try sum(movement.debitOre, -movement.creditOre)
                openings[key.account] = try sum(openings[key.account] ?? 0, net)
            } else {
                var total = inside[key.account] ?? Movement()
                total.debitOre = try sum(total.debitOre, movement.debitOre)
                total.creditOre = try sum(total.creditOre, movement.creditOre)
                inside[key.account] = total
            }
        }
        return try Set(openings.keys).union(inside.keys).map { account in
            let opening = openings[account] ?? 0
            let total = inside[account] ?? Movement()
            let net = try sum(total.debitOre, -total.creditOre)
            return Row(
                account: try AccountNumber(accounts.texts[Int(account)]), opening: Money(ore: opening),
                debit: Money(ore: total.debitOre), credit: Money(ore: total.creditOre),
                closing: Money(ore: try sum(opening, net)))
        }.sorted { $0.account < $1.account }
    }

    /// The first and last day with a posting.
    public var days: ClosedRange<CalendarDate>? {
        let days = movements.keys.map(\.day)
        guard let first = days.min().flatMap({ CalendarDate(daysSince1970: Int($0)) }),
            let last = days.max().flatMap({ CalendarDate(daysSince1970: Int($0)) })
        else { return nil }
        return first...last
    }

    public static func == (left: TrialBalance, right: TrialBalance) -> Bool { left.savedBytes == right.savedBytes }

    public var savedBytes: [UInt8] {
        var bytes: [UInt8] = []
        let sorted = movements.sorted {
            ($0.key.account, $0.key.day, $0.key.isOpening ? 0 : 1) < (
                $1.key.account, $1.key.day, $1.key.isOpening ? 0 : 1
            )
        }
        CanonicalMembers.write(into: &bytes) { members in
            members.add("accounts", .array(accounts.texts.map { .string($0) }))
            members.add("movements") { bytes in
                SavedRows.write(sorted, into: &bytes) { row in
                    [
                        Int64(row.key.account), Int64(row.key.day), row.key.isOpening ? 1 : 0, row.value.debitOre,
                        row.value.creditOre,
                    ]
                }
            }
        }
        return bytes
    }

    public init(savedBytes: [UInt8]) throws {
        try savedBytes.withUnsafeBytes { bytes in
            var cursor = JSONCursor(bytes)
            try cursor.object { name, cursor in
                if name.equals("accounts") {
                    try cursor.array { _ = accounts.index(of: try $0.text().string) }
                } else {
                    try SavedRows.read(&cursor, width: 5) { row in
                        guard (0..<Int64(accounts.texts.count)).contains(row[0]) else { throw SavedRows.Damaged() }
                        let key = Key(
                            account: Int32(truncatingIfNeeded: row[0]), day: Int32(truncatingIfNeeded: row[1]),
                            isOpening: row[2] == 1)
                        movements[key] = Movement(debitOre: row[3], creditOre: row[4])
                    }
                }
            }
        }
    }
}

/// Rows of whole numbers in a saved projection.
enum SavedRows {
    struct Damaged: Error {}

    static func write<Row>(_ rows: [Row], into bytes: inout [UInt8], _ numbers: (Row) -> [Int64]) {
        bytes.append(UInt8(ascii: "["))
        for (index, row) in rows.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            bytes.append(UInt8(ascii: "["))
            for (index, number) in numbers(row).enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                JSON.write(number, into: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        }
        bytes.append(UInt8(ascii: "]"))
    }

    static func read(_ cursor: inout JSONCursor, width: Int, _ visit: ([Int64]) throws -> Void) throws {
        var row: [Int64] = []
        try cursor.array { cursor in
            row.removeAll(keepingCapacity: true)
            try cursor.array { row.append(try $0.integer()) }
            guard row.count == width else { throw Damaged() }
            try visit(row)
        }
    }
}
