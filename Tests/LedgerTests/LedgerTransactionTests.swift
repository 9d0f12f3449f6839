import EventLog
import Foundation
import Ledger
import SQLiteEventLog
import Testing
import Values

@Suite("Changes of the books")
struct LedgerTransactionTests {
    private let log: SQLiteEventLog
    private let now = Timestamp(millisecondsSince1970: 1_772_625_600_000)

    init() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "ledger-\(UUID().uuidString).bilag").path
        log = try SQLiteEventLog.create(at: path)
        try change { ledger in
            for number in ["1920", "3000"] {
                try ledger.open(Account(number: try AccountNumber(number), name: "Account \(number)"))
            }
        }
    }

    private func change<Result>(_ body: (LedgerTransaction) throws -> Result) throws -> Result {
        try log.write(expecting: nil) { writer in
            try body(LedgerTransaction(writer, books: try Books.load(from: log, size: writer.size), now: now))
        }
    }

    private func voucher(
        _ number: String, _ date: String = "2026-03-04", account: String = "3000", ore: Int64 = 100,
        other: Int64 = -100, code: Int? = nil
    ) throws -> Voucher {
        var line = Posting(account: try AccountNumber(account), amount: Money(ore: other))
        if let code { line.vat = PostingVAT(code: VATCode(code), base: Money(ore: other)) }
        return Voucher(
            number: try VoucherNumber(number: number), date: try CalendarDate(date), text: "Sale",
            postings: [Posting(account: try AccountNumber("1920"), amount: Money(ore: ore)), line])
    }

    @Test("a balanced voucher is posted, and read back as it was")
    func post() throws {
        let posted = try voucher("1001", code: 3)
        try change { _ = try $0.post(posted) }
        let read = try change { try $0.voucher(posted.number) }
        #expect(read?.voucher == posted)
        #expect(read?.sequence == 3)
    }

    @Test("amounts that would keep the books from being summed are refused with their line") func amounts() throws {
        let largest: Int64 = 1_000_000_000_000_000
        #expect(throws: Never.self) { try change { _ = try $0.post(try voucher("1", ore: largest, other: -largest)) } }
        for (number, ore) in [("2", largest + 1), ("3", Int64.max), ("4", -Int64.max)] {
            let refusal = #expect(throws: VoucherError.self) {
                try change { _ = try $0.post(try voucher(number, ore: ore, other: -ore)) }
            }
            #expect(
                refusal?.description.hasPrefix("Voucher \(number), line 1: an amount is above 10 000 000 000 000.00, ")
                    == true)
        }
        var base = try voucher("5", code: 3)
        base.postings[1].vat?.base = Money(ore: Int64.min)
        let refusal = #expect(throws: VoucherError.self) { try change { _ = try $0.post(base) } }
        #expect(refusal?.description.hasPrefix("Voucher 5, line 2: ") == true)
    }

    @Test("a voucher with all it can hold is read from its bytes as from its JSON")
    func reading() throws {
        var line = Posting(
            account: try AccountNumber("3000"), amount: Money(ore: -100),
            vat: PostingVAT(
                code: VATCode(3), ledgerCode: "S\"ø", base: Money(ore: -80), vat: Money(ore: -20),
                specification: "uttak", remark: "merknad"),
            party: PartyReference(.customer, "K1"),
            dimensions: [
                Dimension(type: "avdeling", id: "10", amount: Money(ore: -50)), Dimension(type: "p", id: "2"),
            ],
            currency: CurrencyAmount(code: "EUR", amount: "-10.5", rate: "11.25"), text: "line\n\u{1}", reference: "r",
            kid: "123", dueDate: try CalendarDate("2026-04-01"))
        line.valueDate = try CalendarDate("2026-03-31")
        line.quantity = "2.5"
        line.matching = "m"
        line.sourceLine = "7"
        var source = VoucherSource(system: "S", journal: "GL", year: 2026, period: 3, transaction: "9")
        source.voucherType = "t"
        source.enteredBy = "e"
        source.entered = try CalendarDate("2026-03-05")
        source.posted = try CalendarDate("2026-03-06")
        source.systemID = "id"
        source.batch = "b"
        let rest = Posting(account: try AccountNumber("1920"), amount: Money(ore: 100))
        let voucher = Voucher(
            number: try VoucherNumber(series: "2026-GL", number: "9"), date: try CalendarDate("2026-03-04"),
            text: "Salg \"på\" kreditt", kind: .opening, postings: [line, rest], source: source)
        let sequence = try change { try $0.post(voucher) }
        try log.read(sequence...sequence) { entry in
            let read = try #require(try PostedVoucher(reading: entry))
            #expect(read.voucher == voucher)
            #expect(read.time == now)
            #expect(try PostedVoucher(entry.decoded())?.voucher == voucher)
        }
    }

    @Test("what would break the books is refused, and says what to do")
    func refusals() throws {
        let number = try VoucherNumber(number: "7")
        try change { ledger in
            try ledger.post(try voucher("1"))
            try ledger.record(.periodClosed(PeriodClosing(period: try ReportingPeriod("2026-T1"), by: "Kari")))
        }
        let cases: [(Voucher, VoucherError, String)] = [
            (try voucher("7", other: -99), .unbalanced(number, by: Money(ore: 1)), "off by 0.01"),
            (
                try voucher("7", "2026-02-28"),
                .periodClosed(number, try CalendarDate("2026-02-28"), try ReportingPeriod("2026-T1")),
                "bilag period reopen 2026-T1"
            ),
            (
                try voucher("7", account: "3999"), .unknownAccount(number, line: 2, try AccountNumber("3999")),
                "bilag account open 3999"
            ),
            (
                try voucher("7", code: 99), .unknownVATCode(number, line: 2, try VATCode("99")),
                "no standard VAT code 99"
            ),
            (try voucher("1"), .numberTaken(try VoucherNumber(number: "1"), sequence: 3), "next free number"),
        ]
        let size = try log.size()
        for (voucher, expected, advice) in cases {
            let error = #expect(throws: VoucherError.self) { try change { _ = try $0.post(voucher) } }
            #expect(error == expected)
            #expect(error?.description.contains(advice) == true)
        }
        #expect(try log.size() == size)
    }

    @Test("a voucher is taken back once")
    func reverse() throws {
        let original = try voucher("1")
        let sequence = try change { try $0.post(original) }
        try change { _ = try $0.reverse(original, at: sequence, by: try voucher("2", ore: -100, other: 100)) }
        #expect(throws: VoucherError.reversedAlready(original.number, by: try VoucherNumber(number: "2"))) {
            try change { _ = try $0.reverse(original, at: sequence, by: try voucher("3", ore: -100, other: 100)) }
        }
    }

    @Test("an account opens once under one name")
    func accounts() throws {
        let number = try AccountNumber("1920")
        try change { try $0.open(Account(number: number, name: "Account 1920")) }
        #expect(throws: AccountError.openAlready(number, name: "Account 1920")) {
            try change { try $0.open(Account(number: number, name: "Bank")) }
        }
    }

    @Test("a period is closed when closed periods cover each of its days")
    func closedPeriods() throws {
        let months = try ["2026-M01", "2026-M02"].map { try ReportingPeriod($0) }
        var books = Books()
        books.apply(.periodClosed(PeriodClosing(period: months[0], by: "Kari")))
        #expect(!books.isClosed(try ReportingPeriod("2026-T1")))
        books.apply(.periodClosed(PeriodClosing(period: months[1], by: "Kari")))
        #expect(books.isClosed(try ReportingPeriod("2026-T1")))
        books.apply(.periodReopened(PeriodClosing(period: months[0], by: "Kari")))
        #expect(!books.isClosed(try ReportingPeriod("2026-T1")))
    }

    @Test("the latest mapping that covers the day counts")
    func mappings() throws {
        var books = Books()
        books.apply(.vatCodeMapped(VATCodeMapping(ledgerCode: "A", code: try VATCode("3"), origin: .source)))
        books.apply(
            .vatCodeMapped(
                VATCodeMapping(
                    ledgerCode: "A", from: try CalendarDate("2025-07-01"), code: try VATCode("31"), origin: .person)))
        #expect(books.mappedCode("A", on: try CalendarDate("2025-06-30")) == (try VATCode("3")))
        #expect(books.mappedCode("A", on: try CalendarDate("2025-07-01")) == (try VATCode("31")))
        #expect(books.mappedCode("a", on: try CalendarDate("2025-07-01")) == nil)
    }
}
