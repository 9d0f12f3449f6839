import Ledger
import LegalTables
import Values

/// From a voucher's rows to a voucher of the books.
extension CSVImportRun {
    /// Hands over the voucher being read, if there is one.
    func flush() throws {
        defer { draft.clear() }
        guard !draft.isEmpty, !draft.isFaulty, let number = draft.number, let date = draft.date else {
            // A faulty voucher is in the file all the same.
            if let date = draft.date { intake.note(date) }
            if let number = draft.number { refused.insert(number) }
            return
        }
        intake.note(date)
        guard draft.gross.isEmpty || splitGross(on: date), checkBalance(), !isOnUnknownAccount else {
            refused.insert(number)
            return
        }
        let firstPlace = {
            ImportPlace(
                file: self.file.name, line: self.draft.firstRow, column: max(self.layout[.voucher], 0) + 1)
        }
        if !PostedVAT.complete(&draft.postings, on: date) {
            intake.report(
                .warning, "vat-amount-derived",
                "voucher \(shortened(draft.id)): the rows on VAT accounts are not what base and rate lead to; VAT was "
                    + "computed from base and rate. Say it with mvabeløp.", at: firstPlace)
        }
        var source = VoucherSource(
            system: intake.system, journal: draft.kind, year: draft.year, period: draft.period ?? date.month,
            transaction: draft.id)
        if !draft.kind.isEmpty { source.voucherType = draft.kind }
        let voucher = Voucher(
            number: number, date: date, text: draft.text, kind: OpeningMark.kind(of: draft.kind, draft.postings),
            postings: draft.postings, source: source)
        codes.noteUnmapped(in: voucher, at: firstPlace)
        let essence = draft.essence.value
        try intake.take(voucher, content: essence, essence: essence, at: firstPlace)
    }

    private var isOnUnknownAccount: Bool {
        accounts.hasUnknown && draft.postings.contains { accounts.isUnknown($0.account) }
    }

    private func checkBalance() -> Bool {
        var (debit, credit, partial, largest): (Int128, Int128, Int128, Int128) = (0, 0, 0, 0)
        for index in draft.postings.indices {
            let ore = Int128(draft.postings[index].amount.ore)
            if ore > 0 { debit += ore } else { credit -= ore }
            partial += ore
            largest = max(largest, abs(partial))
        }
        guard partial == 0 else {
            error(
                "voucher-unbalanced", row: draft.firstRow, cell: max(layout[.voucher], 0),
                "voucher \(shortened(draft.id)), \(draftRows), is out of balance by \(kroner(abs(partial))): debit "
                    + "\(kroner(debit)), credit \(kroner(credit)). Correct the voucher, and export again.")
            return false
        }
        guard largest <= Int128(Int64.max) else {
            reportTooLarge()
            return false
        }
        return true
    }

    private func reportTooLarge() {
        error(
            "amount-too-large", row: draft.firstRow, cell: max(layout[.voucher], 0),
            "voucher \(shortened(draft.id)), \(draftRows), holds sums that cannot be right. Look for an amount with too "
                + "many digits.")
    }

    private var draftRows: String {
        draft.firstRow == draft.lastRow ? "row \(draft.firstRow)" : "rows \(draft.firstRow) to \(draft.lastRow)"
    }

    // MARK: VAT inside amounts

    /// Takes VAT out of amounts that hold it, and posts it on VAT accounts.
    ///
    /// - Returns: false after a finding.
    private func splitGross(on date: CalendarDate) -> Bool {
        guard draft.gross.contains(where: \.isGross) else { return true }
        guard draft.grossSum == 0 else {
            error(
                "voucher-unbalanced", row: draft.firstRow, cell: max(layout[.grossAmount], 0),
                "voucher \(shortened(draft.id)): the amounts with VAT sum to \(kroner(draft.grossSum)), not to zero.")
            return false
        }
        var vatByCode: [VATCode: Int128] = [:]
        var order: [VATCode] = []
        var accountsOfFile: [VATAccountRole: AccountNumber] = [:]
        var skipped: Set<Int> = []
        for gross in draft.gross where !gross.isGross {
            guard let role = LegalTables.current.vatAccounts.role(of: draft.postings[gross.posting].account),
                role != .settlement
            else { continue }
            // The line is made anew below, from the code.
            accountsOfFile[role] = draft.postings[gross.posting].account
            skipped.insert(gross.posting)
        }
        for gross in draft.gross where gross.isGross {
            guard let (code, vat) = vat(inside: gross, on: date) else { return false }
            guard let code, vat != 0 else { continue }
            if vatByCode[code] == nil { order.append(code) }
            vatByCode[code, default: 0] += Int128(vat)
        }
        var postings = draft.postings.enumerated().filter { !skipped.contains($0.offset) }.map(\.element)
        for code in order {
            guard let account = vatAccount(code, accountsOfFile) else { return false }
            guard let ore = Int64(exactly: vatByCode[code] ?? 0) else {
                reportTooLarge()
                return false
            }
            postings.append(Posting(account: account, amount: Money(ore: ore)))
        }
        draft.postings = postings
        return true
    }

