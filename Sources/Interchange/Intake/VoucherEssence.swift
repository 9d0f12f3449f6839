import Ledger
import Values

/// What makes two vouchers the same for people: day, accounts, amounts and parties; of vouchers without amounts, VAT.
/// Lines of zero beside others do not count, since formats part VAT from its line in ways of their own. Compared only with
/// vouchers that the books had before, so that first imports need not keep it.
struct VoucherEssence: Hashable {
    private let hash: Int

    init(_ voucher: Voucher) {
        var hasher = Hasher()
        hasher.combine(voucher.date)
        let hasAmounts = voucher.postings.contains { $0.amount != .zero }
        for posting in voucher.postings where posting.amount != .zero || !hasAmounts {
            hasher.combine(posting.account)
            hasher.combine(posting.amount)
            hasher.combine(posting.party)
            guard !hasAmounts else { continue }
            hasher.combine(posting.vat?.ledgerCode ?? posting.vat?.code?.description)
            hasher.combine(posting.vat?.base)
            hasher.combine(posting.vat?.vat)
        }
        hash = hasher.finalize()
    }
}
