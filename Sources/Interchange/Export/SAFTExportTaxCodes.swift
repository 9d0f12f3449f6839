import Ledger
import LegalTables
import Values

/// The tax table of an export: the ledger's codes that were used, and what each stands for.
struct SAFTExportTaxCodes {
    /// A code as the ledger has it, with the standard code it stands for in the books today.
    struct Use: Hashable {
        let ledgerCode: String
        let standard: VATCode?
    }

    private struct Found {
        var first: CalendarDate
        var last: CalendarDate
        /// Deductible shares in whole percent.
        var shares: Set<Int>
    }

    struct Row {
        let code: String
        let standard: VATCode?
        var from: CalendarDate?
        var to: CalendarDate?
        let rate: VATRate?
        let shares: [Int]
    }

    /// What a name in the file is for: a code of the ledger, or one of several that it stood for at once.
    private enum Name: Hashable {
        case shared(String)
        case own(Use)
    }

    private let books: Books
    private var found: [Use: Found] = [:]
    private var names: [Use: String] = [:]
    private(set) var rows: [Row] = []

    init(books: Books) { self.books = books }

    func use(_ vat: PostingVAT, on date: CalendarDate) -> Use? {
        let mapped = vat.ledgerCode.flatMap { books.mappedCode($0, on: date) } ?? vat.code
        guard let name = vat.ledgerCode ?? vat.code?.description, !name.isEmpty else { return nil }
        return Use(ledgerCode: name, standard: mapped)
    }

    mutating func note(_ vat: PostingVAT, on date: CalendarDate) {
        guard let use = use(vat, on: date) else { return }
        var entry = found[use] ?? Found(first: date, last: date, shares: [100])
        entry.first = min(entry.first, date)
        entry.last = max(entry.last, date)
        if let share = share(vat, use, date) { entry.shares.insert(share) }
        found[use] = entry
    }

    /// The part of base × rate that the VAT is, where it is a whole percent to within a krone.
    private func share(_ vat: PostingVAT, _ use: Use, _ date: CalendarDate) -> Int? {
        guard let base = vat.base?.ore, let stated = vat.vat?.ore, let code = use.standard, base != 0, stated != 0,
            let rate = LegalTables.current.rate(for: code, on: date), rate.basisPoints > 0
        else { return nil }
        let whole = Int128(base) * Int128(rate.basisPoints)
        if abs(whole / 10_000 - Int128(stated)) <= 100 { return nil }
        let part = (Int128(stated) * 1_000_000 + whole / 2) / whole
        guard let percent = Int(exactly: part), (1..<100).contains(percent),
            abs(whole * Int128(percent) / 1_000_000 - Int128(stated)) <= 100
        else {
            return nil
        }
        return percent
    }

    /// The code's name in the file.
    func name(_ use: Use) -> String { names[use] ?? use.ledgerCode }

    /// What the law says of the standard code on the day.
    func rate(_ use: Use, on date: CalendarDate) -> VATRate? {
        use.standard.flatMap { LegalTables.current.rate(for: $0, on: date) }
    }

    /// Makes the table of all that was noted. A ledger's code that stood for one standard code after the other is there
    /// once for each, with the days; one that stands for several at once gets a name for each but the first.
    mutating func settle() {
        var labels = ExportLabels<Name>(limit: 70)
        let uses = found.keys.sorted { left, right in
            left.ledgerCode != right.ledgerCode
                ? left.ledgerCode < right.ledgerCode
                : (found[left]?.first.description ?? "", left.standard?.number ?? 100)
                    < (found[right]?.first.description ?? "", right.standard?.number ?? 100)
        }
        // Names that need no mark are given first, so that none of them is taken by a marked one.
        let groups = Dictionary(grouping: uses, by: \.ledgerCode)
        for code in groups.keys.sorted() {
            for use in groups[code] ?? [] where isAlone(use, in: groups[code] ?? []) {
                names[use] = labels.label(.shared(code), code)
            }
        }
        for use in uses where names[use] == nil { names[use] = labels.label(.own(use), use.ledgerCode) }
        for use in uses { rows += rows(of: use, among: groups[use.ledgerCode] ?? []) }
    }

    /// Whether no earlier use of the same code overlaps it in time.
    private func isAlone(_ use: Use, in group: [Use]) -> Bool {
        guard let own = found[use] else { return true }
        return group.prefix { $0 != use }.allSatisfy { other in
            found[other].map { $0.last < own.first } ?? true
        }
    }

    private func rows(of use: Use, among group: [Use]) -> [Row] {
        guard let entry = found[use] else { return [] }
        let sharing = group.filter { names[$0] == names[use] }
        let next = sharing.drop { $0 != use }.dropFirst().first.flatMap { found[$0]?.first }
        let first = sharing.first == use ? nil : entry.first
        let last = next?.adding(days: -1)
        let shares = entry.shares.sorted()
        func row(_ from: CalendarDate?, _ to: CalendarDate?, _ rate: VATRate?) -> Row {
            Row(code: name(use), standard: use.standard, from: from, to: to, rate: rate, shares: shares)
        }
        guard let standard = use.standard, let rateClass = LegalTables.current.vatCodes.code(standard)?.rateClass
        else { return [row(first, last, nil)] }
        let rates = LegalTables.current.vatRates.rows.filter { rate in
            rate.rateClass == rateClass && (rate.from.map { $0 <= entry.last } ?? true)
                && (rate.to.map { $0 >= entry.first } ?? true)
        }
        guard !rates.isEmpty else { return [row(first, last, nil)] }
        return rates.map { rate in
            row([rate.from, first].compactMap { $0 }.max(), [rate.to, last].compactMap { $0 }.min(), rate.rate)
        }
    }
}

extension VATRate {
    /// As SAF-T writes it: `25`, `11.11`.
    var saftText: String { officialText.replacing(",", with: ".") }
}
