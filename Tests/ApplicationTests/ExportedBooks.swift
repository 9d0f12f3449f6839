import Application
import EventLog
import Foundation
import Interchange
import Ledger
import LegalTables
import SQLiteEventLog
import TestSupport
import Values

/// Books in a folder of their own, to export from and import into.
final class ExportedBooks {
    let folder: String
    let log: SQLiteEventLog
    static let now = Timestamp(millisecondsSince1970: 1_798_761_600_000)  // 2027-01-01T00:00:00Z

    init() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "bilag-export-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        folder = url.path
        log = try SQLiteEventLog.create(at: folder + "/books.bilag")
        let company = Company(
            organisationNumber: try OrganisationNumber("310000051"), name: "Prøve & Sønn AS", environment: .sandbox,
            booksID: "b", vatCategory: .alminnelig, vatPeriod: .twoMonths)
        try change { try $0.record(.companyRegistered(company)) }
    }

    func remove() { try? FileManager.default.removeItem(atPath: folder) }

    func change(_ body: (LedgerTransaction) throws -> Void) throws {
        try log.write(expecting: nil) { writer in
            let books = try Books.load(from: log, size: writer.size)
            try body(LedgerTransaction(writer, books: books, now: Self.now))
        }
    }

    func open(_ accounts: [(String, String)]) throws {
        try change { ledger in
            for (number, name) in accounts { try ledger.open(Account(number: try AccountNumber(number), name: name)) }
        }
    }

    func books() throws -> OpenBooks { try OpenBooks(log, person: "Kari", clock: { Self.now }) }

    func export(
        _ days: String? = nil, _ version: SAFTVersion = .v130, splits: Bool = false, to name: String = "export"
    ) throws -> String {
        let range = try days.map { text in
            let parts = text.split(separator: " ").map(String.init)
            return try CalendarDate(parts[0])...CalendarDate(parts[1])
        }
        return try books().exportSAFT(
            range, to: .file(folder + "/" + name + (splits ? ".zip" : ".xml")), stamp: "20270101000000",
            options: { _ in
                var options = SAFTExportOptions(
                    version: version, created: Self.now.dateInNorway, user: "Kari", contact: "Kari Lie",
                    telephone: "22334455", softwareVersion: "1")
                options.splits = splits
                return options
            }
        ).path
    }

    func importing(_ path: String) throws -> ImportReport {
        try books().importSAFT([ImportFile(path: path)], options: SAFTImportOptions())
    }

    func vouchers() throws -> [PostedVoucher] {
        var vouchers: [PostedVoucher] = []
        try log.read(1...log.size()) { entry in
            if let posted = try PostedVoucher(entry.decoded()) { vouchers.append(posted) }
        }
        return vouchers
    }

    static func bytes(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: path))) }
}

/// Vouchers of every kind that the books can hold, from a seed.
struct RandomVouchers {
    private var random: SeededGenerator
    private let texts = [
        "Faktura 12", "", "<b>&amp; \"nett\"</b>", "linje\u{1}med\tstyretegn", "Blåbærsyltetøy 🫐", "=SUM(A1)",
        String(repeating: "lang ", count: 60),
    ]

    static let accounts = [
        ("1500", "Kundefordringer"), ("1920", "Bank"), ("2050", "Egenkapital"), ("2400", "Leverandørgjeld"),
        ("2700", "Utgående mva"), ("2704", "Utgående mva, tjenester"), ("2710", "Inngående mva"),
        ("2714", "Inngående mva, tjenester"), ("3000", "Salg"), ("3060", "Uttak"), ("3200", "Unntatt"),
        ("4000", "Varer"), ("6700", "Tjenester"), ("7830", "Tap på fordringer"), ("8060", "Agio"),
        ("X1", "Eget nummer"),
    ]

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func text() -> String { texts.randomElement(using: &random) ?? "" }

    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

