import Formats
import Ledger
import Values

/// The vouchers of some days as a journal that hledger reads (reference 12.4): one entry for each voucher in order of
/// dates, every amount written out, the number as code, VAT and parties as tags, one on each line. What an account had
/// before the first day stands in an entry of its own, and its last posting states the balance it must have.
public struct JournalExport {
    private struct Last {
        var date: CalendarDate
        var sequence: UInt64
        var line: Int
    }

    private let range: ExportRange
    private var balances: ExportBalances
    private var items: [(date: CalendarDate, sequence: UInt64)] = []
    private var last: [AccountNumber: Last] = [:]
    /// Balances of accounts with other currencies cannot be stated in kroner.
    private var withCurrency: Set<AccountNumber> = []
    public private(set) var lines = 0
    public var vouchers: Int { items.count }

    /// Looks through the books.
    ///
    /// - Throws: `ExportError.noPostings`.
    public init(_ range: ExportRange) throws {
        self.range = range
        balances = ExportBalances(days: range.days)
        try range.visitAll { posted in
            balances.add(posted.voucher)
            guard posted.voucher.kind == .ordinary, posted.voucher.date >= range.days.lowerBound else { return }
            note(posted)
        }
        guard !items.isEmpty || balances.accounts.values.contains(where: { $0.opening != 0 }) else {
            throw ExportError.noPostings(range.days)
        }
        items.sort { ($0.date, $0.sequence) < ($1.date, $1.sequence) }
    }

    private mutating func note(_ posted: PostedVoucher) {
        let date = posted.voucher.date
        items.append((date, posted.sequence))
        let postings = posted.voucher.postings.flatMap(\.oneSided)
        lines += postings.count
        for (line, posting) in postings.enumerated() {
            if JournalText.currency(posting) != nil { withCurrency.insert(posting.account) }
            if let known = last[posting.account], (known.date, known.sequence) > (date, posted.sequence) { continue }
            last[posting.account] = Last(date: date, sequence: posted.sequence, line: line)
        }
    }

    public func write(to sink: @escaping (UnsafeRawBufferPointer) throws -> Void) throws {
        let output = TextSink(sink)
        try head(output)
        try opening(output)
        for item in items {
            guard let posted = try range.voucher(item.sequence) else { continue }
            try entry(posted, output)
        }
        try output.finish()
    }

    private func head(_ output: TextSink) throws {
        let company = range.books.company
        let name = company.map { "\(JournalText.plain($0.name)) (\($0.organisationNumber.digits))" } ?? ""
        try output.write("; \(name), \(range.days.lowerBound) – \(range.days.upperBound)\n")
        try output.write("decimal-mark .\ncommodity 1000.00 NOK\n\n")
        for account in range.books.accounts.values.sorted(by: { $0.number < $1.number }) {
            try output.write("account \(JournalText.account(account.number, in: range.books))\n")
        }
        try output.write("\n")
    }

    /// What the accounts had, each customer and supplier on a line of its own.
    private func opening(_ output: TextSink) throws {
        let accounts = balances.accounts.filter { $0.value.opening != 0 }.sorted { $0.key < $1.key }
        guard !accounts.isEmpty else { return }
        try output.write("\(range.days.lowerBound) * (IB) Inngående balanse\n")
        try output.write(JournalText.tag("bilagsart", OpeningMark.voucherType))
        var parties: [AccountNumber: [(PartyReference, Int128)]] = [:]
        for (party, held) in balances.parties {
            for (account, balance) in held where balance.opening != 0 {
                parties[account, default: []].append((party, balance.opening))
            }
        }
        var sum: Int128 = 0
        for (number, balance) in accounts {
            let name = JournalText.account(number, in: range.books)
            var rest = balance.opening
            let split = (parties[number] ?? []).sorted { ($0.0.role.rawValue, $0.0.id) < ($1.0.role.rawValue, $1.0.id) }
            for (party, ore) in split {
                try output.write(JournalText.line(name, "\(JournalText.amount(ore)) NOK") + "\n")
                try output.write(JournalText.tag(party))
                rest -= ore
            }
            if rest != 0 || split.isEmpty {
                try output.write(JournalText.line(name, "\(JournalText.amount(rest)) NOK") + "\n")
            }
            sum += balance.opening
        }
        // The result of earlier years that nobody has carried to equity.
        if sum != 0 {
            try output.write(JournalText.line("Udisponert resultat", "\(JournalText.amount(-sum)) NOK") + "\n")
        }
        try output.write("\n")
    }

