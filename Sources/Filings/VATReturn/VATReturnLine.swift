import LegalTables
import Values

/// A line of the VAT return (mvaSpesifikasjonslinje).
public struct VATReturnLine: Hashable, Sendable {
    /// mvaKode.
    public let code: VATCode
    /// spesifikasjon.
    public let specification: VATSpecificationKind?
    /// The ledger's own code (mvaKodeRegnskapsystem), free text.
    public let ledgerCode: String?
    /// Base and rate; nil on lines with an amount only.
    public let assessment: VATAssessment?
    /// merverdiavgift in whole kroner; positive is payable, negative deductible.
    public let merverdiavgift: Int64
    public let remark: VATRemark?

    public init(
        code: VATCode, specification: VATSpecificationKind? = nil, ledgerCode: String? = nil,
        assessment: VATAssessment? = nil, merverdiavgift: Int64, remark: VATRemark? = nil
    ) {
        self.code = code
        self.specification = specification
        self.ledgerCode = ledgerCode
        self.assessment = assessment
        self.merverdiavgift = merverdiavgift
        self.remark = remark
    }

    /// The base in whole kroner, without VAT.
    public var grunnlag: Int64? { assessment?.grunnlag }
    public var sats: VATRate? { assessment?.sats }
}

/// Base and rate, which a line has both of or neither.
public struct VATAssessment: Hashable, Sendable {
    /// Whole kroner, without VAT.
    public let grunnlag: Int64
    public let sats: VATRate

    public init(grunnlag: Int64, sats: VATRate) {
        self.grunnlag = grunnlag
        self.sats = sats
    }
}

/// An explanation on a line or on the return (merknad).
public enum VATRemark: Hashable, Sendable {
    /// Free text (beskrivelse).
    case text(String)
    /// A remark of the code list, in its spelling (utvalgtMerknad).
    case structured(String)

    /// A remark as somebody wrote it: the name of a structured remark of the category, in any case, becomes that;
    /// anything else is free text. Nil for blank text.
    public init?(
        _ text: String, on place: VATRemarkTable.Place, in category: VATCategory,
        of remarks: VATRemarkTable = LegalTables.current.vatRemarks
    ) {
        let trimmed = text.trimmed
        guard !trimmed.isEmpty else { return nil }
        self = remarks.remark(trimmed, on: place, in: category).map { .structured($0.technicalName) } ?? .text(trimmed)
    }

    public var text: String {
        switch self {
        case .text(let text), .structured(let text): text
        }
    }
}

extension String {
    /// Without white space at both ends.
    var trimmed: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }
}
