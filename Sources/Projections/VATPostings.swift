import Formats
import Ledger
import LegalTables
import Values

/// The VAT-coded postings summed per day and treatment, and what the VAT accounts moved beside them: everything the
/// specification lines of a VAT return (mva-spesifikasjonslinjer) for any kind of period are computed from.
public struct VATPostings: Equatable, Sendable {
    /// What must be equal, beside the day, for postings to be summed.
    struct Treatment: Hashable, Sendable {
        /// −1 for a code that was not mapped when it was posted.
        let code: Int8
        /// A base line, or one that only adjusts the deductible VAT.
        let hasBase: Bool
        /// Indices of `texts`; −1 for none.
        let ledgerCode: Int32
        let specification: Int32
    }

    struct Total: Equatable, Sendable {
        /// Debit positive.
        var baseOre: Int64 = 0
        var vatOre: Int64 = 0
        var count: Int64 = 0
        /// Where the treatment first appears on the day: entry and line. Lines of a return stand in this order.
        var firstSequence: Int64
        var firstLine: Int64
        /// Indices of `texts`, without repeats.
        var remarks: [Int32] = []
    }

    /// Movement of the VAT accounts in vouchers that are no settlement, debit positive.
    struct AccountMovement: Equatable, Sendable {
        var outputOre: Int64 = 0
        var inputOre: Int64 = 0
    }

    private(set) var texts = TextTable()
    private var treatments = NumberTable<Treatment>()
    /// By treatment and day.
    private var totals = NumberTable<Total>()
    /// By day since 1970.
    private(set) var accountMovements: [Int32: AccountMovement] = [:]
    private var roles = AccountRoles()
    /// Months whose postings are in the log and not here, with their days.
    private var unloaded: [CalendarMonth: DaySpan] = [:]

    public init() {}

    /// - Parameters:
    ///   - numbers: the accounts of the lines, as numbers of the table.
    ///   - accounts: the table of account numbers.
    mutating func apply(_ voucher: VoucherView, numbers: [Int], accounts: TextTable) throws(MoneyOverflow) {
        // Opening balances are no turnover and carry no VAT of these books.
        guard voucher.kind == .ordinary else { return }
        roles.learn(accounts)
        try addAccountMovement(of: voucher, numbers)
        guard voucher.lines.contains(where: { $0.vat != nil }) else { return }
        let contra = ContraLines(of: voucher) { roles[numbers[$0]] }
        for index in voucher.lines.indices {
            guard let vat = voucher.lines[index].vat, !contra.contains(index) else { continue }
            try add(vat, amountOre: voucher.lines[index].amountOre, line: index, of: voucher)
        }
    }

    private mutating func add(
        _ vat: VoucherView.VAT, amountOre: Int64, line: Int, of voucher: VoucherView
    ) throws(MoneyOverflow) {
        let treatment = number(
            Treatment(
                code: Int8(truncatingIfNeeded: vat.code?.number ?? -1), hasBase: vat.baseOre != nil,
                ledgerCode: index(of: vat.ledgerCode), specification: index(of: vat.specification)))
        let remark = index(of: vat.remark)
        let place = totals.index(
            of: VATPostings.key(treatment, Int32(truncatingIfNeeded: voucher.date.daysSince1970)),
            making: Total(firstSequence: Int64(clamping: voucher.sequence), firstLine: Int64(line)))
        try totals.change(at: place) { total throws(MoneyOverflow) in
            total.baseOre = try sum(total.baseOre, vat.baseOre ?? 0)
            // A line without a base stands on the VAT account: what it does not state is its amount.
            total.vatOre = try sum(total.vatOre, vat.vatOre ?? (vat.baseOre == nil ? amountOre : 0))
            total.count += 1
            if remark >= 0, !total.remarks.contains(remark) { total.remarks.append(remark) }
        }
    }

    private static func key(_ treatment: Int, _ day: Int32) -> UInt64 {
        UInt64(UInt32(truncatingIfNeeded: treatment)) << 32 | UInt64(UInt32(bitPattern: day))
    }

