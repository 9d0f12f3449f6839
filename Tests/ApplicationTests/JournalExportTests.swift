import Application
import Foundation
import Ledger
import TestSupport
import Testing
import Values

@Suite("Journal export")
struct JournalExportTests {
    @Test(
        "hledger reads the journal, finds every stated balance right, and has the same balances",
        .enabled(if: Program.path("hledger") != nil, "needs hledger (Tools/setup installs it)"),
        arguments: UInt64(1)...6)
    func hledger(seed: UInt64) throws {
        let books = try ExportedBooks()
        defer { books.remove() }
        try books.open(RandomVouchers.accounts)
        var random = RandomVouchers(seed: seed)
        try books.change { ledger in
            for number in 1...25 { try ledger.post(try random.voucher(number)) }
        }
        var bytes: [UInt8] = []
        _ = try books.books().exportJournal(nil) { bytes += Array($0) }
        let path = books.folder + "/books.journal"
        try Data(bytes).write(to: URL(filePath: path))
        let check = try Program.run("hledger", ["-f", path, "check"])
        #expect(check.status == 0, "\(check.error)")
        let balances = try Program.run(
            "hledger", ["-f", path, "balance", "--cost", "--flat", "--no-total", "--output-format", "csv"])
        let found = Set(
            balances.output.split(separator: "\n").dropFirst().map { String($0.replacing("\"", with: "")) })
        let expected = try books.books().trialBalance(nil)
        let own = Set(
            expected.rows.filter { $0.closing != .zero }.map { row in
                let ore = row.closing.ore
                let fraction = ore.magnitude % 100
                return "\(row.account) \(expected.names[row.account] ?? ""),"
                    + (ore < 0 ? "-" : "") + "\(ore.magnitude / 100)." + (fraction < 10 ? "0" : "") + "\(fraction) NOK"
            })
        #expect(found == own)
    }
}
