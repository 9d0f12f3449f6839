import Ledger

/// What marks a voucher in text files as balances carried into the books: the kind of voucher (bilagsart) `IB`, inngående
/// balanse. Without it what is exported would come back as movement.
enum OpeningMark {
    static let voucherType = "IB"

    /// Opening balances bear no VAT of the books: a voucher with VAT is an ordinary one, whatever it is called.
    static func kind(of voucherType: String?, _ postings: [Posting]) -> Voucher.Kind {
        voucherType == self.voucherType && postings.allSatisfy { $0.vat == nil } ? .opening : .ordinary
    }
}
