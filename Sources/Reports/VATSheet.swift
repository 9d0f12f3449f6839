import Formats
import LegalTables
import Projections
import Values

/// The VAT specification (mva-spesifikasjon) of a period: what its return reports, and how that agrees with the
/// accounts.
public struct VATSheet: Sheet {
    public let specification: VATSpecification
    /// What the VAT accounts owe less what the return does.
    public let difference: Money
    /// fastsattMerverdiavgift in øre.
    private let determined: Money
    /// False when another kind of return was asked for than the company's own: the VAT accounts say nothing about it.
    private let comparesAccounts: Bool
    private let logSize: UInt64
    private let root: String

    /// - Parameters:
    ///   - logSize: the entries that the figures are folded from.
    ///   - root: their Merkle tree hash, hexadecimal.
    ///   - comparesAccounts: whether the VAT accounts are to agree with this kind of return.
    /// - Throws: `MoneyOverflow`.
    public init(_ specification: VATSpecification, logSize: UInt64, root: String, comparesAccounts: Bool)
        throws(MoneyOverflow)
    {
        self.specification = specification
        self.logSize = logSize
        self.root = root
        self.comparesAccounts = comparesAccounts
        difference = try specification.roundingDifference()
        determined = try specification.accounts.owed - difference
    }

    /// Whether the accounts and the return differ by no more than rounding can explain.
    public var isReconciled: Bool {
        !comparesAccounts || difference.ore.magnitude <= UInt64(clamping: specification.toleranceKroner) * 100
    }

    public func text(in language: Language) -> String {
        let period = specification.period
        let title = "Mva-spesifikasjon \(period) (\(period.firstDay) – \(period.lastDay)), \(specification.category)"
        var parts = [title, "", table.text(in: language)]
        if let reconciliation { parts += ["", reconciliation.text(in: language)] }
        if let unmappedNote { parts += ["", unmappedNote.text(in: language)] }
        return parts.joined(separator: "\n")
    }

    /// What is said where a code of the ledger has no standard code; nil where each has one.
    public var unmappedNote: Phrase? {
        guard !specification.unmapped.isEmpty else { return nil }
        let codes = specification.unmapped.map(visibleText).joined(separator: ", ")
        return Phrase(
            en: "No standard code is known for these codes of the ledger, so the period cannot be reported: \(codes).",
            nb: "Disse kodene i regnskapet mangler standardkode, så perioden kan ikke rapporteres: \(codes).")
    }

    public var table: ReportTable {
        var table = ReportTable([
            .init("line", Phrase(en: "Line", nb: "Linje"), .right), .init("mvaKode", Phrase("mvaKode"), .right),
            .init("name", Phrase(en: "Meaning", nb: "Betydning"), widest: 66),
            .init("spesifikasjon", Phrase("spesifikasjon")),
            .init("mvaKodeRegnskapsystem", Phrase(en: "Own code", nb: "Egen kode")),
            .init("grunnlag", Phrase("grunnlag"), .right), .init("sats", Phrase("sats"), .right),
            .init("merverdiavgift", Phrase("merverdiavgift"), .right),
            .init("postings", Phrase(en: "Postings", nb: "Posteringer"), .right),
        ])
        for (index, line) in specification.lines.enumerated() {
            table.add([
                .number(Int64(index + 1)), .text(line.code.description), .phrase(VATSheet.meaning(of: line)),
                line.specification.map { .text($0.rawValue) } ?? .empty, line.ledgerCode.map { .text($0) } ?? .empty,
                line.grunnlag.map { .kroner($0) } ?? .empty, line.rate.map { .text($0.officialText) } ?? .empty,
                .kroner(line.merverdiavgift), .number(Int64(line.postings)),
            ])
        }
        table.addTotal([
            .empty, .empty, .text("fastsattMerverdiavgift"), .empty, .empty, .empty, .empty,
            .kroner(specification.determinedVAT), .empty,
        ])
        return table
    }

