import Ledger
import LegalTables
import Values

/// The VAT of lines that carry a code and do not say how much it is: what the voucher posts on VAT accounts, where that
/// is what code and base lead to; else base × rate.
enum PostedVAT {
    /// What a voucher moves on accounts of input and of output VAT, debit positive.
    static func movements(_ postings: [Posting]) -> (input: Int128, output: Int128) {
        var (input, output): (Int128, Int128) = (0, 0)
        for index in postings.indices {
            switch LegalTables.current.vatAccounts.role(of: postings[index].account) {
            case .input: input += Int128(postings[index].amount.ore)
            case .output: output += Int128(postings[index].amount.ore)
            case .settlement, nil: break
            }
        }
        return (input, output)
    }

    /// Fills in base and VAT of all lines with a code.
    ///
    /// - Returns: false when the VAT accounts' lines do not agree with base and rate, which then stand.
    static func complete(_ postings: inout [Posting], on date: CalendarDate) -> Bool {
        var missing: [Int] = []
        for index in postings.indices {
            guard let vat = postings[index].vat, vat.base == nil || vat.vat == nil else { continue }
            let completed = vat.completed(
                for: postings[index].account, amount: postings[index].amount, on: date)
            if vat.vat == nil, let amount = completed.vat, amount != .zero, completed.base != nil {
                missing.append(index)
            }
            postings[index].vat = completed
        }
        if missing.isEmpty { return true }
        let debit = missing.filter { (postings[$0].vat?.vat?.ore ?? 0) > 0 }
        let credit = missing.filter { (postings[$0].vat?.vat?.ore ?? 0) < 0 }
        let debitFits = debit.isEmpty || settle(debit, &postings, sign: 1)
        let creditFits = credit.isEmpty || settle(credit, &postings, sign: -1)
        return debitFits && creditFits
    }

    private static func settle(_ lines: [Int], _ postings: inout [Posting], sign: Int64) -> Bool {
        var posted: Int128 = 0
        var isAmongLines = [Bool](repeating: false, count: postings.count)
        for line in lines { isAmongLines[line] = true }
        for (index, posting) in postings.enumerated() {
            let ore = Int128(posting.amount.ore)
            if LegalTables.current.vatAccounts.role(of: posting.account) != nil {
                if posting.vat == nil, ore.signum() == Int128(sign) { posted += ore }
            } else if let vat = posting.vat?.vat?.ore, !isAmongLines[index], vat.signum() == sign {
                posted -= Int128(vat)
            } else if let vat = posting.vat, let ore = vat.vat?.ore, ore.signum() == -sign, isReverseCharge(vat.code) {
                // Both accounts of VAT that the buyer computes: its other half is not these lines'.
                posted += Int128(ore)
            }
        }
        let expected = lines.reduce(Int128(0)) { $0 + Int128(postings[$1].vat?.vat?.ore ?? 0) }
        if posted == expected { return true }
        // One line may deduct a part only.
        if lines.count == 1, let line = lines.first, posted.signum() == expected.signum(),
            abs(posted) <= abs(expected) + 100
        {
            postings[line].vat?.vat = Money(ore: Int64(clamping: posted))
            return true
        }
        guard abs(posted - expected) <= Int128(100 * lines.count),
            let largest = lines.max(by: {
                (postings[$0].vat?.vat?.ore.magnitude ?? 0) < (postings[$1].vat?.vat?.ore.magnitude ?? 0)
            })
        else { return false }
        let own = Int128(postings[largest].vat?.vat?.ore ?? 0)
        postings[largest].vat?.vat = Money(ore: Int64(clamping: own + posted - expected))
        return true
    }

    /// Codes whose base line stands for output VAT and, mostly, its deduction.
    static func isReverseCharge(_ code: VATCode?) -> Bool { code.map { (81...92).contains($0.number) } ?? false }
}
