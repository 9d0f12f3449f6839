import Formats
import Ledger
import Values

/// One finding of an import: what, where, and what to do.
public struct ImportNotice: Hashable, Sendable {
    /// Stable, in kebab case: `voucher-unbalanced`.
    public let code: String
    /// The file, with the entry inside an archive after a slash. Nil for what concerns the import as a whole.
    public let file: String?
    /// The first line is 1; nil when no single line is meant.
    public let line: Int?
    /// Tells more than the line where a file is written on one.
    public let column: Int?
    /// Local names from the root's children down, with keys: `MasterFiles/GeneralLedgerAccounts/Account[3000]`.
    public let path: String?
    /// What was found, which rule it breaks, and the next step.
    public let message: String

    public init(code: String, file: String?, line: Int?, column: Int? = nil, path: String?, message: String) {
        self.code = code
        self.file = file
        self.line = line
        self.column = column
        self.path = path
        self.message = message
    }

    /// Two lines for people: `file:line: message`, and below it the path.
    public var text: String {
        var place = file ?? ""
        if let line {
            place += ":\(line)"
            // Vendors write files of hundreds of megabytes on a single line.
            // In tables the column is the cell.
            if let column, line == 1 || path == nil { place += ":\(column)" }
        }
        let head = place.isEmpty ? message : "\(place): \(message)"
        return path.map { "\(head)\n  at \($0)" } ?? head
    }

    public var json: JSON {
        .object([
            "code": .string(code), "file": file.map { .string($0) } ?? .null,
            "line": line.map { .integer(Int64($0)) } ?? .null,
            "column": column.map { .integer(Int64($0)) } ?? .null, "path": path.map { .string($0) } ?? .null,
            "message": .string(message),
        ])
    }
}

/// What came of an import, or would come of it in a dry run.
public struct ImportReport: Hashable, Sendable {
    public enum Outcome: String, Sendable {
        case accepted, acceptedWithWarnings, rejected, alreadyImported
    }

    public let outcome: Outcome
    /// Vouchers that entered the books, the opening voucher not counted. Zero when rejected.
    public let vouchers: Int
    /// Their postings.
    public let postings: Int
    /// Vouchers that the books had already, with the same content.
    public let alreadyKnown: Int
    public let warnings: [ImportNotice]
    public let errors: [ImportNotice]
    /// How many more of each code there were than are listed.
    public let unlistedWarnings: [String: Int]
    public let unlistedErrors: [String: Int]
    /// How the ledger's VAT codes were read, in order of code and first day.
    public let mapping: [VATMappingUsed]
    /// How a journal's account names were read, in the order they came.
    public let accountMapping: [ImportRecord.AccountMapping]
    /// The first and last day of the file's vouchers.
    public let days: ClosedRange<CalendarDate>?
    /// All debits of the vouchers that entered the books; nil where they leave 64 bits.
    public let debits: Money?

    public init(
        outcome: Outcome, vouchers: Int = 0, postings: Int = 0, alreadyKnown: Int = 0, warnings: [ImportNotice] = [],
        errors: [ImportNotice] = [], unlistedWarnings: [String: Int] = [:], unlistedErrors: [String: Int] = [:],
        mapping: [VATMappingUsed] = [], accountMapping: [ImportRecord.AccountMapping] = [],
        days: ClosedRange<CalendarDate>? = nil, debits: Money? = .zero
    ) {
        self.outcome = outcome
        self.vouchers = vouchers
        self.postings = postings
        self.alreadyKnown = alreadyKnown
        self.warnings = warnings
        self.errors = errors
        self.unlistedWarnings = unlistedWarnings
        self.unlistedErrors = unlistedErrors
        self.mapping = mapping
        self.accountMapping = accountMapping
        self.days = days
        self.debits = debits
    }

    /// The contract of `bilag import … --json`.
    public var json: JSON {
        .object([
            "outcome": .string(outcome.rawValue), "vouchers": .integer(Int64(vouchers)),
            "postings": .integer(Int64(postings)), "alreadyKnown": .integer(Int64(alreadyKnown)),
            "warnings": .array(warnings.map(\.json)), "errors": .array(errors.map(\.json)),
            "unlistedWarnings": .object(unlistedWarnings.mapValues { .integer(Int64($0)) }),
            "unlistedErrors": .object(unlistedErrors.mapValues { .integer(Int64($0)) }),
            "mapping": .array(mapping.map(\.reportJSON)),
            "accountMapping": .array(
                accountMapping.map { ["name": .string($0.name), "account": .string($0.account.text)] }),
            "from": days.map { .string($0.lowerBound.description) } ?? .null,
            "to": days.map { .string($0.upperBound.description) } ?? .null,
            "debitOre": debits.map { .integer($0.ore) } ?? .null,
        ])
    }

    /// All findings for people, errors first, each ending in a line break.
    public var text: String {
        var lines: [String] = []
        for error in errors { lines.append("error: \(error.text)") }
        lines += ImportReport.unlisted(unlistedErrors, "error")
        for warning in warnings { lines.append("warning: \(warning.text)") }
        lines += ImportReport.unlisted(unlistedWarnings, "warning")
        switch outcome {
        case .rejected: lines.append("Nothing was imported.")
        case .alreadyImported: lines.append("These files are imported already. There is nothing to do.")
        case .accepted, .acceptedWithWarnings:
            lines.append(
                "\(vouchers) vouchers with \(postings) postings"
                    + (alreadyKnown > 0 ? "; \(alreadyKnown) vouchers were in the books already." : "."))
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private static func unlisted(_ counts: [String: Int], _ kind: String) -> [String] {
        counts.sorted { $0.key < $1.key }.map { "\(kind): \($0.value) more of \($0.key)" }
    }
}

/// What a VAT code of the ledger was read as.
public typealias VATMappingUsed = ImportRecord.VATMapping

extension VATMappingUsed {
    /// The contract of `bilag import … --json`, with a null for what is not known.
    var reportJSON: JSON {
        .object([
            "ledgerCode": .string(ledgerCode), "from": from.map { .string($0.description) } ?? .null,
            "to": to.map { .string($0.description) } ?? .null,
            "code": code.map { .string($0.description) } ?? .null, "origin": .string(origin.rawValue),
        ])
    }
}

/// Thrown to undo all that an import did to the books: it was rejected, or a dry run.
public struct ImportRollback: Error, Sendable {
    public let report: ImportReport

    public init(report: ImportReport) { self.report = report }
}
