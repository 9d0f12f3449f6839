import Ledger
import LegalTables
import Values

/// What makes two lines of VAT specifications the same line, before and after something changed.
public struct VATLineKey: Hashable, Sendable {
    public let code: VATCode
    public let specification: VATSpecificationKind?
    public let ledgerCode: String?
    public let side: VATSpecificationLine.Side
    public let rate: VATRate?

    public init(_ line: VATSpecificationLine) {
        (code, specification, ledgerCode) = (line.code, line.specification, line.ledgerCode)
        (side, rate) = (line.side, line.rate)
    }

    init(_ treatment: LineSums.Treatment, _ part: LineSums.Part) {
        (code, specification, ledgerCode) = (treatment.row.code, part.specification, treatment.ledgerCode)
        (side, rate) = (part.side, part.side == .output ? treatment.rate : nil)
    }
}

/// What one posting gives to one line of a VAT specification, signed as in the return.
public struct VATLineShare: Hashable, Sendable {
    public let key: VATLineKey
    /// The line of the voucher, from 0.
    public let posting: Int
    /// Nil on deduction lines.
    public let base: Money?
    public let vat: Money
}

extension CountedPostings {
    /// What each posting of a voucher gives to the lines of the specification: summed over all vouchers of the period
    /// this is the specification, to the øre.
    ///
    /// - Throws: `MoneyOverflow`.
    public func shares(of voucher: VoucherView) throws(MoneyOverflow) -> [VATLineShare] {
        var shares: [VATLineShare] = []
        for (posting, treatment, parts) in parts(of: voucher) {
            guard let vat = voucher.lines[posting].vat else { continue }
            // A line without a base stands on the VAT account: what it does not state is its amount.
            let vatOre = vat.vatOre ?? (vat.baseOre == nil ? voucher.lines[posting].amountOre : 0)
            for part in parts {
                let base = try Money(ore: vat.baseOre ?? 0).turned(part.baseSign)
                shares.append(
                    VATLineShare(
                        key: VATLineKey(treatment, part), posting: posting, base: part.side == .output ? base : nil,
                        vat: try Money(ore: vatOre).turned(part.vatSign)))
            }
        }
        return shares
    }

    /// What a voucher moves on the output and input VAT accounts, owed positive; nil where it touches neither, or
    /// settles a period's VAT.
    ///
    /// - Throws: `MoneyOverflow`.
    public static func owed(by voucher: VoucherView) throws(MoneyOverflow) -> Money? {
        guard voucher.kind == .ordinary else { return nil }
        var sum: Money?
        for line in voucher.lines {
            let account = try? AccountNumber(line.account.string)
            switch account.flatMap({ LegalTables.current.vatAccounts.role(of: $0) }) {
            case .output?, .input?: sum = try (sum ?? .zero) - Money(ore: line.amountOre)
            case .settlement?: return nil
            case nil: break
            }
        }
        return sum
    }
}

extension Money {
    fileprivate func turned(_ sign: Int64) throws(MoneyOverflow) -> Money {
        sign == 0 ? .zero : sign < 0 ? try negated() : self
    }
}
