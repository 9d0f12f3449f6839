import Formats
import Ledger
import Values

/// What to look for among the vouchers of some days.
public enum VoucherSelection: Sendable {
    case all
    case account(AccountNumber)
    /// Lines with the ledger's own code, or, where it is nil, with the standard code and no code of the ledger's.
    case vat(VATCode, ledgerCode: String?)
}

/// Which entries hold the vouchers of a month, of an account in a month, and of a VAT code in a month: where drilling
/// down begins.
struct VoucherIndex: Sendable {
    struct Month: Sendable {
        var vouchers = SequenceList()
        /// By the account's number in the table of all folds.
        var accounts: [SequenceList] = []
        /// By the number of the code in `codes`.
        var codes: [SequenceList] = []
        var span: DaySpan
    }

    private(set) var months = NumberTable<Month>()
    /// VAT codes as they are looked for: `L` and the ledger's code, else `C` and the standard code.
    private var codes = TextTable()
    /// Standard codes and ledger codes to numbers of `codes`.
    private var standardCodes: [Int32] = Array(repeating: -1, count: 101)
    private var ledgerCodes = TextTable()
    private var ledgerCodeNumbers: [Int] = []
    /// The codes of the voucher that was folded last; here to keep its buffer.
    private var codeNumbers: [Int] = []

    /// - Parameter numbers: the accounts of the lines.
    mutating func apply(_ voucher: VoucherView, numbers: [Int]) {
        let month = CalendarMonth(voucher.date)
        let day = Int32(truncatingIfNeeded: voucher.date.daysSince1970)
        let index = months.index(of: UInt64(month.number), making: Month(span: DaySpan(day)))
        codeNumbers.removeAll(keepingCapacity: true)
        for line in voucher.lines.indices {
            if let vat = voucher.lines[line].vat { codeNumbers.append(number(of: vat)) }
        }
        let codeNumbers = codeNumbers
        months.change(at: index) { month in
            month.span.widen(to: day)
            month.vouchers.append(voucher.sequence)
            for account in numbers { VoucherIndex.append(voucher.sequence, to: &month.accounts, at: account) }
            for code in codeNumbers { VoucherIndex.append(voucher.sequence, to: &month.codes, at: code) }
        }
    }

    @inline(__always)
    private static func append(_ sequence: UInt64, to lists: inout [SequenceList], at index: Int) {
        while lists.count <= index { lists.append(SequenceList()) }
        lists[index].append(sequence)
    }

    private mutating func number(of vat: VoucherView.VAT) -> Int {
        if let ledgerCode = vat.ledgerCode {
            let known =
                ledgerCode.hasEscapes
                ? ledgerCodes.index(of: ledgerCode.string) : ledgerCodes.index(of: ledgerCode.bytes)
            while ledgerCodeNumbers.count <= known {
                ledgerCodeNumbers.append(codes.index(of: "L" + ledgerCodes.texts[ledgerCodeNumbers.count]))
            }
            return ledgerCodeNumbers[known]
        }
        let place = vat.code?.number ?? 100
        if standardCodes[place] < 0 {
            standardCodes[place] = Int32(truncatingIfNeeded: codes.index(of: "C\(place)"))
        }
        return Int(standardCodes[place])
    }

    /// The text that a selection's list is saved under; nil for all.
    static func name(of selection: VoucherSelection) -> String? {
        switch selection {
        case .all: nil
        case .account(let number): number.text
        case .vat(let code, let ledgerCode): ledgerCode.map { "L" + $0 } ?? "C\(code.number)"
        }
    }

    // MARK: Saved form

    func savedAccounts(of month: Month, _ accounts: TextTable) -> [UInt8] {
        VoucherIndex.saved(month.accounts, accounts)
    }

    func savedCodes(of month: Month) -> [UInt8] { VoucherIndex.saved(month.codes, codes) }

    private static func saved(_ lists: [SequenceList], _ names: TextTable) -> [UInt8] {
        var saved = SavedBytes()
        let used = lists.indices.filter { !lists[$0].isEmpty }
            .sorted { names.texts[$0].utf8.lexicographicallyPrecedes(names.texts[$1].utf8) }
        saved.write(used.count)
        for index in used {
            saved.write(names.texts[index])
            saved.write(lists[index].bytes)
        }
        return saved.bytes
    }

    /// The lists of a saved form, joined with those that come later in the log.
    static func joined(saved bytes: [UInt8], and later: [UInt8]) throws -> [UInt8] {
        var lists = try VoucherIndex.lists(bytes)
        for (name, list) in try VoucherIndex.lists(later) {
            var joined = lists[name] ?? SequenceList()
            try joined.append(list)
            lists[name] = joined
        }
        var saved = SavedBytes()
        saved.write(lists.count)
        for (name, list) in lists.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            saved.write(name)
            saved.write(list.bytes)
        }
        return saved.bytes
    }

    private static func lists(_ bytes: [UInt8]) throws -> [String: SequenceList] {
        try SavedReader.reading(bytes) { reader in
            var lists: [String: SequenceList] = [:]
            for _ in 0..<(try reader.count()) {
                lists[try reader.text()] = try SequenceList(bytes: Array(try reader.slice()))
            }
            return lists
        }
    }

    /// The list of one name in a saved form; empty where there is none.
    static func list(named name: String, in bytes: [UInt8]) throws -> SequenceList {
        try SavedReader.reading(bytes) { reader in
            var found = SequenceList()
            for _ in 0..<(try reader.count()) {
                let isWanted = try reader.slice().elementsEqual(name.utf8)
                let list = try reader.slice()
                if isWanted { found = try SequenceList(bytes: Array(list)) }
            }
            return found
        }
    }
}

/// Rising sequence numbers, each as its distance from the one before: a byte or two in a busy month.
struct SequenceList: Equatable, Sendable {
    private(set) var bytes: [UInt8] = []
    private(set) var last: UInt64 = 0

    init() {}

    /// - Throws: `SavedReader.Damaged`.
    init(bytes: [UInt8]) throws {
        self.bytes = bytes
        try SequenceList.visit(bytes) { last = $0 }
    }

    var isEmpty: Bool { bytes.isEmpty }

    /// Appending the last one again changes nothing.
    @inline(__always)
    mutating func append(_ sequence: UInt64) {
        guard sequence > last else { return }
        var rest = sequence - last
        while rest > 0x7F {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
        last = sequence
    }

    /// Appends numbers that all come after these.
    mutating func append(_ later: SequenceList) throws {
        try SequenceList.visit(later.bytes) { append($0) }
    }

    /// The numbers up to a bound.
    func numbers(upTo bound: UInt64) throws -> [UInt64] {
        var numbers: [UInt64] = []
        try SequenceList.visit(bytes) { if $0 <= bound { numbers.append($0) } }
        return numbers
    }

    private static func visit(_ bytes: [UInt8], _ visit: (UInt64) throws -> Void) throws {
        try bytes.withUnsafeBytes { bytes in
            var reader = SavedReader(bytes)
            var number: UInt64 = 0
            while !reader.isAtEnd {
                let (next, overflow) = number.addingReportingOverflow(try reader.number())
                guard !overflow, next > number else { throw SavedReader.Damaged() }
                number = next
                try visit(number)
            }
        }
    }
}
