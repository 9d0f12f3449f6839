import Cryptography
import Formats
import Ledger
import LegalTables
import Values

/// One import of a CSV file while it runs.
final class CSVImportRun {
    let options: CSVImportOptions
    let profile: CSVProfile
    let file: ImportFile
    let intake: VoucherIntake
    let accounts: ImportAccounts
    let codes: VATCodeReader
    var layout = CSVLayout(places: [])
    var form: CSVForm?
    var facts: SourceFacts?
    /// Known once a number proves it, or the user says so.
    var decimalMark: UInt8?
    var hasLookedForMark = false

    // The voucher being read.
    var draft = CSVDraft()
    var accountNumbers = InternedBytes()
    /// By number of the name: the place among the accounts; nil for what is no account.
    var accountPlaces: [Int?] = []
    var lastDate: (bytes: [UInt8], date: CalendarDate)?
    var lastSeries: (year: Int, kind: [UInt8], name: String)?
    var knownParties: Set<PartyReference> = []
    var knownDimensions: Set<Dimension.Key> = []
    /// A row without a voucher number, which only the last one may be.
    var total: CSVTotal?
    var sums = CSVTotal()
    /// Vouchers that came by and were not handed over.
    var refused: Set<VoucherNumber> = []
    /// The open and the finished runs of scattered vouchers.
    var held = CSVHeldRows()

    init(_ options: CSVImportOptions, _ ledger: LedgerTransaction, _ file: ImportFile) {
        self.options = options
        profile = options.profile
        self.file = file
        intake = VoucherIntake(format: "csv", ledger, allowing: options.shared.allowed)
        accounts = ImportAccounts(intake)
        codes = VATCodeReader(options.shared, intake)
        decimalMark = options.decimalMark.flatMap(\.asciiValue)
        knownParties = Set(ledger.books.parties.keys)
        knownDimensions = ledger.books.dimensions
        intake.choose(system: options.system ?? profile.system)
    }

    func run() throws -> ImportReport {
        do {
            let facts = try SourceFacts(try file.open())
            if intake.isImported([facts.hash]) { return ImportReport(outcome: .alreadyImported) }
            self.facts = facts
            guard checkEncoding(facts) else { return intake.report }
            try readAll()
            try finish(facts)
        } catch let problem as FileProblem {
            error(
                "file-unreadable", row: nil, cell: nil,
                "the file cannot be read: \(problem). Check its name and your right to read it.")
        } catch let fault as CSVRows.Fault {
            report(fault)
        } catch let fault as TranscodedBytes.LoneSurrogate {
            error(
                "encoding-unknown", row: fault.line, cell: nil,
                "the line holds half a character of UTF-16. The file is damaged, or was cut off; export it again as CSV "
                    + "UTF-8.")
        } catch let tooLong as LineReader.TooLong {
            error("row-too-long", row: tooLong.line, cell: nil, "the row is longer than 16 MiB. Export the file anew.")
        }
        return intake.report
    }

    /// A reader over the file's text from its start.
    func lines(countingProgress: Bool = false) throws -> LineReader {
        guard let facts else { return LineReader(MemoryBytes([])) }
        var source: any ByteSource = try file.open()
        if countingProgress, let progress = options.shared.progress {
            var done: Int64 = 0
            source = HashingSource(source, hashes: false) { count in
                done += Int64(count)
                progress(done, facts.byteCount)
            }
        }
        return LineReader(TranscodedBytes(source, facts.encoding, skipping: facts.markLength))
    }

    private func readAll() throws {
        let form = try CSVForm(try lines(), profile)
        self.form = form
        if form.lacksStartMark {
            return error(
                "start-mark-missing", row: nil, cell: nil,
                "the file has no cell '\(profile.startMark ?? "")', below which the table begins. Check that it is of "
                    + "\(profile.system), or choose another --profile.")
        }
        let rows = CSVRows(try lines(countingProgress: true), delimiter: form.delimiter)
        guard try readHeader(rows, form) else { return }
        try codes.recordMapping()
        if options.rowsAreScattered {
            try readScattered(rows, form)
        } else {
            while try rows.next() { try take(rows) }
        }
        try flush()
        checkTotal()
    }

