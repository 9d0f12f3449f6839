import Formats
import Values

/// Reads journals of Beancount (reference section 12.3). Every construct is read, warned about or refused.
final class BeancountReader {
    let run: JournalRun
    var entry: JournalEntry?
    /// The roots of account names, which options may rename.
    var roots: Set<String> = ["Assets", "Liabilities", "Equity", "Income", "Expenses"]
    var pushedTags: [String] = []
    var pushedMeta: [(tag: JournalTag, value: String)] = []
    private(set) var path = ""
    private(set) var file = ""
    private(set) var lines: LineReader
    /// Whether indented lines belong to a directive that makes no postings.
    var isInDirective = false
    private var unnumbered = 0

    init(_ run: JournalRun) {
        self.run = run
        lines = LineReader(MemoryBytes([]), pieceBytes: 16)
    }

    func read() throws { try read(run.folder.main) }

    private func read(_ path: String) throws {
        let outer = (self.path, file, lines)
        defer { (self.path, file, lines) = outer }
        self.path = path
        file = run.folder.name(path)
        let facts = run.survey.files.first { $0.path == path }?.facts
        lines = LineReader(
            TranscodedBytes(
                run.progress(try run.folder.source(path)), .utf8, skipping: facts?.markLength ?? 0))
        while let line = try lines.readLine() { try take(line) }
        try endEntry()
        isInDirective = false
    }

    private func take(_ line: TextBytes) throws {
        guard let first = line.first else { return }
        if first <= 0x20 {
            let trimmed = line.trimmed
            if trimmed.isEmpty || trimmed.first == UInt8(ascii: ";") { return }
            if entry != nil { return try takeIndented(line, trimmed) }
            if isInDirective { return }
            return fail(
                JournalFault(
                    code: "line-alone",
                    message: "'\(shortened(trimmed.text))' is indented, but nothing stands above that it belongs to"))
        }
        try endEntry()
        isInDirective = false
        if TextBytes.isDigit(first) { return try dated(line) }
        if first == UInt8(ascii: ";") { return }
        let word = line.prefix { $0 > 0x20 }
        switch TextBytes(rebasing: word).text {
        case "option": option(line)
        case "plugin": plugin(line)
        case "include":
            let files =
                (try? run.folder.files(
                    BeancountReader.firstString(line) ?? "", from: path, formats: JournalReader.formats)) ?? []
            for file in files { try read(file) }
        case "pushtag": pushedTags.append(line.part(from: word.count).trimmed.text)
        case "poptag":
            let tag = line.part(from: word.count).trimmed.text
            pushedTags.removeAll { $0 == tag }
        case "pushmeta": pushMeta(line.part(from: word.count).trimmed)
        case "popmeta":
            let name = line.part(from: word.count).trimmed.text.prefix { $0 != ":" }
            if let tag = JournalTag.byName[String(name)], let index = pushedMeta.lastIndex(where: { $0.tag == tag }) {
                pushedMeta.remove(at: index)
            }
        default:
            isInDirective = true
            warn("line-unknown", "'\(shortened(line.text))' is no directive, and was passed over.")
        }
    }

    // MARK: Directives

    private func option(_ line: TextBytes) {
        let strings = BeancountReader.strings(line)
        guard strings.count == 2, strings[0].hasPrefix("name_"), !strings[1].isEmpty else { return }
        let renamed = [
            "name_assets": "Assets", "name_liabilities": "Liabilities", "name_equity": "Equity",
            "name_income": "Income",
            "name_expenses": "Expenses",
        ]
        guard let old = renamed[strings[0]] else { return }
        roots.remove(old)
        roots.insert(strings[1])
    }

    private func plugin(_ line: TextBytes) {
        let name = BeancountReader.firstString(line) ?? ""
        if run.options.allowedPlugins.contains(name) { return }
        fail(
            JournalFault(
                code: "plugin",
                message: "plug-in '\(shortened(name))' may change entries, and is not run. If it only checks, add "
                    + "--allow-plugin \(shortened(name))"))
    }