    /// The official name of the code, which for two-line codes differs by side.
    public static func meaning(of line: VATSpecificationLine) -> Phrase {
        guard let row = LegalTables.current.vatCodes.code(line.code) else { return Phrase("") }
        guard line.side == .deduction, let norwegian = row.norwegianDeductionName else {
            return Phrase(en: row.englishName, nb: row.norwegianName)
        }
        return Phrase(en: row.englishDeductionName ?? norwegian, nb: norwegian)
    }

    /// What the VAT accounts moved beside what the return says; nil for a kind of return that they say nothing about.
    public var reconciliation: ReportTable? {
        guard comparesAccounts else { return nil }
        let accounts = specification.accounts
        var table = ReportTable([
            // The last row says what to do, and is not cut.
            .init("what", Phrase(en: "Against the accounts", nb: "Mot regnskapet"), widest: 120),
            .init("amount", Phrase(en: "Amount", nb: "Beløp"), .right),
        ])
        table.add([
            .phrase(Phrase(en: "Output VAT accounts (270x), debit positive", nb: "Utgående mva (270x), debet positiv")),
            .money(accounts.output),
        ])
        table.add([
            .phrase(Phrase(en: "Input VAT accounts (271x)", nb: "Inngående mva (271x)")), .money(accounts.input),
        ])
        table.add([
            .phrase(Phrase(en: "Owed by the accounts", nb: "Skyldig etter kontoene")), .money(accounts.owed),
        ])
        table.add([
            .phrase(Phrase(en: "Of the return (fastsattMerverdiavgift)", nb: "I meldingen (fastsattMerverdiavgift)")),
            .money(determined),
        ])
        table.addTotal([
            .phrase(isReconciled ? VATSheet.rounding : VATSheet.fault(specification.toleranceKroner)),
            .money(difference),
        ])
        return table
    }

    private static let rounding = Phrase(en: "Difference, by rounding", nb: "Differanse, av avrunding")

    private static func fault(_ toleranceKroner: Int64) -> Phrase {
        Phrase(
            en: "Difference, more than rounding explains (\(toleranceKroner) kr): look for a bookkeeping error",
            nb: "Differanse, mer enn avrunding forklarer (\(toleranceKroner) kr): se etter en bokføringsfeil")
    }

    public var json: JSON {
        [
            "period": .string(specification.period.description), "category": .string(specification.category.rawValue),
            "fastsattMerverdiavgift": .integer(specification.determinedVAT),
            "lines": .array(specification.lines.map(VATSheet.json)), "logSize": .integer(Int64(clamping: logSize)),
            "root": .string(root),
            "reconciliation": comparesAccounts ? reconciliationJSON : .null,
            "unmapped": .array(specification.unmapped.map { .string($0) }),
        ]
    }

    private var reconciliationJSON: JSON {
        [
            "outputOre": .integer(specification.accounts.output.ore),
            "inputOre": .integer(specification.accounts.input.ore),
            "owedOre": .integer(specification.accounts.owed.ore), "differenceOre": .integer(difference.ore),
            "toleranceKroner": .integer(specification.toleranceKroner), "ok": .bool(isReconciled),
        ]
    }

    private static func json(_ line: VATSpecificationLine) -> JSON {
        [
            "mvaKode": .string(line.code.description),
            "spesifikasjon": line.specification.map { .string($0.rawValue) } ?? .null,
            "mvaKodeRegnskapsystem": line.ledgerCode.map { .string($0) } ?? .null,
            "grunnlag": line.grunnlag.map { .integer($0) } ?? .null,
            "sats": line.rate.map { .string($0.officialText) } ?? .null,
            "merverdiavgift": .integer(line.merverdiavgift),
            "grunnlagOre": line.base.map { .integer($0.ore) } ?? .null,
            "merverdiavgiftOre": .integer(line.vat.ore),
            "merknad": line.remarks.isEmpty ? .null : .string(line.remarks.joined(separator: "; ")),
            "postings": .integer(Int64(line.postings)),
        ]
    }
}
