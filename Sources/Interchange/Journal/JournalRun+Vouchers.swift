import Formats
import Ledger
import LegalTables
import Values

/// From entries to vouchers of the books.
extension JournalRun {
    /// Counts the bytes that are read, for whoever watches.
    func progress(_ source: any ByteSource) -> any ByteSource {
        guard let progress = options.shared.progress else { return source }
        let total = survey.files.reduce(Int64(0)) { $0 + $1.facts.byteCount }
        return HashingSource(source, hashes: false) { [self] count in
            bytesRead += Int64(count)
            progress(bytesRead, total)
        }
    }

    func take(_ entry: JournalEntry, file: String) throws {
        entries += 1
        intake.note(entry.date)
        if entry.isPending {
            intake.once("pending", "") {
                intake.report(
                    .choice, "pending-entries",
                    "the entry is marked '!', pending; there may be more. Clear what is settled, and take out the rest.",
                    at: { ImportPlace(file: file, line: entry.line) })
            }
        }
        guard !entry.isFaulty, let number = try number(entry, file), let amounts = amounts(entry, file) else { return }
        guard !entry.postings.isEmpty else {
            return warning("entry-empty", file, entry.line, "the entry has no postings, and was passed over.")
        }
        guard var voucher = try voucher(entry, number, amounts, file) else { return }
        let place = { ImportPlace(file: file, line: entry.line) }
        if !PostedVAT.complete(&voucher.postings, on: entry.date) {
            intake.report(
                .warning, "vat-amount-derived",
                "the postings on VAT accounts are not what base and rate lead to; VAT was computed from base and rate. Say it "
                    + "with the tag mvabelop.", at: place)
        }
        codes.noteUnmapped(in: voucher, at: place)
        let known = intake.alreadyKnown
        let digest = JournalRun.digest(voucher)
        try intake.take(voucher, content: digest, essence: digest, at: place)
        if survey.hasAssertions { noteBalances(entry, amounts, file, isNew: intake.alreadyKnown == known) }
    }

    private static func digest(_ voucher: Voucher) -> UInt64 {
        var digest = QuickDigest()
        digest.add(UInt64(bitPattern: Int64(voucher.date.daysSince1970)))
        for index in voucher.postings.indices {
            digest.add(voucher.postings[index].account.text)
            digest.add(UInt64(bitPattern: voucher.postings[index].amount.ore))
            if let vat = voucher.postings[index].vat { digest.add(UInt64(bitPattern: Int64(vat.hashValue))) }
        }
        return digest.value
    }

    private func noteBalances(_ entry: JournalEntry, _ amounts: [Int64], _ file: String, isNew: Bool) {
        for (posting, ore) in zip(entry.postings, amounts) {
            if let amount = posting.amount, amount.commodity != JournalAmount.nok {
                let scaled = amount.number.scaled(to: JournalBalances.decimals)
                balances.add(
                    Int128(scaled ?? 0), name: posting.account, commodity: amount.commodity, on: entry.date,
                    isNew: isNew)
            } else {
                balances.add(
                    Int128(ore), name: posting.account, commodity: JournalAmount.nok, on: entry.date, isNew: isNew)
            }
            if let assertion = posting.assertion {
                balances.claim(
                    assertion, name: posting.account, on: entry.date,
                    at: ImportPlace(file: file, line: posting.line), among: self)
            }
        }
    }

    // MARK: Number

    private func number(_ entry: JournalEntry, _ file: String) throws -> VoucherNumber? {
        let year = entry.date.year
        var series: String? = series(entry)
        // A tag without a value: the books' own vouchers have no series.
        if entry.tags[.series]?.isEmpty == true { series = nil }
        var id = entry.code
        if id == nil {
            id = entry.tags[.voucher] ?? entry.postings.lazy.compactMap { $0.tags[.voucher] }.first
        }
        if id == nil || id?.isEmpty == true {
            intake.once("unnumbered", "") {
                intake.report(
                    .choice, "voucher-without-number",
                    "the entry has no number in parentheses and no tag 'bilag'; there may be more. Number them, or have "
                        + "them numbered in order, in a series of their own.",
                    at: { ImportPlace(file: file, line: entry.line) })
            }
            unnumbered[year, default: 0] += 1
            id = "\(entry.rank ?? unnumbered[year] ?? 0)"
            series = (series ?? "\(year)") + "-auto"
        }
        do throws(InvalidInput) { return try VoucherNumber(series: series, number: id ?? "") } catch {
            self.error("invalid-voucher-number", file, entry.line, "\(error.advice). Correct the number.")
            return nil
        }
    }

