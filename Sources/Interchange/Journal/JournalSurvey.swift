import Formats
import Values

/// What the first reading finds: the files, and what they declare for all of them.
struct JournalSurvey {
    struct File {
        let path: String
        let facts: SourceFacts
    }

    struct Account {
        var tags = JournalTags()
        /// Beancount: the first and last day it may be posted to.
        var opened: CalendarDate?
        var closed: CalendarDate?
    }

    var files: [File] = []
    var accounts: [String: Account] = [:]
    /// Some line may assert a balance.
    var hasAssertions = false
    /// Beancount's entries without a number, in the order they get theirs.
    var ranks: [Int] = []
}

/// Reads the files for the first time: hashes, encoding, includes and declarations.
final class JournalSurveyor {
    private let run: JournalRun
    private var stack: [String] = []
    private var undated: [(day: Int, order: Int)] = []
    /// How many numbers 'pushmeta' gives to the entries below.
    private var pushedNumbers = 0

    static let deepest = 20

    init(_ run: JournalRun) { self.run = run }

    func survey() throws -> [JournalSurvey.File] {
        try read(run.folder.main, from: nil)
        if run.syntax == .beancount {
            run.survey.ranks = [Int](repeating: 0, count: undated.count)
            var ranks: [Int: Int] = [:]
            for entry in undated.sorted(by: { ($0.day, $0.order) < ($1.day, $1.order) }) {
                let year = CalendarDate(daysSince1970: entry.day)?.year ?? 0
                ranks[year, default: 0] += 1
                run.survey.ranks[entry.order] = ranks[year] ?? 0
            }
        }
        return run.survey.files
    }

    /// - Parameter from: the file and line that include it.
    private func read(_ path: String, from place: (file: String, line: Int)?) throws {
        let name = run.folder.name(path)
        if stack.contains(path) || stack.count >= JournalSurveyor.deepest {
            let isCycle = stack.contains(path)
            return run.error(
                isCycle ? "include-cycle" : "include-too-deep", place?.file ?? name, place?.line ?? 1,
                isCycle
                    ? "'\(name)' includes itself, by way of this line. Remove one of the includes."
                    : "files include each other more than \(JournalSurveyor.deepest) deep. Look for a chain without end."
            )
        }
        guard run.survey.files.count < JournalFolder.mostFiles else {
            return run.error(
                "include-too-many", place?.file ?? name, place?.line ?? 1,
                "more than \(JournalFolder.mostFiles) files are included, counting each as often as it is. Look for "
                    + "files that several others include, and include them once.")
        }
        let facts = try SourceFacts(try run.folder.source(path))
        run.survey.files.append(JournalSurvey.File(path: path, facts: facts))
        guard check(facts, name) else { return }
        stack.append(path)
        defer { stack.removeLast() }
        let lines = LineReader(TranscodedBytes(try run.folder.source(path), .utf8, skipping: facts.markLength))
        switch run.syntax {
        case .journal: try surveyJournal(lines, path, name)
        case .beancount: try surveyBeancount(lines, path, name)
        }
    }

    private func check(_ facts: SourceFacts, _ name: String) -> Bool {
        if case .nul(let line)? = facts.fault {
            run.error("nul-byte", name, line, "the line holds a zero byte. This is no text file.")
            return false
        }
        guard facts.encoding == .utf8, facts.fault == nil else {
            run.error(
                "encoding-unknown", name, facts.firstInvalidLine ?? 1,
                "the line is not UTF-8. Convert the file, as in 'iconv -f WINDOWS-1252 -t UTF-8'.")
            return false
        }
        return true
    }

    /// Reads the files that an include line means.
    private func include(_ pattern: String, _ path: String, _ name: String, _ line: Int) throws {
        do throws(JournalFolder.Refusal) {
            for file in try run.folder.files(pattern, from: path, formats: JournalReader.formats) {
                do { try read(file, from: (name, line)) } catch let problem as FileProblem {
                    run.error("include-unreadable", name, line, "'\(shortened(pattern))': \(problem).")
                } catch let tooLong as LineReader.TooLong {
                    run.error("line-too-long", run.folder.name(file), tooLong.line, "the line is longer than 16 MiB.")
                } catch {
                    run.error("include-unreadable", name, line, "'\(shortened(pattern))' cannot be read: \(error).")
                }
            }
        } catch {
            let (code, reason) =
                switch error {
                case .outside:
                    (
                        "include-outside",
                        "lies outside the journal's own folder, and is not read. Copy it into the folder"
                    )
                case .notFound:
                    ("include-not-found", "is not there. Check the path, which begins at the including file")
                case .otherFormat(let format):
                    (
                        "include-other-format",
                        "is of format '\(format)', which is not read. Convert it with 'hledger print'"
                    )
                case .tooMany: ("include-too-many", "means too many files. Name fewer")
                }
            run.error(code, name, line, "include '\(shortened(pattern))' \(reason).")
        }
    }

