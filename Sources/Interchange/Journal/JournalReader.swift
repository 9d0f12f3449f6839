import Formats
import Values

/// Reads journals of hledger and Ledger (reference section 12.2). Every construct is read, warned about or refused.
final class JournalReader {
    /// What directives have said so far: it holds to the end of its file, and in files included after it.
    struct Scope {
        var decimalMark: UInt8?
        var marks: [Int: UInt8] = [:]
        var defaultCommodity: Int?
        var bareMark: UInt8?
        var year: Int?
        var aliases: [(old: String, new: String)] = []
        var prefix: [String] = []
    }

    /// Prefixes of files that are journals.
    static let formats: Set<String> = ["journal", "hledger", "ledger", "j"]

    let run: JournalRun
    var scope = Scope()
    var entry: JournalEntry?
    /// The commodity whose `format` line may follow; or any directive that indented lines belong to.
    var isInDirective = false
    private(set) var path = ""
    private(set) var file = ""
    private(set) var lines: LineReader
    /// What ends a block that is passed over.
    private var blockEnd: StaticString?

    init(_ run: JournalRun) {
        self.run = run
        lines = LineReader(MemoryBytes([]), pieceBytes: 16)
    }

    func read() throws { try read(run.folder.main) }

    func read(_ path: String) throws {
        let outer = (self.path, file, lines, scope)
        defer { (self.path, file, lines, scope) = outer }
        self.path = path
        file = run.folder.name(path)
        let facts = run.survey.files.first { $0.path == path }?.facts
        lines = LineReader(
            TranscodedBytes(
                run.progress(try run.folder.source(path)), .utf8, skipping: facts?.markLength ?? 0))
        while let line = try lines.readLine() { try take(line) }
        try endEntry()
        isInDirective = false
        if let end = blockEnd {
            blockEnd = nil
            fail("block-unclosed", "a block is not closed before the file ends. Add '\(end)'.")
        }
    }

    private func take(_ line: TextBytes) throws {
        if let end = blockEnd {
            if line.hasPrefix(end) { blockEnd = nil }
            return
        }
        guard let first = line.first else {
            isInDirective = false
            return try endEntry()
        }
        if first <= 0x20 || (first == 0xC2 && line.hasPrefix("\u{A0}")) {
            let trimmed = line.trimmed
            if trimmed.isEmpty { return try endEntry() }
            if entry != nil { return try takeIndented(trimmed) }
            if isInDirective { return subdirective(trimmed) }
            if trimmed.first == UInt8(ascii: ";") { return }
            return fail(
                "line-alone",
                "'\(shortened(trimmed.text))' is indented, but no entry stands above it. Begin the entry with "
                    + "its date at the line's start.")
        }
        try endEntry()
        isInDirective = false
        if TextBytes.isDigit(first) { return try beginEntry(line) }
        switch first {
        case UInt8(ascii: ";"), UInt8(ascii: "#"), UInt8(ascii: "*"), UInt8(ascii: "%"), UInt8(ascii: "|"): return
        case UInt8(ascii: "~"), UInt8(ascii: "="):
            fail(
                "rule",
                "periodic and automatic entries are rules, not postings. Take them out, or expand them with "
                    + "'hledger print --forecast --auto' first.")
            isInDirective = true
        default: try directive(line)
        }
    }

    func skipBlock(to end: StaticString) { blockEnd = end }

    func fail(_ code: String, _ message: @autoclosure () -> String) { run.error(code, file, lines.line, message()) }

    func warn(_ code: String, _ message: @autoclosure () -> String) { run.warning(code, file, lines.line, message()) }

    func fail(_ fault: JournalFault) {
        run.error(fault.code, file, lines.line, fault.message + ".")
        entry?.isFaulty = true
    }

    func endEntry() throws {
        guard let finished = entry else { return }
        entry = nil
        try run.take(finished, file: file)
    }

    // MARK: Words

    /// A directive's first words.
    struct Words {
        let first: String
        let second: String
        let rest: TextBytes
        let afterSecond: TextBytes

        init(_ line: TextBytes) {
            // Ledger also writes !include and @include.
            let line =
                line.first == UInt8(ascii: "!") || line.first == UInt8(ascii: "@") ? line.part(from: 1) : line
            let end = Words.wordEnd(line)
            first = line.part(0..<end).text
            rest = Words.withoutComment(line.part(from: end).trimmed, of: first)
            let secondEnd = Words.wordEnd(rest)
            second = rest.part(0..<secondEnd).text
            afterSecond = rest.part(from: secondEnd).trimmed
        }

        private static func wordEnd(_ bytes: TextBytes) -> Int { bytes.firstIndex { $0 <= 0x20 } ?? bytes.count }

        /// Comments of accounts hold their tags.
        private static func withoutComment(_ bytes: TextBytes, of word: String) -> TextBytes {
            guard word != "account", let start = bytes.firstIndex(of: UInt8(ascii: ";")) else { return bytes }
            return bytes.part(0..<start).trimmed
        }
    }

    /// An account's name and the comment after it.
    static func split(_ bytes: TextBytes) -> (account: TextBytes, comment: TextBytes) {
        var end = 0
        while end < bytes.count {
            if bytes[end] == UInt8(ascii: ";") || bytes[end] == 0x09 { break }
            if bytes[end] == 0x20, end + 1 < bytes.count, bytes[end + 1] == 0x20 || bytes[end + 1] == UInt8(ascii: ";")
            {
                break
            }
            end += 1
        }
        let rest = bytes.part(from: end)
        let comment = rest.firstIndex(of: UInt8(ascii: ";")).map { rest.part(from: $0 + 1) } ?? rest.part(0..<0)
        return (bytes.part(0..<end).trimmed, comment)
    }
}
