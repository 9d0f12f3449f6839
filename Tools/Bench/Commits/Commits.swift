import Application
import EventLog
import Foundation
import Ledger
import SQLiteEventLog
import Values

/// Posts vouchers, one durable transaction each, in one process; prints commits a second.
///
///     bench-commits FILE COUNT
@main
struct Commits {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 3, let count = Int(arguments[2]) else {
            print("bench-commits FILE COUNT: FILE is a set of books with accounts 1500 and 3000")
            exit(2)
        }
        let books = try OpenBooks(SQLiteEventLog.open(at: arguments[1]), person: "Bench") {
            Timestamp(millisecondsSince1970: Int64(Date().timeIntervalSince1970 * 1000))
        }
        let (debit, credit) = (try AccountNumber("1500"), try AccountNumber("3000"))
        let date = try CalendarDate("2026-03-04")
        let start = ContinuousClock.now
        for number in 1...count {
            let amount = Money(ore: Int64(number))
            let postings = [
                Posting(account: debit, amount: amount), Posting(account: credit, amount: try amount.negated()),
            ]
            _ = try books.post([
                Voucher(
                    number: VoucherNumber(number: "B\(number)"), date: date, text: "Salg \(number)", postings: postings)
            ])
        }
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        print(String(format: "%.1f", Double(count) / seconds))
    }
}
