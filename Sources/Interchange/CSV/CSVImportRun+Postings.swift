import Ledger
import LegalTables
import Values

/// From a row to a posting.
extension CSVImportRun {
    func addPosting(_ rows: CSVRows) throws {
        let account = try account(rows)
        let amount = amount(rows)
        guard let account, let amount else {
            draft.isFaulty = true
            return
        }
        let entry = accounts.entries[account]
        var posting = Posting(account: entry.number, amount: Money(ore: amount))
        draft.essence.add(UInt64(truncatingIfNeeded: account))
        draft.essence.add(UInt64(bitPattern: amount))
        describe(rows, &posting)
        vat(rows, &posting)
        if layout.has(.currency) { currency(rows, &posting) }
        if layout.has(.customer) || layout.has(.supplier) { try party(rows, &posting) }
        try dimensions(rows, &posting)
        gross(rows)
        draft.postings.append(posting)
    }

    // MARK: Account and amount

    private func account(_ rows: CSVRows) throws -> Int? {
        let cell = value(rows, .account)
        let (number, isNew) = accountNumbers.number(cell)
        if !isNew, let place = accountPlaces[number] { return place }
        if isNew { accountPlaces.append(nil) }
        guard let account = accountNumber(cell, rows) else { return nil }
        let name = layout.has(.accountName) ? text(rows, .accountName) : nil
        let place = try accounts.add(account, named: name, at: { self.place(rows, .account) })
        accountPlaces[number] = place
        return place
    }

    private func accountNumber(_ cell: TextBytes, _ rows: CSVRows) -> AccountNumber? {
        let text = cell.text
        do throws(InvalidInput) {
            guard !text.contains("E+"), !text.contains("e+") else {
                throw InvalidInput(text, "a sheet turned the account into a number. Format the column as text")
            }
            guard !cell.contains(UInt8(ascii: ",")) else {
                throw InvalidInput(text, "an account has no decimals. Format the column as text")
            }
            return try AccountNumber(text)
        } catch {
            self.error(
                "account-invalid", row: rows.row, cell: layout[.account],
                "konto '\(shortened(text))': \(error.advice), and export again." + physical(rows))
            return nil
        }
    }

    /// Signed øre, debit positive.
    private func amount(_ rows: CSVRows) -> Int64? {
        let own = value(rows, .amount)
        let (debitCell, creditCell) = (value(rows, .debit), value(rows, .credit))
        if own.isEmpty, debitCell.isEmpty, creditCell.isEmpty {
            error(
                "amount-missing", row: rows.row, cell: max(layout[.amount], layout[.debit]),
                "the row has no amount. Write 0 where there is none." + physical(rows))
            return nil
        }
        var signed: Int64?
        if !debitCell.isEmpty || !creditCell.isEmpty {
            guard let debit = debitCell.isEmpty ? 0 : ore(debitCell, rows, .debit),
                let credit = creditCell.isEmpty ? 0 : ore(creditCell, rows, .credit)
            else { return nil }
            guard debit == 0 || credit == 0 else {
                error(
                    "debit-and-credit", row: rows.row, cell: layout[.credit],
                    "the row has both debet '\(shortened(debitCell.text))' and kredit "
                        + "'\(shortened(creditCell.text))'. Write two rows." + physical(rows))
                return nil
            }
            sums.debit += Int128(debit)
            sums.credit += Int128(credit)
            signed = debit - credit
        }
        guard !own.isEmpty else { return signed }
        guard let amount = ore(own, rows, .amount) else { return nil }
        sums.amount += Int128(amount)
        if let signed, signed != amount {
            error(
                "amount-differs", row: rows.row, cell: layout[.amount],
                "beløp '\(shortened(own.text))' is not what debet and kredit say. Keep one of them." + physical(rows))
            return nil
        }
        return amount
    }

    /// An amount in whole øre; nil after a finding.
    func ore(_ cell: TextBytes, _ rows: CSVRows, _ column: CSVColumn) -> Int64? {
        if let decimalMark, let ore = CSVAmount.plainOre(cell, decimalMark: decimalMark) { return ore }
        guard let number = number(cell, rows, column) else { return nil }
        if let ore = number.ore, ore.magnitude <= 999_999_999_999_999_999 { return ore }
        let isTooExact = number.decimals > 2
        error(
            isTooExact ? "too-many-decimals" : "amount-too-large", row: rows.row, cell: layout[column],
            "\(column.name) '\(shortened(cell.text))': "
                + (isTooExact ? "an amount in kroner has at most two decimals." : "the amount cannot be right.")
                + physical(rows))
        return nil
    }