    private mutating func number(_ treatment: Treatment) -> Int {
        // Texts are fewer than the bits for their numbers: each takes a byte of memory or more.
        let key =
            UInt64(UInt8(bitPattern: treatment.code)) << 56 | UInt64(treatment.hasBase ? 1 : 0) << 55
            | UInt64(UInt32(bitPattern: treatment.ledgerCode + 1)) << 27
            | UInt64(UInt32(bitPattern: treatment.specification + 1) & 0x7FF_FFFF)
        return treatments.index(of: key, making: treatment)
    }

    private mutating func index(of text: JSONCursor.Text?) -> Int32 {
        guard let text else { return -1 }
        let index = text.hasEscapes ? texts.index(of: text.string) : texts.index(of: text.bytes)
        return Int32(truncatingIfNeeded: index)
    }

    private mutating func addAccountMovement(of voucher: VoucherView, _ numbers: [Int]) throws(MoneyOverflow) {
        var movement = AccountMovement()
        var touches = false
        for line in numbers.indices {
            switch roles[numbers[line]] {
            case .output?:
                movement.outputOre = try sum(movement.outputOre, voucher.lines[line].amountOre)
                touches = true
            case .input?:
                movement.inputOre = try sum(movement.inputOre, voucher.lines[line].amountOre)
                touches = true
            // Settlement vouchers empty the VAT accounts and are left out of the reconciliation.
            case .settlement?: return
            case nil: break
            }
        }
        guard touches else { return }
        try add(movement, on: Int32(truncatingIfNeeded: voucher.date.daysSince1970))
    }

    private mutating func add(_ movement: AccountMovement, on day: Int32) throws(MoneyOverflow) {
        var total = accountMovements[day] ?? AccountMovement()
        total.outputOre = try sum(total.outputOre, movement.outputOre)
        total.inputOre = try sum(total.inputOre, movement.inputOre)
        accountMovements[day] = total
    }

    func text(_ index: Int32) -> String? { index < 0 ? nil : texts.texts[Int(index)] }

    /// What there is of some days, in the order in which it first appears in the log.
    ///
    /// - Throws: `UnloadedFigures` when there is more of these days in the log.
    func totals(of days: DaySpan) throws -> [(day: Int32, treatment: Treatment, total: Total)] {
        guard !unloaded.values.contains(where: { $0.overlaps(days) }) else { throw UnloadedFigures() }
        return totals.indices.compactMap { index in
            let (day, treatment) = parts(of: totals.keys[index])
            return days.contains(day) ? (day, treatment, totals.values[index]) : nil
        }.sorted { ($0.total.firstSequence, $0.total.firstLine) < ($1.total.firstSequence, $1.total.firstLine) }
    }

    private func parts(of key: UInt64) -> (day: Int32, treatment: Treatment) {
        (Int32(bitPattern: UInt32(truncatingIfNeeded: key)), treatments.values[Int(key >> 32)])
    }

    public static func == (left: VATPostings, right: VATPostings) -> Bool {
        left.saved() == right.saved() && left.unloaded == right.unloaded
    }
}

/// The role of each account, looked up once per account.
private struct AccountRoles: Sendable {
    private var roles: [VATAccountRole?] = []

    subscript(account: Int) -> VATAccountRole? { roles[account] }

    mutating func learn(_ accounts: TextTable) {
        while roles.count < accounts.texts.count {
            let number = try? AccountNumber(accounts.texts[roles.count])
            roles.append(number.flatMap { LegalTables.current.vatAccounts.role(of: $0) })
        }
    }
}

// MARK: - Saved form

extension VATPostings {
    /// Each month: what the VAT accounts moved by day, the texts in order, and the totals as they first appear in the
    /// log.
    func saved() -> [CalendarMonth: [UInt8]] {
        var movements: [CalendarMonth: [(day: Int32, movement: AccountMovement)]] = [:]
        for (day, movement) in accountMovements {
            guard let month = CalendarMonth(day: day) else { continue }
            movements[month, default: []].append((day, movement))
        }
        var rows: [CalendarMonth: [Int]] = [:]
        for index in totals.indices {
            guard let month = CalendarMonth(day: parts(of: totals.keys[index]).day) else { continue }
            rows[month, default: []].append(index)
        }
        var saved: [CalendarMonth: [UInt8]] = [:]
        for month in Set(movements.keys).union(rows.keys) {
            saved[month] = self.saved(month, movements[month] ?? [], rows[month] ?? [])
        }
        return saved
    }

