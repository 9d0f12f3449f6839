import Formats
import Ledger
import LegalTables
import Values

/// The lines of a voucher that only mirror a VAT base on a contra account under the same code. Imports and foreign
/// services are often booked so; the base counts once (vat-return 2.5, step 3).
struct ContraLines {
    private var lines: Set<Int> = []

    /// - Parameter role: what the account of a line of the voucher does for VAT.
    init(of voucher: VoucherView, role: (Int) -> VATAccountRole?) {
        var seen: [Int] = []
        for index in voucher.lines.indices where ContraLines.mayBeMirrored(voucher.lines[index]) {
            guard !seen.contains(index) else { continue }
            let group = voucher.lines.indices.filter { other in
                ContraLines.mayBeMirrored(voucher.lines[other])
                    && ContraLines.isSameTreatment(voucher.lines[other], voucher.lines[index])
            }
            seen.append(contentsOf: group)
            lines.formUnion(ContraLines.mirrored(group, in: voucher, role: role))
        }
    }

    func contains(_ line: Int) -> Bool { lines.contains(line) }

    /// Only purchases that the buyer computes VAT on, with a base that says something.
    private static func mayBeMirrored(_ line: VoucherView.Line) -> Bool {
        guard let vat = line.vat, let code = vat.code, let base = vat.baseOre, base != 0 else { return false }
        return isComputedByBuyer[code.number]
    }

    /// By the number of the code; looked up once, since every VAT line of a log is asked for.
    private static let isComputedByBuyer: [Bool] = (0...99).map { number in
        guard let row = VATCode(number).flatMap({ LegalTables.current.vatCodes.code($0) }) else { return false }
        return !row.isSale && row.shape(in: .alminnelig)?.hasOutput == true
    }

    private static func isSameTreatment(_ left: VoucherView.Line, _ right: VoucherView.Line) -> Bool {
        guard let left = left.vat, let right = right.vat else { return false }
        return left.code == right.code && left.ledgerCode?.string == right.ledgerCode?.string
            && left.specification?.string == right.specification?.string
    }

    /// The contra side of lines that cancel out: that of the pair which states no VAT; where both do, the side that
    /// the output VAT says is not the base; where there is no such account, the credit side.
    private static func mirrored(
        _ group: [Int], in voucher: VoucherView, role: (Int) -> VATAccountRole?
    ) -> [Int] {
        let bases = group.compactMap { voucher.lines[$0].vat?.baseOre }
        let debits = group.filter { (voucher.lines[$0].vat?.baseOre ?? 0) > 0 }
        let credits = group.filter { (voucher.lines[$0].vat?.baseOre ?? 0) < 0 }
        guard !debits.isEmpty, !credits.isEmpty, (try? bases.reduce(0, sum)) == 0 else { return [] }
        func statesVAT(_ lines: [Int]) -> Bool { lines.contains { (voucher.lines[$0].vat?.vatOre ?? 0) != 0 } }
        if statesVAT(debits) != statesVAT(credits) { return statesVAT(debits) ? credits : debits }
        let output = voucher.lines.indices.filter { role($0) == .output }.map { voucher.lines[$0].amountOre }
        if !output.isEmpty, let movement = try? output.reduce(0, sum) {
            // Nothing on the output accounts: purchase and credit note in one voucher, which cancel out by themselves.
            return movement == 0 ? [] : movement < 0 ? credits : debits
        }
        return voucher.isReversal ? debits : credits
    }
}