    func number(_ cell: TextBytes, _ rows: CSVRows, _ column: CSVColumn) -> WrittenNumber? {
        var reading = CSVAmount.read(cell, decimalMark: decimalMark)
        if reading == .ambiguous, let mark = markFoundAhead() {
            decimalMark = mark
            reading = CSVAmount.read(cell, decimalMark: mark)
        }
        let code: String
        let reason: String
        switch reading {
        case .number(let number):
            if decimalMark == nil { decimalMark = number.provenMark }
            return number
        case .ambiguous:
            code = "number-ambiguous"
            reason =
                "nothing in the file tells whether the mark parts decimals or thousands. Say it with --decimal-mark , or "
                + "--decimal-mark ."
        case .tooLarge:
            code = "amount-too-large"
            reason = "the number has more than 18 digits"
        case .invalid:
            if decimalMark != nil, case .number = CSVAmount.read(cell, decimalMark: nil) {
                code = "decimal-mark-mixed"
                reason = "the file's other numbers have another decimal mark. Export it with one"
            } else {
                code = "number-invalid"
                reason = "a number is written 1234,50 or 1 234.50"
            }
        }
        error(
            code, row: rows.row, cell: layout[column],
            "\(column.name) '\(shortened(cell.text))': \(reason)." + physical(rows))
        return nil
    }

    /// Reads on until a number tells the file's decimal mark; done once.
    private func markFoundAhead() -> UInt8? {
        guard !hasLookedForMark, decimalMark == nil, let form else { return nil }
        hasLookedForMark = true
        let columns: [CSVColumn] = [.debit, .credit, .amount, .vatAmount, .vatBase, .grossAmount]
        do {
            let rows = CSVRows(try lines(), delimiter: form.delimiter)
            while try rows.next() {
                guard rows.row > form.rowsBefore else { continue }
                for column in columns where layout.has(column) {
                    if case .number(let number) = CSVAmount.read(rows.cell(layout[column]), decimalMark: nil),
                        let mark = number.provenMark
                    {
                        return mark
                    }
                }
            }
        } catch {
            // The main pass meets the same fault, and tells it.
        }
        return nil
    }

    // MARK: What else a row says

    private func describe(_ rows: CSVRows, _ posting: inout Posting) {
        let own = value(rows, .text)
        if !own.isEmpty, !own.equals(draft.textBytes) { posting.text = text(rows) }
        if layout.has(.reference) { posting.reference = text(rows, .reference) }
        if layout.has(.kid) { posting.kid = text(rows, .kid) }
        if layout.has(.dueDate), !value(rows, .dueDate).isEmpty {
            posting.dueDate = date(rows, .dueDate)
            if posting.dueDate == nil { draft.isFaulty = true }
        }
    }

    private func vat(_ rows: CSVRows, _ posting: inout Posting) {
        let code = value(rows, .vatCode)
        guard !code.isEmpty, let date = draft.date else {
            if let column = Self.vatDetails.first(where: { layout.has($0) && saysSomething(rows, $0) }) {
                error(
                    "vat-without-code", row: rows.row, cell: layout[column],
                    "\(column.name) '\(shortened(value(rows, column).text))' stands without mvakode." + physical(rows))
                draft.isFaulty = true
            }
            return
        }
        let ledgerCode = code.text
        draft.essence.add(code)
        var vat = PostingVAT(code: codes.standardCode(ledgerCode, on: date), ledgerCode: ledgerCode)
        let sign: Int64 = isCreditSide(rows, posting.amount) ? -1 : 1
        vat.vat = vatAmount(rows, .vatAmount, sign)
        vat.base = vatAmount(rows, .vatBase, sign)
        if layout.has(.vatSpecification), let text = text(rows, .vatSpecification) {
            let folded = CSVColumn.folded(text)
            if let kind = VATSpecificationKind.allCases.first(where: { CSVColumn.folded($0.rawValue) == folded }) {
                vat.specification = kind.rawValue
            } else {
                error(
                    "vat-specification-unknown", row: rows.row, cell: layout[.vatSpecification],
                    "mvaspesifikasjon '\(shortened(text))' is none of "
                        + VATSpecificationKind.allCases.map(\.rawValue).joined(separator: ", ") + "." + physical(rows))
                draft.isFaulty = true
            }
        }
        vat.remark = layout.has(.remark) ? text(rows, .remark) : nil
        posting.vat = vat
    }

    /// What a row may say of VAT beside the code.
    private static let vatDetails: [CSVColumn] = [.vatAmount, .vatBase, .vatSpecification, .remark]

    /// Unsigned in the file: on the side of the row.
    private func vatAmount(_ rows: CSVRows, _ column: CSVColumn, _ sign: Int64) -> Money? {
        let cell = value(rows, column)
        guard !cell.isEmpty else { return nil }
        guard let ore = ore(cell, rows, column) else {
            draft.isFaulty = true
            return nil
        }
        return Money(ore: Int64(clamping: ore.magnitude) * sign)
    }

