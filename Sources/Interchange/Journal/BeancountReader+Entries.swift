import Formats
import Values

/// Transactions of Beancount and their postings.
extension BeancountReader {
    func begin(_ date: CalendarDate, _ flag: TextBytes, _ length: Int, _ first: TextBytes) throws {
        let entry = JournalEntry(date: date, line: lines.line)
        // Strings may span lines.
        var line = first
        var scan = OpenString()
        while scan.isOpen(atEndOf: line) {
            guard let joined = try joinLine() else {
                self.entry = entry
                fail(JournalFault(code: "string-unclosed", message: "a quote opens here and is never closed"))
                return
            }
            line = joined
        }
        entry.isPending = flag.equals("!")
        if !flag.equals("*"), !flag.equals("txn"), !flag.equals("!") {
            warn("flag-unknown", "flag '\(flag.text)' was read as any other entry's.")
        }
        let strings = BeancountReader.strings(line)
        entry.text = strings.filter { !$0.isEmpty }.joined(separator: " | ")
        let notes = BeancountReader.tagsAndLinks(line) + pushedTags
        if !notes.isEmpty {
            entry.text += (entry.text.isEmpty ? "" : " ") + notes.joined(separator: " ")
        }
        self.entry = entry
    }

    func takeIndented(_ whole: TextBytes, _ line: TextBytes) throws {
        guard let first = line.first else { return }
        if first == UInt8(ascii: "#") || first == UInt8(ascii: "^") { return note(line) }
        if let (key, value) = BeancountReader.metadata(line) {
            var scan = OpenString()
            guard !scan.isOpen(atEndOf: value) else { return try BeancountReader.skipString(in: lines) }
            return set(key, BeancountReader.value(value))
        }
        do throws(JournalFault) {
            let posting = try posting(line)
            entry?.postings.append(posting)
        } catch { fail(error) }
    }

    private func note(_ line: TextBytes) {
        entry?.add(note: BeancountReader.tagsAndLinks(line).joined(separator: " "), after: " ")
    }

    /// Passes over the lines of a value that ends on another one.
    static func skipString(in lines: LineReader) throws {
        var scan = OpenString()
        while let joined = try lines.joinNextLine(), scan.isOpen(atEndOf: joined) {}
    }

    private func set(_ key: TextBytes, _ value: String) {
        let last = entry?.postings.indices.last
        switch JournalTags.name(key) {
        case .known(let tag):
            if let last { entry?.postings[last].tags.set(tag, value) } else { entry?.tags.set(tag, value) }
        case .dimension(let type):
            if let last {
                entry?.postings[last].tags.add(dimension: type, value)
            } else {
                entry?.tags.add(dimension: type, value)
            }
        case nil:
            // What we do not know is kept as a note.
            let note = "\(key.text): \(value)"
            if let last { entry?.postings[last].add(note: note) } else { entry?.add(note: note) }
        }
    }

    private func posting(_ whole: TextBytes) throws(JournalFault) -> JournalPosting {
        var line = BeancountReader.withoutComment(whole)
        if line.count > 2, line[1] <= 0x20 {
            if line[0] == UInt8(ascii: "!") {
                entry?.isPending = true
            } else if line[0] != UInt8(ascii: "*") {
                warn("flag-unknown", "flag '\(line.part(0..<1).text)' was read as any other posting's.")
            }
            line = line.part(from: 1).trimmed
        }
        let account = TextBytes(rebasing: line.prefix { $0 > 0x20 })
        try check(account)
        warnOutsideOpening(account)
        let place = { ImportPlace(file: self.file, line: self.lines.line) }
        let name: Int
        do { name = try run.name(account, at: place) } catch {
            throw JournalFault(code: "account-refused", message: "\(error)")
        }
        var posting = JournalPosting(account: name, line: lines.line)
        let rest = line.part(from: account.count).trimmed
        guard !rest.isEmpty else { return posting }
        var reader = JournalAmountReader(rest)
        if reader.current == UInt8(ascii: "{") { throw BeancountReader.lots }
        if BeancountReader.isComputation(rest) { throw BeancountReader.unreadable(rest) }
        posting.amount = try amount(try reader.read(), rest)
        while let byte = reader.current {
            switch byte {
            case UInt8(ascii: "@"):
                let isTotal = reader.startsWith("@@")
                reader.advance(isTotal ? 2 : 1)
                reader.skipBlanks()
                guard !reader.isAtEnd else {
                    throw JournalFault(code: "cost-missing", message: "the price is left out. Write it in NOK")
                }
                posting.cost = JournalCost(amount: try amount(try reader.read(), rest), isTotal: isTotal)
            case UInt8(ascii: "{"): throw BeancountReader.lots
            default: throw BeancountReader.unreadable(rest)
            }
            reader.skipBlanks()
        }
        return posting
    }

