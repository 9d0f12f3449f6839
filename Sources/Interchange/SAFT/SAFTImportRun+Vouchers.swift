import Ledger
import Values

/// From a transaction of the file to a voucher of the books.
extension SAFTImportRun {
    func voucherEnded(_ stream: SAFTStream) throws {
        stream.totals.count += 1
        count(stream.transaction.lines, into: &stream.totals)
        guard let date = checkRequired(stream) else { return }
        let year = stream.transaction.year ?? date.year
        guard let number = voucherNumber(stream, year), checkBalance(stream) else { return }
        checkDates(stream, date)
        stream.transaction.essence.add(UInt64(truncatingIfNeeded: date.year * 10_000 + date.month * 100 + date.day))
        guard let postings = try postings(stream, date) else { return }
        let voucher = Voucher(
            number: number, date: date, text: stream.transaction.text, postings: postings,
            source: source(stream, year))
        try intake.take(
            voucher, content: stream.transaction.content.value, essence: stream.transaction.essence.value, part: part
        ) {
            ImportPlace(
                file: stream.file, line: stream.transaction.place, column: stream.transaction.column,
                path: stream.transactionPath)
        }
    }

    /// Sums as stated: negative amounts count with their sign on the side where they stand.
    private func count(_ lines: [SAFTLine], into totals: inout SAFTControlTotals) {
        for line in lines {
            guard let ore = line.amount?.ore, !line.hasTwoAmounts else {
                totals.isIncomplete = true
                continue
            }
            if line.amount?.side == .debit { totals.debit += Int128(ore) } else { totals.credit += Int128(ore) }
        }
    }

    private func checkRequired(_ stream: SAFTStream) -> CalendarDate? {
        let transaction = stream.transaction
        let place = (transaction.place, transaction.column)
        if transaction.id.isEmpty {
            stream.report(
                .error, "missing-element", "TransactionID is missing. Number the voucher and export again.", at: place,
                element: "TransactionID")
        }
        if transaction.date == nil, !transaction.isFaulty {
            stream.report(
                .error, "missing-element", "TransactionDate is missing. Date the voucher and export again.", at: place,
                element: "TransactionDate")
        }
        if transaction.lines.isEmpty {
            stream.report(
                .error, "voucher-without-lines", "the voucher has no lines. Correct it and export again.", at: place)
        }
        if transaction.period == nil || transaction.year == nil, !transaction.isFaulty {
            stream.report(
                .warning, "missing-element", "Period or PeriodYear is missing; they were taken from the date.",
                at: place)
        }
        guard !transaction.id.isEmpty, !transaction.isFaulty, !transaction.lines.isEmpty else { return nil }
        return transaction.date
    }

    private func voucherNumber(_ stream: SAFTStream, _ year: Int) -> VoucherNumber? {
        do throws(InvalidInput) {
            if lastSeries.year != year || lastSeries.journal != stream.journalID {
                lastSeries = (year, stream.journalID, "\(year)-\(stream.journalID)\(intake.seriesSuffix)")
            }
            return try VoucherNumber(series: lastSeries.name, number: stream.transaction.id)
        } catch {
            stream.report(
                .error, "invalid-voucher-number", "\(error.advice). Correct the number and export again.",
                at: (stream.transaction.place, stream.transaction.column))
            return nil
        }
    }

    private func source(_ stream: SAFTStream, _ year: Int) -> VoucherSource {
        let transaction = stream.transaction
        var source = VoucherSource(
            system: system, journal: stream.journalID, year: year,
            period: transaction.period ?? transaction.date?.month ?? 0, transaction: transaction.id)
        source.voucherType = transaction.voucherType ?? stream.journalType
        source.enteredBy = transaction.sourceID
        source.entered = transaction.entered
        source.posted = transaction.posted
        source.systemID = transaction.systemID
        source.batch = transaction.batch
        return source
    }

