import Cryptography
import Formats
import Ledger
import LegalTables
import Values

/// One import of a journal while it runs: what names stand for, what was declared, and the vouchers.
final class JournalRun {
    let syntax: JournalImport.Syntax
    let options: JournalImportOptions
    let folder: any JournalSources
    let intake: VoucherIntake
    let accounts: ImportAccounts
    let codes: VATCodeReader
    let balances: JournalBalances
    var survey = JournalSurvey()

    /// Names of accounts as entries have them, aliases applied.
    var names = InternedBytes()
    var nameEntries: [JournalName] = []
    /// Commodities by number; 0 is NOK under all its names.
    var commodities = InternedBytes()
    var commodityNumbers: [Int] = []
    var commodityNames = ["NOK"]
    var knownParties: Set<PartyReference>
    var knownDimensions: Set<Dimension.Key>
    var lastSeries: (year: Int, kind: String, name: String)?
    /// Entries without a number, by year.
    var unnumbered: [Int: Int] = [:]
    var entries = 0
    var bytesRead: Int64 = 0

    init(
        _ syntax: JournalImport.Syntax, _ options: JournalImportOptions, _ ledger: LedgerTransaction,
        _ folder: any JournalSources
    ) {
        self.syntax = syntax
        self.options = options
        self.folder = folder
        intake = VoucherIntake(format: syntax.rawValue, ledger, allowing: options.shared.allowed)
        accounts = ImportAccounts(intake)
        codes = VATCodeReader(options.shared, intake)
        balances = JournalBalances(intake, options.shared)
        knownParties = Set(ledger.books.parties.keys)
        knownDimensions = ledger.books.dimensions
        intake.choose(system: options.system ?? syntax.rawValue)
    }

    func run() throws -> ImportReport {
        do {
            let files = try JournalSurveyor(self).survey()
            if intake.isImported(files.map(\.facts.hash)) { return ImportReport(outcome: .alreadyImported) }
            guard !intake.findings.hasErrors else { return intake.report }
            try codes.recordMapping()
            switch syntax {
            case .journal: try JournalReader(self).read()
            case .beancount: try BeancountReader(self).read()
            }
            try finish(files)
        } catch let problem as FileProblem {
            intake.findings.error(
                ImportNotice(
                    code: "file-unreadable", file: folder.name(problem.path), line: nil, path: nil,
                    message: "the file cannot be read: \(problem). Check its name and your right to read it."))
        } catch let tooLong as LineReader.TooLong {
            intake.findings.error(
                ImportNotice(
                    code: "line-too-long", file: nil, line: tooLong.line, path: nil,
                    message: "the line is longer than 16 MiB. This is no journal."))
        }
        return intake.report
    }

    private func finish(_ files: [JournalSurvey.File]) throws {
        let main = folder.name(folder.main)
        reportUnmapped()
        codes.finish()
        accounts.finish(file: main)
        try balances.check(self)
        intake.checkGaps(in: main)
        if let first = intake.firstDate, let last = intake.lastDate, let visit = options.shared.importedVouchers {
            try intake.checkAgainstBooks(first...last, statesDays: false, file: main, visit)
        }
        if entries == 0, !intake.findings.hasErrors {
            intake.findings.error(
                ImportNotice(
                    code: "file-empty", file: main, line: nil, path: nil,
                    message: "there is no entry in the journal. Give the file that holds or includes them."))
        }
        intake.accountsUsed = nameEntries.compactMap { entry in
            entry.account.map { ImportRecord.AccountMapping(name: entry.name, account: accounts.entries[$0].number) }
        }
        try intake.complete(
            files.map { ImportRecord.File(name: folder.name($0.path), sha256: $0.facts.hash.hex) }, from: nil, to: nil)
    }

    // MARK: Commodities

    func commodity(_ bytes: TextBytes) -> Int {
        let (number, isNew) = commodities.number(bytes)
        guard isNew else { return commodityNumbers[number] }
        if bytes.equals("NOK") || bytes.equals("kr") || bytes.equals("KR") || bytes.equals("Kr") {
            commodityNumbers.append(JournalAmount.nok)
        } else {
            commodityNumbers.append(commodityNames.count)
            commodityNames.append(bytes.text)
        }
        return commodityNumbers[number]
    }

    // MARK: Findings

    func error(_ code: String, _ file: String, _ line: Int, _ message: @autoclosure () -> String) {
        intake.findings.error(
            ImportNotice(code: code, file: file, line: line, path: nil, message: message()))
    }

    func warning(_ code: String, _ file: String, _ line: Int, _ message: @autoclosure () -> String) {
        intake.report(.warning, code, message(), at: { ImportPlace(file: file, line: line) })
    }
}
