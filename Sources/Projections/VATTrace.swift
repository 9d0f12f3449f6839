import Ledger
import LegalTables
import Values

extension VATSpecification {
    /// The lines of a voucher (0-based) that are summed into a line of this specification.
    ///
    /// - Parameters: as they were when the specification was computed.
    public func linesBehind(
        _ line: VATSpecificationLine, in voucher: VoucherView, registered: VATCategory?, books: Books
    ) -> [Int] {
        guard voucher.lines.contains(where: { $0.vat != nil }) else { return [] }
        let contra = ContraLines(of: voucher) { line in
            (try? AccountNumber(voucher.lines[line].account.string))
                .flatMap { LegalTables.current.vatAccounts.role(of: $0) }
        }
        return voucher.lines.indices.filter { index in
            guard let vat = voucher.lines[index].vat, !contra.contains(index) else { return false }
            let ledgerCode = vat.ledgerCode?.string
            guard ledgerCode == line.ledgerCode,
                let code = ledgerCode.flatMap({ books.mappedCode($0, on: voucher.date) }) ?? vat.code,
                code == line.code, let row = LegalTables.current.vatCodes.code(code)
            else { return false }
            let rate = LegalTables.current.rate(for: code, on: voucher.date)
            let treatment = LineSums.Treatment(
                row: row, ledgerCode: ledgerCode,
                specification: vat.specification.flatMap { VATSpecificationKind(rawValue: $0.string) }, rate: rate,
                hasBase: vat.baseOre != nil)
            return LineSums.parts(of: treatment, in: category, registered: registered).contains { part in
                part.side == line.side && part.specification == line.specification
                    && (part.side == .deduction || rate == line.rate)
            }
        }
    }
}
