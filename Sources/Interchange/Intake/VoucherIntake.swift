import Cryptography
import EventLog
import Ledger
import Values

/// The one way from a file into the books, whatever its format. A reader hands over one voucher after the other; the
/// intake knows which the books have already, posts the new ones, keeps what was found, and closes with the event that
/// says what the import brought. Any error rejects all of it.
///
/// Memory holds some bytes for each voucher, whatever its size.
final class VoucherIntake {
    enum Grade { case error, warning, choice }

    /// As the import's record names it: `saft`, `csv`, `journal` or `beancount`.
    let format: String
    let ledger: LedgerTransaction
    @exclusivity(unchecked) var findings: ImportFindings
    /// The books hold vouchers from files of the format, so that each must be compared before it is posted.
    let hasEarlierImports: Bool
    /// The books hold vouchers of any kind, so that those of the file may be among them under other numbers.
    let comparesEssences: Bool
    /// The files are exports of our own: a posting without a VAT specification has none, whatever its account gives.
    @exclusivity(unchecked) var statesAll = false
    /// False when vouchers are only checked, and nothing but balances is taken over.
    let postsVouchers: Bool

    @exclusivity(unchecked) private(set) var vouchers = 0
    @exclusivity(unchecked) private(set) var postings = 0
    @exclusivity(unchecked) private(set) var alreadyKnown = 0
    @exclusivity(unchecked) private(set) var debits: Int128 = 0
    @exclusivity(unchecked) private(set) var firstDate: CalendarDate?
    @exclusivity(unchecked) private(set) var lastDate: CalendarDate?
    @exclusivity(unchecked) var mappingUsed: Set<VATMappingUsed> = []
    @exclusivity(unchecked) var lastMapping: VATMappingUsed?
    /// How a journal's account names were read, in the order they came.
    @exclusivity(unchecked) var accountsUsed: [ImportRecord.AccountMapping] = []
    /// The series of the source's vouchers end so, unless it is the books' first system.
    private(set) var seriesSuffix = ""
    private(set) var system = ""

    @exclusivity(unchecked) var seen = SeenVouchers()
    @exclusivity(unchecked) var otherSeries: [String: NumberSeries] = [:]
    /// The series of the last voucher, beside the others.
    @exclusivity(unchecked) var noted: (name: String?, series: NumberSeries) = (nil, NumberSeries())
    /// Whether the books had none of the series, decided at its first voucher.
    @exclusivity(unchecked) private var newSeries: [String: Bool] = [:]
    @exclusivity(unchecked) private var lastSeries: (name: String, isNew: Bool) = ("", false)
    @exclusivity(unchecked) private(set) var newEssences: Set<VoucherEssence> = []
    @exclusivity(unchecked) private var reportedOnce: Set<String> = []

    init(
        format: String, _ ledger: LedgerTransaction, allowing allowed: Set<String>, postsVouchers: Bool = true
    ) {
        self.format = format
        self.ledger = ledger
        self.postsVouchers = postsVouchers
        findings = ImportFindings(allowing: allowed)
        hasEarlierImports = ledger.books.imports.contains { $0.format == format }
        comparesEssences = (try? ledger.hasVouchers()) ?? true
    }

    /// Names the product that the vouchers come from, and so the ends of their series.
    func choose(system: String) {
        self.system = system
        let systems = ledger.books.sourceSystems
        let index = systems.firstIndex(of: system) ?? systems.count
        seriesSuffix = index == 0 ? "" : "/\(index + 1)"
    }

    /// Whether the books have imported exactly these bytes before.
    func isImported(_ hashes: [SHA256Digest]) -> Bool {
        let known = Set(ledger.books.imports.flatMap(\.files).map(\.sha256))
        return !hashes.isEmpty && hashes.allSatisfy { known.contains($0.hex) }
    }

    func note(_ date: CalendarDate) {
        if firstDate.map({ date < $0 }) ?? true { firstDate = date }
        if lastDate.map({ date > $0 }) ?? true { lastDate = date }
    }

