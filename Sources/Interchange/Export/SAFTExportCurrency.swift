import Formats
import Ledger
import LegalTables
import Values

/// An amount in another currency as SAF-T writes it: without sign, and in 1.30 with two decimals and a rate of eight.
struct SAFTExportCurrency {
    private let code: String
    private let amount: String
    private let rate: String?

    /// Nil where the books hold what is no currency amount.
    init?(_ currency: CurrencyAmount, _ version: SAFTVersion) {
        let letters = Array(currency.code.utf8)
        guard letters.count == 3, letters.allSatisfy({ (0x41...0x5A).contains($0) }), currency.code != "NOK",
            let amount = SAFTExportCurrency.decimal(currency.amount, version == .v130 ? 2 : 18, digits: 18)
        else { return nil }
        code = currency.code
        self.amount = amount.hasPrefix("-") ? String(amount.dropFirst()) : amount
        rate = currency.rate.flatMap { SAFTExportCurrency.decimal($0, version == .v130 ? 8 : 18, digits: 18) }
    }

    func write(to xml: XMLStream) {
        xml.element("CurrencyCode", code)
        xml.element("CurrencyAmount", amount)
        xml.element("ExchangeRate", rate)
    }

    /// A number of things, with at most six decimals.
    static func quantity(_ text: String) -> String? { decimal(text, 6, digits: 22) }

    /// The number as it was written where it has no more decimals than that, else rounded to them, half away from zero.
    /// Nil where the text is no number, or has too many digits.
    private static func decimal(_ text: String, _ decimals: Int, digits: Int) -> String? {
        let plain = text.hasPrefix("+") ? String(text.dropFirst()) : text
        guard let number = try? ExactDecimal(plain) else { return nil }
        guard number.decimals > decimals else {
            return String(number.digits.magnitude).utf8.count <= digits ? plain : nil
        }
        var divisor: Int128 = 1
        for _ in 0..<(number.decimals - decimals) { divisor *= 10 }
        let (quotient, remainder) = number.digits.quotientAndRemainder(dividingBy: divisor)
        let rounded = quotient + (remainder.magnitude * 2 >= divisor.magnitude ? (number.digits < 0 ? -1 : 1) : 0)
        let magnitude = String(rounded.magnitude)
        guard magnitude.utf8.count <= digits else { return nil }
        let padded = String(repeating: "0", count: max(0, decimals + 1 - magnitude.utf8.count)) + magnitude
        let text = "\(padded.dropLast(decimals))" + (decimals > 0 ? ".\(padded.suffix(decimals))" : "")
        return (rounded < 0 ? "-" : "") + text
    }
}
