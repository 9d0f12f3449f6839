import Ledger
import Values

extension Posting {
    /// The posting as lines that have one side each, as CSV and journals write them: base and VAT are unsigned there, and
    /// on the side of their line. VAT on the other side stands on a line of zero beside the amount.
    var oneSided: [Posting] {
        guard let vat else { return [self] }
        let base = vat.base?.ore.signum() ?? 0
        let tax = vat.vat?.ore.signum() ?? 0
        let own = amount.ore.signum()
        if base * tax >= 0, own * base >= 0, own * tax >= 0 { return [self] }
        var bare = self
        bare.vat = nil
        let amounts = own == 0 ? [] : [bare]
        guard base * tax < 0 else { return amounts + [beside(vat)] }
        var (ofBase, ofTax) = (vat, vat)
        ofBase.vat = .zero
        ofTax.base = .zero
        return amounts + [beside(ofBase), beside(ofTax)]
    }

    private func beside(_ vat: PostingVAT) -> Posting {
        var line = Posting(
            account: account, amount: .zero, vat: vat, party: party, text: text, reference: reference)
        line.dimensions = dimensions.map { Dimension(type: $0.type, id: $0.id) }
        return line
    }

    /// Whether a line of one side is a credit: a line of zero is on the side of its base, or of its VAT.
    var isCredit: Bool {
        if amount.ore != 0 { return amount.ore < 0 }
        let base = vat?.base?.ore ?? 0
        return base != 0 ? base < 0 : (vat?.vat?.ore ?? 0) < 0
    }
}