    /// The series of an entry, mostly that of the one before.
    private func series(_ entry: JournalEntry) -> String {
        if let series = entry.tags[.series] { return series }
        let (kind, year) = (entry.tags[.kind] ?? "", entry.date.year)
        if let lastSeries, lastSeries.year == year, lastSeries.kind == kind { return lastSeries.name }
        let name = "\(year)" + (kind.isEmpty ? "" : "-" + kind) + intake.seriesSuffix
        lastSeries = (year, kind, name)
        return name
    }

    // MARK: Amounts

    /// The amounts of the postings in øre, the one left out computed; nil after a finding.
    private func amounts(_ entry: JournalEntry, _ file: String) -> [Int64]? {
        var amounts = [Int64](repeating: 0, count: entry.postings.count)
        var left: Int?
        var isComplete = true
        var sum: Int128 = 0
        for index in entry.postings.indices {
            guard let amount = entry.postings[index].amount else {
                if left != nil {
                    error(
                        "two-amounts-left-out", file, entry.postings[index].line,
                        "a second posting of the entry has no amount. Write all but one.")
                    isComplete = false
                }
                left = index
                continue
            }
            do throws(JournalFault) {
                amounts[index] = try ore(amount, entry.postings[index].cost)
                sum += Int128(amounts[index])
            } catch {
                self.error(error.code, file, entry.postings[index].line, error.message + ".")
                isComplete = false
            }
        }
        guard isComplete else { return nil }
        if let left {
            guard let rest = Int64(exactly: -sum) else { return tooLarge(entry, file) }
            amounts[left] = rest
            sum = 0
        }
        guard sum == 0 else {
            error(
                "entry-unbalanced", file, entry.line,
                "the entry is out of balance by \(kroner(abs(sum))). Each entry sums to zero, to the øre; correct an amount or "
                    + "its cost.")
            return nil
        }
        return JournalRun.canBeCounted(amounts) ? amounts : tooLarge(entry, file)
    }

    /// Whether no sum on the way leaves 64 bits.
    private static func canBeCounted(_ amounts: [Int64]) -> Bool {
        var (partial, largest): (Int128, Int128) = (0, 0)
        for amount in amounts {
            partial += Int128(amount)
            largest = max(largest, abs(partial))
        }
        return largest <= Int128(Int64.max)
    }

    private func tooLarge(_ entry: JournalEntry, _ file: String) -> [Int64]? {
        error(
            "amount-too-large", file, entry.line,
            "the entry holds sums that cannot be right. Look for an amount with too many digits.")
        return nil
    }

    /// A posting's amount in NOK: its own, or what its cost comes to.
    private func ore(_ amount: JournalAmount, _ cost: JournalCost?) throws(JournalFault) -> Int64 {
        if amount.commodity == JournalAmount.nok { return try ore(amount.number) }
        let name = shortened(commodityNames[amount.commodity])
        guard let cost else {
            throw JournalFault(
                code: "cost-missing",
                message: "\(amount.number.text) \(name) has no cost in NOK. Write it as in '@@ 1150.00 NOK'")
        }
        guard cost.amount.commodity == JournalAmount.nok else {
            throw JournalFault(
                code: "cost-missing",
                message: "the cost of \(amount.number.text) \(name) is not in NOK. Write it in NOK")
        }
        if cost.isTotal {
            let total = try ore(cost.amount.number)
            return amount.number.isNegative ? -Int64(clamping: total.magnitude) : Int64(clamping: total.magnitude)
        }
        // Rounded once, half away from zero.
        do {
            return try ExactDecimal(amount.number.text).converted(at: try ExactDecimal(cost.amount.number.text)).ore
        } catch {
            throw JournalFault(
                code: "amount-too-large",
                message: "\(amount.number.text) \(name) at its cost leaves what can be counted")
        }
    }

