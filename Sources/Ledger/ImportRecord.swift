import Formats
import Values

/// What one import brought, and how the source's own codes and names were read.
public struct ImportRecord: Hashable, Sendable {
    public struct File: Hashable, Sendable {
        public let name: String
        /// SHA-256 of the bytes as they were read, in hexadecimal.
        public let sha256: String

        public init(name: String, sha256: String) {
            self.name = name
            self.sha256 = sha256
        }
    }

    /// `saft`, `csv`, `journal` or `beancount`.
    public let format: String
    /// The named profile that the files were read by, where the format has such.
    public let profile: String?
    public let files: [File]
    /// The product that wrote the files.
    public let system: String
    public let from: CalendarDate?
    public let to: CalendarDate?
    public let vouchers: Int
    public let postings: Int
    public let alreadyKnown: Int
    /// Counts of warnings by code.
    public let warnings: [String: Int]
    /// What the source's VAT codes were read as.
    public let vatMapping: [VATMapping]
    /// Which accounts the source's account names were read as, where it has names.
    public let accountMapping: [AccountMapping]

    public init(
        format: String, profile: String? = nil, files: [File], system: String, from: CalendarDate?, to: CalendarDate?,
        vouchers: Int, postings: Int, alreadyKnown: Int, warnings: [String: Int], vatMapping: [VATMapping] = [],
        accountMapping: [AccountMapping] = []
    ) {
        self.format = format
        self.profile = profile
        self.files = files
        self.system = system
        self.from = from
        self.to = to
        self.vouchers = vouchers
        self.postings = postings
        self.alreadyKnown = alreadyKnown
        self.warnings = warnings
        self.vatMapping = vatMapping
        self.accountMapping = accountMapping
    }

    /// Reads both versions: the first had neither profile nor mappings.
    init(_ json: JSON) throws(InvalidInput) {
        let member = JSONMembers(json, of: "an import")
        var files: [File] = []
        for file in try member.array("files") {
            let member = JSONMembers(file, of: "an imported file")
            files.append(File(name: try member.text("name"), sha256: try member.text("sha256")))
        }
        var warnings: [String: Int] = [:]
        for warning in member.optional("warnings")?.object?.members ?? [] {
            warnings[warning.name] = Int(warning.value.integer ?? 0)
        }
        var vatMapping: [VATMapping] = []
        for row in member.optional("vatMapping")?.array ?? [] { vatMapping.append(try VATMapping(row)) }
        var accountMapping: [AccountMapping] = []
        for row in member.optional("accountMapping")?.array ?? [] { accountMapping.append(try AccountMapping(row)) }
        self.init(
            format: try member.text("format"), profile: try member.optionalText("profile"), files: files,
            system: try member.text("system"), from: try member.optionalDate("from"),
            to: try member.optionalDate("to"), vouchers: try member.number("vouchers"),
            postings: try member.number("postings"), alreadyKnown: try member.number("alreadyKnown"),
            warnings: warnings, vatMapping: vatMapping, accountMapping: accountMapping)
    }

    var json: JSON {
        .compact([
            "format": .string(format), "profile": profile.map { .string($0) },
            "files": .array(files.map { ["name": .string($0.name), "sha256": .string($0.sha256)] }),
            "system": .string(system), "from": from.map { .string($0.description) },
            "to": to.map { .string($0.description) }, "vouchers": .integer(Int64(vouchers)),
            "postings": .integer(Int64(postings)), "alreadyKnown": .integer(Int64(alreadyKnown)),
            "warnings": warnings.isEmpty ? nil : .object(warnings.mapValues { .integer(Int64($0)) }),
            "vatMapping": vatMapping.isEmpty ? nil : .array(vatMapping.map(\.json)),
            "accountMapping": accountMapping.isEmpty ? nil : .array(accountMapping.map(\.json)),
        ])
    }
}

extension ImportRecord {
    /// What a VAT code of the source was read as.
    public struct VATMapping: Hashable, Sendable {
        public enum Origin: String, Sendable {
            /// The file's own tax table.
            case file
            /// The mapping given with the import.
            case given
            /// A mapping that a person recorded in the books before.
            case books
            /// The file's codes were said to be the standard codes themselves.
            case standard
        }

        public let ledgerCode: String
        public let from: CalendarDate?
        /// The last day.
        public let to: CalendarDate?
        /// Nil when the code stands for no standard code yet.
        public let code: VATCode?
        public let origin: Origin

        public init(ledgerCode: String, from: CalendarDate?, to: CalendarDate?, code: VATCode?, origin: Origin) {
            self.ledgerCode = ledgerCode
            self.from = from
            self.to = to
            self.code = code
            self.origin = origin
        }

        init(_ json: JSON) throws(InvalidInput) {
            let member = JSONMembers(json, of: "a VAT mapping of an import")
            let originText = try member.text("origin")
            guard let origin = Origin(rawValue: originText) else {
                throw InvalidInput(originText, "a VAT mapping comes from file, given, books or standard")
            }
            self.init(
                ledgerCode: try member.text("ledgerCode"), from: try member.optionalDate("from"),
                to: try member.optionalDate("to"),
                code: try member.optionalText("code").map { text throws(InvalidInput) in try VATCode(text) },
                origin: origin)
        }

        var json: JSON {
            .compact([
                "ledgerCode": .string(ledgerCode), "from": from.map { .string($0.description) },
                "to": to.map { .string($0.description) }, "code": code.map { .string($0.description) },
                "origin": .string(origin.rawValue),
            ])
        }
    }

    /// Which account a name of the source was read as.
    public struct AccountMapping: Hashable, Sendable {
        public let name: String
        public let account: AccountNumber

        public init(name: String, account: AccountNumber) {
            self.name = name
            self.account = account
        }

        init(_ json: JSON) throws(InvalidInput) {
            let member = JSONMembers(json, of: "an account mapping of an import")
            self.init(name: try member.text("name"), account: try AccountNumber(try member.text("account")))
        }

        var json: JSON { ["name": .string(name), "account": .string(account.text)] }
    }
}