    /// Every voucher sums to zero, to the øre.
    private func checkBalance(_ stream: SAFTStream) -> Bool {
        var (debit, credit, partial, largest): (Int128, Int128, Int128, Int128) = (0, 0, 0, 0)
        for line in stream.transaction.lines {
            let signed = Int128(line.amount?.signed ?? 0)
            if signed > 0 { debit += signed } else { credit -= signed }
            partial += signed
            largest = max(largest, abs(partial))
        }
        let transaction = stream.transaction
        var name: String {
            "voucher \(SAFTStream.short(transaction.id)) in journal \(SAFTStream.short(stream.journalID))"
        }
        guard partial == 0 else {
            stream.report(
                .error, "voucher-unbalanced",
                "\(name) is out of balance by \(kroner(abs(partial))): debit \(kroner(debit)), credit \(kroner(credit)). "
                    + "Correct the voucher in the other system and export again.",
                at: (transaction.place, transaction.column), path: stream.transactionPath)
            return false
        }
        guard largest <= Int128(Int64.max) else {
            stream.report(
                .error, "amount-too-large",
                "\(name) holds sums that cannot be right. Look for an amount with too many digits.",
                at: (transaction.place, transaction.column), path: stream.transactionPath)
            return false
        }
        return true
    }

    private func checkDates(_ stream: SAFTStream, _ date: CalendarDate) {
        let transaction = stream.transaction
        intake.note(date)
        if let selection = stream.selection, !selection.contains(date) {
            stream.report(
                .warning, "date-outside-selection",
                "the voucher is dated \(date), outside the file's selection from \(selection.lowerBound) to "
                    + "\(selection.upperBound).",
                at: (transaction.place, transaction.column))
        }
        if let period = transaction.period, let year = transaction.year {
            periods.add(period: period, year: year, date: date, file: stream.file, transaction.place) {
                stream.transactionPath
            }
        }
    }

    /// The part's own selection, or that of all parts when it has none.
    var currentSelection: ClosedRange<CalendarDate>? {
        part < headers.count ? headers[part].header.selection ?? selection : selection
    }

    /// Lines become postings; nil when one of them cannot.
    private func postings(_ stream: SAFTStream, _ date: CalendarDate) throws -> [Posting]? {
        let lines = stream.transaction.lines
        var postings: [Posting] = []
        postings.reserveCapacity(lines.count)
        var vat: [SAFTVATLine] = []
        var isComplete = true
        for (index, line) in lines.enumerated() {
            guard let position = account(line, stream) else {
                isComplete = false
                continue
            }
            let signed = line.amount?.signed ?? 0
            chart[position].movement += Int128(signed)
            var posting = Posting(account: chart[position].number, amount: Money(ore: signed))
            if !line.taxes.isEmpty {
                for tax in line.taxes {
                    guard let read = vatLine(tax, line, position, date, stream, index: index) else {
                        isComplete = isComplete && !findings.hasErrors
                        continue
                    }
                    vat.append(read)
                }
            }
            guard try party(line, position, stream, into: &posting) else {
                isComplete = false
                continue
            }
            if !line.analyses.isEmpty { posting.dimensions = try dimensions(line, signed, stream) }
            describe(line, &posting, stream.transaction.text)
            if line.amount?.currency != nil || line.amount?.currencyAmount != nil {
                isComplete = currency(line, stream, into: &posting) && isComplete
            } else if let currency = bankCurrencies[line.account], currency != "NOK", !bankCurrencies.isEmpty {
                once("bank-currency-missing", line.account) {
                    stream.report(
                        .warning, "bank-currency-missing",
                        "bank account \(line.account) is in \(SAFTStream.short(currency)), but its lines have no "
                            + "currency amounts; they were imported in NOK.",
                        at: (line.place, line.column), path: stream.path(of: line))
                }
            }
            postings.append(posting)
        }
        guard isComplete else { return nil }
        dropRepeatedCurrencyAmounts(&postings, stream)
        if !vat.isEmpty { place(settled(vat, stream), on: &postings) }
        return postings
    }

