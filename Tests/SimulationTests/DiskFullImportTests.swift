import Application
import EventLog
import Foundation
import Ledger
import SQLiteEventLog
import Testing
import Values

/// What a large change is stored with beside its reading fails as any other write does.
@Suite("Faults of the disk under a large import", .serialized)
struct DiskFullImportTests {
    private let noon = Timestamp(millisecondsSince1970: 1_772_625_600_000)

    private func makeBooks(at path: String) throws {
        let log = try SQLiteEventLog.create(at: path)
        try log.write(expecting: 0) { writer in
            let ledger = LedgerTransaction(writer, books: Books(), now: noon)
            try ledger.record(
                .companyRegistered(
                    Company(
                        organisationNumber: try OrganisationNumber("310000051"), name: "Prøve AS",
                        environment: .sandbox, booksID: "5d3f2a10-8c4e-4f6b-a1d2-3e4f5a6b7c8d",
                        vatCategory: .alminnelig, vatPeriod: .twoMonths)))
            for number in ["1500", "3000"] {
                try ledger.open(Account(number: AccountNumber(number), name: "Konto \(number)"))
            }
        }
    }

    /// More than SQLite keeps in memory, so that pages are written long before the end.
    private func post(_ log: SQLiteEventLog) throws {
        let books = try Books.load(from: log, size: log.size())
        try log.write(expecting: nil) { writer in
            let ledger = LedgerTransaction(writer, books: books, now: noon)
            for number in 1...4_000 {
                try ledger.postNew(
                    Voucher(
                        number: try VoucherNumber(number: "\(number)"), date: try CalendarDate("2026-01-15"),
                        text: String(repeating: "Bilag ", count: 600),
                        postings: [
                            Posting(account: try AccountNumber("1500"), amount: Money(ore: 100)),
                            Posting(account: try AccountNumber("3000"), amount: Money(ore: -100)),
                        ]))
            }
        }
    }

    @Test(
        "the error comes out, nothing of the import is kept, and the books go on",
        arguments: [FaultyDisk.Fault.full, .ioError, .shortWrite])
    func fault(_ fault: FaultyDisk.Fault) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "bilag-full-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "books.bilag").path
        try makeBooks(at: path)
        let before = try SQLiteEventLog.open(at: path).head()
        // While the thread stores the first vouchers, in the middle, and near the end.
        for operation in [3, 400, 2_500] {
            let disk = FaultyDisk(name: "full-\(folder.lastPathComponent)-\(operation)", (fault, operation))
            try disk.whileMounted {
                let log = try SQLiteEventLog.open(at: path, on: disk.name)
                let error = #expect(throws: LogError.self) { try post(log) }
                guard case .storage = error else {
                    Issue.record("\(fault) at \(operation): \(error.map { "\($0)" } ?? "no error")")
                    return
                }
            }
            let log = try SQLiteEventLog.open(at: path)
            #expect(try log.head() == before)
            #expect(try log.sequence(ofKey: "voucher//1") == nil)
            _ = try log.verify { _ in }
        }
        try post(SQLiteEventLog.open(at: path))
        #expect(try SQLiteEventLog.open(at: path).size() == before.size + 4_000)
    }
}
