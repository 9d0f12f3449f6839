import Formats
import Values

extension SAFTStream {
    /// A container begins.
    func opened(_ context: SAFTContext, _ element: SAFTElement?, _ place: XMLPlace) {
        switch context {
        case .line:
            line = spareLines.popLast() ?? SAFTLine()
            line.begin(place: place.line, column: place.column)
        case .amount:
            amount = SAFTAmount()
            amountIsReported = false
            amountPlace = place.line
            switch element {
            case .debitAmount, .debitAnalysisAmount, .debitTaxAmount: amount.side = .debit
            case .creditAmount, .creditAnalysisAmount, .creditTaxAmount: amount.side = .credit
            default: break
            }
            if element == .taxAmount || element == .analysisAmount { run.sawForm(.a) }
            if element == .debitTaxAmount || element == .creditTaxAmount { run.sawForm(.b) }
        case .taxInformation:
            tax = SAFTTax()
            tax.place = place.line
        case .transaction:
            if spareLines.count < SAFTStream.mostSpareLines { spareLines.append(contentsOf: transaction.lines) }
            transaction.begin(place: place.line, column: place.column)
            transactionText.removeAll(keepingCapacity: true)
        case .analysis: analysis = SAFTAnalysis()
        case .journal: (journalID, journalType) = ("", nil)
        case .entries: totals = SAFTControlTotals()
        case .account:
            account = SAFTAccount()
            account.line = place.line
        case .customer, .supplier:
            party = SAFTParty()
            party.role = context == .customer ? .customer : .supplier
            party.line = place.line
        case .balanceAccount:
            partyBalance = SAFTPartyBalance()
            run.sawForm(.b)
        case .taxDetails:
            taxDetails = SAFTTaxDetails()
            taxDetails.line = place.line
        case .analysisEntry: analysisValue = SAFTAnalysisValue()
        case .bankAccount: bankAccount = (nil, nil)
        case .header: header.line = place.line
        default: break
        }
    }

    /// A container ends; `text` is what stood in it beside elements.
    func closed(_ context: SAFTContext, _ text: SAFTText.Bytes) throws {
        switch context {
        case .amount: closeAmount(text)
        case .taxInformation: line.taxes.append(tax)
        case .analysis: line.analyses.append(analysis)
        case .line: closeLine()
        case .transaction: try run.voucherEnded(self)
        case .entries: run.entriesEnded(self)
        case .account: run.accountEnded(self)
        case .balanceAccount: party.balances.append(partyBalance)
        case .customer, .supplier:
            // Form A states one balance directly on the party.
            if partyBalance.opening != nil || partyBalance.closing != nil || partyBalance.account != nil,
                party.balances.isEmpty
            {
                party.balances.append(partyBalance)
            }
            partyBalance = SAFTPartyBalance()
            run.partyEnded(self)
        case .taxDetails: run.taxDetailsEnded(self)
        case .analysisEntry: run.analysisValueEnded(self)
        case .bankAccount:
            if let currency = bankAccount.currency, let account = bankAccount.account {
                run.bankCurrencies[account] = currency
            }
        case .header: run.headerEnded(self)
        default: break
        }
    }

    /// Adds an amount to both digests of the voucher.
    private func note(_ ore: Int64) {
        transaction.content.add(UInt64(bitPattern: ore))
        transaction.essence.add(UInt64(bitPattern: ore))
    }

    private func closeAmount(_ text: SAFTText.Bytes) {
        if amount.ore == nil, !amountIsReported {
            if text.isEmpty {
                report(.error, "missing-element", "Amount is missing. Correct the line and export again.")
            } else {
                report(
                    .error, "invalid-amount",
                    "'\(SAFTStream.short(text))' stands directly in the element; an amount stands in an Amount inside "
                        + "it, with a decimal point. Correct the export.")
            }
            transaction.isFaulty = true
        }
        switch ownElement {
        case .debitAmount, .creditAmount:
            note(amount.signed)
            if line.amount != nil { line.hasTwoAmounts = true }
            line.amount = amount
            line.amountPlace = amountPlace
        case .taxAmount, .debitTaxAmount, .creditTaxAmount:
            tax.amount = amount
            note(amount.side == .none ? amount.ore ?? 0 : amount.signed)
        default: analysis.amount = amount
        }
    }

    private func closeLine() {
        if line.account.isEmpty { missing("AccountID") }
        if line.hasTwoAmounts {
            report(
                .error, "debit-and-credit",
                "the line has more than one of DebitAmount and CreditAmount; exactly one is allowed. Correct the line "
                    + "and export again.", at: (line.amountPlace, line.column))
            transaction.isFaulty = true
        } else if line.amount == nil {
            report(
                .error, "amount-missing",
                "the line has neither DebitAmount nor CreditAmount. Correct the line and export again.",
                at: (line.place, line.column))
            transaction.isFaulty = true
        }
        transaction.lines.append(line)
    }

    private func missing(_ name: String) {
        report(
            .error, "missing-element", "\(name) is missing or empty. Correct it in the other system and export again.",
            element: name)
        transaction.isFaulty = true
    }

