import LegalTables
import Projections
import Values

extension VATReturn {
    /// The return of a VAT specification.
    ///
    /// - Parameters:
    ///   - reference: fresh for each return sent, and recorded, so that the same return can be built again.
    ///   - remark: on the return as a whole; the name of a structured remark becomes that.
    /// - Throws: `VATReturnError`, also when postings have a ledger code that no standard code is known for.
    public init(
        _ specification: VATSpecification, reference: String, system: AccountingSystem?,
        organisationNumber: OrganisationNumber, refundKID: KIDNumber? = nil, remark: String? = nil,
        tables: LegalTables = .current
    ) throws(VATReturnError) {
        guard specification.unmapped.isEmpty else { throw .unmappedCodes(specification.unmapped) }
        var lines: [VATReturnLine] = []
        for line in specification.lines {
            lines.append(
                try VATReturnLine(line, number: lines.count + 1, category: specification.category, tables: tables))
        }
        try self.init(
            reference: reference, system: system, period: specification.period, category: specification.category,
            lines: lines, refundKID: refundKID, organisationNumber: organisationNumber,
            remark: remark.flatMap {
                VATRemark($0, on: .return, in: specification.category, of: tables.vatRemarks)
            })
    }
}

extension VATReturnLine {
    /// - Parameter number: the line's place in the return, for messages.
    init(
        _ line: VATSpecificationLine, number: Int, category: VATCategory, tables: LegalTables
    ) throws(VATReturnError) {
        let assessment: VATAssessment?
        switch (line.grunnlag, line.rate) {
        case (let grunnlag?, let sats?): assessment = VATAssessment(grunnlag: grunnlag, sats: sats)
        case (nil, nil): assessment = nil
        default: throw .halfAssessment(line: number)
        }
        self.init(
            code: line.code, specification: line.specification, ledgerCode: line.ledgerCode, assessment: assessment,
            merverdiavgift: line.merverdiavgift,
            remark: VATRemark(joining: line.remarks, in: category, of: tables.vatRemarks))
    }
}

extension VATRemark {
    /// The remark of a line whose postings carry several: one that all agree on stays what it is, different ones become
    /// one free text, since a line has room for one remark.
    init?(joining texts: [String], in category: VATCategory, of remarks: VATRemarkTable) {
        var found: [VATRemark] = []
        for remark in texts.compactMap({ VATRemark($0, on: .line, in: category, of: remarks) })
        where !found.contains(remark) {
            found.append(remark)
        }
        guard let first = found.first else { return nil }
        self = found.count == 1 ? first : .text(found.map(\.text).joined(separator: "; "))
    }
}
