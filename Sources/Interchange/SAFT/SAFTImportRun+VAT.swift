import Ledger
import LegalTables
import Values

/// The VAT of one `TaxInformation`, with what is needed to judge it beside the voucher's other lines.
struct SAFTVATLine {
    let posting: Int
    let ledgerCode: String
    let code: VATCode?
    /// Signed øre, debit positive; nil where the line on a VAT account states no base.
    var base: Int64?
    var vat: Int64
    /// The posting's own amount.
    let amount: Int64
    let isOnVATAccount: Bool
    /// Hundredths of a percent.
    let basisPoints: Int?
    let baseRates: [Int]
    /// The code is reported and has a rate, so that VAT belongs to it.
    let bearsVAT: Bool
    let specification: String?
    let remark: String?
    var isDropped = false
}

/// Reading VAT from lines (reference section 4). What is stated is kept; nothing is recomputed but what is missing.
extension SAFTImportRun {
    func vatLine(
        _ tax: SAFTTax, _ line: SAFTLine, _ position: Int, _ date: CalendarDate, _ stream: SAFTStream, index: Int
    ) -> SAFTVATLine? {
        guard let ledgerCode = tax.code else {
            let amount = tax.nokAmount ?? tax.amount?.ore ?? 0
            if amount == 0 {
                warnAboutVAT(
                    "tax-code-missing", "the line has TaxInformation without TaxCode; it was read as without VAT.",
                    line,
                    stream)
            } else {
                stream.report(
                    .choice, "tax-without-code",
                    "the line states VAT of \(kroner(Int128(amount))) without TaxCode, and no return can report it. Have the "
                        + "other system give the line its code.",
                    at: (line.place, line.column), path: stream.path(of: line))
            }
            return nil
        }
        guard let (standard, row) = resolve(ledgerCode, tax, line, position, date, stream) else { return nil }
        let amount = line.amount?.signed ?? 0
        let isOnVATAccount = chart[position].isVATAccount
        // A line of zero has the side it stands on.
        let side = amount == 0 ? line.amount?.side.rawValue ?? 1 : amount.signum()
        let base = signedBase(tax, line, side, isOnVATAccount: isOnVATAccount, stream)
        let vat = signedVAT(tax, line, side, stream)
        if vat != 0, let base, base != 0, vat.signum() != base.signum() {
            warnAboutVAT(
                "tax-side-differs", "base and tax are on different sides of the line; both were kept as stated.", line,
                stream)
        }
        let rate = standard.flatMap { standardRate($0, date) }
        let basisPoints = tax.basisPoints ?? row?.basisPoints ?? rate
        let isReported = standard.map { self.isReported[$0.number] } ?? false
        let read = SAFTVATLine(
            posting: index, ledgerCode: ledgerCode, code: standard, base: base, vat: vat, amount: amount,
            isOnVATAccount: isOnVATAccount, basisPoints: basisPoints, baseRates: row?.baseRates ?? [],
            bearsVAT: isReported && (basisPoints ?? 0) > 0, specification: tax.specification, remark: tax.remark)
        checkRate(read, stated: tax.basisPoints, standardRate: rate, line, stream)
        return read
    }

    private func warnAboutVAT(_ code: String, _ message: String, _ line: SAFTLine, _ stream: SAFTStream) {
        stream.report(.warning, code, message, at: (line.place, line.column), path: stream.path(of: line))
    }

    /// |base| on the side of the line, negative amounts turned. Without a base: the line's own amount.
    private func signedBase(
        _ tax: SAFTTax, _ line: SAFTLine, _ side: Int64, isOnVATAccount: Bool, _ stream: SAFTStream
    ) -> Int64? {
        if let stated = tax.nokBase ?? tax.base {
            if stated < 0, (line.amount?.ore ?? 0) > 0 {
                warnAboutVAT(
                    "tax-side-differs",
                    "a negative tax base stands on a positive line; it was read on the line's side.",
                    line, stream)
            }
            return stated.magnitudeOre * side
        }
        // On a VAT account the line's amount is VAT, not what it was computed of.
        guard !isOnVATAccount, !isOwnExport else { return nil }
        warnAboutVAT("tax-base-derived", "TaxBase is missing; the line's amount was taken.", line, stream)
        return line.amount?.signed ?? 0
    }

