/// A customer identification number on a payment (KID): 2 to 25 digits, of which the last checks the others by MOD10
/// or MOD11; the MOD11 check may be a hyphen.
public struct KIDNumber: Hashable, Sendable, CustomStringConvertible {
    public let text: String

    public init(_ text: String) throws(InvalidInput) {
        if let fault = KIDNumber.fault(in: text) { throw InvalidInput(text, fault.text(in: .english)) }
        self.text = text
    }

    public var description: String { text }

    /// What is wrong with a KID, as a clause, in Norwegian one that follows "her"; nil when nothing is.
    public static func fault(in text: String) -> Phrase? {
        let bytes = Array(text.utf8)
        guard (2...25).contains(bytes.count) else {
            return Phrase(en: "a KID has 2 to 25 characters", nb: "har ikke KID mellom 2 og 25 tegn")
        }
        let digits = bytes.dropLast().compactMap(digit)
        guard digits.count == bytes.count - 1, let check = bytes.last,
            digit(check) != nil || check == UInt8(ascii: "-")
        else {
            return Phrase(
                en: "a KID has digits only, or digits and one final hyphen",
                nb: "har ikke KID bare sifre, eller sifre og en bindestrek til slutt")
        }
        guard mod10(digits) == digit(check) || mod11(digits) == digit(check) else {
            return Phrase(
                en: "the KID's last digit fits neither MOD10 nor MOD11; look for two digits swapped",
                nb: "stemmer det siste sifferet i KID verken etter MOD10 eller MOD11; se etter to ombyttede sifre"
            )
        }
        return nil
    }

    /// The check digit after the digits by the Luhn algorithm.
    public static func mod10(_ digits: [Int]) -> Int? {
        var sum = 0
        for (place, digit) in digits.reversed().enumerated() {
            let product = place.isMultiple(of: 2) ? digit * 2 : digit
            sum += product / 10 + product % 10
        }
        return (10 - sum % 10) % 10
    }

    /// The check digit after the digits with weights 2 to 7 from the right; nil stands for the hyphen.
    public static func mod11(_ digits: [Int]) -> Int? {
        let sum = digits.reversed().enumerated().reduce(0) { $0 + $1.element * ($1.offset % 6 + 2) }
        let check = 11 - sum % 11
        return check == 11 ? 0 : check == 10 ? nil : check
    }

    private static func digit(_ byte: UInt8) -> Int? {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) ? Int(byte - UInt8(ascii: "0")) : nil
    }
}
