import Ledger
import LegalTables
import Values

/// VAT of a posting, from the tags of its line, its entry and its account.
extension JournalRun {
    func applyVAT(
        _ tags: TagLevels, _ account: ImportAccounts.Entry, _ date: CalendarDate, to posting: inout Posting,
        _ grossVAT: inout [(code: VATCode, ore: Int64)]
    ) throws(JournalFault) {
        // An entry's code is that of its base, which stands on income and costs.
        let ofEntry = (3...8).contains(account.accountClass) ? tags.entry[.vatCode] : nil
        guard let text = tags.own[.vatCode] ?? ofEntry ?? tags.declared[.vatCode], !text.isEmpty else { return }
        let words = text.split(separator: " ").map(String.init)
        guard let ledgerCode = words.first, words.count == 1 || (words.count == 2 && words[1] == "brutto") else {
            throw JournalFault(
                code: "vat-code-invalid", message: "mva: '\(shortened(text))' is a code, perhaps with 'brutto' after it"
            )
        }
        var vat = try codes(ledgerCode, ofLedger: tags.own[.ledgerCode], on: date)
        let sign: Int64 = posting.amount.ore < 0 ? -1 : 1
        for (tag, path) in [(JournalTag.vatBase, \PostingVAT.base), (.vatAmount, \.vat)] {
            guard let text = tags.own[tag] else { continue }
            let ore = try taggedOre(text, tag)
            // On the side of the posting; one of zero has none, and the sign tells.
            vat[keyPath: path] = Money(
                ore: posting.amount.ore == 0 ? ore : Int64(clamping: ore.magnitude) * sign)
        }
        if let text = tags.own[.vatSpecification] ?? tags.declared[.vatSpecification], !text.isEmpty {
            guard let kind = VATSpecificationKind.allCases.first(where: { $0.rawValue == text }) else {
                throw JournalFault(
                    code: "vat-specification-unknown",
                    message: "mvaspesifikasjon: '\(shortened(text))' is none of "
                        + VATSpecificationKind.allCases.map(\.rawValue).joined(separator: ", "))
            }
            vat.specification = kind.rawValue
        }
        vat.remark = tags.own[.remark]
        posting.vat = vat
        if words.count == 2 { try splitGross(vat.code, ledgerCode, date, &posting, &grossVAT) }
    }

    /// Both codes, where the ledger's own stands beside the standard one.
    private func codes(
        _ code: String, ofLedger ledgerCode: String?, on date: CalendarDate
    ) throws(JournalFault) -> PostingVAT {
        guard let ledgerCode, !ledgerCode.isEmpty else {
            return PostingVAT(code: codes.standardCode(code, on: date), ledgerCode: code)
        }
        guard let standard = codes.stated(code, for: ledgerCode) else {
            throw JournalFault(
                code: "vat-code-invalid",
                message: "mva: '\(shortened(code))' is no standard code, which it is where mvakode stands beside it")
        }
        return PostingVAT(code: standard, ledgerCode: ledgerCode)
    }

    private func splitGross(
        _ code: VATCode?, _ ledgerCode: String, _ date: CalendarDate, _ posting: inout Posting,
        _ grossVAT: inout [(code: VATCode, ore: Int64)]
    ) throws(JournalFault) {
        guard options.splitsGross else {
            throw JournalFault(
                code: "gross-not-asked-for",
                message: "the posting is marked brutto, with VAT inside its amount. Add --split-gross to have it split")
        }
        guard let code else {
            throw JournalFault(
                code: "gross-code",
                message:
                    "nothing says which standard code \(shortened(ledgerCode)) stands for, so its VAT cannot be taken "
                    + "out. Map it with --map")
        }
        guard let rate = GrossVAT.rate(of: code, on: date) else { return }
        guard posting.currency == nil else {
            throw JournalFault(
                code: "gross-with-currency",
                message:
                    "the posting is marked brutto, and its amount in other currency would be left with VAT inside. "
                    + GrossVAT.advice)
        }
        let ore = GrossVAT.ore(inside: posting.amount.ore, at: rate)
        let net = posting.amount.ore - ore
        posting.amount = Money(ore: net)
        posting.vat?.base = Money(ore: net)
        posting.vat?.vat = Money(ore: ore)
        grossVAT.append((code, ore))
    }

    private func taggedOre(_ text: String, _ tag: JournalTag) throws(JournalFault) -> Int64 {
        var copy = text
        let reading = copy.withUTF8 { bytes -> WrittenNumber? in
            var reader = JournalAmountReader(bytes)
            guard let parts = try? reader.read(),
                case .number(var number) = WrittenNumber.read(
                    parts.number, decimalMark: syntax == .beancount ? UInt8(ascii: ".") : nil)
            else { return nil }
            number.isNegative = parts.isNegative
            return number
        }
        guard let ore = reading?.ore else {
            throw JournalFault(
                code: "tag-amount-invalid", message: "\(tag.rawValue): '\(shortened(text))' is no amount, as in 250.00")
        }
        return ore
    }
}
