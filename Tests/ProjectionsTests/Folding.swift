import EventLog
import Ledger
import Values

@testable import Projections

/// Folds vouchers as they would be read from a log.
func figures(of vouchers: [Voucher], reversing reversed: Set<Int> = []) throws -> Figures {
    var figures = Figures()
    var view = VoucherView()
    for (index, voucher) in vouchers.enumerated() {
        let event: LedgerEvent =
            reversed.contains(index)
            ? .voucherReversed(VoucherReversal(of: voucher.number, at: 1, by: voucher)) : .voucherPosted(voucher)
        let sequence = UInt64(index + 1)
        let bytes = EntryBytes.encode(
            event.newEvent, sequence: sequence, time: Timestamp(millisecondsSince1970: 1_772_625_600_000))
        _ = try bytes.withUnsafeBytes { try figures.apply(StoredEntry(sequence: sequence, bytes: $0), &view) }
    }
    return figures
}

/// A posting as the tests write it: whole øre, debit positive.
func posting(
    _ account: String, _ ore: Int64, _ code: Int? = nil, _ ledgerCode: String? = nil, base: Int64? = nil,
    vat: Int64? = nil, specification: String? = nil, remark: String? = nil
) throws -> Posting {
    var posting = Posting(account: try AccountNumber(account), amount: Money(ore: ore))
    if let code {
        posting.vat = PostingVAT(
            code: VATCode(code), ledgerCode: ledgerCode, base: base.map { Money(ore: $0) },
            vat: vat.map { Money(ore: $0) }, specification: specification, remark: remark)
    }
    return posting
}

func voucher(_ number: Int, _ date: String, _ postings: [Posting], kind: Voucher.Kind = .ordinary) throws -> Voucher {
    Voucher(
        number: try VoucherNumber(number: String(number)), date: try CalendarDate(date), kind: kind, postings: postings)
}

extension VATSpecification {
    /// `3 S25 | 412350 · 25 | 103087`: code, ledger code, specification, base, rate and VAT in whole kroner.
    var written: [String] {
        lines.map { line in
            let head = [line.code.description, line.ledgerCode, line.specification?.rawValue].compactMap { $0 }
            let base = line.grunnlag.map { "\($0) · \(line.rate?.officialText ?? "?")" } ?? "–"
            let remark = line.remarks.isEmpty ? "" : " (\(line.remarks.joined(separator: "; ")))"
            return "\(head.joined(separator: " ")) | \(base) | \(line.merverdiavgift)\(remark)"
        }
    }
}

enum EntryOf {
    static func bytes(_ voucher: Voucher) -> [UInt8] {
        EntryBytes.encode(
            LedgerEvent.voucherPosted(voucher).newEvent, sequence: 1,
            time: Timestamp(millisecondsSince1970: 1_772_625_600_000))
    }
}