    private func account(_ line: SAFTLine, _ stream: SAFTStream) -> Int? {
        if let position = line.position { return position }
        guard !line.account.isEmpty else { return nil }
        stream.report(
            .error, "unknown-account",
            "account \(SAFTStream.short(line.account)) is not in the chart. Export again with the account in the master "
                + "files, or open it with 'bilag account open \(SAFTStream.short(line.account)) NAME' first.",
            at: (line.accountPlace, line.column), path: stream.path(of: line) + "/AccountID")
        return nil
    }

    private func describe(_ line: SAFTLine, _ posting: inout Posting, _ voucherText: String) {
        // Most systems repeat the voucher's text on each line.
        if let text = line.text, text != voucherText { posting.text = text }
        posting.reference = line.reference ?? line.sourceDocument
        posting.kid = line.kid
        posting.dueDate = line.dueDate
        posting.valueDate = line.valueDate
        posting.quantity = line.quantity
        posting.matching = line.matching
        posting.sourceLine = line.record
    }

    private func party(
        _ line: SAFTLine, _ position: Int, _ stream: SAFTStream, into posting: inout Posting
    ) throws -> Bool {
        let reference: PartyReference
        switch (line.customer, line.supplier) {
        case (nil, nil):
            if chart[position].isControl {
                chart[position].linesWithoutParty += 1
                if chart[position].firstLineWithoutParty == nil {
                    chart[position].firstLineWithoutParty = (stream.file, line.place)
                }
            }
            return true
        case (.some, .some):
            stream.report(
                .error, "customer-and-supplier",
                "the line names both a customer and a supplier; it may have one. Correct the line and export again.",
                at: (line.partyPlace, line.column), path: stream.path(of: line))
            return false
        case (let customer?, nil): reference = PartyReference(.customer, customer)
        case (nil, let supplier?): reference = PartyReference(.supplier, supplier)
        }
        if knownParties.insert(reference).inserted {
            stream.report(
                .warning, "unknown-party",
                "\(reference.role.rawValue) \(SAFTStream.short(reference.id)) is not in the master files; it was added "
                    + "with its number for a name.",
                at: (line.partyPlace, line.column), path: stream.path(of: line))
            if !findings.hasErrors {
                let party = Party(
                    role: reference.role, id: reference.id, name: reference.id, account: chart[position].number)
                try ledger.record(.partyRegistered(party))
            }
        }
        posting.party = reference
        return true
    }

    private func dimensions(_ line: SAFTLine, _ signed: Int64, _ stream: SAFTStream) throws -> [Dimension] {
        var dimensions: [Dimension] = []
        for analysis in line.analyses where !analysis.type.isEmpty && !analysis.id.isEmpty {
            let key = Dimension.Key(type: analysis.type, id: analysis.id)
            if knownDimensions.insert(key).inserted {
                stream.report(
                    .warning, "unknown-dimension",
                    "\(SAFTStream.short(analysis.type)) \(SAFTStream.short(analysis.id)) is not in the analysis table; "
                        + "it was added without a name.",
                    at: (line.place, line.column), path: stream.path(of: line))
                try intake.register(key) {
                    ImportPlace(file: stream.file, line: line.place, column: line.column, path: stream.path(of: line))
                }
            }
            let amount = analysis.amount.flatMap { amount -> Money? in
                guard let ore = amount.ore else { return nil }
                // Form A's amount has no side of its own: the line's counts.
                return Money(
                    ore: amount.side == .none ? (signed < 0 ? -ore.magnitudeOre : ore.magnitudeOre) : amount.signed)
            }
            dimensions.append(Dimension(type: key.type, id: key.id, amount: amount))
        }
        return dimensions
    }

    /// Does it the first time it is asked with these words.
    func once(_ code: String, _ key: String, _ body: () -> Void) {
        intake.once(code, key, body)
    }
}

extension Int64 {
    /// Without its sign; amounts have at most 18 digits, so there is always such a number.
    var magnitudeOre: Int64 { Int64(clamping: magnitude) }
}