    /// Form A: on the line's side. From 1.30 the element's name gives the side, turned where the amount is negative.
    private func signedVAT(_ tax: SAFTTax, _ line: SAFTLine, _ side: Int64, _ stream: SAFTStream) -> Int64 {
        guard let amount = tax.amount, let stated = amount.ore else { return 0 }
        if let nok = tax.nokAmount, nok != stated {
            warnAboutVAT("tax-nok-amount", "the tax has its own amount in NOK, which was taken.", line, stream)
        }
        let ore = tax.nokAmount ?? stated
        if amount.side == .none { return ore.magnitudeOre * side }
        // Writers of negative amounts write base and tax either way; both mean the turned side.
        let isTurnedLine = (line.amount?.ore ?? 0) < 0 && amount.side == line.amount?.side
        return isTurnedLine ? ore.magnitudeOre * side : ore * amount.side.rawValue
    }

    // MARK: Codes

    private func resolve(
        _ ledgerCode: String, _ tax: SAFTTax, _ line: SAFTLine, _ position: Int, _ date: CalendarDate,
        _ stream: SAFTStream
    ) -> (VATCode?, SAFTTaxTable.Row?)? {
        let resolution = taxTable.resolve(
            ledgerCode, on: date, basisPoints: tax.basisPoints, isIncome: chart[position].isIncome)
        var row: SAFTTaxTable.Row?
        if case .found(_, let found) = resolution { row = found }
        if let mapped = intake.mapped(ledgerCode, on: date, options.mapping) { return (mapped.code, row) }
        return standard(resolution, ledgerCode, date, line, tax.place, stream)
    }

    private func standard(
        _ resolution: SAFTTaxTable.Resolution, _ ledgerCode: String, _ date: CalendarDate, _ line: SAFTLine,
        _ place: Int, _ stream: SAFTStream
    ) -> (VATCode?, SAFTTaxTable.Row?)? {
        var name: String { SAFTStream.short(ledgerCode) }
        var advice: String { "Map it with --map, as in {\"\(name)\": \"1\"}, or correct the table and export again." }
        switch resolution {
        case .found(.code(let code), let row):
            use(row, ledgerCode, code)
            return (code, row)
        case .found(.unmapped, let row):
            use(row, ledgerCode, nil)
            once("tax-code-unmapped", ledgerCode) {
                warnAboutVAT(
                    "tax-code-unmapped",
                    "VAT code \(name) stands for no standard code; its VAT was kept as unmapped, and no return can be "
                        + "made for its periods before it is mapped. " + advice, line, stream)
            }
            return (nil, row)
        case .found(.unknown(let text), _):
            refuse("standard-tax-code-unknown", ledgerCode, line, place, stream) {
                "VAT code \(name) is mapped to '\(SAFTStream.short(text))', which is no standard VAT code. " + advice
            }
        case .notInTable:
            refuse("unknown-tax-code", ledgerCode, line, place, stream) {
                "VAT code \(name) is not in the tax table. " + advice
            }
        case .notValid:
            refuse("tax-code-not-valid", "\(ledgerCode)/\(date)", line, place, stream) {
                "VAT code \(name) is in the tax table, but not for \(date). " + advice
            }
        case .ambiguous(let codes):
            refuse("tax-code-ambiguous", ledgerCode, line, place, stream) {
                "VAT code \(name) stands for several standard codes on \(date) ("
                    + listedShort(codes.map(\.description)) + "), and the rate does not tell which. " + advice
            }
        }
        return nil
    }

    private func refuse(
        _ code: String, _ key: String, _ line: SAFTLine, _ place: Int, _ stream: SAFTStream, _ message: () -> String
    ) {
        once(code, key) {
            stream.report(
                .error, code, message(), at: (place, line.column),
                path: stream.path(of: line) + "/TaxInformation")
        }
    }

    private func use(_ row: SAFTTaxTable.Row, _ ledgerCode: String, _ code: VATCode?) {
        while usedTaxRows.count <= row.index { usedTaxRows.append(false) }
        guard !usedTaxRows[row.index] else { return }
        usedTaxRows[row.index] = true
        intake.mappingUsed.insert(
            VATMappingUsed(ledgerCode: ledgerCode, from: row.from, to: row.to, code: code, origin: .file))
    }

    // MARK: Rates

