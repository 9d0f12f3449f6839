import Application
import EventLog
import Filing
import Foundation
import Ledger
import Projections
import SQLiteEventLog
import TestSupport
import Testing
import Values

/// A small set of books with a filed return, and a hand that changes the file behind our back.
final class TamperedBooks {
    let path: String
    let raw: RawBooks
    let size: Int
    private let world: World
    private let triggers: String
    private let dropTriggers: String

    init() async throws {
        world = try await World(seed: 3)
        world.hasHazards = false
        let (id, file) = ("vat-2026-T1-1", TamperedBooks.file())
        var commands: [Command] = [.importFile(file), .draft("2026-T1"), .ready(id), .close("2026-T1")]
        for command in commands { try await world.carryOut(command, by: world.process(0)) }
        commands = [
            .approve(id, hash: world.model.filings[id]?.hash ?? ""), .submit(id), .saveFigures, .verify,
        ]
        for command in commands { try await world.carryOut(command, by: world.process(0)) }
        await world.authority.change { $0.looksBeforeFeedback = 0 }
        for _ in 0..<5 where world.model.filings[id]?.phase != .finished {
            for instance in await world.authority.allInstances where instance.task == "confirmation" {
                try await world.authority.confirmAsPerson(instance.id)
            }
            try await world.carryOut(.submit(id), by: world.process(0))
        }
        try #require(world.model.filings[id]?.phase == .finished)
        path = world.path
        raw = try RawBooks(path)
        size = world.model.count
        let rows = try raw.rows("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
        let texts = rows.map { row in
            row.map { if case .text(let text) = $0 { String(decoding: text, as: UTF8.self) } else { "" } }
        }
        triggers = texts.map { $0[1] + ";" }.joined()
        dropTriggers = texts.map { "DROP TRIGGER \($0[0]);" }.joined()
    }

    private static func file() -> GeneratedSAFT {
        var random = SeededGenerator(seed: 1)
        return GeneratedSAFT(number: 1, organisation: CommandSource.organisation, month: 1, using: &random)
    }

    func open<Result>(_ body: (OpenBooks) throws -> Result) throws -> Result {
        let time = world.time
        return try body(OpenBooks(SQLiteEventLog.open(at: path), person: "Kari", clock: { time.now }))
    }

    func figures() throws -> Figures { try open { try $0.figures() } }

    /// What the reports say that save parts of their own.
    func reports() throws -> [String] {
        try open { books in
            let days = try CalendarDate("2026-01-01")...CalendarDate("2026-01-20")
            let year = try ReportingPeriod("2026")
            let parties = try books.partyBalances(year.lastDay)
            var said = parties.parties.map { "\($0)" } + parties.checks.map { "\($0)" }
            said += try books.vatYear(2026).terms.map { "\($0.differences) \($0.smallDifferences)" }
            let customer = PartyReference(.customer, "1")
            let ledger = try? books.partyLedger(customer, year.firstDay...year.lastDay)
            said.append("\(ledger?.lines ?? [])")
            for range in [days, year.firstDay...year.lastDay] {
                let shares = try? books.shares(of: DimensionChoice("department"), in: range)
                said += (shares ?? []).flatMap { $0.accounts.map { "\($0.key) \($0.value)" }.sorted() }
            }
            let size = try books.log.size()
            let foreign = try ForeignBalances.load(from: books.log, size: size, through: year.lastDay)
            return said + foreign.balances.map { "\($0)" }.sorted()
        }
    }

    /// Changes the file, looks, and puts everything back.
    func tamper(_ sql: String, _ look: () throws -> Void) throws {
        let tables = ["entry", "tree", "content", "snapshot"]
        try raw.execute(tables.map { "CREATE TEMP TABLE kept_\($0) AS SELECT * FROM \($0);" }.joined())
        try raw.execute("BEGIN; \(dropTriggers) \(sql); \(triggers) COMMIT")
        defer {
            let restore = tables.map {
                "DELETE FROM main.\($0); INSERT INTO main.\($0) SELECT * FROM kept_\($0); DROP TABLE kept_\($0);"
            }
            do {
                try raw.execute("BEGIN; \(dropTriggers) \(restore.joined()) \(triggers) COMMIT")
            } catch {
                Issue.record("the books could not be put back: \(error)")
            }
        }
        try look()
    }

    /// - Parameter place: the entry that must be named; nil for what is no entry's.
    func expectFound(_ sql: String, at place: String?) throws {
        try tamper(sql) {
            try expectFault(at: place, sql)
        }
    }

    func expectFault(at place: String?, _ what: String) throws {
        guard let fault = try firstFault() else {
            if try isUnchanged() { return }
            Issue.record("not found: \(what)")
            return
        }
        if let place { #expect(fault.sequence.map { "\($0)" } == place, "\(fault), for \(what)") }
    }

    private func firstFault() throws -> LogFault? {
        do {
            return try open { try $0.verify(deep: true) }.firstFault
        } catch LogError.damagedEntry(let sequence, let reason) {
            // Books whose last tree cannot be read are not even opened.
            return LogFault(at: sequence, reason)
        }
    }

    /// A change that writes the byte which is there already is none.
    private func isUnchanged() throws -> Bool {
        let pairs = [("entry", "seq"), ("tree", "size"), ("content", "sha256"), ("snapshot", "projection")]
        return try raw.rows("SELECT count(*) FROM sqlite_temp_schema WHERE name = 'kept_entry'") != [[.integer(0)]]
            && pairs.allSatisfy { table, key in
                try raw.rows("SELECT * FROM main.\(table) ORDER BY \(key)")
                    == raw.rows("SELECT * FROM kept_\(table) ORDER BY \(key)")
            }
    }

    /// The bytes of the file with all that its WAL holds.
    func closedFile() throws -> [UInt8] {
        try raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return try Array(Data(contentsOf: URL(filePath: path)))
    }

    /// A fault, or a refusal to read the file at all.
    static func isFoundDamaged(_ path: String) -> Bool {
        do {
            let log = try SQLiteEventLog.open(at: path)
            let books = try OpenBooks(log, person: "Kari", clock: { Timestamp(millisecondsSince1970: 0) })
            return try !books.verify(deep: true).isOK
        } catch {
            return true
        }
    }
}