    private func entry(_ posted: PostedVoucher, _ output: TextSink) throws {
        let voucher = posted.voucher
        let code = voucher.number.number
        let hasCode = JournalText.isCode(code)
        let text = JournalText.plain(voucher.text)
        // The code is empty where it cannot hold the number, lest brackets in the text be taken for it.
        try output.write("\(voucher.date) * (\(hasCode ? code : ""))" + (text.isEmpty ? "" : " \(text)") + "\n")
        if !hasCode { try output.write(JournalText.tag("bilag", code)) }
        try output.write(voucher.number.series.map { JournalText.tag("serie", $0) } ?? JournalText.noSeries)
        try output.write(JournalText.tag("bilagsart", voucher.source?.voucherType))
        for (line, posting) in voucher.postings.flatMap(\.oneSided).enumerated() {
            try write(posting, isLast: isLast(posting.account, posted, line), output)
        }
        try output.write("\n")
    }

    private func isLast(_ account: AccountNumber, _ posted: PostedVoucher, _ line: Int) -> Bool {
        last[account].map { $0.sequence == posted.sequence && $0.line == line } ?? false
    }

    private func write(_ posting: Posting, isLast: Bool, _ output: TextSink) throws {
        let name = JournalText.account(posting.account, in: range.books)
        let kroner = JournalText.amount(Int128(posting.amount.ore))
        var amount = "\(kroner) NOK"
        if let currency = JournalText.currency(posting) {
            amount = "\(currency) @@ \(JournalText.amount(Int128(posting.amount.ore.magnitude))) NOK"
        } else if isLast, !withCurrency.contains(posting.account), let balance = balances.accounts[posting.account] {
            amount += " = \(JournalText.amount(balance.closing)) NOK"
        }
        let text = posting.text.map { JournalText.note($0) } ?? ""
        try output.write(JournalText.line(name, amount) + (text.isEmpty ? "" : "  ; \(text)") + "\n")
        try tags(posting, output)
    }

    private func tags(_ posting: Posting, _ output: TextSink) throws {
        if let vat = posting.vat {
            try output.write(JournalText.tag("mva", vat.code?.description ?? vat.ledgerCode))
            if vat.code != nil { try output.write(JournalText.tag("mvakode", vat.ledgerCode)) }
            try output.write(JournalText.tag("mvagrunnlag", vat.base.map { JournalText.amount(Int128($0.ore)) }))
            try output.write(JournalText.tag("mvabelop", vat.vat.map { JournalText.amount(Int128($0.ore)) }))
            try output.write(JournalText.tag("mvaspesifikasjon", vat.specification))
            try output.write(JournalText.tag("merknad", vat.remark))
        }
        if let party = posting.party { try output.write(JournalText.tag(party)) }
        for dimension in posting.dimensions {
            try output.write(JournalText.tag(JournalText.dimension(dimension.type), dimension.id))
        }
        try output.write(JournalText.tag("faktura", posting.reference))
        try output.write(JournalText.tag("kid", posting.kid))
        try output.write(JournalText.tag("forfall", posting.dueDate?.description))
        if JournalText.currency(posting) != nil { try output.write(JournalText.tag("kurs", posting.currency?.rate)) }
    }
}

/// Pieces of a journal.
enum JournalText {
    /// On one line, and without what would begin a comment.
    static func plain(_ text: String) -> String {
        oneLine(String(String.UnicodeScalarView(text.unicodeScalars.map { $0 == ";" ? "," : $0 })))
    }

