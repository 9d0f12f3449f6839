import Application
import EventLog
import Ledger
import Projections
import TestSupport
import Testing
import Values

/// Saved parts are caches: whatever is saved, and whenever, every report says what folding the entries says.
@Suite("Reports from saved parts") struct SavedPartsTests {
    @Test(
        "at every earlier size of the log, reports from saved parts are those of a full fold", arguments: UInt64(1)...4)
    func everySize(seed: UInt64) throws {
        let world = try ReportBooks()
        var random = SeededGenerator(seed: seed)
        let first = try world.log.size()
        var vouchers = PartyVouchersFromSeed(seed: seed)
        for round in 0..<4 {
            _ = try world.books().post(try (0..<8).map { _ in try vouchers.next() })
            // Some are saved after each round, some not: parts of several ages lie side by side.
            if round != 2 { try FiguresFold.bringUpToDate(world.log, size: world.log.size()) }
            if Bool.random(using: &random) { _ = try Self.figures(try world.books()) }
        }
        _ = try Self.figures(try world.books())
        #expect(try world.log.snapshotNames().contains { $0.hasPrefix("open-items/") })
        for size in (first + 1)...(try world.log.size()) {
            let then = try world.books().asOf(.entry(size)).books
            let bare = TentativeLog.withoutSnapshots(world.log, size: size)
            let folded = try OpenBooks(bare, person: "kari") { ReportBooks.start }
            #expect(try Self.figures(then) == Self.figures(folded), "after entry \(size)")
        }
        #expect(try world.books().verify(deep: true).isOK)
    }

    @Test("parts that were made long ago are continued, and a new program's parts hinder no old one's")
    func continued() throws {
        let world = try ReportBooks()
        var vouchers = PartyVouchersFromSeed(seed: 99)
        _ = try world.books().post(try (0..<30).map { _ in try vouchers.next() })
        try FiguresFold.bringUpToDate(world.log, size: world.log.size())
        _ = try Self.figures(try world.books())
        let made = try world.log.snapshotNames().filter { $0.hasPrefix("party-vouchers/") }
        #expect(!made.isEmpty)
        let before = try made.map { try world.log.snapshot($0) }
        _ = try world.books().post(try (0..<30).map { _ in try vouchers.next() })
        try FiguresFold.bringUpToDate(world.log, size: world.log.size())
        // What an older program saves leaves the parts as they are, of fewer vouchers than the months have now.
        #expect(try made.map { try world.log.snapshot($0) } == before)
        let bare = TentativeLog.withoutSnapshots(world.log, size: try world.log.size())
        let folded = try OpenBooks(bare, person: "kari") { ReportBooks.start }
        #expect(try Self.figures(try world.books()) == Self.figures(folded))
        #expect(try world.books().verify(deep: true).isOK)
        try world.log.dropSnapshots()
        #expect(try Self.figures(try world.books()) == Self.figures(folded))
    }

    @Test("every changed byte of a part that a report made is found") func everyByte() throws {
        let world = try ReportBooks()
        var vouchers = PartyVouchersFromSeed(seed: 7)
        _ = try world.books().post(try (0..<12).map { _ in try vouchers.next() })
        let size = try world.log.size()
        try FiguresFold.bringUpToDate(world.log, size: size)
        _ = try Self.figures(try world.books())
        #expect(try DetailCheck(world.log, size: size).differing() == nil)
        let kinds = ["dimension-", "foreign-", "open-", "party-", "vat-apart"]
        let names = try world.log.snapshotNames().filter { name in kinds.contains { name.hasPrefix($0) } }
        #expect(names.count >= 12)
        let head = try #require(try world.log.snapshot(FiguresFold.headName))
        var changes = 0
        for name in names {
            let right = try #require(try world.log.snapshot(name))
            var wrong = right.bytes.indices.map { place in
                var bytes = right.bytes
                bytes[place] ^= 0x15
                return Snapshot(version: right.version, size: right.size, bytes: bytes)
            }
            for size in [0, right.size - 1, right.size + 1, 1_000_000] {
                wrong.append(Snapshot(version: right.version, size: size, bytes: right.bytes))
            }
            wrong.append(Snapshot(version: right.version, size: right.size, bytes: right.bytes + [0]))
            wrong.append(Snapshot(version: right.version, size: right.size, bytes: right.bytes.dropLast()))
            for snapshot in wrong {
                let log = try TentativeLog(world.log, size: size)
                try log.save(
                    [name: snapshot, FiguresFold.headName: head], headedBy: FiguresFold.headName, continuing: size)
                #expect(try DetailCheck(log, size: size).differing() != nil, "\(name)")
                // Nothing that stands there may stop the program.
                changes += 1
                guard changes % 25 == 0 else { continue }
                _ = try? Self.figures(try OpenBooks(log, person: "kari") { ReportBooks.start })
            }
        }
        print("saved parts: \(changes) changes found")
    }