    private func standardRate(_ code: VATCode, _ date: CalendarDate) -> Int? {
        let key = ((code.number * 10_000 + date.year) * 100 + date.month) * 100 + date.day
        if let known = rates[key] { return known }
        let rate = tables.rate(for: code, on: date)?.basisPoints
        rates[key] = .some(rate)
        return rate
    }

    private func checkRate(
        _ vat: SAFTVATLine, stated: Int?, standardRate: Int?, _ line: SAFTLine, _ stream: SAFTStream
    ) {
        if let stated, let standardRate, let code = vat.code, stated != standardRate, vat.bearsVAT || stated > 0 {
            warnAboutVAT(
                "tax-rate-differs",
                "the line says \(percent(stated)), but standard code \(code) has \(percent(standardRate)) on that day; "
                    + "the stated amounts were kept.", line, stream)
        }
        guard let base = vat.base, vat.vat != 0, vat.code.map({ isReported[$0.number] }) ?? true,
            let basisPoints = vat.basisPoints
        else { return }
        let shares = vat.baseRates.isEmpty ? [10_000] : vat.baseRates
        let fits = shares.contains { abs(expected(base, basisPoints, $0) - Int128(vat.vat)) <= 100 }
        if !fits {
            warnAboutVAT(
                "tax-amount-differs",
                "the tax of \(kroner(Int128(vat.vat))) is not \(percent(basisPoints)) of the base "
                    + "\(kroner(Int128(base))) at any deductible share of the code; it was kept as stated.", line,
                stream)
        }
    }

    /// base × rate × share, cut off to whole øre.
    private func expected(_ base: Int64, _ basisPoints: Int, _ share: Int) -> Int128 {
        Int128(base) * Int128(basisPoints) * Int128(share) / 100_000_000
    }

    private func percent(_ basisPoints: Int) -> String {
        VATRate(basisPoints: basisPoints)?.description ?? "\(basisPoints / 100) %"
    }

    // MARK: The voucher as a whole

    /// Counts a code once that stands on base and VAT line, and finds VAT that the system could not tell.
    func settled(_ read: [SAFTVATLine], _ stream: SAFTStream) -> [SAFTVATLine] {
        if isOwnExport { return read }
        var lines = read
        dropFromVATAccounts(&lines, stream)
        deriveMissing(&lines, stream)
        if lines.contains(where: { $0.code == nil }) { noteUnmapped(lines, stream) }
        return lines
    }

    /// How codes without a standard code are used, for what to propose at the end.
    private func noteUnmapped(_ lines: [SAFTVATLine], _ stream: SAFTStream) {
        var (input, output): (Int128, Int128) = (0, 0)
        for line in stream.transaction.lines {
            guard let position = chart.position(line.account) else { continue }
            let signed = Int128(line.amount?.signed ?? 0)
            switch chart[position].vatRole {
            case .input: input += signed
            case .output: output += signed
            case .settlement, nil: break
            }
        }
        for line in lines where line.code == nil && !line.isOnVATAccount {
            guard let date = stream.transaction.date,
                let position = chart.position(stream.transaction.lines[line.posting].account)
            else { continue }
            unmappedUses[line.ledgerCode, default: VATCodeUse()].add(
                chart[position].number, Money(ore: line.amount), basisPoints: line.basisPoints,
                movesBothSides: input != 0 && input == -output, on: date)
        }
    }

    /// What unmapped codes look like; a person decides.
    func proposeCodes() {
        for (code, use) in unmappedUses.sorted(by: { $0.key < $1.key }) {
            guard let proposal = use.proposal else { continue }
            warning(
                "tax-code-proposal", file: headers.first?.file, path: "MasterFiles/TaxTable",
                "VAT code \(SAFTStream.short(code)), which stands for no standard code, is on \(use.lines) lines; \(proposal). If "
                    + "so, map it with --map or 'bilag import map'.")
        }
    }

