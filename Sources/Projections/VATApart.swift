import EventLog
import Formats
import Ledger
import LegalTables
import Values

/// Which vouchers of a month move the VAT accounts by something else than their VAT codes say in the ordinary return,
/// and which treatments the others have, so that another return, or another mapping of codes, can tell whether they
/// would still agree.
struct VATApart: MonthDetail {
    static let kind = DetailKind.vatApart

    /// What decides how much of a posting's VAT the return takes.
    struct Treatment: Hashable {
        let code: VATCode?
        let ledgerCode: String?
        let specification: String?
        let hasBase: Bool
    }

    /// Days since the month's first, on which postings in vouchers that agree have a treatment.
    private(set) var even: [Treatment: ClosedRange<Int>] = [:]
    private(set) var apart = SequenceList()
    private let month: CalendarMonth
    private var view = VoucherView()
    private var signs: [Treatment: Int64] = [:]
    private var roles: [String: VATAccountRole?] = [:]

    init(of month: CalendarMonth) { self.month = month }

    mutating func apply(_ entry: StoredEntry) throws {
        guard try view.read(entry), view.kind == .ordinary else { return }
        let roles: [VATAccountRole?] = view.lines.map { role(of: $0.account) }
        let isSettlement = roles.contains(.settlement)
        var difference: Int64 = 0
        for (line, role) in zip(view.lines, roles) where !isSettlement && role != nil {
            difference = try sum(difference, -line.amountOre)
        }
        var treatments: Set<Treatment> = []
        if view.lines.contains(where: { $0.vat != nil }) {
            let contra = ContraLines(of: view) { roles[$0] }
            for (index, line) in view.lines.enumerated() {
                guard let vat = line.vat, !contra.contains(index) else { continue }
                let treatment = Treatment(vat)
                treatments.insert(treatment)
                // A line without a base stands on the VAT account: what it does not state is its amount.
                let vatOre = vat.vatOre ?? (vat.baseOre == nil ? line.amountOre : 0)
                difference = try sum(difference, try Money(ore: vatOre).times(-sign(of: treatment)).ore)
            }
        }
        guard difference == 0 else { return apart.append(entry.sequence) }
        let day = view.date.daysSince1970 - Int(month.firstDay)
        for treatment in treatments {
            let days = even[treatment] ?? day...day
            even[treatment] = min(days.lowerBound, day)...max(days.upperBound, day)
        }
    }

    private mutating func role(of account: JSONCursor.Text) -> VATAccountRole? {
        let text = account.string
        if let known = roles[text] { return known }
        let role = (try? AccountNumber(text)).flatMap { LegalTables.current.vatAccounts.role(of: $0) }
        roles[text] = .some(role)
        return role
    }

    private mutating func sign(of treatment: Treatment) -> Int64 {
        if let known = signs[treatment] { return known }
        let sign = treatment.sign(code: treatment.code, in: .alminnelig, registered: .alminnelig)
        signs[treatment] = sign
        return sign
    }

    /// Whether the vouchers that agree would agree in a return too.
    func isEven(in category: VATCategory, registered: VATCategory?, books: Books) -> Bool {
        even.allSatisfy { treatment, days in
            let assumed = treatment.sign(code: treatment.code, in: .alminnelig, registered: .alminnelig)
            return days.allSatisfy { day in
                guard let date = CalendarDate(daysSince1970: Int(month.firstDay) + day) else { return false }
                let code = treatment.ledgerCode.flatMap { books.mappedCode($0, on: date) } ?? treatment.code
                return treatment.sign(code: code, in: category, registered: registered) == assumed
            }
        }
    }

    init(of month: CalendarMonth, _ reader: inout SavedReader) throws {
        self.month = month
        for _ in 0..<(try reader.count()) {
            let treatment = try Treatment(&reader)
            let (first, last) = (try reader.number(below: 31), try reader.number(below: 31))
            guard first <= last else { throw SavedReader.Damaged() }
            even[treatment] = first...last
        }
        apart = try SequenceList(bytes: Array(try reader.slice()))
    }

    func write(to saved: inout SavedBytes) {
        saved.write(even.count)
        for (treatment, days) in even.sorted(by: { $0.key < $1.key }) {
            treatment.write(to: &saved)
            saved.write(days.lowerBound)
            saved.write(days.upperBound)
        }
        saved.write(apart.bytes)
    }
}

extension VATApart.Treatment: Comparable {
    fileprivate init(_ vat: VoucherView.VAT) {
        (code, hasBase) = (vat.code, vat.baseOre != nil)
        (ledgerCode, specification) = (vat.ledgerCode?.string, vat.specification?.string)
    }

    /// How often the VAT of such a posting counts in the sum of a return, debit positive.
    fileprivate func sign(code: VATCode?, in category: VATCategory, registered: VATCategory?) -> Int64 {
        guard let code, let row = LegalTables.current.vatCodes.code(code) else { return 0 }
        let treatment = LineSums.Treatment(
            row: row, ledgerCode: ledgerCode,
            specification: specification.flatMap { VATSpecificationKind(rawValue: $0) }, rate: nil, hasBase: hasBase)
        return LineSums.parts(of: treatment, in: category, registered: registered).reduce(0) { $0 + $1.vatSign }
    }

    static func < (left: Self, right: Self) -> Bool {
        if left.code != right.code { return (left.code?.number ?? -1) < (right.code?.number ?? -1) }
        return (left.text, left.hasBase ? 1 : 0) < (right.text, right.hasBase ? 1 : 0)
    }

    private var text: String { "\(ledgerCode.map { "L" + $0 } ?? "")\u{0}\(specification.map { "S" + $0 } ?? "")" }

    fileprivate init(_ reader: inout SavedReader) throws {
        code = VATCode(try reader.number(below: 101) - 1)
        ledgerCode = try reader.optionalText()
        specification = try reader.optionalText()
        hasBase = try reader.number(below: 2) == 1
    }

    fileprivate func write(to saved: inout SavedBytes) {
        saved.write((code?.number ?? -1) + 1)
        saved.write(optional: ledgerCode)
        saved.write(optional: specification)
        saved.write(hasBase ? 1 : 0)
    }
}

extension Money {
    /// - Parameter count: a small number.
    fileprivate func times(_ count: Int64) throws(MoneyOverflow) -> Money {
        let (product, overflow) = ore.multipliedReportingOverflow(by: count)
        if overflow { throw MoneyOverflow() }
        return Money(ore: product)
    }
}

/// Finds the vouchers whose movement on the VAT accounts may be another than their VAT codes say.
public struct VATApartFinder {
    private let log: any EventLog
    private let size: UInt64

    public init(_ log: any EventLog, size: UInt64) { (self.log, self.size) = (log, size) }

    /// Visits the entries that may be apart in returns of a category, dated in months that the days touch, in the order
    /// of the log.
    public func visit(
        in days: ClosedRange<CalendarDate>, category: VATCategory, registered: VATCategory?, books: Books,
        _ visit: (StoredEntry) throws -> Void
    ) throws {
        let wanted = DaySpan(days)
        let sequences = try MonthDetails.reading(log, size: size) { details in
            var found: [UInt64] = []
            for (month, known) in details.index.months where known.span.overlaps(wanted) {
                let detail = try details.load(VATApart.self, month)
                if detail.isEven(in: category, registered: registered, books: books) {
                    found += try detail.apart.numbers(upTo: size)
                } else {
                    found += try details.index.indexed(month) + known.later
                }
            }
            return found.sorted()
        }
        try log.read(sequences, visit)
    }
}
