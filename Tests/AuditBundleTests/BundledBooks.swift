import Application
import AuditBundle
import Cryptography
import EventLog
import Filing
import Formats
import Foundation
import Ledger
import SQLiteEventLog
import TestSupport
import Values

/// Books with vouchers of all kinds of VAT treatment, drawn from a seed, and the bundle of a return drafted from them.
struct BundledBooks {
    let books: OpenBooks
    let filing: FilingID
    let key: Ed25519PrivateKey

    init(
        seed: UInt64, category: VATCategory = .alminnelig, registered: VATCategory? = .alminnelig, vouchers: Int = 40
    ) throws {
        var random = SeededGenerator(seed: seed)
        let path = FileManager.default.temporaryDirectory.appending(path: "bundle-\(UUID().uuidString).bilag").path
        let clock: @Sendable () -> Timestamp = { Timestamp(millisecondsSince1970: 1_773_133_200_000) }
        let store = TemporaryStore()
        _ = try InitialiseBooks(
            organisationNumber: try OrganisationNumber("310000051"), name: "Fjordbrød <Bakeri> & Sønn",
            environment: .sandbox, vatCategory: registered, vatPeriod: .twoMonths
        )(at: path, in: store, booksID: "c1675e0b-b980-4575-a896-61fec08aa83b", now: clock())
        books = try OpenBooks(try store.open(path), person: "kari", clock: clock)
        for account in ["1500", "2700", "2710", "3000", "4300"] {
            try books.openAccount(try AccountNumber(account), name: "Konto \(account)")
        }
        for number in 1...vouchers { try BundledBooks.post(number, in: books, using: &random) }
        let draft = try books.draftVATReturn(
            VATDraftRequest(period: try ReportingPeriod("2026-T1"), category: category))
        filing = draft.id
        key = try Ed25519PrivateKey(seed: (0..<32).map { _ in UInt8.random(in: 0...255, using: &random) })
    }

    func bundle() throws -> AuditBundle { try books.bundle(filing, signedBy: key) }

    private static let codes = [1, 3, 5, 6, 11, 12, 13, 14, 31, 32, 33, 52, 81, 82, 83, 85, 86, 87, 91]
    private static let specifications = [
        nil, nil, nil, nil, "tapPåKrav", "uttak", "kompensasjonsrett", "justering",
        "justeringMerverdiavgiftskompensasjonFastEiendom",
    ]

    /// One voucher of one to three treatments; some are reversed, some of another period, some mirror their base.
    private static func post(_ number: Int, in books: OpenBooks, using random: inout SeededGenerator) throws {
        let day = Int.random(in: 1...28, using: &random)
        let month = Int.random(in: 1...3, using: &random)
        var postings: [Posting] = []
        for _ in 0..<Int.random(in: 1...3, using: &random) { try add(to: &postings, using: &random) }
        let balance = postings.reduce(0) { $0 + $1.amount.ore }
        postings.append(Posting(account: try AccountNumber("1500"), amount: Money(ore: -balance)))
        let voucher = Voucher(
            number: try VoucherNumber(number: "\(number)"),
            date: try CalendarDate("2026-0\(month)-\(day < 10 ? "0" : "")\(day)"), text: "Bilag \(number)",
            postings: postings)
        _ = try books.post([voucher])
        if Int.random(in: 0...9, using: &random) == 0 { _ = try books.reverse(voucher.number) }
    }

    private static func add(to postings: inout [Posting], using random: inout SeededGenerator) throws {
        let code = codes[Int.random(in: 0..<codes.count, using: &random)]
        let base = Int64.random(in: -500_000...500_000, using: &random)
        let vat = base / 4
        var treatment = PostingVAT(
            code: VATCode(code), ledgerCode: Bool.random(using: &random) ? "K\(code)" : nil,
            base: Int.random(in: 0...5, using: &random) == 0 ? nil : Money(ore: base),
            vat: Int.random(in: 0...5, using: &random) == 0 ? nil : Money(ore: vat))
        treatment.specification = specifications[Int.random(in: 0..<specifications.count, using: &random)]
        var posting = Posting(account: try AccountNumber(base < 0 ? "3000" : "4300"), amount: Money(ore: base))
        posting.vat = treatment
        postings.append(posting)
        if Int.random(in: 0...3, using: &random) == 0 {
            // The contra side, under the same treatment.
            var contra = posting
            contra.amount = Money(ore: -base)
            contra.vat?.base = treatment.base.map { Money(ore: -$0.ore) }
            contra.vat?.vat = Bool.random(using: &random) ? nil : treatment.vat
            postings.append(contra)
        }
        if Bool.random(using: &random) {
            postings.append(Posting(account: try AccountNumber("2700"), amount: Money(ore: vat)))
        }
    }
}

struct TemporaryStore: BooksStore {
    func create(_ path: String) throws -> any EventLog { try SQLiteEventLog.create(at: path) }
    func open(_ path: String) throws -> any EventLog { try SQLiteEventLog.open(at: path) }
}

extension [BundleFile] {
    subscript(name: String) -> [UInt8] { first { $0.name == name }?.bytes ?? [] }

    /// The files with one of them changed.
    func changing(_ name: String, _ change: ([UInt8]) -> [UInt8]) -> [BundleFile] {
        map { $0.name == name ? BundleFile(name, change($0.bytes)) : $0 }
    }

    /// With a manifest made anew, as somebody would who knows how bundles are made.
    var resealed: [BundleFile] {
        let others = filter { $0.name != "manifest.json" }
        let rows = others.sorted { $0.name < $1.name }.map { file -> JSON in
            [
                "name": .string(file.name), "bytes": .integer(Int64(file.bytes.count)),
                "sha256": .string(SHA256Digest(of: file.bytes).hex),
            ]
        }
        let old = try? JSON(parsing: self["manifest.json"])
        let manifest: JSON = [
            "format": old?["format"] ?? "bilag-bundle/1", "filing": old?["filing"] ?? .null, "files": .array(rows),
        ]
        return [BundleFile("manifest.json", manifest.canonicalBytes)] + others
    }
}