    private func dropFromVATAccounts(_ lines: inout [SAFTVATLine], _ stream: SAFTStream) {
        for code in Set(lines.filter(\.isOnVATAccount).map(\.ledgerCode)).sorted() {
            let onAccount = lines.indices.filter { lines[$0].isOnVATAccount && lines[$0].ledgerCode == code }
            let onBase = lines.indices.filter { !lines[$0].isOnVATAccount && lines[$0].ledgerCode == code }
            guard !onBase.isEmpty else { continue }
            let posted = onAccount.reduce(Int128(0)) { $0 + Int128(lines[$1].amount) }
            let stated = onBase.reduce(Int128(0)) { $0 + Int128(lines[$1].vat) }
            // Stated taxes may be cut to whole kroner, each of them.
            let isSame = abs(posted - stated) <= Int128(100 * onBase.count)
            stream.report(
                .warning, "tax-code-on-vat-account",
                isSame
                    ? "VAT code \(SAFTStream.short(code)) stands on the base line and on the VAT account's line; it was "
                        + "counted once."
                    : "VAT code \(SAFTStream.short(code)) stands on the base line and on a VAT account's line whose "
                        + "amount is not the tax; both were kept. Check the VAT of the voucher.",
                at: (stream.transaction.place, stream.transaction.column), path: stream.transactionPath)
            if isSame { for index in onAccount { lines[index].isDropped = true } }
        }
    }

    /// Tax of 0.00 where the code has a rate: the system could not tell. The VAT accounts' lines then do.
    private func deriveMissing(_ lines: inout [SAFTVATLine], _ stream: SAFTStream) {
        let missing = lines.indices.filter {
            lines[$0].bearsVAT && lines[$0].vat == 0 && (lines[$0].base ?? 0) != 0 && !lines[$0].isDropped
        }
        guard !missing.isEmpty else { return }
        let expected = missing.map { index in
            self.expected(lines[index].base ?? 0, lines[index].basisPoints ?? 0, 10_000)
        }
        let posted = postedVAT(sameSideAs: expected.reduce(0, +), excluding: lines, stream)
        let found = allocate(posted, to: expected, lines, missing)
        for (index, amount) in zip(missing, found ?? []) { lines[index].vat = amount }
        stream.report(
            .warning, "tax-amount-missing",
            found == nil
                ? "the tax amount is 0.00 though the code has a rate, and the VAT accounts' lines do not tell it; it "
                    + "was kept as 0.00. Check the VAT of the voucher."
                : "the tax amount is 0.00 though the code has a rate; it was taken from the VAT accounts' lines.",
            at: (stream.transaction.place, stream.transaction.column), path: stream.transactionPath)
    }

    /// What the voucher posts on VAT accounts on one side, less what other base lines state.
    private func postedVAT(sameSideAs sum: Int128, excluding vat: [SAFTVATLine], _ stream: SAFTStream) -> Int128 {
        var posted: Int128 = 0
        for line in stream.transaction.lines {
            let signed = Int128(line.amount?.signed ?? 0)
            guard let position = chart.position(line.account), chart[position].isVATAccount,
                signed.signum() == sum.signum()
            else { continue }
            posted += signed
        }
        for line in vat where !line.isOnVATAccount && Int128(line.vat).signum() == sum.signum() {
            posted -= Int128(line.vat)
        }
        return posted
    }

    private func allocate(
        _ posted: Int128, to expected: [Int128], _ lines: [SAFTVATLine], _ missing: [Int]
    ) -> [Int64]? {
        guard posted != 0 else { return nil }
        let sum = expected.reduce(0, +)
        // One line may deduct a part only; several must add up.
        if missing.count == 1, posted.signum() == sum.signum(), abs(posted) <= abs(sum) + 100 {
            return [Int64(clamping: posted)]
        }
        guard abs(posted - sum) <= Int128(100 * missing.count) else { return nil }
        var amounts = expected
        if let largest = amounts.indices.max(by: { abs(amounts[$0]) < abs(amounts[$1]) }) {
            amounts[largest] += posted - sum
        }
        return amounts.map { Int64(clamping: $0) }
    }

    /// A posting holds the VAT of one code; a line with several gets postings of zero for the others.
    func place(_ vat: [SAFTVATLine], on postings: inout [Posting]) {
        for line in vat where !line.isDropped && line.posting < postings.count {
            let value = PostingVAT(
                code: line.code, ledgerCode: line.ledgerCode, base: line.base.map { Money(ore: $0) },
                vat: Money(ore: line.vat), specification: line.specification, remark: line.remark)
            if postings[line.posting].vat == nil {
                postings[line.posting].vat = value
            } else {
                var extra = postings[line.posting]
                extra.amount = .zero
                extra.currency = nil
                extra.quantity = nil
                extra.vat = value
                postings.append(extra)
            }
        }
    }
}
