import Ledger
import LegalTables
import Values

/// Reads the VAT codes of a file as standard codes: by the mapping given, by what a person recorded in the books, or as
/// they stand. A code that nothing explains is kept as the ledger's own.
final class VATCodeReader {
    private let options: ImportOptions
    private let intake: VoucherIntake
    private var uses: [String: VATCodeUse] = [:]
    private var firstPlaces: [String: ImportPlace] = [:]
    /// Codes that always mean the same.
    private var known: [String: VATCode] = [:]

    init(_ options: ImportOptions, _ intake: VoucherIntake) {
        self.options = options
        self.intake = intake
    }

    /// A mapping that a person gives is a fact about the books, and recorded there.
    func recordMapping() throws {
        for row in options.mapping.rows {
            let mapping = VATCodeMapping(
                ledgerCode: row.ledgerCode, from: row.from, to: row.to, code: row.code, origin: .person)
            if !intake.ledger.books.holds(mapping) { try intake.ledger.record(.vatCodeMapped(mapping)) }
        }
    }

    func standardCode(_ ledgerCode: String, on date: CalendarDate) -> VATCode? {
        if let code = known[ledgerCode] { return code }
        if let used = intake.mapped(ledgerCode, on: date, options.mapping) {
            if used.from == nil, used.to == nil { known[ledgerCode] = used.code }
            return used.code
        }
        guard options.codesAreStandard, let code = try? VATCode(ledgerCode),
            LegalTables.current.vatCodes.code(code) != nil
        else { return nil }
        intake.mappingUsed.insert(
            VATMappingUsed(ledgerCode: ledgerCode, from: nil, to: nil, code: code, origin: .standard))
        known[ledgerCode] = code
        return code
    }

    /// The standard code that a file states for a code of the ledger; nil for one that is none.
    func stated(_ standardCode: String, for ledgerCode: String) -> VATCode? {
        guard let code = try? VATCode(standardCode), LegalTables.current.vatCodes.code(code) != nil else { return nil }
        intake.mappingUsed.insert(
            VATMappingUsed(ledgerCode: ledgerCode, from: nil, to: nil, code: code, origin: .file))
        return code
    }

    /// Notes how the codes of a voucher are used that stand for no standard code.
    func noteUnmapped(in voucher: Voucher, at place: () -> ImportPlace) {
        var coded: [String: [Posting]] = [:]
        for index in voucher.postings.indices {
            guard let vat = voucher.postings[index].vat, vat.code == nil, let ledgerCode = vat.ledgerCode else {
                continue
            }
            coded[ledgerCode, default: []].append(voucher.postings[index])
        }
        guard !coded.isEmpty else { return }
        let (input, output) = PostedVAT.movements(voucher.postings)
        let allCoded = voucher.postings.count { $0.vat != nil }
        for (ledgerCode, postings) in coded {
            if firstPlaces[ledgerCode] == nil { firstPlaces[ledgerCode] = place() }
            let base = postings.reduce(Int128(0)) { $0 + Int128($1.vat?.base?.ore ?? $1.amount.ore) }
            let rate =
                postings.count == allCoded && base != 0 ? VATCodeReader.rate(input + output, of: base) : nil
            for posting in postings {
                uses[ledgerCode, default: VATCodeUse()].add(
                    posting.account, posting.amount, basisPoints: rate,
                    movesBothSides: input != 0 && input == -output, on: voucher.date)
            }
        }
    }

    /// The nearest of the rates there have been, where the VAT is within a krone of it.
    private static func rate(_ vat: Int128, of base: Int128) -> Int? {
        if vat == 0 { return nil }
        return [2500, 1500, 1200, 1111, 1000, 800, 600].first { rate in
            abs(vat * 10_000 - base * Int128(rate)) <= 1_000_000
        }
    }

    /// All codes without a meaning at once, each with what it looks like.
    func finish() {
        for (code, use) in uses.sorted(by: { $0.key < $1.key }) {
            intake.mappingUsed.insert(
                VATMappingUsed(ledgerCode: code, from: nil, to: nil, code: nil, origin: .file))
            guard let place = firstPlaces[code] else { continue }
            let name = shortened(code)
            intake.report(
                .choice, "vat-code-unmapped",
                "nothing says which standard code VAT code \(name) stands for (\(use.lines) lines)"
                    + (use.proposal.map { "; \($0)" } ?? "")
                    + ". Map it with --map, as in {\"\(name)\": \"3\"}, or say --vat-codes standard where the file has "
                    + "the standard codes. Unmapped, its VAT is kept, and no return can be made for its periods.",
                at: { place })
        }
    }
}

extension VoucherIntake {
    /// What the mapping given or a person's mapping in the books says of a code on a day, noted as used.
    func mapped(_ ledgerCode: String, on date: CalendarDate, _ mapping: VATMappingFile) -> VATMappingUsed? {
        let used: VATMappingUsed
        if let given = mapping.code(for: ledgerCode, on: date) {
            used = VATMappingUsed(
                ledgerCode: ledgerCode, from: given.from, to: given.to, code: given.code, origin: .given)
        } else if let recorded = ledger.books.vatCodeMappings.last(where: {
            $0.origin == .person && $0.ledgerCode == ledgerCode && $0.applies(on: date)
        }) {
            used = VATMappingUsed(
                ledgerCode: ledgerCode, from: recorded.from, to: recorded.to, code: recorded.code, origin: .books)
        } else {
            return nil
        }
        if used != lastMapping {
            lastMapping = used
            mappingUsed.insert(used)
        }
        return used
    }
}
