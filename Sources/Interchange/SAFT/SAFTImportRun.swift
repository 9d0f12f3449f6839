import Cryptography
import Formats
import Ledger
import LegalTables
import Values

/// One import while it runs: what the master files said, what the vouchers add up to, and what was found.
final class SAFTImportRun {
    enum Form { case a, b }

    let options: SAFTImportOptions
    let ledger: LedgerTransaction
    let intake: VoucherIntake
    let tables = LegalTables.current
    /// By number of the standard code: does a return hold it?
    let isReported: [Bool] = (0...99).map { number in
        VATCode(number).flatMap { LegalTables.current.vatCodes.code($0) }?.isReported ?? false
    }

    // What the files say.
    @exclusivity(unchecked) var headers: [(file: String, header: SAFTHeader)] = []
    @exclusivity(unchecked) private(set) var forms: Set<Form> = []
    @exclusivity(unchecked) var parts: [SAFTPart] = []
    /// Parts that call themselves UTF-8 and hold Windows-1252.
    @exclusivity(unchecked) var misdeclared: Set<String> = []
    /// The form each file claims by its version; nil for a version nobody knows.
    @exclusivity(unchecked) var statedForms: [(file: String, version: String, line: Int, form: Form?)] = []
    @exclusivity(unchecked) var chart = SAFTChart()
    @exclusivity(unchecked) var parties: [SAFTParty] = []
    @exclusivity(unchecked) var partyPositions: [PartyReference: Int] = [:]
    @exclusivity(unchecked) var taxTable = SAFTTaxTable()
    /// By the row's index: recorded as used.
    @exclusivity(unchecked) var usedTaxRows: [Bool] = []
    @exclusivity(unchecked) var dimensionValues: [DimensionValue] = []
    @exclusivity(unchecked) var unmappedUses: [String: VATCodeUse] = [:]
    @exclusivity(unchecked) var bankCurrencies: [String: String] = [:]

    // What is known in the books, or will be.
    @exclusivity(unchecked) var knownParties: Set<PartyReference> = []
    @exclusivity(unchecked) var knownDimensions: Set<Dimension.Key> = []

    // The vouchers.
    @exclusivity(unchecked) var part = 0
    /// The product that wrote the files, as the first one says.
    @exclusivity(unchecked) var system = ""
    @exclusivity(unchecked) var periods = SAFTPeriodCheck()
    @exclusivity(unchecked) var dates = SAFTDates()
    @exclusivity(unchecked) var rates: [Int: Int?] = [:]
    @exclusivity(unchecked) var lastSeries: (year: Int, journal: String, name: String) = (0, "", "")
    /// The files are exports of our own: they state all there is, and nothing is made good by guessing.
    @exclusivity(unchecked) var isOwnExport = false

    init(_ options: SAFTImportOptions, _ ledger: LedgerTransaction) {
        self.options = options
        self.ledger = ledger
        intake = VoucherIntake(
            format: "saft", ledger, allowing: options.allowed, postsVouchers: !options.balancesOnly)
        knownParties = Set(ledger.books.parties.keys)
        knownDimensions = ledger.books.dimensions
    }

    var findings: ImportFindings {
        _read { yield intake.findings }
        _modify { yield &intake.findings }
    }

    var hasEarlierImports: Bool { intake.hasEarlierImports }
    var firstDate: CalendarDate? { intake.firstDate }
    var lastDate: CalendarDate? { intake.lastDate }

    func sawForm(_ form: Form) { if !forms.contains(form) { forms.insert(form) } }

    func run(_ files: [ImportFile]) throws -> ImportReport {
        var hashes: [Int: SHA256Digest] = [:]
        if hasEarlierImports {
            for (index, file) in files.enumerated() {
                hashes[index] = (try? file.open()).flatMap { try? HashingSource.digest(of: $0) }
            }
            if hashes.count == files.count, intake.isImported(Array(hashes.values)) {
                return ImportReport(outcome: .alreadyImported)
            }
        }
        var list = SAFTPartList()
        for (index, file) in files.enumerated() {
            for notice in list.add(file, index: index) { findings.error(notice) }
        }
        for notice in list.order() { findings.warning(notice) }
        try read(list.parts, hashes: &hashes)
        // An archive is read by entries, so its own bytes are hashed on the side.
        for (index, file) in files.enumerated() where hashes[index] == nil && !findings.hasErrors {
            hashes[index] = try HashingSource.digest(of: try file.open())
        }
        try finish(files, hashes)
        return intake.report
    }

