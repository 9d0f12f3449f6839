import Application
import EventLog
import Foundation
import Ledger
import Projections
import SQLiteEventLog
import TestSupport
import Testing
import Values

/// What is acknowledged is durable; what is not acknowledged says so, and leaves the books whole.
@Suite("Faults of the disk", .serialized)
struct DiskFaultTests {
    /// Tools/simulate strikes at every operation; the tests at a part of them.
    private static let part = Extent.number("BILAG_SIMULATE_DISK_PART", 11)

    @Test("a disk without faults keeps all", arguments: [true, false])
    func noFault(isLost: Bool) throws {
        let run = try DiskRun(nil)
        try run.work()
        #expect(run.acknowledged.count == DiskRun.batches * 2)
        for remainder in FaultyDisk.Remainder.allCases { try run.check(afterPowerLoss: isLost ? remainder : nil) }
    }

    @Test("a fault at any operation costs nothing that was acknowledged", arguments: FaultyDisk.Fault.allCases)
    func faults(fault: FaultyDisk.Fault) throws {
        let whole = try DiskRun(nil)
        try whole.work()
        var runs = 0
        for operation in stride(from: 1, through: whole.operations, by: Self.part) {
            let run = try DiskRun((fault, operation))
            do {
                try run.work()
                if fault != .powerLoss && fault != .powerLossAfter { try run.check(afterPowerLoss: nil) }
                for remainder in FaultyDisk.Remainder.allCases { try run.check(afterPowerLoss: remainder) }
            } catch {
                Issue.record("\(fault) at operation \(operation): \(error)")
            }
            runs += 1
        }
        print("disk: \(fault) at \(runs) of \(whole.operations) operations")
        #expect(runs > 5)
    }
}

/// Books made, used, closed, opened and used again on a disk that fails once.
final class DiskRun {
    static let batches = 6

    private(set) var acknowledged: [String] = []
    private var isMade = false
    private let disk: FaultyDisk
    private let folder: URL
    private let path: String
    private var random: SeededGenerator
    private let noon = Timestamp(millisecondsSince1970: 1_772_625_600_000)

    init(_ plan: (fault: FaultyDisk.Fault, at: Int)?) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "bilag-disk-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        path = folder.appending(path: "books.bilag").path
        disk = FaultyDisk(name: "faulty-\(folder.lastPathComponent)", plan)
        random = SeededGenerator(seed: UInt64(plan?.at ?? 0))
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    var operations: Int { disk.operations }

    /// - Throws: `Violation` for an error that is not one of storage.
    func work() throws {
        try disk.whileMounted {
            try attempt { try make() }
            guard isMade else { return }
            for half in 0..<2 {
                try attempt {
                    let books = try open()
                    for batch in 0..<Self.batches / 2 {
                        try attempt { try post(half * Self.batches / 2 + batch, in: books) }
                    }
                    try attempt { try FiguresFold(folding: books.log, upTo: books.log.size()).save(in: books.log) }
                }
            }
        }
    }

    /// A failure of the disk is told as one; the process may go on.
    private func attempt(_ body: () throws -> Void) throws {
        do { try body() } catch {
            switch error {
            case LogError.storage, LogError.cannotOpen, LogError.busy: break
            default: throw error as? Violation ?? Violation("\(type(of: error)): \(error)")
            }
        }
    }

    private func make() throws {
        let company = Company(
            organisationNumber: try OrganisationNumber("310000051"), name: "Prøve AS", environment: .sandbox,
            booksID: "5d3f2a10-8c4e-4f6b-a1d2-3e4f5a6b7c8d", vatCategory: .alminnelig, vatPeriod: .twoMonths)
        let log = try SQLiteEventLog.create(at: path, on: disk.name)
        try log.write(expecting: 0) { writer in
            let ledger = LedgerTransaction(writer, books: Books(), now: noon)
            try ledger.record(.companyRegistered(company))
            for number in ["1500", "3000"] {
                try ledger.open(Account(number: AccountNumber(number), name: "Konto \(number)"))
            }
        }
        isMade = true
    }

    private func open() throws -> OpenBooks {
        let noon = noon
        return try OpenBooks(SQLiteEventLog.open(at: path, on: disk.name), person: "Kari", clock: { noon })
    }

    private func post(_ batch: Int, in books: OpenBooks) throws {
        let vouchers = try (0..<2).map { number in
            Voucher(
                number: try VoucherNumber(number: "\(batch)-\(number)"), date: try CalendarDate("2026-01-15"),
                text: String(repeating: "Bilag ", count: 200),
                postings: [
                    Posting(account: try AccountNumber("1500"), amount: Money(ore: 100)),
                    Posting(account: try AccountNumber("3000"), amount: Money(ore: -100)),
                ])
        }
        _ = try books.post(vouchers)
        acknowledged += vouchers.map(\.number.number)
    }

    /// Opens what is left with the machine's own disk.
    ///
    /// - Parameter remainder: what a power loss leaves of writes that were not synced; nil when only the process ended.
    /// - Throws: `Violation`.
    func check(afterPowerLoss remainder: FaultyDisk.Remainder?) throws {
        let name = try remainder.map { try restore($0) } ?? path
        let opened: OpenBooks
        do {
            let noon = noon
            opened = try OpenBooks(SQLiteEventLog.open(at: name), person: "Kari", clock: { noon })
        } catch {
            guard !isMade else { throw Violation("acknowledged books cannot be opened: \(error)") }
            return
        }
        if let fault = try opened.verify(deep: true).firstFault { throw Violation("\(fault)") }
        let there = Set(try RawBooks(name).entries().compactMap(\.key).filter { $0.hasPrefix("voucher//") })
        for number in acknowledged where !there.contains("voucher//\(number)") {
            throw Violation("acknowledged voucher \(number) is gone (\(remainder.map { "\($0)" } ?? "no power loss"))")
        }
        for batch in 0..<Self.batches {
            let halves = (0..<2).count { there.contains("voucher//\(batch)-\($0)") }
            guard halves != 1 else { throw Violation("half of batch \(batch) is there") }
        }
        guard
            try opened.figures().trialBalance.rows(from: noon.dateInNorway, to: noon.dateInNorway)
                .allSatisfy({ abs($0.closing.ore) == Int64(there.count) * 100 })
        else { throw Violation("the figures are not those of the vouchers") }
    }

    private func restore(_ remainder: FaultyDisk.Remainder) throws -> String {
        let place = folder.appending(path: "after-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        let remains = disk.remains(keeping: remainder, using: &random)
        for (name, bytes) in remains where !name.hasSuffix("-shm") {
            let file = place.appending(path: URL(filePath: name).lastPathComponent)
            try Data(bytes).write(to: file)
        }
        let books = place.appending(path: "books.bilag").path
        if !FileManager.default.fileExists(atPath: books) {
            _ = FileManager.default.createFile(atPath: books, contents: nil)
        }
        return books
    }
}