    /// Posts a voucher that the books do not have.
    ///
    /// - Parameters:
    ///   - content: a digest of all that is content in the file, for numbers that repeat.
    ///   - essence: a digest of date, accounts, amounts and VAT, for vouchers entered twice.
    ///   - part: the file of several that it stands in.
    func take(
        _ read: Voucher, content: UInt64, essence: UInt64, part: Int = 0, at place: () -> ImportPlace
    ) throws {
        var voucher = read
        guard try number(&voucher, content, part, at: place) else { return }
        if let period = ledger.books.closedPeriod(containing: voucher.date), try !isKnown(voucher) {
            return report(
                .error, "period-closed",
                "the voucher is dated \(voucher.date), in the closed period \(period). Reopen it with 'bilag period "
                    + "reopen \(period)', or leave the voucher out of the export.", at: place)
        }
        noteNumber(voucher, read.number.number)
        warnAboutTwin(voucher, read.number.number, essence, at: place)
        guard postsVouchers else { return }
        if hasEarlierImports, try compare(voucher, at: place) { return }
        if comparesEssences { newEssences.insert(VoucherEssence(voucher)) }
        guard !findings.hasErrors else { return }
        do {
            if try isNew(voucher.number.series) {
                try ledger.postNew(voucher, isWhole: statesAll)
            } else {
                try ledger.post(voucher, isWhole: statesAll)
            }
            vouchers += 1
            postings += voucher.postings.count
            for index in voucher.postings.indices {
                let ore = voucher.postings[index].amount.ore
                if ore > 0 { debits += Int128(ore) }
            }
        } catch VoucherError.numberTaken where !hasEarlierImports {
            newEssences.remove(VoucherEssence(voucher))
            _ = try compare(voucher, at: place)
        } catch let error as VoucherError {
            report(.error, "voucher-refused", "\(error)", at: place)
        } catch is MoneyOverflow {
            report(
                .error, "amount-too-large",
                "voucher \(shortened(voucher.number.number)) holds sums that cannot be right. Look for an amount with too "
                    + "many digits.", at: place)
        }
    }

    /// Whether the books had no voucher of the series before this import, so that numbers need not be looked up: `seen`
    /// knows those of the import.
    private func isNew(_ series: String?) throws -> Bool {
        let name = series ?? ""
        if name == lastSeries.name { return lastSeries.isNew }
        let isNew = try newSeries[name] ?? !ledger.hasVouchers(inSeries: series)
        newSeries[name] = isNew
        lastSeries = (name, isNew)
        return isNew
    }

    /// Whether the books have the voucher with the same content, by its number in the file.
    func isKnown(_ voucher: Voucher) throws -> Bool {
        guard let known = try ledger.voucher(voucher.number) else { return false }
        return known.voucher.number == voucher.number && VoucherIntake.differences(known.voucher, voucher).isEmpty
    }

    /// Registers a dimension that the books do not have, unless the import is rejected already.
    func register(_ key: Dimension.Key, typeName: String? = nil, name: String? = nil, at place: () -> ImportPlace)
        throws
    {
        guard !findings.hasErrors else { return }
        do {
            try ledger.record(
                .dimensionRegistered(DimensionValue(type: key.type, typeName: typeName, id: key.id, name: name)))
        } catch LogError.keyReused {
            report(
                .error, "dimension-ambiguous",
                "dimension \(shortened(key.type)) \(shortened(key.id)) cannot be told from another one: "
                    + "'\(shortened(key.type))/\(shortened(key.id))' is type and value of both. Write it without a slash.",
                at: place)
        }
    }

    /// - Returns: true when the books have the number, with this or other content.
    private func compare(_ voucher: Voucher, at place: () -> ImportPlace) throws -> Bool {
        guard let known = try ledger.voucher(voucher.number) else { return false }
        guard known.voucher.number == voucher.number else {
            reportFiledAlike(voucher.number, at: place)
            return true
        }
        let differences = VoucherIntake.differences(known.voucher, voucher)
        if differences.isEmpty {
            alreadyKnown += 1
        } else {
            report(
                .error, "voucher-differs-from-books",
                "voucher \(voucher.number) is in the books (entry \(known.sequence)) with other content: "
                    + listedShort(differences)
                    + ". Reverse it with 'bilag voucher reverse' and post it anew, or correct the other system.",
                at: place)
        }
        return true
    }

    // MARK: Findings

    /// Reports a finding; its text is made only if it will be listed.
    func report(
        _ grade: Grade, _ code: String, _ message: @autoclosure () -> String, at place: () -> ImportPlace
    ) {
        if grade == .warning, !findings.lists(code) { return findings.countUnlisted(code) }
        let place = place()
        let notice = ImportNotice(
            code: code, file: place.file, line: place.line, column: place.column, path: place.path, message: message())
        switch grade {
        case .error: findings.error(notice)
        case .warning: findings.warning(notice)
        case .choice: findings.choice(notice)
        }
    }

    /// Does it the first time it is asked with these words.
    func once(_ code: String, _ key: String, _ body: () -> Void) {
        if reportedOnce.insert("\(code)/\(key)").inserted { body() }
    }
}