    private func saved(
        _ month: CalendarMonth, _ movements: [(day: Int32, movement: AccountMovement)], _ rows: [Int]
    ) -> [UInt8] {
        var saved = SavedBytes()
        saved.write(movements.count)
        for (day, movement) in movements.sorted(by: { $0.day < $1.day }) {
            saved.write(Int(day - month.firstDay))
            saved.write(signed: movement.outputOre)
            saved.write(signed: movement.inputOre)
        }
        let used = rows.flatMap { row in
            let treatment = parts(of: totals.keys[row]).treatment
            return [treatment.ledgerCode, treatment.specification] + totals.values[row].remarks
        }
        let names = Set(used.compactMap { text($0) }).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let numbers = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($0.element, $0.offset + 1) })
        func number(_ index: Int32) -> Int { text(index).flatMap { numbers[$0] } ?? 0 }
        saved.write(names.count)
        for name in names { saved.write(name) }
        let sorted = rows.sorted { left, right in
            let (left, right) = (totals.values[left], totals.values[right])
            return (left.firstSequence, left.firstLine) < (right.firstSequence, right.firstLine)
        }
        saved.write(sorted.count)
        for row in sorted {
            let (day, treatment) = parts(of: totals.keys[row])
            let total = totals.values[row]
            saved.write(Int(day - month.firstDay))
            saved.write(Int(treatment.code) + 1)
            saved.write(treatment.hasBase ? 1 : 0)
            saved.write(number(treatment.ledgerCode))
            saved.write(number(treatment.specification))
            saved.write(signed: total.baseOre)
            saved.write(signed: total.vatOre)
            saved.write(UInt64(bitPattern: total.count))
            saved.write(UInt64(bitPattern: total.firstSequence))
            saved.write(UInt64(bitPattern: total.firstLine))
            saved.write(total.remarks.count)
            for remark in total.remarks { saved.write(number(remark)) }
        }
        return saved.bytes
    }

    /// Says that a month is in the log and not here.
    mutating func leaveOut(_ month: CalendarMonth, _ span: DaySpan) { unloaded[month] = span }

    /// Adds what comes later in the log than all that is here of the month.
    mutating func add(saved bytes: [UInt8], of month: CalendarMonth) throws {
        try SavedReader.reading(bytes) { reader in
            for _ in 0..<(try reader.count()) {
                let day = month.firstDay + Int32(truncatingIfNeeded: try reader.number(below: 31))
                try add(AccountMovement(outputOre: try reader.signed(), inputOre: try reader.signed()), on: day)
            }
            var names: [Int32] = [-1]
            for _ in 0..<(try reader.count()) {
                names.append(Int32(truncatingIfNeeded: texts.index(of: try reader.slice())))
            }
            for _ in 0..<(try reader.count()) { try addRow(&reader, names, month) }
        }
    }

    private mutating func addRow(_ reader: inout SavedReader, _ names: [Int32], _ month: CalendarMonth) throws {
        let day = month.firstDay + Int32(truncatingIfNeeded: try reader.number(below: 31))
        let treatment = number(
            Treatment(
                code: Int8(truncatingIfNeeded: try reader.number(below: 101) - 1),
                hasBase: try reader.number(below: 2) == 1, ledgerCode: names[try reader.number(below: names.count)],
                specification: names[try reader.number(below: names.count)]))
        var total = Total(
            baseOre: try reader.signed(), vatOre: try reader.signed(), count: try reader.amount(),
            firstSequence: try reader.amount(), firstLine: try reader.amount())
        for _ in 0..<(try reader.count()) { total.remarks.append(names[try reader.number(below: names.count)]) }
        let place = totals.index(
            of: VATPostings.key(treatment, day),
            making: Total(firstSequence: total.firstSequence, firstLine: total.firstLine))
        try totals.change(at: place) { known throws(MoneyOverflow) in
            known.baseOre = try sum(known.baseOre, total.baseOre)
            known.vatOre = try sum(known.vatOre, total.vatOre)
            known.count = try sum(known.count, total.count)
            for remark in total.remarks where !known.remarks.contains(remark) { known.remarks.append(remark) }
        }
    }
}
