import Cryptography
import Formats
import LegalTables
import Projections
import Values

/// What a VAT return is built from besides the log: told once, recorded with the draft, and used again whenever the
/// return is built anew, so that it comes out the same.
public struct VATReturnInputs: Hashable, Sendable {
    /// A remark on the line of one treatment.
    public struct LineRemark: Hashable, Sendable {
        public let code: VATCode
        public let specification: VATSpecificationKind?
        public let ledgerCode: String?
        public let side: VATSpecificationLine.Side
        public let text: String

        public init(on line: VATSpecificationLine, text: String) {
            self.init(
                code: line.code, specification: line.specification, ledgerCode: line.ledgerCode, side: line.side,
                text: text)
        }

        init(
            code: VATCode, specification: VATSpecificationKind?, ledgerCode: String?, side: VATSpecificationLine.Side,
            text: String
        ) {
            self.code = code
            self.specification = specification
            self.ledgerCode = ledgerCode
            self.side = side
            self.text = text
        }

        public func isOn(_ line: VATSpecificationLine) -> Bool {
            line.code == code && line.specification == specification && line.ledgerCode == ledgerCode
                && line.side == side
        }
    }

    /// A file that goes with the return; its bytes are kept by their hash.
    public struct Attachment: Hashable, Sendable {
        /// Without extension.
        public let name: String
        public let fileExtension: String
        public let description: String
        public let mediaType: String
        public let sha256: SHA256Digest

        public init(name: String, fileExtension: String, description: String, mediaType: String, sha256: SHA256Digest) {
            self.name = name
            self.fileExtension = fileExtension
            self.description = description
            self.mediaType = mediaType
            self.sha256 = sha256
        }
    }

    public var category: VATCategory
    /// The filer's own reference (regnskapssystemsreferanse).
    public var reference: String
    public var systemName: String
    public var systemVersion: String
    public var refundKID: String?
    /// On the return as a whole.
    public var remark: String?
    public var lineRemarks: [LineRemark]
    public var attachments: [Attachment]
    /// The name shown in Altinn (opprettetAv).
    public var createdBy: String
    public var createdAt: Timestamp

    public init(
        category: VATCategory, reference: String, systemName: String, systemVersion: String, createdBy: String,
        createdAt: Timestamp
    ) {
        self.category = category
        self.reference = reference
        self.systemName = systemName
        self.systemVersion = systemVersion
        self.createdBy = createdBy
        self.createdAt = createdAt
        lineRemarks = []
        attachments = []
    }

    public var json: JSON {
        var object = JSONObject([
            "category": .string(category.rawValue), "reference": .string(reference),
            "systemName": .string(systemName), "systemVersion": .string(systemVersion),
            "createdBy": .string(createdBy), "createdAt": .string(createdAt.description),
        ])
        object["refundKid"] = refundKID.map { .string($0) }
        object["remark"] = remark.map { .string($0) }
        if !lineRemarks.isEmpty { object["lineRemarks"] = .array(lineRemarks.map(\.json)) }
        if !attachments.isEmpty { object["attachments"] = .array(attachments.map(\.json)) }
        return .object(object)
    }

    /// - Throws: `InvalidInput` naming the member that is missing or wrong.
    public init(_ json: JSON) throws(InvalidInput) {
        let member = JSONMembers(json, of: "a VAT return's inputs")
        category = try VATCategory(try member.text("category"))
        reference = try member.text("reference")
        systemName = try member.text("systemName")
        systemVersion = try member.text("systemVersion")
        createdBy = try member.text("createdBy")
        createdAt = try Timestamp(try member.text("createdAt"))
        refundKID = try member.optionalText("refundKid")
        remark = try member.optionalText("remark")
        lineRemarks = []
        attachments = []
        if member.has("lineRemarks") {
            for remark in try member.array("lineRemarks") { lineRemarks.append(try LineRemark(remark)) }
        }
        if member.has("attachments") {
            for attachment in try member.array("attachments") { attachments.append(try Attachment(attachment)) }
        }
    }
}

extension VATReturnInputs.LineRemark {
    fileprivate var json: JSON {
        var object = JSONObject([
            "code": .string(code.description), "side": .string(side == .output ? "output" : "deduction"),
            "text": .string(text),
        ])
        object["specification"] = specification.map { .string($0.rawValue) }
        object["ledgerCode"] = ledgerCode.map { .string($0) }
        return .object(object)
    }

    fileprivate init(_ json: JSON) throws(InvalidInput) {
        let member = JSONMembers(json, of: "a line's remark")
        let specification = try member.optionalText("specification")
        self.init(
            code: try VATCode(try member.text("code")),
            specification: try specification.map { text throws(InvalidInput) in try VATSpecificationKind(text) },
            ledgerCode: try member.optionalText("ledgerCode"),
            side: try member.text("side") == "output" ? .output : .deduction, text: try member.text("text"))
    }
}

extension VATReturnInputs.Attachment {
    fileprivate var json: JSON {
        [
            "name": .string(name), "extension": .string(fileExtension), "description": .string(description),
            "mediaType": .string(mediaType), "sha256": .string(sha256.hex),
        ]
    }

    fileprivate init(_ json: JSON) throws(InvalidInput) {
        let member = JSONMembers(json, of: "an attachment")
        let hex = try member.text("sha256")
        guard let sha256 = SHA256Digest(hex: hex) else { throw InvalidInput(hex, "a SHA-256 has 64 digits") }
        self.init(
            name: try member.text("name"), fileExtension: try member.text("extension"),
            description: try member.text("description"), mediaType: try member.text("mediaType"), sha256: sha256)
    }
}
