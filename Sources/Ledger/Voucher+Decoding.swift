import Formats
import Values

extension Voucher {
    /// A voucher from its stored JSON.
    ///
    /// - Throws: `InvalidInput` naming the member that is missing or wrong.
    public init(_ json: JSON) throws(InvalidInput) {
        let member = JSONMembers(json, of: "a voucher")
        number = try VoucherNumber(series: try member.optionalText("series"), number: try member.text("number"))
        date = try CalendarDate(try member.text("date"))
        text = try member.text("text")
        let kindText = try member.optionalText("kind") ?? Kind.ordinary.rawValue
        guard let kind = Kind(rawValue: kindText) else { throw InvalidInput(kindText, "an unknown kind of voucher") }
        self.kind = kind
        var postings: [Posting] = []
        for line in try member.array("postings") { postings.append(try Posting(line)) }
        self.postings = postings
        source = try member.optional("source").map { json throws(InvalidInput) in try VoucherSource(json) }
    }
}

extension VoucherSource {
    fileprivate init(_ json: JSON) throws(InvalidInput) {
        let member = JSONMembers(json, of: "a voucher's source")
        self.init(
            system: try member.text("system"), journal: try member.text("journal"), year: try member.number("year"),
            period: try member.number("period"), transaction: try member.text("transaction"))
        voucherType = try member.optionalText("voucherType")
        enteredBy = try member.optionalText("enteredBy")
        entered = try member.optionalDate("entered")
        posted = try member.optionalDate("posted")
        systemID = try member.optionalText("systemId")
        batch = try member.optionalText("batch")
    }
}

extension Posting {
    fileprivate init(_ json: JSON) throws(InvalidInput) {
        let member = JSONMembers(json, of: "a posting")
        self.init(account: try AccountNumber(try member.text("account")), amount: try member.money("amountOre"))
        vat = try member.optional("vat").map { json throws(InvalidInput) in try PostingVAT(json) }
        party = try member.optional("party").map { json throws(InvalidInput) in try PartyReference(json) }
        currency = try member.optional("currency").map { json throws(InvalidInput) in try CurrencyAmount(json) }
        if member.has("dimensions") {
            for dimension in try member.array("dimensions") { dimensions.append(try Dimension(dimension)) }
        }
        text = try member.optionalText("text")
        reference = try member.optionalText("reference")
        kid = try member.optionalText("kid")
        dueDate = try member.optionalDate("dueDate")
        valueDate = try member.optionalDate("valueDate")
        quantity = try member.optionalText("quantity")
        matching = try member.optionalText("matching")
        sourceLine = try member.optionalText("sourceLine")
    }
}

extension PostingVAT {
    fileprivate init(_ json: JSON) throws(InvalidInput) {
        let member = JSONMembers(json, of: "a posting's VAT")
        self.init(
            code: try member.optionalText("code").map { text throws(InvalidInput) in try VATCode(text) },
            ledgerCode: try member.optionalText("ledgerCode"), base: try member.optionalMoney("baseOre"),
            vat: try member.optionalMoney("vatOre"), specification: try member.optionalText("specification"),
            remark: try member.optionalText("remark"))
    }
}

extension PartyReference {
    fileprivate init(_ json: JSON) throws(InvalidInput) {
        let member = JSONMembers(json, of: "a party")
        let roleText = try member.text("role")
        guard let role = Role(rawValue: roleText) else {
            throw InvalidInput(roleText, "a party is customer or supplier")
        }
        self.init(role, try member.text("id"))
    }
}

extension Dimension {
    fileprivate init(_ json: JSON) throws(InvalidInput) {
        let member = JSONMembers(json, of: "a dimension")
        self.init(
            type: try member.text("type"), id: try member.text("id"), amount: try member.optionalMoney("amountOre"))
    }
}

extension CurrencyAmount {
    fileprivate init(_ json: JSON) throws(InvalidInput) {
        let member = JSONMembers(json, of: "a currency amount")
        self.init(
            code: try member.text("code"), amount: try member.text("amount"), rate: try member.optionalText("rate"))
    }
}
