import Application
import Foundation
import Interchange
import Ledger
import TestSupport
import Testing
import Values

/// What goes out as text comes in again as it was.
@Suite("Round trips through text") struct TextRoundTripTests {
    enum Form: CaseIterable { case csv, journal }

    @Test(
        "exported books come back with the same balances, VAT, vouchers and opening balance",
        arguments: Form.allCases, UInt64(1)...5)
    func roundTrip(form: Form, seed: UInt64) throws {
        let (from, to) = (try ExportedBooks(), try ExportedBooks())
        defer {
            from.remove()
            to.remove()
        }
        try from.open(RandomVouchers.accounts)
        try to.open(RandomVouchers.accounts)
        var random = SeededGenerator(seed: seed)
        try from.change { ledger in
            try ledger.post(try Self.opening())
            for number in 1...20 { try ledger.post(try Self.voucher(number, &random)) }
        }
        try carry(from, to, form)
        #expect(try Self.figures(of: to.books()) == Self.figures(of: from.books()))
        // The opening voucher of a journal is made of balances, and counts as one here too.
        #expect(try to.vouchers().count == from.vouchers().count)
        #expect(try to.vouchers().filter { $0.voucher.kind == .opening }.count == 1)
    }

    private func carry(_ from: ExportedBooks, _ to: ExportedBooks, _ form: Form) throws {
        var bytes: [UInt8] = []
        let path = to.folder + (form == .csv ? "/books.csv" : "/books.journal")
        let year = try ReportingPeriod("2026")
        let days = year.firstDay...year.lastDay
        let report: ImportReport
        switch form {
        case .csv:
            _ = try from.books().exportCSV(days) { bytes += Array($0) }
            try Data(bytes).write(to: URL(filePath: path))
            var options = CSVImportOptions()
            options.shared.codesAreStandard = true
            report = try to.books().importCSV(ImportFile(path: path), options: options)
        case .journal:
            _ = try from.books().exportJournal(days) { bytes += Array($0) }
            try Data(bytes).write(to: URL(filePath: path))
            report = try to.books().importJournal(path, .journal, options: JournalImportOptions())
        }
        #expect([.accepted, .acceptedWithWarnings].contains(report.outcome), "\(report.text)")
    }

    private static func figures(of books: OpenBooks) throws -> [String] {
        let year = try ReportingPeriod("2026")
        var all = try books.trialBalance(year.firstDay...year.lastDay).rows.map { "\($0)" }
        for term in 1...6 {
            let specification = try books.vatReport(try ReportingPeriod("2026-T\(term)")).specification
            all += specification.lines.map { "\($0.code) \($0.grunnlag ?? 0) \($0.merverdiavgift)" }
            all.append("\(specification.accounts)")
        }
        for party in try books.partyBalances(year.lastDay).parties { all.append("\(party.party) \(party.balance)") }
        // Lines of a return stand in the order of the log, and journals in the order of days.
        return all.sorted()
    }

    private static func posting(_ account: String, _ ore: Int64, _ party: PartyReference? = nil) throws -> Posting {
        Posting(account: try AccountNumber(account), amount: Money(ore: ore), party: party)
    }

    private static func opening() throws -> Voucher {
        Voucher(
            number: try VoucherNumber(series: "2026", number: "IB"), date: try CalendarDate("2026-01-01"),
            text: "Inngående balanse", kind: .opening,
            postings: [
                try posting("1920", 1_000_000), try posting("1500", 250_000, PartyReference(.customer, "1")),
                try posting("2050", -1_250_000),
            ])
    }

    private static func voucher(_ number: Int, _ random: inout SeededGenerator) throws -> Voucher {
        let base = Int64.random(in: 1...90_000, using: &random) * 100
        let customer = PartyReference(.customer, "\(Int.random(in: 1...3, using: &random))")
        let supplier = PartyReference(.supplier, "\(Int.random(in: 1...3, using: &random))")
        var lines: [Posting]
        switch Int.random(in: 0...3, using: &random) {
        case 0:
            lines = [
                try posting("1500", base + base / 4, customer), try posting("3000", -base),
                try posting("2700", -base / 4),
            ]
            lines[1].vat = PostingVAT(code: VATCode(3), base: Money(ore: -base), vat: Money(ore: -base / 4))
        case 1:
            lines = [
                try posting("4000", base), try posting("2710", base / 4),
                try posting("2400", -base - base / 4, supplier),
            ]
            lines[0].vat = PostingVAT(code: VATCode(1), base: Money(ore: base), vat: Money(ore: base / 4))
            lines[0].dimensions = [Dimension(type: "avdeling", id: "10")]
        case 2: lines = [try posting("1920", base), try posting("1500", -base, customer)]
        default: lines = [try posting("2400", base, supplier), try posting("1920", -base)]
        }
        let day = Int.random(in: 0..<365, using: &random)
        return Voucher(
            number: try VoucherNumber(series: "2026", number: "\(number)"),
            date: try CalendarDate("2026-01-01").adding(days: day), text: "Bilag \(number)", postings: lines)
    }
}