    /// Passes over what stands before the table, and reads the header.
    func readHeader(_ rows: CSVRows, _ form: CSVForm) throws -> Bool {
        while rows.row < form.rowsBefore {
            guard try rows.skip() else { break }
        }
        if let places = profile.places {
            layout = CSVLayout(places: places)
            return true
        }
        guard try rows.next() else {
            error("file-empty", row: nil, cell: nil, "the file has no header row. Export it again.")
            return false
        }
        layout = CSVLayout(header: (0..<rows.count).map { rows.cell($0).text }, profile)
        for (name, cell) in layout.doubled {
            error(
                "column-twice", row: rows.row, cell: cell,
                "column '\(shortened(name))' names what another column holds already. Remove or rename one of them.")
        }
        let missing = layout.missing(hasVoucher: options.voucher != nil, hasDate: options.date != nil)
        if !missing.isEmpty {
            error(
                "column-missing", row: rows.row, cell: nil,
                "the header lacks " + missing.joined(separator: ", ")
                    + ". Name the columns as in 'bilag import csv --help', or choose a --profile.")
        }
        if !layout.unknown.isEmpty {
            intake.report(
                .warning, "column-unknown",
                "columns not known and ignored: " + listedShort(layout.unknown.map { "'\(shortened($0.name))'" }) + ".",
                at: {
                    ImportPlace(
                        file: self.file.name, line: rows.row, column: (self.layout.unknown.first?.cell ?? 0) + 1)
                })
        }
        return missing.isEmpty && layout.doubled.isEmpty
    }

    private func finish(_ facts: SourceFacts) throws {
        codes.finish()
        accounts.finish(file: file.name)
        intake.checkGaps(in: file.name)
        if let first = intake.firstDate, let last = intake.lastDate, let visit = options.shared.importedVouchers {
            try intake.checkAgainstBooks(first...last, statesDays: false, file: file.name, visit)
        }
        if intake.firstDate == nil, !intake.findings.hasErrors {
            error("file-empty", row: nil, cell: nil, "the file has no rows below its header. Export it again.")
        }
        try intake.complete(
            [ImportRecord.File(name: file.name, sha256: facts.hash.hex)],
            profile: profile.name == CSVProfile.own.name ? nil : profile.name, from: nil, to: nil)
    }

    // MARK: Findings

    func error(_ code: String, row: Int?, cell: Int?, _ message: @autoclosure () -> String) {
        intake.findings.error(
            ImportNotice(
                code: code, file: file.name, line: row, column: cell.map { $0 + 1 }, path: nil, message: message()))
    }

    private func report(_ fault: CSVRows.Fault) {
        let message =
            switch fault.kind {
            case .unclosedQuote: "a quote opens here and is never closed. Close it, or double quotes inside cells."
            case .textAfterQuote:
                "text follows a closing quote. Double the quotes inside cells, as in \"5\"\" rør\"."
            case .tooLong: "the row is longer than 16 MiB. Look for a quote that is not closed."
            }
        error(
            fault.kind == .unclosedQuote
                ? "quote-unclosed" : fault.kind == .tooLong ? "row-too-long" : "quote-misplaced",
            row: fault.row, cell: fault.column - 1,
            message + (fault.line == fault.row ? "" : " It is on line \(fault.line) of the file."))
    }

    private func checkEncoding(_ facts: SourceFacts) -> Bool {
        switch facts.fault {
        case nil: return true
        case .nul(let line):
            error(
                "nul-byte", row: line, cell: nil, "the line holds a zero byte. This is no text file; export it as CSV.")
        case .utf16WithoutMark:
            error(
                "encoding-unknown", row: nil, cell: nil,
                "the file looks like UTF-16 without its mark. Save it as CSV UTF-8.")
        case .invalidByte(let byte, let line):
            error(
                "encoding-unknown", row: line, cell: nil,
                "the byte \(String(byte, radix: 16, uppercase: true)) is neither UTF-8 nor Windows-1252. Save the file as "
                    + "CSV UTF-8.")
        }
        return false
    }
}

/// Sums of the amount columns, and the row that may state them.
struct CSVTotal {
    var row = 0
    var debit: Int128 = 0
    var credit: Int128 = 0
    var amount: Int128 = 0
}

/// Rows of vouchers that do not stand together, until the last of a voucher is read.
struct CSVHeldRows {
    struct Row {
        var bytes: [UInt8]
        let row: Int
        let line: Int
    }

    /// Runs of rows still to come, by voucher.
    var runs: [UInt64: Int] = [:]
    var rows: [UInt64: [Row]] = [:]
    var current: UInt64?
}
