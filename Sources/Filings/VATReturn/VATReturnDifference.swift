import LegalTables
import Values

/// What differs between two returns, line by line.
public struct VATReturnDifference: Sendable {
    public struct Line: Sendable {
        public let code: String
        public let specification: String?
        public let ledgerCode: String?
        /// As written; nil on a line without base.
        public let sats: String?
        /// True for a line with base and rate.
        public let hasBase: Bool
        /// Whole kroner; nil where the return has no such line.
        public let before: Amounts?
        public let after: Amounts?
    }

    public struct Amounts: Hashable, Sendable {
        public let grunnlag: Int64?
        public let merverdiavgift: Int64?
        public let remark: String?
    }

    public let lines: [Line]
    public let totalBefore: Int64?
    public let totalAfter: Int64?
    /// Other parts that differ: `meldingskategori`, `skattleggingsperiode`, `betalingsinformasjon`, `merknad`.
    public let others: [String]

    public var isEmpty: Bool { lines.isEmpty && others.isEmpty && totalBefore == totalAfter }

    public init(from before: VATReturnDocument, to after: VATReturnDocument) {
        let old = VATReturnDifference.amounts(of: before)
        let new = VATReturnDifference.amounts(of: after)
        let keys = new.map(\.key) + old.map(\.key).filter { key in !new.contains { $0.key == key } }
        lines = keys.compactMap { key in
            let was = old.first { $0.key == key }?.amounts
            let now = new.first { $0.key == key }?.amounts
            guard was != now else { return nil }
            return Line(
                code: key.code, specification: key.specification, ledgerCode: key.ledgerCode, sats: key.sats,
                hasBase: key.hasBase, before: was, after: now)
        }
        totalBefore = before.total?.kroner
        totalAfter = after.total?.kroner
        others = [
            ("meldingskategori", before.categoryText == after.categoryText),
            ("skattleggingsperiode", before.writtenPeriod == after.writtenPeriod),
            ("betalingsinformasjon", before.refundKID == after.refundKID), ("merknad", before.remark == after.remark),
        ].filter { !$0.1 }.map(\.0)
    }

    private struct Key: Hashable {
        let code: String
        let specification: String?
        let ledgerCode: String?
        let sats: String?
        let hasBase: Bool
    }

    private static func amounts(of document: VATReturnDocument) -> [(key: Key, amounts: Amounts)] {
        document.lines.map { line in
            (
                Key(
                    code: line.codeText, specification: line.specificationText, ledgerCode: line.ledgerCode,
                    sats: line.satsText, hasBase: line.grunnlag != nil),
                Amounts(
                    grunnlag: line.grunnlag?.kroner, merverdiavgift: line.merverdiavgift.kroner,
                    remark: line.remark?.structured ?? line.remark?.text)
            )
        }
    }
}

extension VATReturnDocument {
    /// The period as it is written, also where it is none that the return has.
    fileprivate var writtenPeriod: [String?] { [periodElement, periodValue, year.map { "\($0)" }] }
}
