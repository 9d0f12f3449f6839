import Application
import Interchange
import Reports
import Values

struct ImportSAFTCommand: Command {
    static let description = CommandDescription(
        "import", "saft", summary: "Import SAF-T Financial files as one change of the books, or none.",
        discussion: """
            Versions 1.0 to 1.40, as XML, several parts, or zip archives of them. Vouchers keep their numbers, in a series
            for each journal and year; what the books have already is skipped. What only you can decide is an error that
            names the --allow for it. The exit status is 1 when the files are rejected; nothing is imported then.
            """,
        parameters: [CommandParameter("FILE", "The files of one export; all parts together.", repeats: true)],
        options: [
            .flag("dry-run", "Read and check everything, and import nothing."),
            .value("map", "FILE", "Standard codes for the ledger's VAT codes, as JSON: {\"10\":\"1\",\"30\":\"3\"}."),
            .value(
                "allow", "CODE", "Import although a notice of this code would refuse it; may be repeated.",
                repeats: true),
            .value(
                "opening-difference-account", "ACCOUNT",
                "Where opening balances that do not sum to zero put the difference."),
            .flag("balances-only", "Take over the closing balances alone, as one opening voucher on the day after."),
        ],
        formats: [.json], example: "bilag import saft regnskap-2026.zip --dry-run")

    private let files: [String]
    private let mapping: String?
    private var options = SAFTImportOptions()

    init(_ arguments: Arguments) throws {
        files = arguments.values("FILE")
        mapping = arguments.value("map")
        options.isDryRun = arguments.has("dry-run")
        options.balancesOnly = arguments.has("balances-only")
        options.allowed = Set(arguments.values("allow"))
        options.openingDifferenceAccount = try arguments.parsed("opening-difference-account", as: AccountNumber.init)
    }

    func run(in session: Session) async throws -> ExitStatus {
        var options = options
        if let mapping { options.mapping = try session.mapping(mapping) }
        let progress = ProgressLine(on: session.console, now: session.workplace.now)
        options.progress = { progress.show($0, of: $1) }
        let report = try session.openBooks().importSAFT(
            files.map { ImportFile(path: session.path($0)) }, options: options)
        progress.end()
        return session.console.show(report, isDryRun: options.isDryRun)
    }
}

extension Session {
    /// A mapping of VAT codes from a file.
    ///
    /// - Throws: `UsageError` that names the file.
    func mapping(_ name: String) throws -> VATMappingFile {
        let bytes = try read(name)
        do { return try VATMappingFile(parsing: bytes) } catch { throw UsageError("'\(name)': \(error).") }
    }
}
