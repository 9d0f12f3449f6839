import Formats
import Values

/// The envelope sent with a VAT return (mvaMeldingInnsending): whose it is, and which files come with it.
public struct VATEnvelope: Hashable, Sendable {
    public let organisationNumber: OrganisationNumber
    public let period: ReportingPeriod
    public let category: VATCategory
    /// innsendingstype.
    public let completeness: Completeness
    /// instansstatus: on its way out, yet demanded by an error message, so always sent.
    public let instanceStatus: String
    /// The name of the person who is signed in; shown in Altinn.
    public let createdBy: String
    public let createdAt: Timestamp
    /// Every file uploaded, the return included.
    public let attachments: [Attachment]

    /// Raw values are the official ones.
    public enum Completeness: String, Sendable, CaseIterable {
        case complete = "komplett"
        case incomplete = "ikke komplett"
    }

    /// A file of the submission (vedlegg).
    public struct Attachment: Hashable, Sendable {
        public let kind: Kind
        public let origin: Origin
        public let createdBy: String
        public let createdAt: Timestamp?
        public let file: File

        /// vedleggstype; raw values are the official ones.
        public enum Kind: String, Sendable, CaseIterable {
            case vatReturn = "mva-melding"
            case other = "binaerVedlegg"
        }

        /// kildegruppe; raw values are the official ones.
        public enum Origin: String, Sendable, CaseIterable {
            case system = "sluttbrukersystem"
            case user = "sluttbruker"
            case authority = "etat"
        }

        public init(kind: Kind, origin: Origin, createdBy: String, createdAt: Timestamp? = nil, file: File) {
            self.kind = kind
            self.origin = origin
            self.createdBy = createdBy
            self.createdAt = createdAt
            self.file = file
        }
    }

    /// vedleggsfil.
    public struct File: Hashable, Sendable {
        /// Without extension.
        public let name: String
        /// Without the dot.
        public let fileExtension: String
        /// What the file holds, in words (filinnhold).
        public let content: String

        public init(name: String, fileExtension: String, content: String) {
            self.name = name
            self.fileExtension = fileExtension
            self.content = content
        }

        /// The name to upload the file under.
        public var fullName: String { "\(name).\(fileExtension)" }

        /// The return itself.
        public static let vatReturn = File(name: "mva-melding", fileExtension: "xml", content: "mva-melding")
    }

    /// The most files beside the return (the lower of two official figures).
    public static let mostOtherAttachments = 50

    /// The envelope of a return with its other files.
    /// - Throws: `VATEnvelopeError` for repeated file names, too many files, or texts that XML cannot hold.
    public init(
        for vatReturn: VATReturn, createdBy: String, createdAt: Timestamp, completeness: Completeness = .complete,
        instanceStatus: String = "default", otherAttachments: [Attachment] = []
    ) throws(VATEnvelopeError) {
        let own = Attachment(
            kind: .vatReturn, origin: .system, createdBy: createdBy, createdAt: createdAt, file: .vatReturn)
        organisationNumber = vatReturn.organisationNumber
        period = vatReturn.period
        category = vatReturn.category
        self.completeness = completeness
        self.instanceStatus = instanceStatus
        self.createdBy = createdBy
        self.createdAt = createdAt
        attachments = [own] + otherAttachments
        guard otherAttachments.count <= VATEnvelope.mostOtherAttachments else { throw .tooManyAttachments }
        var names: Set<String> = []
        for attachment in attachments {
            guard names.insert(attachment.file.fullName.lowercased()).inserted else {
                throw .repeatedFileName(attachment.file.fullName)
            }
        }
        for text in texts where !VATEnvelope.fits(text) { throw .unfitText }
    }

    private var texts: [String] {
        [instanceStatus, createdBy]
            + attachments.flatMap { [$0.createdBy, $0.file.name, $0.file.fileExtension, $0.file.content] }
    }

    private static func fits(_ text: String) -> Bool {
        !text.isEmpty && text.unicodeScalars.count <= VATReturn.longestText
            && text.unicodeScalars.allSatisfy(\.isAllowedInXML)
    }
}

/// Why an envelope cannot be made.
public enum VATEnvelopeError: Error, Hashable, CustomStringConvertible {
    case tooManyAttachments
    case repeatedFileName(String)
    case unfitText

    public var description: String {
        switch self {
        case .tooManyAttachments:
            "A return goes with at most \(VATEnvelope.mostOtherAttachments) attachments, and nothing was drafted. Join "
                + "some into one file."
        case .repeatedFileName(let name):
            "Two attachments are called '\(name)', and nothing was drafted. Give each once, or rename one."
        case .unfitText:
            "The name of the person, or a file's name or description, is empty, longer than "
                + "\(VATReturn.longestText) characters, or has a control character. Nothing was drafted."
        }
    }
}
