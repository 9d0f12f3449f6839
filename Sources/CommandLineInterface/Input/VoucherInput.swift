import Formats
import Ledger
import LegalTables
import Values

/// Reads vouchers as people and programs hand them in: one JSON object, an array of them, or JSON Lines.
enum VoucherInput {
    private static let voucherNames = ["voucher", "series", "date", "text", "lines"]
    /// What `voucher show` tells beside them: not for us to state, but no reason to refuse what it printed.
    private static let shownNames = ["sequence", "time", "kind", "reverses", "reversedBy"]
    private static let lineNames = [
        "account", "amountOre", "vatCode", "vatBaseOre", "vatOre", "vatLedgerCode", "vatSpecification", "vatRemark",
        "party", "dimensions", "currency", "currencyAmount", "rate", "text", "reference", "kid", "dueDate",
    ]

    /// - Throws: `VoucherInputError` naming voucher, line and member.
    ///
    /// - Parameter rates: NOK per unit for lines that give a currency amount and nothing more.
    static func read(_ bytes: [UInt8], rates: [RateNeed: ExactDecimal] = [:]) throws -> [Voucher] {
        let documents = try documents(bytes)
        guard !documents.isEmpty else { throw VoucherInputError("", "there is no voucher in it") }
        return try documents.enumerated().map { index, json in
            let number = json["voucher"]?.string ?? json["voucher"]?.integer.map(String.init)
            let place = "voucher \(index + 1)" + (number.map { " (\($0))" } ?? "")
            do { return try voucher(json, number, place, rates) } catch let error as InvalidInput {
                throw VoucherInputError(place, error.description)
            }
        }
    }

    private static func documents(_ bytes: [UInt8]) throws -> [JSON] {
        do {
            let whole = try JSON(parsing: bytes)
            return whole.array ?? [whole]
        } catch {
            // Several objects one below the other are JSON Lines; an error in one of them is told with its own line.
            guard error.reason == "nothing may follow the value" else { throw VoucherInputError("", "\(error)") }
            return try lines(bytes)
        }
    }

    private static func lines(_ bytes: [UInt8]) throws -> [JSON] {
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated()
        return try lines.compactMap { (index, line) throws(VoucherInputError) in
            guard line.contains(where: { $0 != 0x20 && $0 != 0x0D && $0 != 0x09 }) else { return nil }
            do throws(JSONError) { return try JSON(parsing: Array(line)) } catch {
                throw VoucherInputError("", "line \(index + 1), column \(error.column): \(error.reason)")
            }
        }
    }

    /// The rates that `read` needs: of lines with a currency amount and neither `amountOre` nor `rate`. What cannot be
    /// understood is left to `read`, which says so.
    static func neededRates(_ bytes: [UInt8]) throws -> Set<RateNeed> {
        var needs: Set<RateNeed> = []
        for json in try documents(bytes) {
            guard let date = json["date"]?.string.flatMap({ try? CalendarDate($0) }) else { continue }
            for line in json["lines"]?.array ?? [] {
                guard line["amountOre"] == nil, line["rate"] == nil, line["currencyAmount"] != nil,
                    let code = line["currency"]?.string.flatMap({ try? CurrencyCode($0) })
                else { continue }
                needs.insert(RateNeed(currency: code, date: date))
            }
        }
        return needs
    }

    private static func voucher(
        _ json: JSON, _ number: String?, _ place: String, _ rates: [RateNeed: ExactDecimal]
    ) throws -> Voucher {
        guard json.object != nil else { throw VoucherInputError(place, "a voucher is a JSON object in braces") }
        try refuseUnknown(json, voucherNames, beside: shownNames, place)
        try refuseUnusual(json, place)
        let members = JSONMembers(json, of: "a voucher")
        guard let number else { throw VoucherInputError(place, "'voucher' is missing: give the voucher's number") }
        let lines = try members.array("lines")
        let date = try CalendarDate(try members.text("date"))
        return Voucher(
            number: try VoucherNumber(series: try members.optionalText("series"), number: number),
            date: date, text: try members.optionalText("text") ?? "",
            postings: try lines.enumerated().map { index, line in
                let place = place + ", line \(index + 1)"
                do { return try posting(line, on: date, place, rates) } catch let error as InvalidInput {
                    throw VoucherInputError(place, error.description)
                }
            })
    }

    private static func posting(
        _ json: JSON, on date: CalendarDate, _ place: String, _ rates: [RateNeed: ExactDecimal]
    ) throws -> Posting {
        guard json.object != nil else { throw VoucherInputError(place, "a line is a JSON object in braces") }
        try refuseUnknown(json, lineNames, place)
        let members = JSONMembers(json, of: "a line")
        let account = try AccountNumber(try members.text("account"))
        let (currency, converted) = try converted(try currency(members, place), on: date, rates)
        let amount = try members.optionalMoney("amountOre") ?? converted ?? members.money("amountOre")
        return Posting(
            account: account, amount: amount,
            vat: try vat(members, place)?.completed(for: account, amount: amount, on: date),
            party: try party(members.optional("party")),
            dimensions: try dimensions(members.optional("dimensions"), of: amount, place), currency: currency,
            text: try members.optionalText("text"), reference: try members.optionalText("reference"),
            kid: try members.optionalText("kid").map { try KIDNumber($0).text },
            dueDate: try members.optionalDate("dueDate"))
    }