    private func ore(_ number: WrittenNumber) throws(JournalFault) -> Int64 {
        if let ore = number.ore { return ore }
        let isTooExact = number.decimals > 2
        throw JournalFault(
            code: isTooExact ? "too-many-decimals" : "amount-too-large",
            message: "\(number.text): "
                + (isTooExact ? "an amount in kroner has at most two decimals" : "the amount cannot be right"))
    }

    // MARK: Postings

    private func voucher(
        _ entry: JournalEntry, _ number: VoucherNumber, _ amounts: [Int64], _ file: String
    ) throws -> Voucher? {
        var postings: [Posting] = []
        postings.reserveCapacity(amounts.count)
        var isComplete = true
        var grossVAT: [(code: VATCode, ore: Int64)] = []
        for (index, ore) in amounts.enumerated() {
            guard let posting = try posting(index, ore, of: entry, file, &grossVAT) else {
                isComplete = false
                continue
            }
            postings.append(posting)
        }
        guard isComplete else { return nil }
        for (code, ore) in grossVAT {
            guard let account = GrossVAT.account(for: code, options.shared, intake.ledger.books) else {
                error("vat-account-unknown", file, entry.line, GrossVAT.refusal(of: code))
                return nil
            }
            postings.append(Posting(account: account, amount: Money(ore: ore)))
        }
        var source = VoucherSource(
            system: intake.system, journal: entry.tags[.kind] ?? "", year: entry.date.year, period: entry.date.month,
            transaction: number.number)
        source.voucherType = entry.tags[.kind]
        return Voucher(
            number: number, date: entry.date, text: entry.text, kind: OpeningMark.kind(of: entry.tags[.kind], postings),
            postings: postings, source: source)
    }

    /// A posting of an entry; nil after a finding.
    private func posting(
        _ index: Int, _ ore: Int64, of entry: JournalEntry, _ file: String,
        _ grossVAT: inout [(code: VATCode, ore: Int64)]
    ) throws -> Posting? {
        let name = entry.postings[index].account
        // All names without an account are told at the end.
        guard let place = nameEntries[name].account else { return nil }
        let account = accounts.entries[place]
        var posting = Posting(account: account.number, amount: Money(ore: ore))
        posting.text = entry.postings[index].text
        if let amount = entry.postings[index].amount, amount.commodity != JournalAmount.nok {
            guard let currency = currency(entry.postings[index], amount, file) else { return nil }
            posting.currency = currency
        }
        let tags = TagLevels(
            own: entry.postings[index].tags, entry: entry.tags,
            declared: nameEntries[name].declared?.tags ?? JournalTags())
        if tags.areEmpty { return posting }
        let line = entry.postings[index].line
        var isFaulty = false
        do throws(JournalFault) { try apply(tags, account, entry.date, to: &posting, &grossVAT) } catch {
            self.error(error.code, file, line, error.message + ".")
            isFaulty = true
        }
        try register(posting, ImportPlace(file: file, line: line))
        return isFaulty ? nil : posting
    }

    private func currency(_ line: JournalPosting, _ amount: JournalAmount, _ file: String) -> CurrencyAmount? {
        let code = commodityNames[amount.commodity]
        guard code.utf8.count == 3, code.utf8.allSatisfy({ (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) })
        else {
            error(
                "currency-code-invalid", file, line.line,
                "'\(shortened(code))' is no currency of three capital letters. Goods and shares are posted in NOK.")
            return nil
        }
        var rate = line.cost.flatMap { $0.isTotal ? nil : $0.amount.number.text }
        if rate == nil, let stated = line.tags[.rate], !stated.isEmpty {
            guard (try? ExactDecimal(stated)) != nil else {
                error("tag-amount-invalid", file, line.line, "kurs: '\(shortened(stated))' is no rate, as in 11.25.")
                return nil
            }
            rate = stated
        }
        return CurrencyAmount(code: code, amount: amount.number.text, rate: rate)
    }

