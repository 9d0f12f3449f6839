import Filing
import LegalTables
import Projections
import Values

/// Builds the return and its envelope from the specification of a period. Pure: the same specification, inputs and
/// builder version give the same bytes for ever.
public enum VATReturnBuilder {
    /// Recorded with each draft. A change that gives other bytes for the same figures is a new version, and the old one
    /// stays.
    public static let name = "vat-return/1"

    /// - Parameter attachments: the bytes of the attachments that the inputs name.
    /// - Throws: `VATReturnError`, `VATEnvelopeError`, `InvalidInput` for a KID.
    public static func build(
        _ specification: VATSpecification, inputs: VATReturnInputs, organisationNumber: OrganisationNumber,
        attachments: [FilingAttachment]
    ) throws -> FilingPackage {
        let vatReturn = try vatReturn(specification, inputs: inputs, organisationNumber: organisationNumber)
        let envelope = try VATEnvelope(
            for: vatReturn, createdBy: inputs.createdBy, createdAt: inputs.createdAt,
            otherAttachments: inputs.attachments.map {
                VATEnvelope.Attachment(
                    kind: .other, origin: .user, createdBy: inputs.createdBy, createdAt: inputs.createdAt,
                    file: VATEnvelope.File(name: $0.name, fileExtension: $0.fileExtension, content: $0.description))
            })
        return FilingPackage(
            document: FilingDocument(vatReturn.xml, mediaType: "text/xml"),
            envelope: FilingDocument(envelope.xml, mediaType: "application/xml"), attachments: attachments)
    }

    public static func vatReturn(
        _ specification: VATSpecification, inputs: VATReturnInputs, organisationNumber: OrganisationNumber
    ) throws -> VATReturn {
        try VATReturn(
            reference: inputs.reference,
            system: VATReturn.AccountingSystem(name: inputs.systemName, version: inputs.systemVersion),
            period: specification.period, category: specification.category,
            lines: try specification.lines.enumerated().map { index, line in
                try VATReturnLine(line, number: index + 1, inputs: inputs)
            },
            refundKID: try inputs.refundKID.map { try KIDNumber($0) }, organisationNumber: organisationNumber,
            remark: inputs.remark.flatMap { VATRemark($0, on: .return, in: specification.category) })
    }
}

extension VATReturnLine {
    /// - Throws: `VATReturnError.halfAssessment` when a line with a base has no rate on its days.
    fileprivate init(_ line: VATSpecificationLine, number: Int, inputs: VATReturnInputs) throws(VATReturnError) {
        var assessment: VATAssessment?
        if let base = line.grunnlag {
            guard let rate = line.rate else { throw .halfAssessment(line: number) }
            assessment = VATAssessment(grunnlag: base, sats: rate)
        }
        self.init(
            code: line.code, specification: line.specification, ledgerCode: line.ledgerCode, assessment: assessment,
            merverdiavgift: line.merverdiavgift, remark: inputs.remark(on: line))
    }
}

extension VATReturnInputs {
    /// What was said of the line when it was drafted, else what its postings say; several remarks become one free text.
    public func remark(on line: VATSpecificationLine) -> VATRemark? {
        let given = lineRemarks.filter { $0.isOn(line) }.map(\.text)
        let text = (given.isEmpty ? line.remarks : given).joined(separator: "; ")
        return VATRemark(text, on: .line, in: category)
    }
}
