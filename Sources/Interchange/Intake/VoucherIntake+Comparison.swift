import Ledger
import Values

/// Whether a voucher of the books and one of a file are the same, and what tells them apart.
extension VoucherIntake {
    /// The posting as far as it is content: the line's own number is not, and the standard code may be mapped anew.
    private static func content(_ posting: Posting) -> Posting {
        var content = posting
        content.sourceLine = nil
        if var vat = content.vat {
            // Vouchers posted by hand have the standard code for their own.
            vat.ledgerCode = vat.ledgerCode ?? vat.code?.description
            vat.code = nil
            content.vat = vat
        }
        if content.dimensions.count > 1 {
            content.dimensions.sort { ($0.type, $0.id) < ($1.type, $1.id) }
        }
        return content
    }

    /// A number of up to eight bytes in a word; 0 for a longer one.
    static func packed(_ id: String) -> UInt64 {
        id.utf8.count <= 8 ? id.utf8.reduce(0) { $0 << 8 | UInt64($1) } : 0
    }

    static func unpacked(_ word: UInt64) -> String? {
        guard word != 0 else { return nil }
        let bytes = (0..<8).reversed().map { UInt8(truncatingIfNeeded: word >> (8 * UInt64($0))) }
        return String(decoding: bytes.drop { $0 == 0 }, as: UTF8.self)
    }

    static func differences(_ books: Voucher, _ file: Voucher) -> [String] {
        var texts: [String] = []
        if books.date != file.date { texts.append("date \(books.date) in the books, \(file.date) in the file") }
        if books.text != file.text { texts.append("text") }
        var (known, read) = (books.postings, file.postings)
        // Our own exports part what has two sides.
        if known.count != read.count { (known, read) = (known.flatMap(\.oneSided), read.flatMap(\.oneSided)) }
        if known.count != read.count {
            texts.append("\(books.postings.count) lines in the books, \(file.postings.count) in the file")
        }
        for (index, pair) in zip(known, read).enumerated() {
            var own = content(pair.0)
            let other = content(pair.1)
            // What the file does not state came from the account's mapping on the day it was posted.
            if other.vat?.specification == nil { own.vat?.specification = nil }
            if own != other { texts.append("line \(index + 1): " + differences(own, other)) }
        }
        return texts
    }

    private static func differences(_ books: Posting, _ file: Posting) -> String {
        if books.account != file.account { return "account \(books.account) in the books, \(file.account) in the file" }
        if books.amount != file.amount { return "amount \(books.amount) in the books, \(file.amount) in the file" }
        if books.vat != file.vat { return "VAT" }
        if books.party != file.party { return "customer or supplier" }
        if books.dimensions != file.dimensions { return "dimensions" }
        if books.currency != file.currency { return "currency amount" }
        if books.reference != file.reference { return "reference" }
        return "text, due date, KID or other details"
    }
}
