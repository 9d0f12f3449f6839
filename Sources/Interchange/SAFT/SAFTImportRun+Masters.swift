import Ledger
import Values

/// Master files: accounts, parties, VAT codes and dimensions.
extension SAFTImportRun {
    func accountEnded(_ stream: SAFTStream) {
        let account = stream.account
        guard let number = accountNumber(account.id, stream, account.line) else { return }
        guard let position = chart.position(account.id) else {
            let position = chart.add(number, account, file: stream.file)
            chart[position].openingDay = stream.header.selection?.lowerBound
            chart[position].closingDay = stream.header.selection?.upperBound
            return
        }
        if chart[position].file == stream.file {
            reportRepeat(of: account, at: position, stream)
        } else {
            merge(account, into: position, stream.header.selection)
        }
    }

    private func accountNumber(_ id: String, _ stream: SAFTStream, _ line: Int) -> AccountNumber? {
        do throws(InvalidInput) { return try AccountNumber(id) } catch {
            stream.report(
                .error, "invalid-account", "\(error.advice). Correct the account in the other system.",
                at: (line, 1))
            return nil
        }
    }

    private func reportRepeat(of account: SAFTAccount, at position: Int, _ stream: SAFTStream) {
        guard let first = chart[position].stated else { return }
        let isEqual =
            first.name == account.name && first.opening == account.opening && first.closing == account.closing
            && first.standardAccount == account.standardAccount && first.groupingCode == account.groupingCode
            && first.groupingCategory == account.groupingCategory
        stream.report(
            isEqual ? .warning : .error, isEqual ? "account-repeated" : "account-differs",
            "account \(account.id) stands in the chart already, on line \(first.line)"
                + (isEqual
                    ? ", with the same content; it was counted once."
                    : ", with another name, mapping or balance. Correct the chart and export again."),
            at: (account.line, 1))
    }

    /// Parts may each have the chart, with the balances of their own selection: the first opening and the last closing
    /// are those of the whole.
    private func merge(_ account: SAFTAccount, into position: Int, _ selection: ClosedRange<CalendarDate>?) {
        guard let selection else { return }
        if let day = chart[position].openingDay, selection.lowerBound < day {
            chart[position].stated?.opening = account.opening
            chart[position].openingDay = selection.lowerBound
        }
        if let day = chart[position].closingDay, selection.upperBound > day {
            chart[position].stated?.closing = account.closing
            chart[position].closingDay = selection.upperBound
        }
    }

    func partyEnded(_ stream: SAFTStream) {
        var party = stream.party
        guard !party.id.isEmpty else {
            return stream.report(
                .warning, "missing-element", "a party without an id was skipped.", at: (party.line, 1))
        }
        if party.name.isEmpty { party.name = party.id }
        party.closingDay = stream.header.selection?.upperBound
        let role: PartyReference.Role = party.role == .customer ? .customer : .supplier
        if let position = partyPositions[PartyReference(role, party.id)] {
            mergeClosings(of: party, into: position)
        } else {
            partyPositions[PartyReference(role, party.id)] = parties.count
            parties.append(party)
        }
    }

    /// A later part may repeat the party: its closing balances are those of the whole.
    private func mergeClosings(of party: SAFTParty, into position: Int) {
        guard let new = party.closingDay, let old = parties[position].closingDay, new > old else { return }
        parties[position].closingDay = new
        for balance in party.balances {
            if let index = parties[position].balances.firstIndex(where: { $0.account == balance.account }) {
                parties[position].balances[index].closing = balance.closing
            } else {
                parties[position].balances.append(SAFTPartyBalance(account: balance.account, closing: balance.closing))
            }
        }
    }

    func taxDetailsEnded(_ stream: SAFTStream) {
        guard !stream.taxDetails.code.isEmpty else {
            return stream.report(
                .warning, "missing-element", "a VAT code without TaxCode was skipped.",
                at: (stream.taxDetails.line, 1))
        }
        taxTable.add(stream.taxDetails)
    }

    func analysisValueEnded(_ stream: SAFTStream) {
        let value = stream.analysisValue
        guard !value.type.isEmpty, !value.id.isEmpty else { return }
        dimensionValues.append(
            DimensionValue(type: value.type, typeName: value.typeName, id: value.id, name: value.name))
    }

    /// Puts the master files into the books, so that vouchers can name them.
    func registerMasterFiles() throws {
        for number in ledger.books.accounts.keys.sorted() where chart.position(number.text) == nil {
            chart.add(number)
        }
        for position in chart.entries.indices { try register(accountAt: position) }
        for party in parties { try register(party) }
        for value in dimensionValues {
            let key = Dimension.Key(type: value.type, id: value.id)
            guard knownDimensions.insert(key).inserted else { continue }
            try intake.register(key, typeName: value.typeName, name: value.name) {
                ImportPlace(file: headers.first?.file ?? "", line: 1, path: "MasterFiles/AnalysisTypeTable")
            }
        }
        try recordMapping()
    }

    private func register(accountAt position: Int) throws {
        guard let stated = chart[position].stated else { return }
        let number = chart[position].number
        if let known = ledger.books.accounts[number] {
            if known.name != stated.name, !stated.name.isEmpty {
                warning(
                    "account-name-differs", file: chart[position].file, line: stated.line,
                    path: "MasterFiles/GeneralLedgerAccounts/Account[\(number)]",
                    "account \(number) is named '\(SAFTStream.short(known.name))' in the books and "
                        + "'\(SAFTStream.short(stated.name))' in the file; the books' name stays.")
            }
            return
        }
        guard !findings.hasErrors else { return }
        try ledger.open(
            Account(
                number: number, name: stated.name.isEmpty ? number.text : stated.name,
                groupingCategory: stated.groupingCategory, groupingCode: stated.groupingCode,
                standardAccount: stated.standardAccount))
    }

    private func register(_ party: SAFTParty) throws {
        for balance in party.balances {
            if let account = balance.account, let position = chart.position(account) {
                chart[position].isControl = true
            }
        }
        let role: PartyReference.Role = party.role == .customer ? .customer : .supplier
        guard knownParties.insert(PartyReference(role, party.id)).inserted, !findings.hasErrors else { return }
        // Private persons may have their national identity number here; only organisation numbers are kept.
        let organisation = party.registrationNumber.flatMap { try? OrganisationNumber($0) }
        try ledger.record(
            .partyRegistered(
                Party(
                    role: role, id: party.id, name: party.name, organisationNumber: organisation?.digits,
                    account: party.balances.first?.account.flatMap { try? AccountNumber($0) })))
    }

    /// A mapping that a person gives is a fact about the books, and recorded there.
    private func recordMapping() throws {
        for row in options.mapping.rows where !findings.hasErrors {
            let mapping = VATCodeMapping(
                ledgerCode: row.ledgerCode, from: row.from, to: row.to, code: row.code, origin: .person)
            if !ledger.books.holds(mapping) { try ledger.record(.vatCodeMapped(mapping)) }
        }
    }
}
