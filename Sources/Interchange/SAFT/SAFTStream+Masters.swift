import Formats
import Values

/// Values of header and master files.
extension SAFTStream {
    func readMaster(_ element: SAFTElement, in context: SAFTContext, _ text: SAFTText.Bytes, _ place: XMLPlace) {
        switch context {
        case .header, .company, .selection: readHeader(element, context, text, place)
        case .bankAccount:
            if element == .currencyCode { bankAccount.currency = filled(text) }
            if element == .generalLedgerAccountID { bankAccount.account = filled(text) }
        case .account: readAccount(element, text, place)
        case .customer, .supplier: readParty(element, text, place)
        case .balanceAccount: readBalance(element, text, place)
        case .taxDetails: readTaxDetails(element, text, place)
        case .analysisEntry:
            switch element {
            case .analysisType: analysisValue.type = string(text)
            case .analysisTypeDescription: analysisValue.typeName = optional(text)
            case .analysisID: analysisValue.id = string(text)
            case .analysisIDDescription: analysisValue.name = optional(text)
            default: break
            }
        default: break
        }
    }

    private func readHeader(
        _ element: SAFTElement, _ context: SAFTContext, _ text: SAFTText.Bytes, _ place: XMLPlace
    ) {
        header.lines[element] = place.line
        switch element {
        case .auditFileVersion: header.version = string(text)
        case .auditFileCountry: header.country = string(text)
        case .softwareID: header.system = optional(text)
        case .registrationNumber where context == .company: header.registrationNumber = string(text)
        case .defaultCurrencyCode: header.currency = string(text)
        case .taxAccountingBasis: header.basis = string(text)
        case .selectionStartDate: header.selectionStart = date(text, place)
        case .selectionEndDate: header.selectionEnd = date(text, place)
        case .periodStart: header.periodStart = number(text, place)
        case .periodStartYear: header.periodStartYear = year(text, place)
        case .periodEnd: header.periodEnd = number(text, place)
        case .periodEndYear: header.periodEndYear = year(text, place)
        default: break
        }
    }

    private func readAccount(_ element: SAFTElement, _ text: SAFTText.Bytes, _ place: XMLPlace) {
        switch element {
        case .accountID: account.id = string(text)
        case .accountDescription: account.name = string(text)
        case .standardAccountID:
            account.standardAccount = filled(text)
            run.sawForm(.a)
        case .groupingCategory: account.groupingCategory = filled(text)
        case .groupingCode: account.groupingCode = filled(text)
        case .openingDebitBalance: account.opening = ore(text, place)
        case .openingCreditBalance: account.opening = ore(text, place).map { -$0 }
        case .closingDebitBalance: account.closing = ore(text, place)
        case .closingCreditBalance: account.closing = ore(text, place).map { -$0 }
        default: break
        }
    }

    private func readParty(_ element: SAFTElement, _ text: SAFTText.Bytes, _ place: XMLPlace) {
        switch element {
        case .registrationNumber: party.registrationNumber = filled(text)
        case .name: party.name = string(text)
        case .customerID, .supplierID: party.id = string(text)
        default:
            if element == .openingDebitBalance || element == .openingCreditBalance { run.sawForm(.a) }
            readBalance(element, text, place)
        }
    }

    private func readBalance(_ element: SAFTElement, _ text: SAFTText.Bytes, _ place: XMLPlace) {
        switch element {
        case .accountID: partyBalance.account = optional(text)
        case .openingDebitBalance: partyBalance.opening = ore(text, place)
        case .openingCreditBalance: partyBalance.opening = ore(text, place).map { -$0 }
        case .closingDebitBalance: partyBalance.closing = ore(text, place)
        case .closingCreditBalance: partyBalance.closing = ore(text, place).map { -$0 }
        default: break
        }
    }

    private func readTaxDetails(_ element: SAFTElement, _ text: SAFTText.Bytes, _ place: XMLPlace) {
        switch element {
        case .taxCode: taxDetails.code = string(text)
        case .effectiveDate: taxDetails.from = date(text, place)
        case .expirationDate: taxDetails.to = date(text, place)
        case .taxPercentage: taxDetails.basisPoints = percent(text, place)
        case .standardTaxCode: taxDetails.standardCode = string(text)
        case .baseRate: if let rate = percent(text, place) { taxDetails.baseRates.append(rate) }
        default: break
        }
    }

    /// Nil for what stands in for nothing: empty, `n.a`, `NA`, `-`.
    private func filled(_ text: SAFTText.Bytes) -> String? {
        guard let value = optional(text) else { return nil }
        return ["n.a", "n.a.", "na", "n/a", "-"].contains(value.lowercased()) ? nil : value
    }
}
