import Ledger
import Values

/// What makes two vouchers the same for people: day, accounts, amounts, parties and VAT. Compared only with vouchers of
/// earlier imports, so that first imports need not keep it.
struct VoucherEssence: Hashable {
    private let hash: Int

    init(_ voucher: Voucher) {
        var hasher = Hasher()
        hasher.combine(voucher.date)
        for posting in voucher.postings {
            hasher.combine(posting.account)
            hasher.combine(posting.amount)
            hasher.combine(posting.party)
            hasher.combine(posting.vat?.ledgerCode)
            hasher.combine(posting.vat?.base)
            hasher.combine(posting.vat?.vat)
        }
        hash = hasher.finalize()
    }
}