    private static let lots = JournalFault(
        code: "lot",
        message: "lots in braces are not read. Write the amount in NOK, or with a price as in '@@ 1150.00 NOK'")

    /// Whether operators stand in it: a sign is one where a number or blank follows it, but not at the start.
    private static func isComputation(_ bytes: TextBytes) -> Bool {
        for (index, byte) in bytes.enumerated() {
            switch byte {
            case UInt8(ascii: "*"), UInt8(ascii: "/"), UInt8(ascii: "("), UInt8(ascii: ")"): return true
            case UInt8(ascii: "+"), UInt8(ascii: "-"):
                guard index > 0, index + 1 < bytes.count, bytes[index - 1] != UInt8(ascii: "@") else { continue }
                let next = bytes[index + 1]
                if next <= 0x20 || TextBytes.isDigit(next),
                    TextBytes.isDigit(bytes[index - 1]) || bytes[index - 1] <= 0x20
                {
                    return true
                }
            case UInt8(ascii: "@"), UInt8(ascii: "{"): return false
            default: break
            }
        }
        return false
    }

    private static func unreadable(_ bytes: TextBytes) -> JournalFault {
        let operators: [UInt8] = [
            UInt8(ascii: "+"), UInt8(ascii: "*"), UInt8(ascii: "/"), UInt8(ascii: "("), UInt8(ascii: "-"),
        ]
        let isArithmetic = bytes.dropFirst().contains { operators.contains($0) } || bytes.first == UInt8(ascii: "(")
        return JournalFault(
            code: isArithmetic ? "amount-expression" : "amount-invalid",
            message: isArithmetic
                ? "'\(shortened(bytes.text))' is a computation. Write the amount itself"
                : "'\(shortened(bytes.text))' is no amount that can be read. Write it as in 1250.00 NOK")
    }

    func amount(_ parts: JournalAmountReader.Parts, _ whole: TextBytes) throws(JournalFault) -> JournalAmount {
        guard let commodity = parts.commodity, !commodity.isEmpty else {
            if whole.contains(where: { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "(") })
            {
                throw BeancountReader.unreadable(whole)
            }
            throw JournalFault(
                code: "commodity-missing", message: "'\(shortened(whole.text))' says no currency. Write NOK after it")
        }
        switch WrittenNumber.read(parts.number, decimalMark: UInt8(ascii: ".")) {
        case .number(var number):
            number.isNegative = parts.isNegative && number.digits != 0
            return JournalAmount(number: number, commodity: run.commodity(commodity))
        case .tooLarge:
            throw JournalFault(
                code: "amount-too-large", message: "'\(shortened(parts.number.text))' has more than 18 digits")
        case .ambiguous, .invalid:
            throw JournalFault(
                code: "amount-invalid",
                message:
                    "'\(shortened(parts.number.text))' is no number: the point is the decimal mark, commas part thousands"
            )
        }
    }

    /// Root and components as Beancount has them.
    func check(_ account: TextBytes) throws(JournalFault) {
        let components = account.text.split(separator: ":", omittingEmptySubsequences: false)
        let isValid =
            components.count >= 2 && roots.contains(String(components[0]))
            && components.dropFirst().allSatisfy { component in
                guard let first = component.first else { return false }
                return (first.isUppercase || first.isNumber || !first.isASCII)
                    && component.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" }
            }
        guard !isValid else { return }
        throw JournalFault(
            code: "account-name-invalid",
            message:
                "'\(shortened(account.text))' is no account of Beancount, as in Assets:Bank:1920. Its first part is one of "
                + roots.sorted().joined(separator: ", "))
    }

    private func warnOutsideOpening(_ account: TextBytes) {
        guard !run.survey.accounts.isEmpty, let date = entry?.date else { return }
        let declared = run.survey.accounts[account.text]
        if declared?.opened.map({ date < $0 }) ?? true {
            run.intake.once("unopened", account.text) {
                warn("account-not-opened", "'\(shortened(account.text))' is posted to before it is opened.")
            }
        } else if let closed = declared?.closed, date > closed {
            run.intake.once("closed", account.text) {
                warn("account-closed", "'\(shortened(account.text))' is posted to after it was closed on \(closed).")
            }
        }
    }
}

