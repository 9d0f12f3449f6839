import Values

/// One line of a voucher: an amount on an account.
public struct Posting: Hashable, Sendable {
    public var account: AccountNumber
    /// In NOK; debit positive.
    public var amount: Money
    public var vat: PostingVAT?
    /// The customer or supplier, as the books number them.
    public var party: PartyReference?
    public var dimensions: [Dimension]
    /// The amount in another currency, where the posting is in one.
    public var currency: CurrencyAmount?
    public var text: String?
    /// Number of the invoice, credit note or other document.
    public var reference: String?
    /// The payment reference (KID).
    public var kid: String?
    public var dueDate: CalendarDate?
    /// The day the amount counts from, where it is not the voucher's date.
    public var valueDate: CalendarDate?
    /// Exact decimal text, such as `2.5`.
    public var quantity: String?
    /// What the posting was matched with in the source.
    public var matching: String?
    /// The line's own number in the source.
    public var sourceLine: String?

    /// An amount on an account, and nothing else: of a million lines of an import each begins so.
    public init(account: AccountNumber, amount: Money) {
        self.account = account
        self.amount = amount
        dimensions = []
    }

    public init(
        account: AccountNumber, amount: Money, vat: PostingVAT? = nil, party: PartyReference? = nil,
        dimensions: [Dimension] = [], currency: CurrencyAmount? = nil, text: String? = nil, reference: String? = nil,
        kid: String? = nil, dueDate: CalendarDate? = nil
    ) {
        self.account = account
        self.amount = amount
        self.vat = vat
        self.party = party
        self.dimensions = dimensions
        self.currency = currency
        self.text = text
        self.reference = reference
        self.kid = kid
        self.dueDate = dueDate
    }
}

/// The VAT treatment of a posting. It stands on the base line (cost or income); a line that only adjusts deductible VAT
/// stands on the VAT account and has no base.
public struct PostingVAT: Hashable, Sendable {
    /// The standard SAF-T code. Nil when the ledger's code is not mapped to one: such VAT cannot be reported before a
    /// mapping is recorded.
    public var code: VATCode?
    /// The ledger's own code (mvaKodeRegnskapsystem).
    public var ledgerCode: String?
    /// The base without VAT in NOK, debit positive.
    public var base: Money?
    /// The VAT in NOK, debit positive.
    public var vat: Money?
    /// An official specification (mvaSpesifikasjon), such as `tapPåKrav`.
    public var specification: String?
    /// A remark for the return: the technical name of a structured one, or free text.
    public var remark: String?

    public init(
        code: VATCode?, ledgerCode: String? = nil, base: Money? = nil, vat: Money? = nil, specification: String? = nil,
        remark: String? = nil
    ) {
        self.code = code
        self.ledgerCode = ledgerCode
        self.base = base
        self.vat = vat
        self.specification = specification
        self.remark = remark
    }
}

/// A customer or supplier by its number in the books.
public struct PartyReference: Hashable, Sendable {
    public enum Role: String, Sendable { case customer, supplier }

    public let role: Role
    public let id: String

    public init(_ role: Role, _ id: String) {
        self.role = role
        self.id = id
    }
}

/// A department, project or other dimension: its type and the value.
public struct Dimension: Hashable, Sendable {
    public let type: String
    public let id: String
    /// The part of the posting's amount that belongs to it, where a line is split. Debit positive.
    public let amount: Money?

    public init(type: String, id: String, amount: Money? = nil) {
        self.type = type
        self.id = id
        self.amount = amount
    }
}

extension Money {
    /// Ten thousand milliard kroner. Of larger postings some thousand would keep sums of the books from being made in 64 bits,
    /// and nothing posted can be taken out again.
    static let largest = Money(ore: 1_000_000_000_000_000)

    var isBeyondReason: Bool { ore.magnitude > Money.largest.ore.magnitude }
}

/// An amount in another currency, exact as it was given, with the rate that was used.
public struct CurrencyAmount: Hashable, Sendable {
    /// Three capital letters (ISO 4217).
    public let code: String
    /// Exact decimal text in major units, debit positive: `-100.50`.
    public let amount: String
    /// NOK per unit, exact decimal text.
    public let rate: String?

    public init(code: String, amount: String, rate: String?) {
        self.code = code
        self.amount = amount
        self.rate = rate
    }
}