    mutating func voucher(_ number: Int) throws -> Voucher {
        let series = chance(50) ? nil : ["A", "2026-GL", "En serie"].randomElement(using: &random)
        var postings = try self.postings()
        for index in postings.indices {
            if chance(30) { postings[index].text = text() }
            if chance(20) { postings[index].reference = "R\(number)" }
            if chance(10) { postings[index].kid = "123\(number)" }
            if chance(10) { postings[index].dueDate = try CalendarDate("2026-12-24") }
            if chance(10) { postings[index].valueDate = try CalendarDate("2026-06-01") }
            if chance(10) { postings[index].quantity = "-2.5" }
            if chance(10) { postings[index].matching = "M\(number)" }
            if chance(20) {
                postings[index].dimensions = [
                    Dimension(type: "avd", id: "Å\(number % 3)"),
                    Dimension(type: "prosj", id: "P", amount: Money(ore: postings[index].amount.ore / 3)),
                ]
            }
            if postings[index].vat != nil, chance(10) { postings[index].vat?.remark = "kreditnota" }
        }
        let day = Int.random(in: 0..<365, using: &random)
        return Voucher(
            number: try VoucherNumber(series: series, number: chance(80) ? "\(number)" : "\(number)-B"),
            date: try CalendarDate("2026-01-01").adding(days: day), text: text(), postings: postings)
    }

    private mutating func postings() throws -> [Posting] {
        let ore = Int64.random(in: 1...9_999_999, using: &random) * (chance(20) ? -1 : 1)
        switch Int.random(in: 0..<8, using: &random) {
        case 0: return try sale("3000", ore, 3, "S25", 25)
        case 1: return try sale("3060", ore, 3, "S25", 25)
        case 2: return try purchase("4000", ore, 1, "K25", share: 100)
        case 3: return try purchase("6700", ore, 1, "K25", share: 50)
        case 4: return try reverseCharge(ore)
        case 5: return try purchase("7830", ore, 1, "TAP", share: 100, specification: chance(50) ? "tapPåKrav" : nil)
        case 6: return try currency(ore)
        default: return try oddities(ore)
        }
    }

    private func posting(_ account: String, _ ore: Int64, _ vat: PostingVAT? = nil) throws -> Posting {
        Posting(account: try AccountNumber(account), amount: Money(ore: ore), vat: vat)
    }

    private func vat(
        _ code: Int, _ name: String?, _ base: Int64?, _ vat: Int64?, _ specification: String? = nil
    ) -> PostingVAT {
        PostingVAT(
            code: VATCode(code), ledgerCode: name, base: base.map { Money(ore: $0) }, vat: vat.map { Money(ore: $0) },
            specification: specification)
    }

    private mutating func sale(
        _ account: String, _ ore: Int64, _ code: Int, _ name: String, _ percent: Int64
    ) throws -> [Posting] {
        let tax = ore * percent / 100
        var customer = try posting("1500", ore + tax)
        customer.party = PartyReference(.customer, "1000\(abs(ore) % 4)")
        return [
            try posting(account, -ore, vat(code, chance(50) ? name : nil, -ore, -tax)), try posting("2700", -tax),
            customer,
        ]
    }

    private func purchase(
        _ account: String, _ ore: Int64, _ code: Int, _ name: String, share: Int64, specification: String? = nil
    ) throws -> [Posting] {
        let tax = ore * 25 / 100 * share / 100
        var supplier = try posting("2400", -ore - tax)
        supplier.party = PartyReference(.supplier, "2000\(abs(ore) % 3)")
        return [
            try posting(account, ore, vat(code, name, ore, tax, specification)), try posting("2710", tax), supplier,
        ]
    }

    private func reverseCharge(_ ore: Int64) throws -> [Posting] {
        let tax = ore / 4
        return [
            try posting("6700", ore, vat(86, "TJ25", ore, tax)), try posting("2714", tax),
            try posting("2704", -tax), try posting("1920", -ore),
        ]
    }

    private func currency(_ ore: Int64) throws -> [Posting] {
        var bank = try posting("1920", ore)
        bank.currency = CurrencyAmount(code: "EUR", amount: ore < 0 ? "-100.50" : "100.50", rate: "11.2345")
        var other = try posting("8060", -ore)
        other.currency = CurrencyAmount(code: "USD", amount: ore < 0 ? "12" : "-12", rate: nil)
        return [bank, other]
    }

    /// A base on the other side of its line, an adjustment without base, a line of zero, a code outside the returns, and
    /// an account that is no number.
    private func oddities(_ ore: Int64) throws -> [Posting] {
        [
            try posting("4000", ore, vat(1, "K25", -ore, -ore / 4)),
            try posting("2710", -ore, vat(1, "JUST", nil, -ore, "justering")),
            try posting("3200", 0, vat(6, "UNN", -ore, 0)), try posting("X1", 0, vat(7, nil, nil, nil)),
        ]
    }
}