    private static func oneLine(_ text: String) -> String {
        let words = text.unicodeScalars.map { scalar in scalar.value < 0x20 || scalar.value == 0x7F ? " " : scalar }
        return String(String.UnicodeScalarView(words)).split(separator: " ").joined(separator: " ")
    }

    /// `1920 Bank`: single blanks only, and no colon, which would make levels.
    static func account(_ number: AccountNumber, in books: Books) -> String {
        let name = plain(books.accounts[number]?.name ?? "").replacing(":", with: "-")
        let own = plain(number.text).replacing(":", with: "-")
        return name.isEmpty ? own : "\(own) \(name)"
    }

    static func line(_ account: String, _ amount: String) -> String { "    \(account)  \(amount)" }

    /// `-12500.01`.
    static func amount(_ ore: Int128) -> String {
        let fraction = ore.magnitude % 100
        return (ore < 0 ? "-" : "") + "\(ore.magnitude / 100)." + (fraction < 10 ? "0" : "") + "\(fraction)"
    }

    /// The amount in another currency, on the side of the one in kroner. Nil where there is none that has a side.
    static func currency(_ posting: Posting) -> String? {
        guard let currency = posting.currency, currency.code != "NOK", !currency.code.isEmpty,
            currency.code.utf8.allSatisfy({ (0x41...0x5A).contains($0) }),
            let amount = try? ExactDecimal(currency.amount), amount.digits != 0,
            (amount.digits < 0) == (posting.amount.ore < 0), posting.amount.ore != 0
        else { return nil }
        return "\(currency.amount) \(currency.code)"
    }

    /// Whether an entry's brackets can hold the number as it is.
    static func isCode(_ number: String) -> Bool { !number.utf8.contains(UInt8(ascii: ")")) && plain(number) == number }

    /// A text in a comment, which makes no tag and no date of it.
    static func note(_ text: String) -> String {
        var line = plain(text)
        return line.withUTF8 { bytes in
            var broken: [UInt8] = []
            broken.reserveCapacity(bytes.count + 8)
            var segment = 0
            for (index, byte) in bytes.enumerated() {
                if byte == UInt8(ascii: ",") { segment = index + 1 }
                if byte == UInt8(ascii: ":"), isTag(endingAt: index, in: bytes, from: segment) { broken.append(0x20) }
                broken.append(byte)
                if byte == UInt8(ascii: "["), index + 1 < bytes.count, TextBytes.isDigit(bytes[index + 1]) {
                    broken.append(0x20)
                }
            }
            return String(decoding: broken, as: UTF8.self)
        }
    }

    /// One of ours, or the one more that makes hledger look for a date.
    private static func isTag(endingAt colon: Int, in bytes: TextBytes, from segment: Int) -> Bool {
        if JournalTags.name(endingAt: colon, in: bytes, from: segment) != nil { return true }
        return colon - segment >= 5 && bytes.part(colon - 5..<colon).equals("date2")
    }

    /// A tag on a line of its own. A comma would end its value, but in quotes.
    static func tag(_ name: String, _ value: String?) -> String {
        guard let value, !value.isEmpty else { return "" }
        let text = oneLine(value)
        guard text.utf8.contains(UInt8(ascii: ",")) else { return "        ; \(name): \(text)\n" }
        let quote = UInt8(ascii: "\"")
        let doubled = text.utf8.flatMap { $0 == quote ? [quote, quote] : [$0] }
        return "        ; \(name): \"" + String(decoding: doubled, as: UTF8.self) + "\"\n"
    }

    /// Says that the voucher is of the books' own, which have no series.
    static let noSeries = "        ; serie:\n"

    static func tag(_ party: PartyReference) -> String {
        tag(party.role == .customer ? "kunde" : "leverandor", party.id)
    }

    static func dimension(_ type: String) -> String {
        switch type {
        case "department": "avdeling"
        case "project": "prosjekt"
        default: "\(JournalTags.dimensionMark)" + type.filter { !$0.isWhitespace && $0 != ":" && $0 != "," }
        }
    }
}
