import Formats
import Values

/// What to pay, to whom and by when (`betalingsinformasjon`). KID, account and date are taken from this document for
/// each return, never computed.
public struct PaymentInformation: Hashable, Sendable {
    /// `kundeidentifikasjonsnummer`: the KID to pay with.
    public let paymentReference: String
    public let amount: Money
    public let payee: String
    public let dueDate: CalendarDate
    /// The Norwegian account, eleven digits.
    public let accountNumber: String
    public let iban: String?
    public let bic: String?
    public let information: String?

    public init(
        paymentReference: String, amount: Money, payee: String, dueDate: CalendarDate, accountNumber: String,
        iban: String? = nil, bic: String? = nil, information: String? = nil
    ) {
        (self.paymentReference, self.amount, self.payee) = (paymentReference, amount, payee)
        (self.dueDate, self.accountNumber) = (dueDate, accountNumber)
        (self.iban, self.bic, self.information) = (iban, bic, information)
    }

    /// Nil when the document lacks something one would need to pay, or holds an amount that cannot be read exactly.
    public init?(reading bytes: [UInt8]) {
        guard let root = try? XMLElement(parsing: bytes), root.name == "betalingsinformasjon" else { return nil }
        let account = root.child("betalesTilKonto")
        // The return spells it with a capital I, this document without.
        let reference = root.child("kundeidentifikasjonsnummer") ?? root.child("kundeIdentifikasjonsnummer")
        guard let reference = reference?.trimmedText, let payee = root.child("betaleTil")?.trimmedText,
            let amount = root.child("beloep").flatMap({ PaymentInformation.money($0.trimmedText) }),
            let due = root.child("betalingsfrist").flatMap({ try? CalendarDate(String($0.trimmedText.prefix(10))) }),
            let number = account?.child("norskKontonummer")?.trimmedText
        else { return nil }
        self.init(
            paymentReference: reference, amount: amount, payee: payee, dueDate: due, accountNumber: number,
            iban: account?.child("IBAN")?.trimmedText, bic: account?.child("swiftBIC")?.trimmedText,
            information: root.child("informasjon")?.trimmedText)
    }

    /// A decimal number of kroner as whole øre; nil when it has a fraction of an øre.
    static func money(_ text: String) -> Money? {
        let isNegative = text.hasPrefix("-")
        let parts = text.dropFirst(isNegative || text.hasPrefix("+") ? 1 : 0)
            .split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), !parts[0].isEmpty,
            parts.joined().utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        var fraction = parts.count == 2 ? String(parts[1]) : ""
        while fraction.count > 2, fraction.hasSuffix("0") { fraction.removeLast() }
        guard fraction.count <= 2 else { return nil }
        let digits = parts[0] + fraction + String(repeating: "0", count: 2 - fraction.count)
        return Int64((isNegative ? "-" : "") + digits).map(Money.init(ore:))
    }
}