    /// The VAT inside a row's amount, which is left net; nil after a finding.
    private func vat(inside gross: CSVGross, on date: CalendarDate) -> (VATCode?, Int64)? {
        let posting = draft.postings[gross.posting]
        guard let vat = posting.vat, let ledgerCode = vat.ledgerCode else { return (nil, 0) }
        guard let code = vat.code else {
            error(
                "gross-code", row: gross.row, cell: layout[.vatCode],
                "VAT lies inside the amount, but nothing says which standard code \(shortened(ledgerCode)) stands for. Map "
                    + "it with --map.")
            return nil
        }
        guard let rate = GrossVAT.rate(of: code, on: date) else { return (nil, 0) }
        let net: Int64
        if let whole = gross.amount {
            net = posting.amount.ore
            draft.postings[gross.posting].vat?.vat = Money(ore: whole - net)
            draft.postings[gross.posting].vat?.base = Money(ore: net)
            return (code, whole - net)
        }
        guard posting.currency == nil else {
            error(
                "gross-with-currency", row: gross.row, cell: layout[.currency],
                "VAT lies inside the amount, and the amount in other currency would be left with it inside. "
                    + GrossVAT.advice + ".")
            return nil
        }
        let vatOre = GrossVAT.ore(inside: posting.amount.ore, at: rate)
        net = posting.amount.ore - vatOre
        draft.postings[gross.posting].amount = Money(ore: net)
        draft.postings[gross.posting].vat?.vat = Money(ore: vatOre)
        draft.postings[gross.posting].vat?.base = Money(ore: net)
        return (code, vatOre)
    }

    /// Where the VAT of a code is posted: as the user says, as the file's own VAT rows do, or on the only such account.
    private func vatAccount(_ code: VATCode, _ file: [VATAccountRole: AccountNumber]) -> AccountNumber? {
        if options.shared.vatAccounts[code] == nil, let own = file[GrossVAT.role(of: code)] { return own }
        if let account = GrossVAT.account(for: code, options.shared, intake.ledger.books) { return account }
        error(
            "vat-account-unknown", row: draft.firstRow, cell: max(layout[.isGross], 0), GrossVAT.refusal(of: code))
        return nil
    }

    // MARK: Scattered rows

    /// Counts the runs of rows of each voucher, then reads each voucher when its last run has come.
    func readScattered(_ rows: CSVRows, _ form: CSVForm) throws {
        let counting = CSVRows(try lines(), delimiter: form.delimiter)
        guard try readHeader(quietly: counting, form) else { return }
        var last: UInt64?
        while try counting.next() {
            let key = key(counting)
            if key != last { held.runs[key, default: 0] += 1 }
            last = key
        }
        let kept = CSVRows(try lines(), delimiter: form.delimiter)
        rows.keepsRaw = true
        while try rows.next() {
            let key = key(rows)
            if let current = held.current, current != key { try endRun(current, kept) }
            held.current = key
            held.rows[key, default: []].append(CSVHeldRows.Row(bytes: rows.kept, row: rows.row, line: rows.line))
        }
        if let current = held.current { try endRun(current, kept) }
    }

    private func readHeader(quietly rows: CSVRows, _ form: CSVForm) throws -> Bool {
        while rows.row < form.rowsBefore {
            guard try rows.skip() else { return false }
        }
        return try profile.places != nil || rows.next()
    }

    /// What parts vouchers, by the bytes: rows without a number are one of their own.
    private func key(_ rows: CSVRows) -> UInt64 {
        var digest = QuickDigest()
        digest.add(value(rows, .voucher))
        digest.add(value(rows, .kind))
        digest.add(value(rows, .year))
        digest.add(value(rows, .series))
        if case .date(let date) = CSVDate.read(
            value(rows, .date), dayFirst: options.dayFirst || profile.dateForm == .dayFirst)
        {
            digest.add(UInt64(truncatingIfNeeded: date.year))
        }
        return digest.value
    }

    private func endRun(_ key: UInt64, _ kept: CSVRows) throws {
        held.runs[key, default: 1] -= 1
        guard held.runs[key] == 0, var rows = held.rows.removeValue(forKey: key) else { return }
        for index in rows.indices {
            let (number, line) = (rows[index].row, rows[index].line)
            try rows[index].bytes.withUnsafeMutableBufferPointer { bytes in
                try kept.take(kept: TextBytes(bytes), row: number, line: line)
                try take(kept)
            }
        }
        try flush()
    }
}
