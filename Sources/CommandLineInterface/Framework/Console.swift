import Formats
import Reports
import Values

/// Where a command writes: data on standard output, all else on standard error.
public struct Console: Sendable {
    /// A way out of the program.
    public struct Stream: Sendable {
        /// False when nobody reads any more; what is written after that is dropped.
        public let write: @Sendable ([UInt8]) -> Bool
        public let isTerminal: Bool

        public init(isTerminal: Bool, write: @escaping @Sendable ([UInt8]) -> Bool) {
            self.write = write
            self.isTerminal = isTerminal
        }
    }

    private let standardOutput: Stream
    private let standardError: Stream
    public let language: Language
    public let format: OutputFormat
    private let allowsColour: Bool

    public init(
        output: Stream, error: Stream, language: Language = .english, format: OutputFormat = .text,
        environment: [String: String] = [:]
    ) {
        standardOutput = output
        standardError = error
        self.language = language
        self.format = format
        // https://no-color.org: present and not empty, whatever the value.
        allowsColour = (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
    }

    public var wantsJSON: Bool { format == .json }

    /// True where a person watches standard error, so that progress makes sense.
    public var showsProgress: Bool { standardError.isTerminal }

    /// Lines of the answer. False when nobody reads any more, so that a long answer can stop.
    @discardableResult
    public func output(_ lines: String) -> Bool { standardOutput.write(Array((visibleLines(lines) + "\n").utf8)) }

    @discardableResult
    public func output(_ phrase: Phrase) -> Bool { output(phrase.text(in: language)) }

    @discardableResult
    public func output(_ json: JSON) -> Bool { output(json.canonicalText) }

    /// Bytes of a document, unchanged and without a line end of ours.
    @discardableResult
    public func output(bytes: [UInt8]) -> Bool { standardOutput.write(bytes) }

    /// Something worth knowing that is not the answer.
    public func note(_ text: String) { write(text) }

    public func note(_ phrase: Phrase) { write(phrase.text(in: language)) }

    public func error(_ text: String) { write(text, after: Phrase(en: "error:", nb: "feil:"), colour: 31) }

    public func error(_ phrase: Phrase) { error(phrase.text(in: language)) }

    public func warning(_ phrase: Phrase) { warning(phrase.text(in: language)) }

    public func warning(_ text: String) { write(text, after: Phrase(en: "warning:", nb: "advarsel:"), colour: 33) }

    /// Rewrites the last line of a terminal; does nothing elsewhere.
    public func progress(_ text: String) {
        if showsProgress { _ = standardError.write(Array("\r\u{1B}[K\(text)".utf8)) }
    }

    private func write(_ text: String, after label: Phrase, colour: Int) {
        let word = label.text(in: language)
        let isColoured = allowsColour && standardError.isTerminal
        write(text, prefix: (isColoured ? "\u{1B}[1;\(colour)m\(word)\u{1B}[0m" : word) + " ")
    }

    private func write(_ text: String, prefix: String = "") {
        _ = standardError.write(Array((prefix + visibleLines(text) + "\n").utf8))
    }

    /// Text of others (names in a file, an authority's answer) must not steer the terminal.
    private func visibleLines(_ text: String) -> String {
        // Control signs are bytes below a blank, DEL, or C2 before another: most text has none but line ends.
        guard text.utf8.contains(where: { $0 < 0x20 && $0 != 0x0A || $0 == 0x7F || $0 == 0xC2 }) else { return text }
        return text.split(separator: "\n", omittingEmptySubsequences: false).map { visibleText(String($0)) }
            .joined(separator: "\n")
    }
}