/// Whether a quote is open where a text ends. Asked again when lines have been joined to it, it looks at those only.
struct OpenString {
    private var isOpen = false
    private var isEscaped = false
    /// The rest of the text is a comment.
    private var isOver = false
    private var seen = 0

    mutating func isOpen(atEndOf bytes: TextBytes) -> Bool {
        while seen < bytes.count, !isOver {
            let byte = bytes[seen]
            seen += 1
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\\"), isOpen {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                isOpen.toggle()
            } else if byte == UInt8(ascii: ";"), !isOpen {
                isOver = true
            }
        }
        return isOpen
    }
}

/// The words of Beancount's lines.
extension BeancountReader {
    static func date(_ line: TextBytes) -> (CalendarDate, length: Int)? {
        guard let read = try? JournalDate.read(line, year: nil), line[4] != UInt8(ascii: ".") else { return nil }
        return (read.date, read.length)
    }

    /// What follows a date: a flag, or a directive's name.
    static func keyword(_ rest: TextBytes) -> TextBytes {
        TextBytes(rebasing: rest.prefix { $0 > 0x20 && $0 != UInt8(ascii: "\"") })
    }

    static func isTransaction(_ word: TextBytes) -> Bool {
        if word.equals("txn") { return true }
        guard word.count == 1 else { return false }
        let flags: [UInt8] = [
            UInt8(ascii: "*"), UInt8(ascii: "!"), UInt8(ascii: "&"), UInt8(ascii: "#"), UInt8(ascii: "?"),
            UInt8(ascii: "%"),
        ]
        return flags.contains(word[0]) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(word[0])
    }

    /// `key: value`, the key beginning with a lower-case letter.
    static func metadata(_ line: TextBytes) -> (key: TextBytes, value: TextBytes)? {
        guard let first = line.first, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first),
            let colon = line.firstIndex(of: UInt8(ascii: ":")),
            line[..<colon].allSatisfy({
                TextBytes.isDigit($0) || ($0 | 0x20 >= UInt8(ascii: "a") && $0 | 0x20 <= UInt8(ascii: "z"))
                    || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
            }), colon + 1 == line.count || line[colon + 1] <= 0x20 || line[colon + 1] == UInt8(ascii: "\"")
        else { return nil }
        return (line.part(0..<colon), line.part(from: colon + 1).trimmed)
    }

    /// The text of a value: without its quotes, or as it stands.
    static func value(_ bytes: TextBytes) -> String {
        if bytes.first == UInt8(ascii: "\"") { return firstString(bytes) ?? "" }
        return withoutComment(bytes).text
    }

    static func withoutComment(_ bytes: TextBytes) -> TextBytes {
        guard let start = bytes.firstIndex(of: UInt8(ascii: ";")) else { return bytes }
        return bytes.part(0..<start).trimmed
    }

    static func firstString(_ bytes: TextBytes) -> String? { strings(bytes).first }

    /// The texts in double quotes, escapes resolved, line breaks as blanks.
    static func strings(_ bytes: TextBytes) -> [String] {
        var strings: [String] = []
        var current: [UInt8]?
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if current != nil {
                if byte == UInt8(ascii: "\\"), index + 1 < bytes.count {
                    index += 1
                    current?.append(bytes[index] == UInt8(ascii: "n") ? 0x20 : bytes[index])
                } else if byte == UInt8(ascii: "\"") {
                    strings.append(String(decoding: current ?? [], as: UTF8.self))
                    current = nil
                } else {
                    current?.append(byte < 0x20 ? 0x20 : byte)
                }
            } else if byte == UInt8(ascii: "\"") {
                current = []
            } else if byte == UInt8(ascii: ";") {
                break
            }
            index += 1
        }
        return strings
    }

    /// `#tag` and `^link` outside strings.
    static func tagsAndLinks(_ bytes: TextBytes) -> [String] {
        guard bytes.contains(UInt8(ascii: "#")) || bytes.contains(UInt8(ascii: "^")) else { return [] }
        var words: [String] = []
        var isOpen = false
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\"") { isOpen.toggle() }
            if !isOpen, byte == UInt8(ascii: ";") { break }
            let isMark = byte == UInt8(ascii: "#") || byte == UInt8(ascii: "^")
            guard !isOpen, isMark, index > 0 ? bytes[index - 1] <= 0x20 : true, index + 1 < bytes.count,
                bytes[index + 1] > 0x20
            else {
                index += 1
                continue
            }
            let start = index
            while index < bytes.count, bytes[index] > 0x20 { index += 1 }
            words.append(bytes.part(start..<index).text)
        }
        return words
    }
}