    // MARK: hledger and Ledger

    private func surveyJournal(_ lines: LineReader, _ path: String, _ name: String) throws {
        var ending: StaticString?
        var prefix: [String] = []
        var declared: String?
        while let line = try lines.readLine() {
            guard let first = line.first else {
                declared = nil
                continue
            }
            if let end = ending {
                if line.hasPrefix(end) { ending = nil }
                continue
            }
            if TextBytes.isDigit(first) {
                declared = nil
                continue
            }
            if first <= 0x20 {
                if let declared { readTags(line, of: declared) }
                if !run.survey.hasAssertions { run.survey.hasAssertions = line.contains(UInt8(ascii: "=")) }
                continue
            }
            declared = nil
            let word = JournalReader.Words(line)
            switch word.first {
            case "comment": ending = "end comment"
            case "test": ending = "end test"
            case "apply" where word.second == "account": prefix.append(word.afterSecond.text)
            case "end" where word.second == "apply" || word.second.isEmpty: _ = prefix.popLast()
            case "include": try include(word.rest.text, path, name, lines.line)
            case "account":
                let (account, comment) = JournalReader.split(word.rest)
                let whole = (prefix + [account.text]).joined(separator: ":")
                declared = whole
                var tags = run.survey.accounts[whole] ?? JournalSurvey.Account()
                _ = tags.tags.read(comment)
                run.survey.accounts[whole] = tags
            default: break
            }
        }
    }

    private func readTags(_ line: TextBytes, of account: String) {
        let trimmed = line.trimmed
        guard trimmed.first == UInt8(ascii: ";") else { return }
        _ = run.survey.accounts[account, default: JournalSurvey.Account()].tags.read(trimmed.part(from: 1))
    }

    // MARK: Beancount

    /// What an entry of Beancount says of its number, as the reader will see it.
    private struct DatedEntry {
        let day: Int
        var hasNumber = false
    }

    private func surveyBeancount(_ lines: LineReader, _ path: String, _ name: String) throws {
        var declared: String?
        var entry: DatedEntry?
        func endEntry() {
            if let entry, !entry.hasNumber, pushedNumbers == 0 { undated.append((entry.day, undated.count)) }
            entry = nil
            declared = nil
        }
        while let line = try lines.readLine() {
            guard let first = line.first, first > 0x20 else {
                let trimmed = line.trimmed
                guard !trimmed.isEmpty, entry != nil || declared != nil,
                    let (key, value) = BeancountReader.metadata(trimmed)
                else { continue }
                var scan = OpenString()
                if entry != nil, scan.isOpen(atEndOf: value) {
                    try BeancountReader.skipString(in: lines)
                    continue
                }
                guard let tag = JournalTag.byName[key.text] else { continue }
                if tag == .voucher { entry?.hasNumber = true }
                if let declared { run.survey.accounts[declared]?.tags.set(tag, BeancountReader.value(value)) }
                continue
            }
            endEntry()
            let word = TextBytes(rebasing: line.prefix { $0 > 0x20 })
            if word.equals("include") {
                try include(BeancountReader.firstString(line) ?? "", path, name, lines.line)
            } else if word.equals("pushmeta") || word.equals("popmeta") {
                survey(metadata: line.part(from: word.count).trimmed, isPushed: word.equals("pushmeta"))
            } else if TextBytes.isDigit(first), let (date, length) = BeancountReader.date(line) {
                let rest = line.part(from: length).trimmed
                if BeancountReader.isTransaction(BeancountReader.keyword(rest)) {
                    entry = DatedEntry(day: date.daysSince1970)
                    var (scan, text) = (OpenString(), line)
                    while scan.isOpen(atEndOf: text), let joined = try lines.joinNextLine() { text = joined }
                } else {
                    declared = survey(directive: rest, date)
                }
            }
        }
        endEntry()
    }

    /// - Returns: the account that is declared, to which the lines below belong.
    private func survey(directive rest: TextBytes, _ date: CalendarDate) -> String? {
        let keyword = BeancountReader.keyword(rest)
        let account = TextBytes(rebasing: rest.part(from: keyword.count).trimmed.prefix { $0 > 0x20 }).text
        switch keyword.text {
        case "open":
            guard !account.isEmpty else { return nil }
            run.survey.accounts[account, default: JournalSurvey.Account()].opened = date
            return account
        case "close":
            if !account.isEmpty { run.survey.accounts[account, default: JournalSurvey.Account()].closed = date }
        case "balance": run.survey.hasAssertions = true
        default: break
        }
        return nil
    }

    private func survey(metadata: TextBytes, isPushed: Bool) {
        let name = String(metadata.text.prefix { $0 != ":" })
        guard JournalTag.byName[name] == .voucher, !isPushed || BeancountReader.metadata(metadata) != nil else {
            return
        }
        pushedNumbers = max(0, pushedNumbers + (isPushed ? 1 : -1))
    }
}
