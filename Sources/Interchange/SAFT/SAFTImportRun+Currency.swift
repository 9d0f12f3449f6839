import Ledger
import Values

/// Amounts in other currencies. `Amount` in NOK is what counts; the rest is kept as data when it is plausible.
extension SAFTImportRun {
    /// - Returns: false when the code is none.
    func currency(_ line: SAFTLine, _ stream: SAFTStream, into posting: inout Posting) -> Bool {
        guard let amount = line.amount, let code = amount.currency else {
            warnAboutCurrency(
                "currency-incomplete", "the line has a currency amount but no CurrencyCode; it was imported in NOK.",
                line, stream)
            return true
        }
        let letters = Array(code.utf8)
        guard letters.count == 3, letters.allSatisfy({ (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }) else {
            stream.report(
                .error, "currency-code-invalid",
                "'\(SAFTStream.short(code))' is no currency code: it has three capital letters, as in EUR. Correct it.",
                at: (line.amountPlace, line.column), path: stream.path(of: line))
            return false
        }
        guard code != "NOK" else { return true }
        guard let text = amount.currencyAmount else { return true }
        if !CurrencyCodes.known.contains(code) {
            once("currency-unknown", code) {
                warnAboutCurrency(
                    "currency-unknown", "\(code) is not a currency of ISO 4217; it was kept as it is.", line, stream)
            }
        }
        posting.currency = CurrencyAmount(
            code: code, amount: signedText(text, negative: posting.amount.ore < 0),
            rate: isOwnExport ? amount.rate : rate(amount, text, line, stream))
        return true
    }

    /// The stated rate where it gives the amount, nearly; else amount ÷ currency amount.
    private func rate(_ amount: SAFTAmount, _ text: String, _ line: SAFTLine, _ stream: SAFTStream) -> String? {
        guard let foreign = scaled(text), foreign != 0, let ore = amount.ore else { return amount.rate }
        // Both scaled by a million: øre × 10^4, and minor parts × 10^6.
        let implied = Int128(ore.magnitude) * 10_000 * 1_000_000 / Int128(foreign.magnitude)
        if let stated = amount.rate.flatMap({ scaled($0) }), stated > 0 {
            let difference = abs(Int128(stated) - implied)
            // Rates are rounded, and so are amounts: 1 % or one krone.
            let tolerance = max(Int128(stated) / 100, 1_000_000 * 1_000_000 / Int128(max(foreign.magnitude, 1)))
            if difference <= tolerance { return amount.rate }
        }
        let derived = "\(implied / 1_000_000)." + String(String(1_000_000 + Int(implied % 1_000_000)).dropFirst())
        if let stated = amount.rate {
            warnAboutCurrency(
                "currency-rate-differs",
                "the rate \(SAFTStream.short(stated)) does not turn \(SAFTStream.short(text)) into "
                    + "\(kroner(Int128(ore))); the amount was trusted, and the rate is taken to be \(derived).",
                line, stream)
        }
        return derived
    }

    /// One currency amount on all lines of a voucher belongs to the party or bank line alone.
    func dropRepeatedCurrencyAmounts(_ postings: inout [Posting], _ stream: SAFTStream) {
        guard postings.count > 1, !isOwnExport else { return }
        let withCurrency = postings.indices.filter { postings[$0].currency != nil }
        guard withCurrency.count > 1 else { return }
        let magnitudes = withCurrency.map { postings[$0].currency?.amount.drop { $0 == "-" } ?? "" }
        guard Set(magnitudes).count == 1,
            let keeper = withCurrency.first(where: {
                postings[$0].party != nil || postings[$0].account.text.hasPrefix("19")
            })
        else { return }
        let kept = Int128(postings[keeper].amount.ore.magnitude)
        var dropped = 0
        for index in withCurrency where index != keeper {
            let own = Int128(postings[index].amount.ore.magnitude)
            // The rate is off by more than half of the other line's.
            guard abs(own - kept) * 2 > kept else { continue }
            postings[index].currency = nil
            dropped += 1
        }
        if dropped > 0 {
            stream.report(
                .warning, "currency-repeated",
                "the voucher repeats one currency amount on several lines; it was kept on the party or bank line only.",
                at: (stream.transaction.place, stream.transaction.column), path: stream.transactionPath)
        }
    }

    private func warnAboutCurrency(_ code: String, _ message: String, _ line: SAFTLine, _ stream: SAFTStream) {
        stream.report(.warning, code, message, at: (line.place, line.column), path: stream.path(of: line))
    }

    private func signedText(_ text: String, negative: Bool) -> String {
        let digits = text.drop { $0 == "-" || $0 == "+" }
        return (negative ? "-" : "") + digits
    }

    /// Millionths.
    private func scaled(_ text: String) -> Int64? {
        var text = text
        return text.withUTF8 { SAFTText.rounded($0, decimals: 6)?.number }
    }
}

/// The currencies of ISO 4217 (list one, published 2024-06-25), with those it withdrew in this century.
enum CurrencyCodes {
    static let known: Set<String> = Set(
        ("AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF "
            + "CLF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD "
            + "HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD "
            + "LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK "
            + "PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS "
            + "TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XAG XAU XCD XDR XOF XPF YER ZAR "
            + "ZMW ZWG HRK LTL LVL EEK SKK SIT CYP MTL BYR CUC MRO STD VEF ZMK SLL ZWL")
            .split(separator: " ").map(String.init))
}