    /// The currency amount with the rate it was converted at, and what it comes to in NOK.
    private static func converted(
        _ amount: CurrencyAmount?, on date: CalendarDate, _ rates: [RateNeed: ExactDecimal]
    ) throws -> (CurrencyAmount?, Money?) {
        guard let amount else { return (nil, nil) }
        let fetched = (try? CurrencyCode(amount.code)).flatMap { rates[RateNeed(currency: $0, date: date)] }
        guard let rate = try amount.rate.map({ (text) throws(InvalidInput) in try ExactDecimal(text) }) ?? fetched
        else {
            return (amount, nil)
        }
        let stated = CurrencyAmount(code: amount.code, amount: amount.amount, rate: amount.rate ?? rate.description)
        return (stated, try ExactDecimal(amount.amount).converted(at: rate))
    }

    private static func vat(_ members: JSONMembers, _ place: String) throws -> PostingVAT? {
        let code = try members.optionalText("vatCode").map(VATCode.init)
        if let code, LegalTables.current.vatCodes.code(code) == nil {
            throw VoucherInputError(
                place, "there is no standard VAT code \(code). Codes are those of SAF-T, such as 3, 31, 1, 11 or 86")
        }
        let vat = PostingVAT(
            code: code, ledgerCode: try members.optionalText("vatLedgerCode"),
            base: try members.optionalMoney("vatBaseOre"), vat: try members.optionalMoney("vatOre"),
            specification: try members.optionalText("vatSpecification").map { try VATSpecificationKind($0).rawValue },
            remark: try members.optionalText("vatRemark"))
        let isEmpty = vat == PostingVAT(code: nil)
        if code == nil, !isEmpty, vat.ledgerCode == nil {
            throw VoucherInputError(place, "VAT is given without a code: add 'vatCode', or take the VAT members out")
        }
        return isEmpty ? nil : vat
    }

    /// `"customer/10001"`, or an object with `role` and `id`.
    private static func party(_ json: JSON?) throws -> PartyReference? {
        guard let json else { return nil }
        let parts = json.string?.split(separator: "/", maxSplits: 1).map(String.init)
        guard let role = PartyReference.Role(rawValue: parts?.first ?? json["role"]?.string ?? ""),
            let id = parts.map({ $0.count == 2 ? $0[1] : "" }) ?? json["id"]?.string, !id.isEmpty
        else { throw InvalidInput(json.canonicalText, "a party is written \"customer/10001\" or \"supplier/20001\"") }
        return PartyReference(role, id)
    }

    private static func dimensions(_ json: JSON?, of amount: Money, _ place: String) throws -> [Dimension] {
        guard let json else { return [] }
        guard let members = json.object?.members else {
            throw VoucherInputError(place, "'dimensions' is an object, as in {\"project\":\"12\"}")
        }
        return try members.flatMap { member -> [Dimension] in
            if let id = member.value.string { return [Dimension(type: member.name, id: id)] }
            guard let parts = member.value.array else {
                throw VoucherInputError(
                    place, "dimension '\(member.name)' needs a text as its value, or an array of parts")
            }
            let split = try parts.map { part -> Dimension in
                let part = JSONMembers(part, of: "a part of a dimension")
                return Dimension(type: member.name, id: try part.text("id"), amount: try part.money("amountOre"))
            }
            guard try split.compactMap(\.amount).reduce(Money.zero, +) == amount else {
                throw VoucherInputError(
                    place, "the parts of dimension '\(member.name)' do not sum to the line's amount, \(amount)")
            }
            return split
        }
    }

    private static func currency(_ members: JSONMembers, _ place: String) throws -> CurrencyAmount? {
        guard let code = try members.optionalText("currency") else { return nil }
        guard code.utf8.count == 3, code.utf8.allSatisfy({ (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) })
        else { throw InvalidInput(code, "a currency is three capital letters, as in EUR") }
        guard let amount = try decimal(members.optional("currencyAmount")) else {
            throw VoucherInputError(place, "'currency' needs 'currencyAmount' beside it")
        }
        return CurrencyAmount(code: code, amount: amount, rate: try decimal(members.optional("rate")))
    }

    /// An exact decimal number, as a text or as a JSON number.
    private static func decimal(_ json: JSON?) throws -> String? {
        guard let json else { return nil }
        let text = json.string ?? json.canonicalText
        guard (try? ExactDecimal(text)) != nil else {
            throw InvalidInput(text, "a decimal number is written 1234.56, with 28 digits at most")
        }
        return text
    }

    /// Reversals and opening balances are made by commands of their own.
    private static func refuseUnusual(_ json: JSON, _ place: String) throws {
        if let kind = json["kind"]?.string, kind != Voucher.Kind.ordinary.rawValue {
            throw VoucherInputError(place, "its kind is '\(kind)', and only ordinary vouchers are posted by hand")
        }
        if let reversed = json["reverses"]?.string {
            throw VoucherInputError(place, "it reverses \(reversed): use 'bilag voucher reverse \(reversed)'")
        }
    }

    private static func refuseUnknown(
        _ json: JSON, _ known: [String], beside tolerated: [String] = [], _ place: String
    ) throws {
        let names = json.object?.members.map(\.name) ?? []
        guard let name = names.first(where: { !known.contains($0) && !tolerated.contains($0) }) else { return }
        let suggestion = NearMiss.best(for: name, among: known).map { ". Did you mean '\($0)'?" } ?? ""
        throw VoucherInputError(place, "there is no member '\(name)'\(suggestion)")
    }
}

/// A voucher that cannot be read, and where.
struct VoucherInputError: Error, Hashable, CustomStringConvertible {
    let place: String
    let reason: String

    init(_ place: String, _ reason: String) {
        self.place = place
        self.reason = reason
    }

    var description: String {
        (place.isEmpty ? "" : place + ": ") + reason + (reason.hasSuffix("?") ? "" : ".") + " Nothing was posted."
    }
}
