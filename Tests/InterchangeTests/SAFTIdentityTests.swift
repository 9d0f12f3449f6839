import Formats
import Interchange
import Ledger
import Testing
import Values

/// Importing again, repeats, and what the books hold already (import-formats, section 7.3 and 7.4).
@Suite struct SAFTIdentityTests {
    private let next = Sample.header(version: "1.30", start: "2026-01-01", end: "2026-12-31")

    @Test("the same file again changes nothing")
    func sameFile() throws {
        let books = try TestBooks()
        try books.importing([ImportFile(text: Sample.formB)])
        let size = books.writer.size
        let report = try books.importing([ImportFile(text: Sample.formB, "kopi.xml")])
        #expect(report.outcome == .alreadyImported)
        #expect(books.writer.size == size)
    }

    @Test("a new export of the same vouchers skips what is known")
    func sameVouchers() throws {
        let books = try TestBooks()
        try books.importing([ImportFile(text: Sample.formB)])
        let again = Sample.formB.replacing("2026-01-10", with: "2026-02-10").replacing(
            "<RecordID>1<", with: "<RecordID>11<")
        let report = try books.importing([ImportFile(text: again)])
        #expect(report.outcome == .accepted, Comment(rawValue: report.text))
        #expect(report.vouchers == 0)
        #expect(report.alreadyKnown == 2)
        #expect(try books.vouchers().count == 3)
    }

    @Test("a monthly and a yearly export overlap without counting anything twice")
    func overlap() throws {
        let books = try TestBooks()
        let first =
            Sample.header(version: "1.30", start: "2025-01-01", end: "2025-01-31") + Sample.mastersB
            + Sample.entries([Sample.sale], count: 1, total: "1250.00") + "</AuditFile>\n"
        #expect(try books.importing([ImportFile(text: first)]).errors.isEmpty)
        let report = try books.importing([ImportFile(text: Sample.formB)]) {
            $0.balances = { day in try books.money(through: day) }
        }
        #expect(report.errors.isEmpty, Comment(rawValue: report.text))
        #expect(report.vouchers == 1)
        #expect(report.alreadyKnown == 1)
        #expect(try books.balances()["1500"] == 125_000)
    }

