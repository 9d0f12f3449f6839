import Formats
import Ledger
import Values

/// What the user decides about an import of a plain-text journal.
public struct JournalImportOptions {
    public var shared = ImportOptions()
    /// Accounts for names that do not show their number.
    public var accounts: [String: AccountNumber] = [:]
    /// Names the product that the vouchers come from.
    public var system: String?
    /// Amounts without a commodity are in NOK.
    public var bareAmountsAreNOK = false
    /// Virtual postings are left out; they are refused otherwise.
    public var dropsVirtual = false
    /// Postings marked `brutto` are split into base and VAT.
    public var splitsGross = false
    /// Beancount plug-ins that only check, and may be there.
    public var allowedPlugins: Set<String> = []

    public init() { shared.codesAreStandard = true }

    /// A mapping of account names from JSON: `{"eiendeler:bank": "1920"}`.
    ///
    /// - Throws: `JSONError`, or `InvalidInput` naming the row.
    public static func accounts(parsing bytes: [UInt8]) throws -> [String: AccountNumber] {
        guard let object = try JSON(parsing: bytes).object else {
            throw InvalidInput("", "a mapping of accounts is an object, as in {\"eiendeler:bank\": \"1920\"}")
        }
        var accounts: [String: AccountNumber] = [:]
        for member in object.members {
            guard let text = member.value.string ?? member.value.integer.map(String.init) else {
                throw InvalidInput(
                    member.value.canonicalText, "the account of '\(member.name)' must be a number or text")
            }
            accounts[member.name] = try AccountNumber(text)
        }
        return accounts
    }
}

/// Imports vouchers from a journal of hledger, Ledger or Beancount (reference section 12), with the files it includes,
/// as one change of the books or none.
///
/// The files are read twice: once for their hashes and declarations, then entry by entry. Memory holds the names and
/// some bytes for each voucher.
public struct JournalImport {
    public enum Syntax: String, Sendable {
        /// hledger and Ledger.
        case journal
        case beancount
    }

    private let syntax: Syntax
    private let options: JournalImportOptions

    public init(_ syntax: Syntax, options: JournalImportOptions = JournalImportOptions()) {
        self.syntax = syntax
        self.options = options
    }

    /// Reads, checks and posts. Call it inside the log's transaction, and let what it throws end that transaction.
    ///
    /// - Throws: `ImportRollback` when the import is rejected or a dry run; else only what the log throws.
    public func run(path: String, into transaction: LedgerTransaction) throws -> ImportReport {
        try run(JournalFolder(main: path), into: transaction)
    }

    func run(_ sources: any JournalSources, into transaction: LedgerTransaction) throws -> ImportReport {
        let report = try JournalRun(syntax, options, transaction, sources).run()
        if report.outcome == .rejected || (options.shared.isDryRun && report.outcome != .alreadyImported) {
            throw ImportRollback(report: report)
        }
        return report
    }
}
