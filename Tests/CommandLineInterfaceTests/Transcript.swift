import CommandLineInterface

/// A session at the terminal, as it is written in `Transcripts/*.transcript`:
///
///     # What this shows.
///     + voucher.json               a file with the lines that follow, each after "| "
///     | {"date":"2026-03-04"}
///     @ 2026-04-01T08:00:00Z       the clock from here on; each command takes a minute
///     ~ books.bilag Bank Bang      bytes of a file changed behind everybody's back
///     % POST /sandbox/faults {…}   something the simulated authority is told
///     & ola.pub                    Ola's public SSH key, in a file
///     & a.sig = bilag filing …     Ola's signature over what a command line prints, in a file
///     $ bilag voucher post -       a command line, with quotes as in a shell
///     < {"date":"2026-03-04"}      a line on standard input
///     ? yes                        what a person at the terminal answers to a question
///       1001                       a line of standard output, two blanks in
///     ! error: …                   a line of standard error
///     = 2 usage                    how it ended
struct Transcript {
    enum Step {
        case comment(String)
        case file(String, lines: [String])
        case clock(String)
        case tampering(String)
        case control(String)
        case signing(String)
        case command(String, input: [String], answers: [String], output: [String], errors: [String], status: String)
    }

    var steps: [Step] = []

    init(_ steps: [Step]) { self.steps = steps }

    init(parsing text: String) throws {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)[...]
        if lines.last == "" { lines.removeLast() }
        while let line = lines.popFirst() {
            switch line.prefix(2) {
            case "+ ": steps.append(.file(String(line.dropFirst(2)), lines: Transcript.take(&lines, "| ")))
            case "@ ": steps.append(.clock(String(line.dropFirst(2))))
            case "% ": steps.append(.control(String(line.dropFirst(2))))
            case "& ": steps.append(.signing(String(line.dropFirst(2))))
            case "~ ": steps.append(.tampering(String(line.dropFirst(2))))
            case "$ ": steps.append(try Transcript.command(String(line.dropFirst(2)), &lines))
            default: steps.append(.comment(line))
            }
        }
    }

    private static func command(_ line: String, _ lines: inout ArraySlice<String>) throws -> Step {
        let input = take(&lines, "< ")
        let answers = take(&lines, "? ")
        var output: [String] = []
        var errors: [String] = []
        while let next = lines.popFirst() {
            switch next.prefix(2) {
            case "! ", "!": errors.append(String(next.dropFirst(2)))
            case "= ":
                return .command(
                    line, input: input, answers: answers, output: output, errors: errors,
                    status: String(next.dropFirst(2)))
            default: output.append(String(next.dropFirst(2)))
            }
        }
        return .command(line, input: input, answers: answers, output: output, errors: errors, status: "")
    }

    private static func take(_ lines: inout ArraySlice<String>, _ mark: String) -> [String] {
        var taken: [String] = []
        while let line = lines.first, line.hasPrefix(mark) {
            taken.append(String(line.dropFirst(2)))
            lines.removeFirst()
        }
        return taken
    }

    var text: String { steps.flatMap(lines).joined(separator: "\n") + "\n" }

    private func lines(_ step: Step) -> [String] {
        switch step {
        case .comment(let text): [text]
        case .clock(let time): ["@ \(time)"]
        case .tampering(let change): ["~ \(change)"]
        case .control(let request): ["% \(request)"]
        case .signing(let text): ["& \(text)"]
        case .file(let name, let lines): ["+ \(name)"] + lines.map { "| \($0)" }
        case .command(let line, let input, let answers, let output, let errors, let status):
            ["$ \(line)"] + input.map { "< \($0)" } + answers.map { "? \($0)" }
                + output.map { $0.isEmpty ? "" : "  \($0)" }
                + errors.map { $0.isEmpty ? "!" : "! \($0)" } + ["= \(status)"]
        }
    }

    /// The words of a command line, with single and double quotes as in a shell.
    static func words(_ line: String) -> [String] {
        var words: [String] = []
        var word = ""
        var quote: Character?
        var isOpen = false
        for character in line {
            if let open = quote {
                if character == open { quote = nil } else { word.append(character) }
            } else if character == "'" || character == "\"" {
                quote = character
                isOpen = true
            } else if character == " " {
                if isOpen || !word.isEmpty { words.append(word) }
                word = ""
                isOpen = false
            } else {
                word.append(character)
            }
        }
        if isOpen || !word.isEmpty { words.append(word) }
        return words
    }
}