    /// Every report that reads saved parts, as text that can be compared.
    private static func figures(_ books: OpenBooks) throws -> [String] {
        var all: [String] = []
        for row in try books.trialBalance(nil).rows { all.append("\(row)") }
        for text in ["2025-T6", "2026-T1"] {
            let specification = try books.vatReport(try period(text)).specification
            all += specification.lines.map { "\($0)" } + ["\(specification.accounts)"]
        }
        for year in [2025, 2026] {
            for term in try books.vatYear(year).terms { all.append("\(term.differences) \(term.smallDifferences)") }
        }
        for text in ["2025-11-20", "2026-01-31", "2026-12-31"] {
            let report = try books.partyBalances(try day(text))
            all += report.parties.map { "\($0)" } + report.checks.map { "\($0)" }
            let foreign = try ForeignBalances.load(from: books.log, size: books.log.size(), through: try day(text))
            all += foreign.balances.map { "\($0.key) \($0.value.map { "\($0)" }.sorted())" }.sorted()
            all.append("\(foreign.openedInKroner.sorted())")
        }
        for customer in ["1", "2"] {
            let ledger = try? books.partyLedger(PartyReference(.customer, customer), try period("2026-01").days)
            all.append("\(ledger.map { "\($0.opening) \($0.lines) \($0.closing)" } ?? "unknown")")
        }
        for days in [try period("2026").days, try day("2025-12-10")...(try day("2026-01-20"))] {
            guard let shares = try? books.shares(of: DimensionChoice("department"), in: days) else { continue }
            for share in shares {
                all.append("\(share.value ?? "-") \(share.accounts.map { "\($0.key) \($0.value)" }.sorted())")
            }
        }
        return all
    }
}

extension TentativeLog {
    /// The log's first entries, with nothing saved beside them.
    static func withoutSnapshots(_ log: any EventLog, size: UInt64) -> any EventLog {
        guard let bare = try? TentativeLog(log, size: size) else { return log }
        try? bare.dropSnapshots()
        return bare
    }
}

/// Vouchers of four months and two years with customers, references, departments, currencies and forgotten VAT.
private struct PartyVouchersFromSeed {
    private var random: SeededGenerator
    private var number = 0

    init(seed: UInt64) { random = SeededGenerator(seed: seed &+ 1_000) }

    mutating func next() throws -> Voucher {
        number += 1
        let month = Int.random(in: 0...3, using: &random)
        let date = try #require(
            CalendarDate(
                year: month < 2 ? 2025 : 2026, month: month < 2 ? 11 + month : month - 1,
                day: Int.random(in: 1...28, using: &random)))
        let kind: Voucher.Kind = Int.random(in: 0...9, using: &random) == 0 ? .opening : .ordinary
        return Voucher(
            number: try VoucherNumber(number: "\(number)"), date: date, text: "V\(number)", kind: kind,
            postings: try postings(on: date))
    }

    private mutating func postings(on date: CalendarDate) throws -> [Posting] {
        let ore = Int64.random(in: 1...40, using: &random) * 1_000
        let customer = PartyReference(
            Bool.random(using: &random) ? .customer : .supplier, String(Int.random(in: 1...2, using: &random)))
        let reference = Bool.random(using: &random) ? "F\(Int.random(in: 1...6, using: &random))" : nil
        let due =
            Bool.random(using: &random)
            ? date.adding(days: Int.random(in: -20...60, using: &random)).description : nil
        let sign: Int64 = Bool.random(using: &random) ? 1 : -1
        var claim = try line("1500", sign * ore, party: customer, reference: reference, due: due)
        var sale = try line("3000", -sign * ore)
        switch Int.random(in: 0...4, using: &random) {
        case 0:
            claim.currency = CurrencyAmount(code: "EUR", amount: "\(sign * ore / 1_000)", rate: nil)
        case 1: sale.dimensions = [Ledger.Dimension(type: "department", id: "10")]
        case 2:
            sale.dimensions = [
                Ledger.Dimension(type: "department", id: "20", amount: Money(ore: -sign * ore / 2)),
                Ledger.Dimension(type: "project", id: "P"),
            ]
        case 3:
            let vat = ore / 4
            sale = try line("3000", -sign * ore, 3, base: -sign * ore, vat: -sign * vat)
            claim.amount = Money(ore: sign * (ore + vat))
            // Some forget the account.
            return [claim, sale, try line(Bool.random(using: &random) ? "2700" : "6300", -sign * vat)]
        default: break
        }
        return [claim, sale]
    }
}
