import Foundation
import Interchange
import Ledger
import Testing
import Values

/// Another program that reads the same journals.
enum Peer: String, Sendable, CaseIterable {
    case hledger, ledger, beancount

    var path: String? {
        let name = self == .beancount ? "python3" : rawValue
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin").split(separator: ":")
        let paths: [String] = folders.map { "\($0)/\(name)" }
        guard let path = paths.first(where: { FileManager.default.isExecutableFile(atPath: $0) }) else {
            return nil
        }
        guard self == .beancount else { return path }
        return (try? Peer.run(path, ["-c", "import beancount.loader"]))?.status == 0 ? path : nil
    }

    static func run(_ path: String, _ arguments: [String]) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: data, as: UTF8.self))
    }

    /// Balances in øre by the account number that ends the name.
    func balances(of file: String) throws -> [String: Int64] {
        let path = try #require(path)
        let output: String
        switch self {
        case .hledger:
            output = try Peer.run(
                path, ["-f", file, "balance", "-N", "--flat", "-E", "-B", "--format", "%(account) %(total)"]
            )
            .output
        case .ledger:
            output = try Peer.run(
                path, ["-f", file, "balance", "--flat", "-E", "-B", "--no-total", "--format", "%(account) %(total)\n"]
            ).output
        case .beancount:
            let script = """
                import sys
                from decimal import Decimal
                from beancount import loader
                from beancount.core import data
                entries, errors, _ = loader.load_file(sys.argv[1])
                sums = {}
                for entry in data.filter_txns(entries):
                    for posting in entry.postings:
                        amount = posting.units.number * (posting.price.number if posting.price else 1)
                        sums[posting.account] = sums.get(posting.account, Decimal(0)) + amount
                assert not errors, errors
                for account, amount in sums.items():
                    print(account, f"{amount:.2f} NOK")
                """
            output = try Peer.run(path, ["-c", script, file]).output
        }
        var balances: [String: Int64] = [:]
        for line in output.split(separator: "\n") {
            let words = line.replacing("NOK", with: "").split(separator: " ")
            guard words.count == 2, let number = words[0].split(separator: ":").last else { continue }
            let text = words[1].replacing(",", with: "")
            let parts = text.split(separator: ".")
            guard let whole = Int64(parts[0]) else { continue }
            let cents = parts.count > 1 ? Int64((String(parts[1]) + "00").prefix(2)) ?? 0 : 0
            let ore = abs(whole) * 100 + cents
            balances[String(number), default: 0] += text.hasPrefix("-") ? -ore : ore
        }
        return balances.filter { $0.value != 0 }
    }
}

@Suite struct JournalPeersTests {
    private static let journal = """
        decimal-mark .
        include more.journal
        2025-01-03 (1) Kari AS
            eiendeler:kunder:1500     1,250.00 NOK
            inntekter:3000           -1,000.00 NOK
            gjeld:2700

        2025-02-04 (2) Kari AS
            eiendeler:bank:1920       1,250.00 NOK
            eiendeler:kunder:1500    -1,250.00 NOK
        2025/02/05 * (3) Hotell
            kostnader:7140            100.00 EUR @@ 1,150.55 NOK
            eiendeler:bank:1920      -1,150.55 NOK

        """
    private static let more = """
        ; included
        2025-01-02 (0) Åpning
            eiendeler:bank:1920       100,000.00 NOK
            egenkapital:2000

        """

    private func expectSameBalances(as peer: Peer, _ folder: JournalFiles, _ syntax: JournalImport.Syntax) throws {
        let books = try TestBooks()
        let report = try books.importing(folder, syntax)
        #expect(report.errors.isEmpty, Comment(rawValue: report.text))
        let theirs = try peer.balances(of: folder.path("main.journal"))
        #expect(theirs.count >= 5)
        #expect(try books.balances().filter { $0.value != 0 } == theirs)
    }

    @Test(
        "hledger finds the same balances in a journal",
        .enabled(if: Peer.hledger.path != nil, "hledger is not installed: apt-get install hledger"))
    func hledger() throws {
        try expectSameBalances(
            as: .hledger, try JournalFiles(["main.journal": Self.journal, "more.journal": Self.more]), .journal)
    }

    @Test(
        "Ledger finds the same balances in a journal",
        .enabled(if: Peer.ledger.path != nil, "ledger is not installed: apt-get install ledger"))
    func ledger() throws {
        // The directive is hledger's own.
        let text = Self.journal.replacing("decimal-mark .\n", with: "")
        try expectSameBalances(
            as: .ledger, try JournalFiles(["main.journal": text, "more.journal": Self.more]), .journal)
    }

    @Test(
        "Beancount finds the same balances in its journal",
        .enabled(if: Peer.beancount.path != nil, "beancount is not installed: pip install beancount"))
    func beancount() throws {
        let text = """
            2025-01-01 open Assets:Bank:1920
            2025-01-01 open Assets:Kunder:1500
            2025-01-01 open Income:Salg:3000
            2025-01-01 open Liabilities:Mva:2700
            2025-01-01 open Expenses:Reise:7140
            2025-01-03 * "Kari AS" "varer"
              bilag: "1"
              Assets:Kunder:1500     1,250.00 NOK
              Income:Salg:3000      -1,000.00 NOK
              Liabilities:Mva:2700
            2025-02-04 * "Kari AS"
              bilag: "2"
              Assets:Bank:1920       1250.00 NOK
              Assets:Kunder:1500    -1250.00 NOK
            2025-02-05 * "Hotell"
              bilag: "3"
              Expenses:Reise:7140    100.00 EUR @ 11.5055 NOK
              Assets:Bank:1920      -1150.55 NOK
            2025-02-06 balance Assets:Bank:1920  99.45 NOK

            """
        let folder = try JournalFiles(["main.journal": text])
        let books = try TestBooks()
        #expect(try books.importing(folder, .beancount).errors.isEmpty)
        let theirs = try Peer.beancount.balances(of: folder.path("main.journal"))
        #expect(try books.balances().filter { $0.value != 0 } == theirs)
    }
}