    private func pushMeta(_ bytes: TextBytes) {
        guard let (key, value) = BeancountReader.metadata(bytes), let tag = JournalTag.byName[key.text] else { return }
        pushedMeta.append((tag, BeancountReader.value(value)))
    }

    private func dated(_ line: TextBytes) throws {
        guard let (date, length) = BeancountReader.date(line) else {
            isInDirective = true
            return fail(
                JournalFault(
                    code: "date-invalid",
                    message:
                        "'\(shortened(line.part(0..<min(line.count, 20)).text))' is no date that exists. Write it as in "
                        + "2025-01-03"))
        }
        let rest = line.part(from: length).trimmed
        let word = BeancountReader.keyword(rest)
        if BeancountReader.isTransaction(word) { return try begin(date, word, length, line) }
        isInDirective = true
        switch word.text {
        case "open", "close", "commodity": break
        case "balance": try balance(rest.part(from: word.count).trimmed, date)
        case "pad":
            fail(
                JournalFault(
                    code: "pad", message: "'pad' makes a posting that nobody wrote. Write the posting itself"))
        case "price", "note", "document", "event", "query", "custom":
            run.intake.once("skipped", file + word.text) {
                warn("directive-skipped", "'\(word.text)' makes no postings, and was passed over here and below.")
            }
        default:
            fail(
                JournalFault(
                    code: "line-unknown", message: "'\(shortened(line.text))' is no directive that is known"))
        }
    }

    private func balance(_ bytes: TextBytes, _ date: CalendarDate) throws {
        let account = TextBytes(rebasing: bytes.prefix { $0 > 0x20 })
        let line = lines.line
        do throws(JournalFault) {
            try check(account)
            var reader = JournalAmountReader(bytes.part(from: account.count).trimmed)
            let (number, tolerance) = try stated(&reader)
            let place = ImportPlace(file: file, line: line)
            let name: Int
            do { name = try run.name(account, at: { place }) } catch {
                throw JournalFault(code: "account-refused", message: "\(error)")
            }
            var assertion = JournalAssertion(amount: number, withSubaccounts: true, isAtStart: true)
            assertion.tolerance = tolerance
            run.balances.claim(assertion, name: name, on: date, at: place, among: run)
        } catch { fail(error) }
    }

    /// `100.00 NOK`, or `100.00 ~ 0.01 NOK`.
    private func stated(
        _ reader: inout JournalAmountReader
    ) throws(JournalFault) -> (JournalAmount, tolerance: WrittenNumber?) {
        let bytes = reader.bytes
        guard let tilde = bytes.firstIndex(of: UInt8(ascii: "~")) else {
            return (try amount(try reader.read(), bytes), nil)
        }
        var wide = JournalAmountReader(bytes.part(from: tilde + 1).trimmed)
        let tolerance = try wide.read()
        var exact = JournalAmountReader(bytes.part(0..<tilde).trimmed)
        var parts = try exact.read()
        parts.commodity = tolerance.commodity
        return (try amount(parts, bytes), try amount(tolerance, bytes).number)
    }

    // MARK: The end of an entry

    func endEntry() throws {
        guard let finished = entry else { return }
        entry = nil
        // What was pushed last lies on top.
        for (tag, value) in pushedMeta.reversed() { finished.tags.set(tag, value) }
        let hasNumber =
            finished.tags[.voucher] != nil || finished.postings.contains { $0.tags[.voucher] != nil }
        if !hasNumber {
            if unnumbered < run.survey.ranks.count { finished.rank = run.survey.ranks[unnumbered] }
            unnumbered += 1
        }
        try run.take(finished, file: file)
    }

    func joinLine() throws -> TextBytes? { try lines.joinNextLine() }

    func fail(_ fault: JournalFault) {
        run.error(fault.code, file, lines.line, fault.message + ".")
        entry?.isFaulty = true
    }

    func warn(_ code: String, _ message: @autoclosure () -> String) { run.warning(code, file, lines.line, message()) }
}