    private func read(_ parts: [SAFTPart], hashes: inout [Int: SHA256Digest]) throws {
        guard !parts.isEmpty else { return }
        var broken: Set<Int> = []
        self.parts = parts
        if options.readsUndeclaredWindows1252 { findMisdeclared() }
        for (index, part) in parts.enumerated() {
            let stream = SAFTStream(file: part.name, phase: .masters, run: self, seeksLateMasterFiles: index == 0)
            if try !readPart(part, stream, HashingSource(try open(part), hashes: false) { _ in }) {
                broken.insert(index)
            }
        }
        checkHeaders(parts.enumerated().filter { !broken.contains($0.offset) }.map(\.element))
        guard broken.count < parts.count else { return }
        try registerMasterFiles()
        system = headers.first?.header.system ?? ""
        let total = parts.reduce(Int64(0)) { $0 + $1.byteCount }
        var done: Int64 = 0
        for (index, part) in parts.enumerated() where !broken.contains(index) {
            self.part = index
            let stream = SAFTStream(file: part.name, phase: .entries, run: self, seeksLateMasterFiles: false)
            stream.selection = currentSelection
            let wantsHash = part.input.map { hashes[$0] == nil } ?? false
            let source = HashingSource(try open(part), hashes: wantsHash && !misdeclared.contains(part.name)) {
                [options] count in
                done += Int64(count)
                options.progress?(done, total)
            }
            if try readPart(part, stream, source), let input = part.input, wantsHash {
                // What was read otherwise than it stands is hashed on the side.
                hashes[input] = try source.finish()
            }
        }
    }

    private func open(_ part: SAFTPart) throws -> any ByteSource {
        do {
            let source = try part.open()
            return misdeclared.contains(part.name)
                ? TranscodedBytes(source, .windows1252, skipping: 0) : source
        } catch { return FailingSource(error) }
    }

    /// - Returns: false when the part could not be read to the end of the phase.
    private func readPart(_ part: SAFTPart, _ stream: SAFTStream, _ source: any ByteSource) throws -> Bool {
        let reader = XMLReader(vocabulary: SAFTGrammar.current.names, namespace: SAFTStream.namespace)
        do {
            try reader.read(source, handler: stream)
        } catch is SAFTStream.Done {
            return !stream.isRefused
        } catch let error as XMLError {
            findings.error(SAFTImportRun.notice(error, file: part.name))
            return false
        } catch let error as ZipError {
            let archive = part.name.split(separator: "/").first.map(String.init) ?? part.name
            findings.error(SAFTPartList.notice(error, archive: archive))
            return false
        } catch let error as FileProblem {
            findings.error(
                ImportNotice(
                    code: "file-unreadable", file: part.name, line: nil, path: nil,
                    message: "the file cannot be read: \(error). Check its name and your right to read it."))
            return false
        }
        return true
    }

    private static func notice(_ error: XMLError, file: String) -> ImportNotice {
        let code =
            switch error.kind {
            case .malformed: "xml-malformed"
            case .encoding: "xml-encoding"
            case .documentType: "xml-doctype"
            case .tooDeep: "xml-too-deep"
            case .tooLarge: "xml-too-large"
            }
        return ImportNotice(
            code: code, file: file, line: error.line, column: error.column, path: nil,
            message: "\(error.reason). Export the file again, or ask the maker of the other system.")
    }
}

/// Stands for a source that could not be opened, so that the fault is reported where reading is.
private final class FailingSource: ByteSource {
    private let error: any Error
    init(_ error: any Error) { self.error = error }
    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int { throw error }
}
