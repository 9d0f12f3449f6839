import Formats
import Ledger
import LegalTables
import Values

/// The VAT-coded postings summed per day and treatment, and what the VAT accounts moved beside them: everything the
/// specification lines of a VAT return (mva-spesifikasjonslinjer) for any kind of period are computed from.
public struct VATPostings: Projection {
    public static let name = "vat-postings"
    public static let version = 1

    /// What must be equal for postings to be summed.
    struct Key: Hashable, Sendable {
        /// Days since 1970.
        let day: Int32
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
        /// Where the key first appears: entry and line. Lines of a return stand in this order.
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
    private(set) var totals: [Key: Total] = [:]
    private(set) var accountMovements: [Int32: AccountMovement] = [:]
    private var roles = AccountRoles()

    public init() {}

    public mutating func apply(_ voucher: VoucherView) throws {
        // Opening balances are no turnover and carry no VAT of these books.
        guard voucher.kind == .ordinary else { return }
        try addAccountMovement(of: voucher)
        guard voucher.lines.contains(where: { $0.vat != nil }) else { return }
        let contra = ContraLines(of: voucher) { roles.role(of: $0) }
        for (index, line) in voucher.lines.enumerated() {
            guard let vat = line.vat, !contra.contains(index) else { continue }
            try add(vat, amountOre: line.amountOre, line: index, of: voucher)
        }
    }

    private mutating func add(_ vat: VoucherView.VAT, amountOre: Int64, line: Int, of voucher: VoucherView) throws {
        let key = Key(
            day: Int32(truncatingIfNeeded: voucher.date.daysSince1970),
            code: Int8(truncatingIfNeeded: vat.code?.number ?? -1), hasBase: vat.baseOre != nil,
            ledgerCode: index(of: vat.ledgerCode), specification: index(of: vat.specification))
        var total =
            totals[key]
            ?? Total(firstSequence: Int64(clamping: voucher.sequence), firstLine: Int64(line))
        total.baseOre = try sum(total.baseOre, vat.baseOre ?? 0)
        // A line without a base stands on the VAT account: what it does not state is its amount.
        total.vatOre = try sum(total.vatOre, vat.vatOre ?? (vat.baseOre == nil ? amountOre : 0))
        total.count += 1
        let remark = index(of: vat.remark)
        if remark >= 0, !total.remarks.contains(remark) { total.remarks.append(remark) }
        totals[key] = total
    }

    private mutating func index(of text: JSONCursor.Text?) -> Int32 {
        guard let text else { return -1 }
        let index = text.hasEscapes ? texts.index(of: text.string) : texts.index(of: text.bytes)
        return Int32(truncatingIfNeeded: index)
    }

    private mutating func addAccountMovement(of voucher: VoucherView) throws {
        var movement = AccountMovement()
        var touches = false
        for line in voucher.lines {
            switch roles.role(of: line.account) {
            case .output?:
                movement.outputOre = try sum(movement.outputOre, line.amountOre)
                touches = true
            case .input?:
                movement.inputOre = try sum(movement.inputOre, line.amountOre)
                touches = true
            // Settlement vouchers empty the VAT accounts and are left out of the reconciliation.
            case .settlement?: return
            case nil: break
            }
        }
        guard touches else { return }
        let day = Int32(truncatingIfNeeded: voucher.date.daysSince1970)
        var total = accountMovements[day] ?? AccountMovement()
        total.outputOre = try sum(total.outputOre, movement.outputOre)
        total.inputOre = try sum(total.inputOre, movement.inputOre)
        accountMovements[day] = total
    }

    func text(_ index: Int32) -> String? { index < 0 ? nil : texts.texts[Int(index)] }

    public static func == (left: VATPostings, right: VATPostings) -> Bool { left.savedBytes == right.savedBytes }

    public var savedBytes: [UInt8] {
        var bytes: [UInt8] = []
        let sorted = totals.sorted {
            ($0.value.firstSequence, $0.value.firstLine) < ($1.value.firstSequence, $1.value.firstLine)
        }
        CanonicalMembers.write(into: &bytes) { members in
            members.add("accounts") { bytes in
                SavedRows.write(accountMovements.sorted { $0.key < $1.key }, into: &bytes) {
                    [Int64($0.key), $0.value.outputOre, $0.value.inputOre]
                }
            }
            members.add("texts", .array(texts.texts.map { .string($0) }))
            members.add("totals") { bytes in
                SavedRows.write(sorted, into: &bytes) { row in
                    let key = row.key
                    let total = row.value
                    return [
                        Int64(key.day), Int64(key.code), key.hasBase ? 1 : 0, Int64(key.ledgerCode),
                        Int64(key.specification), total.baseOre, total.vatOre, total.count, total.firstSequence,
                        total.firstLine,
                    ] + total.remarks.map(Int64.init)
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
                    try SavedRows.read(&cursor, width: 3) { row in
                        accountMovements[Int32(truncatingIfNeeded: row[0])] = AccountMovement(
                            outputOre: row[1], inputOre: row[2])
                    }
                } else if name.equals("texts") {
                    try cursor.array { _ = texts.index(of: try $0.text().string) }
                } else {
                    try cursor.array { cursor in
                        var row: [Int64] = []
                        try cursor.array { row.append(try $0.integer()) }
                        try restore(row)
                    }
                }
            }
        }
    }

    private mutating func restore(_ row: [Int64]) throws {
        let indices = row.count < 10 ? [] : [row[3], row[4]] + row[10...]
        guard row.count >= 10, indices.allSatisfy({ (-1..<Int64(texts.texts.count)).contains($0) }) else {
            throw SavedRows.Damaged()
        }
        let key = Key(
            day: Int32(truncatingIfNeeded: row[0]), code: Int8(truncatingIfNeeded: row[1]), hasBase: row[2] == 1,
            ledgerCode: Int32(truncatingIfNeeded: row[3]), specification: Int32(truncatingIfNeeded: row[4]))
        totals[key] = Total(
            baseOre: row[5], vatOre: row[6], count: row[7], firstSequence: row[8], firstLine: row[9],
            remarks: row[10...].map { Int32(truncatingIfNeeded: $0) })
    }
}

/// The role of each account, looked up once per account.
private struct AccountRoles: Sendable {
    private var accounts = TextTable()
    private var roles: [VATAccountRole?] = []

    mutating func role(of account: JSONCursor.Text) -> VATAccountRole? {
        let index = account.hasEscapes ? accounts.index(of: account.string) : accounts.index(of: account.bytes)
        while roles.count <= index {
            let number = try? AccountNumber(accounts.texts[roles.count])
            roles.append(number.flatMap { LegalTables.current.vatAccounts.role(of: $0) })
        }
        return roles[index]
    }
}
