import Formats
import LegalTables
import Values

/// Which specification (mvaSpesifikasjon) postings on an account get that state none themselves, from and to which day.
/// It is applied when a voucher enters the books and stored with the posting, so that a mapping never changes what was
/// posted or filed before it.
public struct VATSpecificationMapping: Hashable, Sendable {
    public let account: AccountNumber
    /// The standard code the posting must have; nil for every code that the specification goes with.
    public let code: VATCode?
    public let from: CalendarDate?
    /// The last day.
    public let to: CalendarDate?
    /// Nil: none, not even the one that the account has in NS 4102.
    public let specification: VATSpecificationKind?
    /// Who said so.
    public let by: String

    /// - Throws: `InvalidInput` for a code that the specification never goes with, or days that end before they begin.
    public init(
        account: AccountNumber, code: VATCode? = nil, from: CalendarDate? = nil, to: CalendarDate? = nil,
        specification: VATSpecificationKind?, by: String
    ) throws(InvalidInput) {
        if let code, let specification, !specification.goes(with: code) {
            let codes = specification.codes.map(\.description).joined(separator: ", ")
            throw InvalidInput(
                code.description, "the specification \(specification) goes with the VAT codes \(codes) only")
        }
        if let from, let to, from > to {
            throw InvalidInput("\(from)", "the first day of a mapping does not lie after its last, \(to)")
        }
        self.account = account
        self.code = code
        self.from = from
        self.to = to
        self.specification = specification
        self.by = by
    }

    func applies(to account: AccountNumber, _ code: VATCode, on date: CalendarDate) -> Bool {
        account == self.account && self.code.map { $0 == code } ?? specification?.goes(with: code) ?? true
            && from.map { $0 <= date } ?? true && to.map { date <= $0 } ?? true
    }

    init(_ json: JSON) throws(InvalidInput) {
        let member = JSONMembers(json, of: "a mapping to a VAT specification")
        try self.init(
            account: try AccountNumber(try member.text("account")),
            code: try member.optionalText("code").map { text throws(InvalidInput) in try VATCode(text) },
            from: try member.optionalDate("from"), to: try member.optionalDate("to"),
            specification: try member.optionalText("specification").map { text throws(InvalidInput) in
                try VATSpecificationKind(text)
            }, by: try member.text("by"))
    }

    var json: JSON {
        .compact([
            "account": .string(account.text), "by": .string(by), "code": code.map { .string($0.description) },
            "from": from.map { .string($0.description) },
            "specification": specification.map { .string($0.rawValue) },
            "to": to.map { .string($0.description) },
        ])
    }
}

extension VATSpecificationKind {
    /// The standard codes that it goes with in some category of return.
    public var codes: [VATCode] { LegalTables.current.vatSpecifications.row(self)?.allCodes ?? [] }

    public func goes(with code: VATCode) -> Bool { codes.contains(code) }
}

/// What gives a posting its specification that states none itself. Parts of the books, since taking hold of all of them for
/// each of a million vouchers costs more than the answer.
struct VATSpecificationRules {
    let accounts: [AccountNumber: Account]
    let codes: [VATCodeMapping]
    let mappings: [VATSpecificationMapping]

    /// By the mapping recorded last, one of the very code before one of the account alone, and else by what the account is in
    /// NS 4102.
    func specification(
        of account: AccountNumber, code: VATCode, on date: CalendarDate
    ) -> VATSpecificationKind? {
        if !mappings.isEmpty {
            let applying = mappings.filter { $0.applies(to: account, code, on: date) }
            if let mapping = applying.last(where: { $0.code != nil }) ?? applying.last { return mapping.specification }
        }
        let table = LegalTables.current.vatSpecificationAccounts
        guard table.concerns(code) else { return nil }
        return table.specification(of: accounts[account]?.standardAccount ?? account.text, code: code, on: date)
    }

    /// Gives the voucher the specifications that its accounts give.
    func specify(_ voucher: inout Voucher) {
        // Balances carried into the books have no VAT of theirs.
        guard voucher.kind == .ordinary else { return }
        for index in voucher.postings.indices where voucher.postings[index].vat != nil {
            guard let vat = voucher.postings[index].vat, vat.specification == nil,
                let code = vat.ledgerCode.flatMap({ codes.code(for: $0, on: voucher.date) }) ?? vat.code,
                let specification = specification(of: voucher.postings[index].account, code: code, on: voucher.date)
            else { continue }
            voucher.postings[index].vat?.specification = specification.rawValue
        }
    }
}

extension Books {
    var vatSpecificationRules: VATSpecificationRules {
        VATSpecificationRules(accounts: accounts, codes: vatCodeMappings, mappings: vatSpecificationMappings)
    }

    /// The specification that a posting gets which states none.
    public func vatSpecification(
        of account: AccountNumber, code: VATCode, on date: CalendarDate
    ) -> VATSpecificationKind? {
        vatSpecificationRules.specification(of: account, code: code, on: date)
    }
}

extension [VATCodeMapping] {
    /// The standard code that the last of them gives the ledger's code on the day.
    func code(for ledgerCode: String, on date: CalendarDate) -> VATCode? {
        last { $0.ledgerCode == ledgerCode && $0.applies(on: date) }?.code
    }
}
