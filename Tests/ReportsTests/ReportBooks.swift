import Application
import EventLog
import Foundation
import Ledger
import SQLiteEventLog
import Synchronization
import TestSupport
import Testing
import Values

/// A company's books in a file of their own, for reports whose figures are worked out by hand.
final class ReportBooks {
    let path: String
    let log: SQLiteEventLog
    /// One second later for each command.
    private let seconds = Mutex<Int64>(0)
    private var number = 0

    /// - Parameter accounts: opened under their own numbers as names.
    init(accounts: [String] = ReportBooks.accounts) throws {
        path = FileManager.default.temporaryDirectory.appending(path: "reports-\(UUID().uuidString).bilag").path
        log = try SQLiteEventLog.create(at: path)
        let company = Company(
            organisationNumber: try OrganisationNumber("310000051"), name: "Prøve AS", environment: .sandbox,
            booksID: "7b1c9e52-4d83-4f0a-9c36-2f1de8a05b47", vatCategory: .alminnelig, vatPeriod: .twoMonths)
        try log.write(expecting: 0) { writer in
            _ = try writer.append(LedgerEvent.companyRegistered(company).newEvent, at: ReportBooks.start)
            for account in accounts {
                let opened = Account(number: try AccountNumber(account), name: "Konto \(account)")
                _ = try writer.append(LedgerEvent.accountOpened(opened).newEvent, at: ReportBooks.start)
            }
        }
    }

    static let accounts = [
        "1500", "1920", "2000", "2400", "2700", "2710", "2740", "3000", "3100", "4000", "5000", "6300", "8050", "8960",
    ]

    /// 2026-03-15 12:00 in Norway.
    static let start = Timestamp(millisecondsSince1970: 1_773_572_400_000)

    deinit { for ending in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + ending) } }

    var now: Timestamp { seconds.withLock { ReportBooks.start.adding(seconds: $0) } }

    func advance(days: Int64) { seconds.withLock { $0 += days * 86_400 } }

    /// The books with somebody at work, a second later.
    func books() throws -> OpenBooks {
        let now = seconds.withLock { seconds in
            seconds += 1
            return ReportBooks.start.adding(seconds: seconds)
        }
        return try OpenBooks(log, person: "kari") { now }
    }

    @discardableResult
    func post(_ date: String, _ postings: [Posting], text: String = "", number: String? = nil) throws -> Voucher {
        self.number += 1
        let voucher = Voucher(
            number: try VoucherNumber(number: number ?? "\(self.number)"), date: try CalendarDate(date), text: text,
            postings: postings)
        _ = try books().post([voucher])
        return voucher
    }

    /// A sale on credit at 25 % of so many whole kroner without VAT; negative for a credit note.
    @discardableResult
    func sell(
        _ kroner: Int64, _ date: String, to customer: String? = nil, invoice: String? = nil, due: String? = nil
    ) throws -> Voucher {
        let party = customer.map { PartyReference(.customer, $0) }
        let sale = try line("3000", -kroner * 100, 3, base: -kroner * 100, vat: -kroner * 25)
        let vat = try line("2700", -kroner * 25)
        let claim = try line("1500", kroner * 125, party: party, reference: invoice, due: due)
        return try post(date, [sale, vat, claim], text: "Salg")
    }

    /// A purchase on credit at 25 %.
    @discardableResult
    func buy(_ kroner: Int64, _ date: String, on account: String = "4000") throws -> Voucher {
        let cost = try line(account, kroner * 100, 1, base: kroner * 100, vat: kroner * 25)
        let vat = try line("2710", kroner * 25)
        return try post(date, [cost, vat, try line("2400", -kroner * 125)], text: "Kjøp")
    }
}

/// A posting in øre, debit positive.
func line(
    _ account: String, _ ore: Int64, _ code: Int? = nil, base: Int64? = nil, vat: Int64? = nil,
    party: PartyReference? = nil, reference: String? = nil, due: String? = nil, dimensions: [Ledger.Dimension] = []
) throws -> Posting {
    var posting = Posting(
        account: try AccountNumber(account), amount: Money(ore: ore), party: party, dimensions: dimensions,
        reference: reference, dueDate: try due.map { try CalendarDate($0) })
    if let code {
        posting.vat = PostingVAT(
            code: VATCode(code), base: base.map { Money(ore: $0) }, vat: vat.map { Money(ore: $0) })
    }
    return posting
}

func day(_ text: String) throws -> CalendarDate { try CalendarDate(text) }

func period(_ text: String) throws -> ReportingPeriod { try ReportingPeriod(text) }

extension ReportingPeriod {
    var days: ClosedRange<CalendarDate> { firstDay...lastDay }
}

/// Vouchers that a small company might have: sales, purchases, pay, payments and entries that forgot their VAT.
struct RandomVouchers {
    private var random: SeededGenerator
    private var number = 0

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func next() throws -> Voucher {
        number += 1
        let ore = Int64.random(in: 100...900_000, using: &random)
        let year = Int.random(in: 2025...2026, using: &random)
        let month = Int.random(in: 1...12, using: &random)
        let date = try #require(CalendarDate(year: year, month: month, day: Int.random(in: 1...28, using: &random)))
        let customer = PartyReference(.customer, String(Int.random(in: 1...3, using: &random)))
        let supplier = PartyReference(.supplier, String(Int.random(in: 1...3, using: &random)))
        let dimension = [Ledger.Dimension(type: "department", id: String(Int.random(in: 1...2, using: &random)))]
        let kind = Int.random(in: 0...6, using: &random)
        let postings = try postings(kind, ore, customer, supplier, dimension)
        return Voucher(
            number: try VoucherNumber(number: "\(number)"), date: date, text: "V\(number)", postings: postings)
    }

    private func postings(
        _ kind: Int, _ ore: Int64, _ customer: PartyReference, _ supplier: PartyReference,
        _ dimension: [Ledger.Dimension]
    ) throws -> [Posting] {
        let vat = ore / 4
        switch kind {
        case 0, 1:
            let sale = try line("3000", -ore, 3, base: -ore, vat: -vat, dimensions: dimension)
            return [sale, try line("2700", -vat), try line("1500", ore + vat, party: customer)]
        case 2:
            let cost = try line("4000", ore, 1, base: ore, vat: vat, dimensions: dimension)
            return [cost, try line("2710", vat), try line("2400", -ore - vat, party: supplier)]
        case 3: return [try line("1920", ore), try line("1500", -ore, party: customer)]
        case 4: return [try line("2400", ore, party: supplier), try line("1920", -ore)]
        case 5: return [try line("5000", ore, dimensions: dimension), try line("1920", -ore)]
        default: return [try line("2700", -ore), try line("6300", ore)]
        }
    }

    mutating func take(_ count: Int) throws -> [Voucher] { try (0..<count).map { _ in try next() } }
}
