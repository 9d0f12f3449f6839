/// A Norwegian bank account (kontonummer): eleven digits, the last of which checks the others.
public struct BankAccountNumber: Hashable, Sendable, CustomStringConvertible {
    public let digits: String
    /// False for a number whose check digit does not fit, and which only older rules, those of postal accounts, may
    /// explain: its fifth and sixth digits are zeros. Ask the receiver before paying to it.
    public let isVerified: Bool

    /// Blanks and points between the digits are accepted: `8601 11 17947`, `8601.11.17947`.
    /// - Throws: `InvalidInput`.
    public init(_ text: String) throws(InvalidInput) {
        digits = text.filter { !$0.isWhitespace && $0 != "." }
        let numbers = digits.utf8.map { Int($0) - 48 }
        guard numbers.count == 11, numbers.allSatisfy({ (0...9).contains($0) }) else {
            throw InvalidInput(text, "a bank account has eleven digits, as in 8601 11 17947")
        }
        // Weight 1 on the check digit makes the whole sum a multiple of 11 (Bits, kontonummer).
        isVerified = zip(numbers, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]).map(*).reduce(0, +).isMultiple(of: 11)
        guard isVerified || numbers[4...5].allSatisfy({ $0 == 0 }) else {
            throw InvalidInput(text, "the account's last digit does not fit; look for two digits swapped")
        }
    }

    /// Reads a Norwegian IBAN: `NO93 8601 1117 947`.
    /// - Throws: `InvalidInput`.
    public init(iban text: String) throws(InvalidInput) {
        let written = text.filter { !$0.isWhitespace }.uppercased()
        guard written.hasPrefix("NO"), written.utf8.count == 15 else {
            throw InvalidInput(text, "a Norwegian IBAN is NO and 13 digits, as in NO93 8601 1117 947")
        }
        do { try self.init(String(written.dropFirst(4))) } catch { throw InvalidInput(text, error.advice) }
        guard iban == written else { throw InvalidInput(text, "the IBAN's check digits do not fit") }
    }

    /// The account's international form, without blanks (ISO 13616; check digits by ISO 7064 MOD 97-10).
    public var iban: String {
        // N is 23 and O is 24; 00 stands for the check digits that are sought.
        let remainder = (digits + "232400").utf8.reduce(0) { ($0 * 10 + Int($1) - 48) % 97 }
        let check = 98 - remainder
        return "NO" + (check < 10 ? "0" : "") + "\(check)" + digits
    }

    /// `8601 11 17947`.
    public var description: String { "\(digits.prefix(4)) \(digits.dropFirst(4).prefix(2)) \(digits.dropFirst(6))" }
}
