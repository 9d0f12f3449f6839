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
    /// The media types of what it builds.
    public static let (documentType, envelopeType) = ("text/xml", "application/xml")

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
            document: FilingDocument(vatReturn.xml, mediaType: documentType),
            envelope: FilingDocument(envelope.xml, mediaType: envelopeType), attachments: attachments)
    }

    /// - Throws: as `build`.
    public static func vatReturn(
        _ specification: VATSpecification, inputs: VATReturnInputs, organisationNumber: OrganisationNumber
    ) throws -> VATReturn {
        try VATReturn(
            specification.remarked { line in
                let given = inputs.lineRemarks.filter { $0.isOn(line) }.map(\.text)
                return given.isEmpty ? line.remarks : given
            }, reference: inputs.reference,
            system: VATReturn.AccountingSystem(name: inputs.systemName, version: inputs.systemVersion),
            organisationNumber: organisationNumber, refundKID: try inputs.refundKID.map { try KIDNumber($0) },
            remark: inputs.remark)
    }
}