    @Test("the same number with other content is a conflict that names the difference")
    func conflict() throws {
        let books = try TestBooks()
        try books.importing([ImportFile(text: Sample.formB)])
        let changed = Sample.formB.replacing("1250.00", with: "1251.00").replacingFirst(
            "<Amount>250.00</Amount>\n</CreditAmount>\n</Line>",
            with: "<Amount>251.00</Amount>\n</CreditAmount>\n</Line>"
        ).replacing("1750.00", with: "1751.00")
        let report = try books.importing([ImportFile(text: changed)])
        #expect(report.errorCodes == ["voucher-differs-from-books"], Comment(rawValue: report.text))
        #expect(
            report.errors.first?.message.contains("line 2: amount -250.00 in the books, -251.00 in the file") == true)
    }

    @Test(
        "a number repeated with other content is kept under its own mark, with the same content it is the user's choice"
    )
    func repeats() throws {
        let other = Sample.purchase.replacing(">1002<", with: ">1001<")
        let books = try TestBooks()
        let report = try books.importing([
            ImportFile(text: Sample.file([Sample.sale, other], count: 2, total: "1750.00"))
        ])
        #expect(report.warningCodes == ["voucher-repeated"])
        #expect(try books.vouchers().map(\.number.number).contains("1001#2"))
        let twice = Sample.file([Sample.sale, Sample.sale], count: 2, total: "2500.00")
        let refused = try TestBooks()
        let refusal = try refused.importing([ImportFile(text: twice)])
        #expect(refusal.errorCodes == ["voucher-repeated-same"])
        #expect(refusal.errors.first?.message.contains("--allow voucher-repeated-same") == true)
        #expect(refused.writer.size == 1)
        let allowed = try refused.importing([ImportFile(text: twice)]) { $0.allowed = ["voucher-repeated-same"] }
        #expect(allowed.vouchers == 2)
    }

    @Test("vouchers of the same day, accounts and amounts under two numbers are told")
    func twins() throws {
        let books = try TestBooks()
        let other = Sample.sale.replacing(">1001<", with: ">1003<").replacing("Faktura 1", with: "Faktura 3")
        let report = try books.importing([
            ImportFile(text: Sample.file([Sample.sale, other], count: 2, total: "2500.00"))
        ])
        let twin = try #require(report.warnings.first { $0.code == "voucher-twin" })
        #expect(twin.message.contains("voucher 1003 has the same date, accounts and amounts as voucher 1001"))
        #expect(report.vouchers == 2)
    }

    @Test("a later year brings no opening voucher, but its openings must be those the books closed with")
    func laterYear() throws {
        let books = try TestBooks()
        try books.importing([ImportFile(text: Sample.formB)])
        let balances: (CalendarDate) throws -> [AccountNumber: Money] = { day in try books.money(through: day) }
        func masters(bank: String, equity: String) -> String {
            "<MasterFiles>\n<GeneralLedgerAccounts>\n"
                + Sample.account("1500", "Kunder", opening: "1250.00", closing: "1250.00")
                + Sample.account("1920", "Bank", opening: bank, closing: bank)
                + Sample.account("2000", "Egenkapital", opening: equity, closing: equity)
                + Sample.account("2400", "Leverandører", opening: "-500.00", closing: "-500.00")
                + Sample.account("2700", "Utgående mva", opening: "-250.00", closing: "-250.00")
                + Sample.account("2710", "Inngående mva", opening: "100.00", closing: "100.00")
                + Sample.account("3000", "Salg", opening: "0.00", closing: "0.00")
                + Sample.account("4000", "Varekjøp", opening: "0.00", closing: "0.00")
                + "</GeneralLedgerAccounts>\n</MasterFiles>\n"
        }
        // Income of 1 000 less cost of 400 went to equity.
        let good = next + masters(bank: "1000.00", equity: "-1600.00") + "</AuditFile>\n"
        let report = try books.importing([ImportFile(text: good)]) { $0.balances = balances }
        #expect(report.outcome == .accepted, Comment(rawValue: report.text))
        #expect(try books.vouchers().count { $0.kind == .opening } == 1)
        // Nobody has disposed of the result yet: that is as good.
        let open = next.replacing("2026-01-10", with: "2026-01-11") + masters(bank: "1000.00", equity: "-1000.00")
        #expect(
            try books.importing([ImportFile(text: open + "</AuditFile>\n")]) { $0.balances = balances }.errors.isEmpty)
        let bad = next + masters(bank: "1007.00", equity: "-1607.00") + "</AuditFile>\n"
        let refusal = try books.importing([ImportFile(text: bad)]) { $0.balances = balances }
        #expect(refusal.errorCodes == ["opening-differs-from-books"], Comment(rawValue: refusal.text))
        #expect(refusal.errors.first?.message.contains("1920 has 1 000.00 in the books and 1 007.00") == true)
    }

    @Test("an earlier year than the books' first is refused")
    func earlierYear() throws {
        let books = try TestBooks()
        try books.importing([ImportFile(text: Sample.formB)])
        let earlier = Sample.formB.replacing("2025", with: "2024")
        #expect(try books.importing([ImportFile(text: earlier)]).errorCodes == ["before-first-import"])
    }

    @Test("vouchers that vanished are told, and an export that was numbered anew is refused")
    func vanished() throws {
        let books = try TestBooks()
        try books.importing([ImportFile(text: Sample.formB)])
        let visit: (ClosedRange<CalendarDate>, (Voucher) throws -> Void) throws -> Void = { days, body in
            for voucher in try books.vouchers() where days.contains(voucher.date) { try body(voucher) }
        }
        let less = Sample.file([Sample.sale], count: 1, total: "1250.00")
        let report = try books.importing([ImportFile(text: less)]) { $0.importedVouchers = visit }
        #expect(report.warnings.contains { $0.code == "voucher-vanished" && $0.message.contains("2025-GL/1002") })
        let anew = Sample.formB.replacing(">1001<", with: ">5001<").replacing(">1002<", with: ">5002<")
        let refusal = try books.importing([ImportFile(text: anew)]) { $0.importedVouchers = visit }
        #expect(refusal.errorCodes == ["export-renumbered"], Comment(rawValue: refusal.text))
    }

    @Test("a second system's vouchers have series of their own")
    func secondSystem() throws {
        let books = try TestBooks()
        try books.importing([ImportFile(text: Sample.formB)])
        let other =
            next.replacing("<SoftwareID>Prøve<", with: "<SoftwareID>Annet<") + Sample.mastersB
            + Sample.entries(
                [Sample.sale.replacing("2025-", with: "2026-").replacing(">2025<", with: ">2026<")], count: 1,
                total: "1250.00")
            + "</AuditFile>\n"
        #expect(try books.importing([ImportFile(text: other)]).errors.isEmpty)
        #expect(try books.vouchers().map(\.number.description).contains("2026-GL/2/1001"))
    }

    @Test("vouchers in a closed period are refused, unless the books have them already")
    func closedPeriod() throws {
        let books = try TestBooks()
        try books.importing([ImportFile(text: Sample.formB)])
        try books.close("2025-T1")
        let again = Sample.formB.replacing("2026-01-10", with: "2026-02-10")
        #expect(try books.importing([ImportFile(text: again)]).alreadyKnown == 2)
        let more = Sample.file([Sample.sale.replacing(">1001<", with: ">1009<")], count: 1, total: "1250.00")
        let report = try books.importing([ImportFile(text: more)])
        #expect(report.errorCodes == ["period-closed"])
        #expect(report.errors.first?.message.contains("bilag period reopen 2025-T1") == true)
    }

    @Test("openings that do not sum to zero within a year are the user's choice, and the difference has an account")
    func unexplainedOpening() throws {
        let text = Sample.formB.replacing("<OpeningCreditBalance>1000.00", with: "<OpeningCreditBalance>400.00")
            .replacingFirst(
                "<AccountDescription>Salg</AccountDescription>\n<GroupingCategory>balanse</GroupingCategory>\n<GroupingCode>10</GroupingCode>\n<AccountType>GL</AccountType>\n<OpeningDebitBalance>0.00</OpeningDebitBalance>",
                with:
                    "<AccountDescription>Salg</AccountDescription>\n<GroupingCategory>balanse</GroupingCategory>\n<GroupingCode>10</GroupingCode>\n<AccountType>GL</AccountType>\n<OpeningCreditBalance>500.00</OpeningCreditBalance>"
            )
        let books = try TestBooks()
        #expect(try books.importing([ImportFile(text: text)]).errorCodes == ["opening-imbalance"])
        let report = try books.importing([ImportFile(text: text)]) {
            $0.allowed = ["opening-imbalance"]
            $0.openingDifferenceAccount = try? AccountNumber("2050")
        }
        #expect(report.outcome == .acceptedWithWarnings)
        #expect(report.warningCodes.contains("opening-income-balances"))
        #expect(try books.balances()["2050"] == -10_000)
        #expect(try books.balances()["3000"] == -150_000)
    }

    @Test("balances alone can be taken over, on the day after")
    func balancesOnly() throws {
        let books = try TestBooks()
        let report = try books.importing([ImportFile(text: Sample.formB)]) { $0.balancesOnly = true }
        #expect(report.errors.isEmpty, Comment(rawValue: report.text))
        let vouchers = try books.vouchers()
        #expect(vouchers.map(\.date.description) == ["2026-01-01"])
        #expect(try books.balances()["1500"] == 125_000)
        #expect(vouchers.first?.postings.contains { $0.party == PartyReference(.customer, "10001") } == true)
    }

    @Test("after balances alone, the vouchers they sum up are not counted again")
    func balancesThenVouchers() throws {
        let books = try TestBooks()
        try books.importing([ImportFile(text: Sample.formB)]) { $0.balancesOnly = true }
        let again = Sample.formB.replacing("2026-01-10", with: "2026-02-10")
        let report = try books.importing([ImportFile(text: again)])
        #expect(report.errorCodes.contains("before-first-import"), Comment(rawValue: report.text))
        #expect(try books.balances()["1500"] == 125_000)
    }

    @Test("control accounts open by party")
    func openingByParty() throws {
        let text = Sample.formB.replacingFirst("<OpeningDebitBalance>0.00", with: "<OpeningDebitBalance>300.00")
            .replacingFirst(
                "<AccountID>1500</AccountID>\n<OpeningDebitBalance>0.00",
                with: "<AccountID>1500</AccountID>\n<OpeningDebitBalance>200.00"
            )
            .replacing("<OpeningCreditBalance>1000.00", with: "<OpeningCreditBalance>1300.00")
        let books = try TestBooks()
        #expect(try books.importing([ImportFile(text: text)]).errors.isEmpty)
        let opening = try #require(try books.vouchers().first { $0.kind == .opening })
        let receivables = opening.postings.filter { $0.account.text == "1500" }
        #expect(receivables.map(\.amount.ore) == [20_000, 10_000])
        #expect(receivables.map(\.party?.id) == ["10001", nil])
    }
}