    /// What tags say at each level; the nearest counts.
    struct TagLevels {
        let own: JournalTags
        let entry: JournalTags
        let declared: JournalTags

        var areEmpty: Bool { own.isEmpty && entry.isEmpty && declared.isEmpty }

        func all(_ tag: JournalTag) -> String? { own[tag] ?? entry[tag] ?? declared[tag] }

        /// Those of each type, the nearest.
        var dimensions: [Dimension] {
            let levels = [own, entry, declared].filter { !$0.dimensions.isEmpty }
            guard !levels.isEmpty else { return [] }
            var types: Set<String> = []
            return levels.flatMap(\.dimensions).filter { types.insert($0.type).inserted }
                .map { Dimension(type: $0.type, id: $0.id) }
        }
    }

    private func apply(
        _ tags: TagLevels, _ account: ImportAccounts.Entry, _ date: CalendarDate, to posting: inout Posting,
        _ grossVAT: inout [(code: VATCode, ore: Int64)]
    ) throws(JournalFault) {
        let number = account.number.text
        // What an entry says of customer, supplier and payment is about the line of the sub-ledger.
        let isReceivable = number.hasPrefix("15")
        let isPayable = number.hasPrefix("24")
        let customer = tags.own[.customer] ?? tags.declared[.customer] ?? (isReceivable ? tags.entry[.customer] : nil)
        let supplier = tags.own[.supplier] ?? tags.declared[.supplier] ?? (isPayable ? tags.entry[.supplier] : nil)
        if let customer, let supplier, !customer.isEmpty, !supplier.isEmpty {
            throw JournalFault(
                code: "customer-and-supplier", message: "the posting names both kunde and leverandor; it may have one")
        }
        if let customer, !customer.isEmpty { posting.party = PartyReference(.customer, customer) }
        if let supplier, !supplier.isEmpty { posting.party = PartyReference(.supplier, supplier) }
        for (tag, type) in [(JournalTag.department, "department"), (.project, "project")] {
            if let id = tags.all(tag), !id.isEmpty { posting.dimensions.append(Dimension(type: type, id: id)) }
        }
        posting.dimensions += tags.dimensions
        if let reference = tags.all(.reference), !reference.isEmpty { posting.reference = reference }
        let ofLedgerLine = { (tag: JournalTag) in tags.own[tag] ?? (isReceivable || isPayable ? tags.entry[tag] : nil) }
        if let kid = ofLedgerLine(.kid), !kid.isEmpty { posting.kid = kid }
        if let due = ofLedgerLine(.dueDate), !due.isEmpty {
            posting.dueDate = try Array(due.utf8).withUnsafeBufferPointer { JournalRun.day($0, date.year) }.get()
        }
        try applyVAT(tags, account, date, to: &posting, &grossVAT)
    }

    private static func day(_ bytes: TextBytes, _ year: Int) -> Result<CalendarDate, JournalFault> {
        do throws(JournalFault) { return .success(try JournalDate.read(bytes, year: year).date) } catch {
            return .failure(JournalFault(code: "date-invalid", message: "forfall: \(error.message)"))
        }
    }

    /// Customers, suppliers and dimensions that the books do not have yet.
    private func register(_ posting: Posting, _ place: ImportPlace) throws {
        if let party = posting.party, knownParties.insert(party).inserted {
            intake.report(
                .warning, "unknown-party",
                "\(party.role.rawValue) \(shortened(party.id)) is not in the books; it was added with its number for a name.",
                at: { place })
            if !intake.findings.hasErrors {
                try intake.ledger.record(
                    .partyRegistered(Party(role: party.role, id: party.id, name: party.id, account: posting.account)))
            }
        }
        for dimension in posting.dimensions {
            let key = Dimension.Key(type: dimension.type, id: dimension.id)
            guard knownDimensions.insert(key).inserted else { continue }
            try intake.register(key, at: { place })
        }
    }
}
