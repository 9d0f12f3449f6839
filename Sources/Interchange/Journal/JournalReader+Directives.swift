import Formats
import Values

/// Directives: read, passed over, warned about or refused, as section 12.2 of the reference has them.
extension JournalReader {
    func directive(_ line: TextBytes) throws {
        isInDirective = true
        if line[0] == UInt8(ascii: "Y"), line.count > 1, TextBytes.isDigit(line[1]) {
            return setYear(line.part(from: 1).trimmed)
        }
        let words = Words(line)
        switch words.first {
        case "include": try include(words.rest.text)
        case "account", "payee", "tag", "P": break
        case "comment": skipBlock(to: "end comment")
        case "test": skipBlock(to: "end test")
        case "commodity": declareFormat(words.rest)
        case "D": setDefaultCommodity(words.rest)
        case "decimal-mark":
            guard words.rest.equals(".") || words.rest.equals(",") else {
                return fail("directive-invalid", "'\(shortened(line.text))': the decimal mark is a point or a comma.")
            }
            scope.decimalMark = words.rest[0]
        case "Y", "year": setYear(words.rest)
        case "alias": setAlias(words.rest, line)
        case "apply": apply(words, line)
        case "end": end(words)
        case "bucket", "A", "capture", "python", "define", "def":
            fail(
                "directive-refused",
                "'\(shortened(line.text))' changes what entries mean, and is not read. Expand the journal with 'ledger print' "
                    + "first.")
        case "assert", "check", "eval", "expr", "value", "N", "C", "i", "o", "b", "h", "I", "O":
            warn("directive-skipped", "'\(shortened(line.text))' was passed over; it makes no postings here.")
        case let word where word.hasPrefix("--"):
            warn("directive-skipped", "'\(shortened(line.text))' is an option of Ledger, and was passed over.")
        default:
            fail(
                "line-unknown",
                "'\(shortened(line.text))' is no entry and no directive that is known. Correct the line.")
        }
    }

    /// Lines below a directive; only a commodity's format says something.
    func subdirective(_ line: TextBytes) {
        if line.hasPrefix("format ") { declareFormat(line.part(from: 7).trimmed) }
    }

    private func include(_ pattern: String) throws {
        isInDirective = false
        // What is wrong with it, the survey has told.
        let files = (try? run.folder.files(pattern, from: path, formats: JournalReader.formats)) ?? []
        for file in files { try read(file) }
    }

    /// The commodity and decimal mark that a sample amount shows: `1 000,00 NOK`. Its last mark is the decimal one.
    private func format(_ sample: TextBytes) -> (commodity: Int?, mark: UInt8?)? {
        guard sample.contains(where: TextBytes.isDigit) else {
            return sample.isEmpty ? nil : (run.commodity(unquoted(sample)), nil)
        }
        var reader = JournalAmountReader(sample)
        guard let parts = try? reader.read() else { return nil }
        let mark = parts.number.last { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ",") }
        return (parts.commodity.map { run.commodity($0) }, mark)
    }

    private func unquoted(_ bytes: TextBytes) -> TextBytes {
        bytes.count > 2 && bytes[0] == UInt8(ascii: "\"") ? bytes.part(1..<bytes.count - 1) : bytes
    }

    private func declareFormat(_ sample: TextBytes) {
        guard let (commodity, mark) = format(sample) else {
            return fail(
                "directive-invalid", "'\(shortened(sample.text))' shows no commodity. Write it as in 1000.00 NOK.")
        }
        guard let mark else { return }
        if let commodity { scope.marks[commodity] = mark } else { scope.bareMark = mark }
    }

    private func setDefaultCommodity(_ sample: TextBytes) {
        guard let (commodity, mark) = format(sample), let commodity else {
            return fail(
                "directive-invalid", "'\(shortened(sample.text))' shows no commodity. Write it as in D 1000.00 NOK.")
        }
        scope.defaultCommodity = commodity
        if let mark {
            scope.bareMark = mark
            if scope.marks[commodity] == nil { scope.marks[commodity] = mark }
        }
    }

    private func setYear(_ text: TextBytes) {
        guard let year = text.smallNumber, (1000...9999).contains(year) else {
            return fail("directive-invalid", "'\(shortened(text.text))' is no year of four digits.")
        }
        scope.year = year
    }

    private func setAlias(_ rest: TextBytes, _ line: TextBytes) {
        if rest.first == UInt8(ascii: "/") {
            return fail(
                "alias-expression",
                "'\(shortened(line.text))' is a regular expression, which is not read. Write an alias for each name.")
        }
        guard let equals = rest.firstIndex(of: UInt8(ascii: "=")) else {
            return fail("directive-invalid", "'\(shortened(line.text))' lacks '='. Write 'alias OLD = NEW'.")
        }
        let old = rest.part(0..<equals).trimmed
        let new = rest.part(from: equals + 1).trimmed
        guard !old.isEmpty, !new.isEmpty else {
            return fail("directive-invalid", "'\(shortened(line.text))' lacks a name. Write 'alias OLD = NEW'.")
        }
        scope.aliases.append((old.text, new.text))
    }

    private func apply(_ words: Words, _ line: TextBytes) {
        switch words.second {
        case "account":
            guard !words.afterSecond.isEmpty else {
                return fail("directive-invalid", "'apply account' names no account.")
            }
            scope.prefix.append(words.afterSecond.text)
        case "year": setYear(words.afterSecond)
        default:
            fail(
                "directive-refused",
                "'\(shortened(line.text))' changes what entries mean, and is not read. Expand the journal with 'ledger print' "
                    + "first.")
        }
    }

    private func end(_ words: Words) {
        switch (words.second, words.afterSecond.text) {
        case ("aliases", _): scope.aliases.removeAll()
        case ("apply", "account"), ("apply", ""), ("", _): _ = scope.prefix.popLast()
        default: break
        }
    }
}