    /// The side of a row of zero is that of its filled cell.
    private func isCreditSide(_ rows: CSVRows, _ amount: Money) -> Bool {
        if amount.ore != 0 { return amount.ore < 0 }
        return !value(rows, .credit).isEmpty && value(rows, .debit).isEmpty
    }

    private func saysSomething(_ rows: CSVRows, _ column: CSVColumn) -> Bool {
        let cell = value(rows, column)
        if cell.isEmpty { return false }
        guard column == .vatAmount || column == .vatBase else { return true }
        if case .number(let number) = CSVAmount.read(cell, decimalMark: decimalMark) { return number.digits != 0 }
        return true
    }

    private func currency(_ rows: CSVRows, _ posting: inout Posting) {
        let code = value(rows, .currency)
        guard !code.isEmpty else { return }
        let isCode = code.count == 3 && code.allSatisfy { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
        guard isCode else {
            error(
                "currency-code-invalid", row: rows.row, cell: layout[.currency],
                "valuta '\(shortened(code.text))' is no code of three capital letters, as in EUR." + physical(rows))
            draft.isFaulty = true
            return
        }
        if code.equals("NOK") { return }
        let cell = value(rows, .currencyAmount)
        guard !cell.isEmpty else {
            error(
                "currency-incomplete", row: rows.row, cell: max(layout[.currencyAmount], layout[.currency]),
                "valuta \(code.text) stands without valutabeløp." + physical(rows))
            draft.isFaulty = true
            return
        }
        let rateCell = value(rows, .rate)
        guard var amount = number(cell, rows, .currencyAmount),
            let rate = rateCell.isEmpty ? .some(nil) : number(rateCell, rows, .rate).map(Optional.some)
        else {
            draft.isFaulty = true
            return
        }
        if posting.amount.ore != 0 { amount.isNegative = posting.amount.ore < 0 }
        posting.currency = CurrencyAmount(code: code.text, amount: amount.text, rate: rate?.text)
    }

    private func party(_ rows: CSVRows, _ posting: inout Posting) throws {
        let (customer, supplier) = (value(rows, .customer), value(rows, .supplier))
        guard !customer.isEmpty || !supplier.isEmpty else { return }
        guard customer.isEmpty || supplier.isEmpty else {
            error(
                "customer-and-supplier", row: rows.row, cell: layout[.supplier],
                "the row names both a customer and a supplier; it may have one." + physical(rows))
            draft.isFaulty = true
            return
        }
        let column: CSVColumn = customer.isEmpty ? .supplier : .customer
        guard let id = text(rows, column) else { return }
        let reference = PartyReference(column == .customer ? .customer : .supplier, id)
        posting.party = reference
        guard knownParties.insert(reference).inserted else { return }
        intake.report(
            .warning, "unknown-party",
            "\(reference.role.rawValue) \(shortened(id)) is not in the books; it was added with its number for a name.",
            at: { self.place(rows, column) })
        guard !intake.findings.hasErrors else { return }
        try intake.ledger.record(
            .partyRegistered(Party(role: reference.role, id: id, name: id, account: posting.account)))
    }

    private func dimensions(_ rows: CSVRows, _ posting: inout Posting) throws {
        if layout.has(.department) { try dimension("department", layout[.department], rows, &posting) }
        if layout.has(.project) { try dimension("project", layout[.project], rows, &posting) }
        for (type, cell) in layout.dimensions { try dimension(type, cell, rows, &posting) }
    }

    private func dimension(_ type: String, _ index: Int, _ rows: CSVRows, _ posting: inout Posting) throws {
        guard let id = text(rows, cell: index) else { return }
        let key = Dimension.Key(type: type, id: id)
        posting.dimensions.append(Dimension(type: key.type, id: key.id))
        guard knownDimensions.insert(key).inserted else { return }
        try intake.register(key) { ImportPlace(file: self.file.name, line: rows.row, column: index + 1) }
    }

    private func gross(_ rows: CSVRows) {
        guard layout.has(.isGross) else { return }
        let flag = value(rows, .isGross)
        let isGross = flag.equals("T")
        guard isGross || flag.isEmpty || flag.equals("F") else {
            error(
                "gross-flag-invalid", row: rows.row, cell: layout[.isGross],
                "brutto '\(shortened(flag.text))' is neither T (VAT lies inside the amount) nor F." + physical(rows))
            draft.isFaulty = true
            return
        }
        var amount: Int64?
        let cell = value(rows, .grossAmount)
        if layout.has(.grossAmount), !cell.isEmpty {
            guard let ore = ore(cell, rows, .grossAmount) else {
                draft.isFaulty = true
                return
            }
            amount = ore
            draft.grossSum += Int128(ore)
        }
        draft.gross.append(
            CSVGross(posting: draft.postings.count, isGross: isGross, amount: amount, row: rows.row))
    }
}
