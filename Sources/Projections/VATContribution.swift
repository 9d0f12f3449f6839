import Ledger
import LegalTables
import Values

/// A posting that a VAT specification counts.
public struct VATContribution: Hashable, Sendable {
    /// The line of the voucher, from 0.
    public let posting: Int
    /// The standard code that it counted under.
    public let code: VATCode
    /// The lines of the specification that it is summed into, from 0; none where they came to nothing and were left out.
    public let lines: [Int]
}

extension VATSpecification {
    /// The postings of a voucher that this specification counts, with the lines they are summed into.
    ///
    /// - Parameters: as they were when the specification was computed.
    public func contributions(
        of voucher: VoucherView, registered: VATCategory?, books: Books
    ) -> [VATContribution] {
        CountedPostings(period: period, category: category, registered: registered, books: books).parts(of: voucher)
            .map { posting, treatment, parts in
                let matching = lines.indices.filter { index in
                    let line = lines[index]
                    return line.code == treatment.row.code && line.ledgerCode == treatment.ledgerCode
                        && parts.contains { part in
                            part.side == line.side && part.specification == line.specification
                                && (part.side == .deduction || treatment.rate == line.rate)
                        }
                }
                return VATContribution(posting: posting, code: treatment.row.code, lines: matching)
            }
    }
}

/// Which postings a VAT specification of a period and category counts, known before there is one.
public struct CountedPostings {
    private let period: ReportingPeriod
    private let category: VATCategory
    private let registered: VATCategory?
    private let books: Books

    public init(period: ReportingPeriod, category: VATCategory, registered: VATCategory?, books: Books) {
        self.period = period
        self.category = category
        self.registered = registered
        self.books = books
    }

    /// Whether any posting of the voucher counts.
    public func areAny(in voucher: VoucherView) -> Bool { !parts(of: voucher).isEmpty }

    func parts(of voucher: VoucherView) -> [(posting: Int, treatment: LineSums.Treatment, parts: [LineSums.Part])] {
        guard voucher.kind == .ordinary, period.contains(voucher.date),
            voucher.lines.contains(where: { $0.vat != nil })
        else { return [] }
        let contra = ContraLines(of: voucher) { line in
            (try? AccountNumber(voucher.lines[line].account.string))
                .flatMap { LegalTables.current.vatAccounts.role(of: $0) }
        }
        return voucher.lines.indices.compactMap { index in
            guard let vat = voucher.lines[index].vat, !contra.contains(index) else { return nil }
            let ledgerCode = vat.ledgerCode?.string
            let mapped = ledgerCode.flatMap { books.mappedCode($0, on: voucher.date) }
            guard let code = mapped ?? vat.code, let row = LegalTables.current.vatCodes.code(code) else { return nil }
            let treatment = LineSums.Treatment(
                row: row, ledgerCode: ledgerCode,
                specification: vat.specification.flatMap { VATSpecificationKind(rawValue: $0.string) },
                rate: LegalTables.current.rate(for: code, on: voucher.date), hasBase: vat.baseOre != nil)
            let parts = LineSums.parts(of: treatment, in: category, registered: registered)
            return parts.isEmpty ? nil : (index, treatment, parts)
        }
    }
}