    /// A value is complete.
    func read(_ element: SAFTElement, in context: SAFTContext, _ text: SAFTText.Bytes, _ place: XMLPlace) {
        switch context {
        case .line:
            if element != .recordID { transaction.content.add(text) }
            readLine(element, text, place)
        case .amount: readAmount(element, text, place)
        case .taxInformation: readTax(element, text, place)
        case .transaction:
            if element == .description || element == .transactionDate { transaction.content.add(text) }
            readTransaction(element, text, place)
        case .analysis:
            transaction.content.add(text)
            if element == .analysisType { analysis.type = string(text) }
            if element == .analysisID { analysis.id = string(text) }
        case .nokAmount:
            if element == .nokAmount { tax.nokAmount = ore(text, place) }
            if element == .nokTaxBase { tax.nokBase = roundedOre(text, place) }
        case .journal:
            if element == .journalID { journalID = string(text) }
            if element == .type { journalType = optional(text) }
        case .entries: readTotals(element, text, place)
        default: readMaster(element, in: context, text, place)
        }
    }

    private func readLine(_ element: SAFTElement, _ text: SAFTText.Bytes, _ place: XMLPlace) {
        switch element {
        case .recordID: line.record = optional(text)
        case .accountID:
            transaction.essence.add(text)
            (line.account, line.position) = accounts.value(of: text) { text in
                let number = string(text)
                return (number, run.chart.position(number))
            }
            line.accountPlace = place.line
        case .description: line.text = description(text)
        case .customerID:
            transaction.essence.add(text)
            line.customer = optional(text)
            line.partyPlace = place.line
        case .supplierID:
            transaction.essence.add(text)
            line.supplier = optional(text)
            line.partyPlace = place.line
        case .referenceNumber: line.reference = optional(text)
        case .sourceDocumentID: line.sourceDocument = optional(text)
        case .cid: line.kid = optional(text)
        case .dueDate: line.dueDate = date(text, place)
        case .valueDate: line.valueDate = date(text, place)
        case .quantity: line.quantity = optional(text)
        case .crossReference: line.matching = optional(text)
        default: break
        }
    }

    private func readAmount(_ element: SAFTElement, _ text: SAFTText.Bytes, _ place: XMLPlace) {
        switch element {
        case .amount: amount.ore = ore(text, place)
        case .currencyCode:
            amount.currency = optional(text)
            amountPlace = place.line
        case .currencyAmount: amount.currencyAmount = decimal(text, place)
        case .exchangeRate: amount.rate = decimal(text, place)
        default: break
        }
    }

    private func readTax(_ element: SAFTElement, _ text: SAFTText.Bytes, _ place: XMLPlace) {
        switch element {
        case .taxCode:
            transaction.content.add(text)
            transaction.essence.add(text)
            tax.code = text.isEmpty ? nil : string(text)
            tax.place = place.line
        case .taxPercentage: tax.basisPoints = percent(text, place)
        case .taxBase:
            tax.base = roundedOre(text, place)
            note(tax.base ?? 0)
        case .taxBaseDescription: if run.isOwnExport { tax.specification = optional(text) }
        case .taxExemptionReason: if run.isOwnExport { tax.remark = optional(text) }
        default: break
        }
    }

    private func readTransaction(_ element: SAFTElement, _ text: SAFTText.Bytes, _ place: XMLPlace) {
        switch element {
        case .transactionID: transaction.id = string(text)
        case .period: transaction.period = number(text, place)
        case .periodYear: transaction.year = year(text, place)
        case .transactionDate: transaction.date = date(text, place)
        case .sourceID: transaction.sourceID = optional(text)
        case .voucherType:
            transaction.voucherType = optional(text)
            run.sawForm(.b)
        case .description:
            transaction.text = string(text)
            transactionText.removeAll(keepingCapacity: true)
            transactionText.append(contentsOf: text)
        case .batchID: transaction.batch = optional(text)
        case .systemEntryDate: transaction.entered = date(text, place)
        case .glPostingDate: transaction.posted = date(text, place)
        case .systemID: transaction.systemID = optional(text)
        default: break
        }
    }

    private func readTotals(_ element: SAFTElement, _ text: SAFTText.Bytes, _ place: XMLPlace) {
        switch element {
        case .numberOfEntries: totals.statedCount = number(text, place).map { ($0, place.line) }
        case .totalDebit: totals.statedDebit = ore(text, place).map { ($0, place.line) }
        case .totalCredit: totals.statedCredit = ore(text, place).map { ($0, place.line) }
        default: break
        }
    }
}

// MARK: - Values

extension SAFTStream {
    func string(_ text: SAFTText.Bytes) -> String { String(decoding: text, as: UTF8.self) }

    /// Most systems repeat the voucher's text on each line, which then needs no text of its own.
    private func description(_ text: SAFTText.Bytes) -> String? {
        let isSame = transactionText.withUnsafeBytes { $0.equals(UnsafeRawBufferPointer(text)) }
        return isSame ? transaction.text : optional(text)
    }

