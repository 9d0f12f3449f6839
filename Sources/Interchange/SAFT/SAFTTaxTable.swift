import LegalTables
import Values

/// The ledger's VAT codes and what they stand for. A code may stand there several times, with other days, rates and
/// standard codes.
struct SAFTTaxTable {
    enum Standard: Hashable {
        case code(VATCode)
        /// `NA`: no standard code fits.
        case unmapped
        /// Text that is no standard code.
        case unknown(String)
    }

    struct Row {
        /// Its place among all rows.
        let index: Int
        let from: CalendarDate?
        let to: CalendarDate?
        let basisPoints: Int?
        let standard: Standard
        let baseRates: [Int]

        func isValid(on date: CalendarDate) -> Bool {
            from.map { $0 <= date } ?? true && to.map { date <= $0 } ?? true
        }
    }

    enum Resolution {
        case found(Standard, Row)
        case notInTable
        /// The code is there, but not on that day.
        case notValid
        /// Several standard codes, and nothing tells which.
        case ambiguous([VATCode])
    }

    private(set) var rows: [String: [Row]] = [:]
    private(set) var count = 0

    mutating func add(_ details: SAFTTaxDetails) {
        let text = details.standardCode
        let standard: Standard
        if ["na", "n.a", "n.a.", "n/a", ""].contains(text.lowercased()) {
            standard = .unmapped
        } else if let code = try? VATCode(text), LegalTables.current.vatCodes.code(code) != nil {
            standard = .code(code)
        } else {
            standard = .unknown(text)
        }
        rows[details.code, default: []].append(
            Row(
                index: count, from: details.from, to: details.to, basisPoints: details.basisPoints, standard: standard,
                baseRates: details.baseRates.filter { (1...10_000).contains($0) }))
        count += 1
    }

    /// - Parameter isIncome: whether the line is on an account of class 3, which tells 7 from 0 where one local code
    ///   stands for both.
    func resolve(_ code: String, on date: CalendarDate, basisPoints: Int?, isIncome: Bool) -> Resolution {
        guard let all = rows[code] else { return .notInTable }
        if all.count == 1, let only = all.first {
            return only.isValid(on: date) ? .found(only.standard, only) : .notValid
        }
        let valid = all.filter { $0.isValid(on: date) }
        guard let first = valid.first else { return .notValid }
        let standards = Set(valid.map(\.standard))
        if standards.count == 1 {
            let exact = valid.first { $0.basisPoints == basisPoints }
            return .found(first.standard, exact ?? first)
        }
        let sameRate = valid.filter { basisPoints != nil && $0.basisPoints == basisPoints }
        if let match = sameRate.first, Set(sameRate.map(\.standard)).count == 1 { return .found(match.standard, match) }
        let codes = standards.compactMap { if case .code(let code) = $0 { code } else { nil } }.sorted()
        if codes.map(\.number) == [0, 7], standards.count == 2,
            let match = valid.first(where: { $0.standard == VATCode(isIncome ? 7 : 0).map { .code($0) } })
        {
            return .found(match.standard, match)
        }
        return .ambiguous(codes)
    }
}
