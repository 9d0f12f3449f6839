import EventLog
import Filing
import Formats
import Interchange
import Ledger
import Values

@testable import CommandLineInterface

/// What an import accepts must be books: every entry decodes, and every voucher balances.
func importSAFT(_ bytes: [UInt8]) {
    guard let books = try? TestBooks() else { preconditionFailure("the books are ours") }
    _ = try? books.importing([ImportFile("saft.xml", bytes: bytes)])
    expectBooks(books)
}

/// What an import left behind is books.
func expectBooks(_ books: TestBooks) {
    for (index, entry) in books.writer.entries.enumerated() {
        guard let event = try? EntryBytes.decode(entry, sequence: UInt64(index) + 1) else {
            preconditionFailure("entry \(index + 1) is not what is read back")
        }
        guard let stated = try? LedgerEvent(event) else { preconditionFailure("entry \(index + 1) has no shape") }
        if case .voucherPosted(let voucher) = stated { expectBalance(voucher, entry) }
    }
}

private func expectBalance(_ voucher: Voucher, _ entry: [UInt8]) {
    precondition(voucher.postings.reduce(0) { $0 &+ $1.amount.ore } == 0, "every voucher balances")
    var view = VoucherView()
    let isRead = entry.withUnsafeBytes { try? view.read(StoredEntry(sequence: 1, bytes: $0)) }
    precondition(isRead == true && view.lines.map(\.amountOre) == voucher.postings.map(\.amount.ore))
}

func readVouchers(_ bytes: [UInt8]) {
    guard let vouchers = try? VoucherInput.read(bytes), let books = try? TestBooks() else { return }
    let transaction = LedgerTransaction(InMemoryWriter(copying: books.writer), books: books.books, now: TestBooks.now)
    for voucher in vouchers {
        for posting in voucher.postings {
            try? transaction.open(Account(number: posting.account, name: "Konto"))
        }
        _ = try? transaction.post(voucher)
        let body = voucher.canonicalBytes
        guard let json = try? JSON(parsing: body), (try? Voucher(json)) == voucher else {
            preconditionFailure("a voucher is not what is read back")
        }
    }
}

/// Each line is an entry, as `bilag log export` writes them.
func readExport(_ bytes: [UInt8]) {
    var books = Books()
    var filings = Filings()
    var view = VoucherView()
    for (index, line) in bytes.split(separator: 0x0A).enumerated() {
        let sequence = UInt64(index) + 1
        let entry = Array(line)
        entry.withUnsafeBytes { entry in
            _ = EntryBytes.ends(entry, with: "ledger.voucher-posted", key: "voucher/A/1", sequence: sequence)
            _ = try? view.read(StoredEntry(sequence: sequence, bytes: entry))
        }
        guard let event = try? EntryBytes.decode(entry, sequence: sequence) else { continue }
        if let stated = try? LedgerEvent(event) {
            books.apply(stated)
            if case .voucherPosted(let voucher) = stated { _ = voucher.canonicalBytes }
        }
        try? filings.apply(event)
    }
}