    func optional(_ text: SAFTText.Bytes) -> String? { text.isEmpty ? nil : string(text) }

    func ore(_ text: SAFTText.Bytes, _ place: XMLPlace) -> Int64? {
        switch SAFTText.amount(text) {
        case .ore(let ore): return ore
        case .tooLarge:
            fault(
                place, "amount-too-large", "'\(SAFTStream.short(text))' is larger than 18 digits can hold. Correct it.")
        case .invalid:
            fault(
                place, "invalid-amount",
                "'\(SAFTStream.short(text))' is no amount: it has a decimal point, no grouping and at most two "
                    + "decimals, as in 2500.00. Correct it in the other system and export again.")
        }
        amountIsReported = true
        return nil
    }

    /// A tax base may have more decimals than øre; they are rounded.
    private func roundedOre(_ text: SAFTText.Bytes, _ place: XMLPlace) -> Int64? {
        guard !text.isEmpty else { return nil }
        guard let (ore, isExact) = SAFTText.rounded(text, decimals: 2) else {
            fault(place, "invalid-amount", "'\(SAFTStream.short(text))' is no decimal number. Correct the export.")
            return nil
        }
        if !isExact {
            take(place)
            report(.warning, "tax-base-rounded", "'\(SAFTStream.short(text))' was rounded to whole øre.")
        }
        return ore
    }

    func percent(_ text: SAFTText.Bytes, _ place: XMLPlace) -> Int? {
        guard !text.isEmpty else { return nil }
        guard let (points, _) = SAFTText.rounded(text, decimals: 2), (0...100_000).contains(points) else {
            fault(
                place, "invalid-number",
                "'\(SAFTStream.short(text))' is no percentage, as 25.00 is. Correct the export.")
            return nil
        }
        return Int(points)
    }

    func date(_ text: SAFTText.Bytes, _ place: XMLPlace) -> CalendarDate? {
        if text.isEmpty { return nil }
        if let date = run.dates.date(text) { return date }
        fault(
            place, "invalid-date",
            "'\(SAFTStream.short(text))' is no date: it is written as 2025-09-27 and must exist. Correct it in the "
                + "other system and export again.")
        return nil
    }

    func number(_ text: SAFTText.Bytes, _ place: XMLPlace) -> Int? {
        if let number = SAFTText.number(text) { return number }
        fault(place, "invalid-number", "'\(SAFTStream.short(text))' is no whole number. Correct the export.")
        return nil
    }

    /// The year of a period, within the bounds of the schema.
    func year(_ text: SAFTText.Bytes, _ place: XMLPlace) -> Int? {
        guard let year = number(text, place) else { return nil }
        if (1970...2100).contains(year) { return year }
        fault(place, "invalid-number", "'\(year)' is no year of a period: 1970 to 2100. Correct the export.")
        return nil
    }

    /// Exact decimal text, kept as written but for what `ExactDecimal` writes otherwise: a plus, and a point at either end.
    private func decimal(_ text: SAFTText.Bytes, _ place: XMLPlace) -> String? {
        guard !text.isEmpty else { return nil }
        let isNegative = text.first == UInt8(ascii: "-")
        let unsigned = isNegative || text.first == UInt8(ascii: "+") ? text.dropFirst() : text[...]
        let parts = unsigned.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        let areDigits = parts.allSatisfy { $0.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } }
        guard areDigits, parts.contains(where: { !$0.isEmpty }), text.count <= 60 else {
            fault(place, "invalid-number", "'\(SAFTStream.short(text))' is no decimal number. Correct the export.")
            return nil
        }
        let words = parts.map { String(decoding: $0, as: UTF8.self) }
        let whole = words[0].isEmpty ? "0" : words[0]
        let number = (isNegative ? "-" : "") + whole + (words.count == 2 && !words[1].isEmpty ? ".\(words[1])" : "")
        if (try? ExactDecimal(number)) != nil { return number }
        take(place)
        report(
            .warning, "currency-too-long",
            "'\(SAFTStream.short(text))' has more digits than are kept; the amount in NOK counts.")
        return nil
    }

    private func fault(_ place: XMLPlace, _ code: String, _ message: String) {
        take(place)
        report(.error, code, message)
        transaction.isFaulty = true
    }
}

/// Remembers the last few days read: the dates of a voucher repeat.
struct SAFTDates {
    private var packed: UInt64 = 0
    private var last: CalendarDate?

    mutating func date(_ text: SAFTText.Bytes) -> CalendarDate? {
        guard text.count == 10 else { return SAFTText.date(text) }
        // The last eight of ten bytes, and the first two, which hardly ever change.
        var key: UInt64 = 0
        for byte in text[2...] { key = key << 8 | UInt64(byte) }
        if key == packed, text[0] == UInt8(ascii: "2"), text[1] == UInt8(ascii: "0"), let last { return last }
        let date = SAFTText.date(text)
        if text[0] == UInt8(ascii: "2"), text[1] == UInt8(ascii: "0"), let date { (packed, last) = (key, date) }
        return date
    }
}
