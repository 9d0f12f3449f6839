import Ledger
import LegalTables
import Values

/// VAT that lies inside an amount.
enum GrossVAT {
    /// The VAT in an amount that holds it, rounded to the nearest øre, halves away from zero.
    static func ore(inside gross: Int64, at rate: VATRate) -> Int64 {
        let divisor = Int128(10_000 + rate.basisPoints)
        let product = Int128(gross) * Int128(rate.basisPoints)
        return Int64(clamping: (product + (product < 0 ? -divisor / 2 : divisor / 2)) / divisor)
    }

    /// The rate by which an amount with the code holds VAT; nil where it holds none.
    static func rate(of code: VATCode, on date: CalendarDate) -> VATRate? {
        guard let rate = LegalTables.current.rate(for: code, on: date), rate.basisPoints > 0,
            !PostedVAT.isReverseCharge(code)
        else { return nil }
        return rate
    }

    static func role(of code: VATCode) -> VATAccountRole {
        [1, 11, 12, 13, 14, 15].contains(code.number) ? .input : .output
    }

    /// Where the VAT of a code is posted: as the user says, or on the only open account for it.
    static func account(for code: VATCode, _ options: ImportOptions, _ books: Books) -> AccountNumber? {
        if let named = options.vatAccounts[code] { return named }
        let role = role(of: code)
        let open = books.accounts.keys.filter { LegalTables.current.vatAccounts.role(of: $0) == role }
        return open.count == 1 ? open.first : nil
    }

    /// What to do where VAT cannot be taken out of an amount.
    static let advice = "Write the amounts without VAT, and the VAT on a line of its own"

    /// Why there is no account, and what to do.
    static func refusal(of code: VATCode) -> String {
        "VAT of code \(code) lies inside the amount, and the books do not have just one account for it. Name it with "
            + "--vat-account \(code)=\(role(of: code) == .input ? "2710" : "2700")."
    }
}
