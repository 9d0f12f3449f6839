import CommandLineInterface
import Testing

@Suite("Answers in Norwegian") struct NorwegianAnswersTests {
    /// Words that no Norwegian sentence has, and no official term.
    private static let englishWords: Set<String> = [
        "the", "is", "are", "was", "were", "not", "no", "of", "and", "or", "with", "from", "yes", "this", "that",
        "it", "its", "has", "have", "nothing", "which", "would", "been", "than", "does", "cannot", "draft", "approved",
        "account", "accounts", "voucher", "vouchers", "entry", "entries", "period", "amount", "balance", "rule", "line",
    ]

    /// What commands print that is no text of ours: documents, proofs, the log itself, files of other programs.
    private static let verbatim: Set<String> = [
        "filing-xml", "filing-statement", "log-show", "log-export", "log-prove", "log-checkpoint", "export-journal",
        "completion-bash", "completion-fish", "completion-zsh", "authority-token", "authority-keys-jwk",
    ]

    /// Sessions whose answers quote errors of the log or of authorities, or English texts that were entered.
    private static let quoting: Set<String> = ["authority-check", "books-check", "rates-record"]

    @Test(
        "no answer in Norwegian holds an English word",
        arguments: ApprovedFiles.transcriptNames.filter { !verbatim.union(quoting).contains($0) })
    func answers(name: String) async throws {
        let text = try #require(
            ApprovedFiles.text("Tests/CommandLineInterfaceTests/Transcripts/\(name).transcript"))
        let world = try await TranscriptWorld()
        defer { world.remove() }
        let played = try await world.play(NorwegianAnswersTests.inNorwegian(Transcript(parsing: text)))
        for case .command(let line, _, _, let output, let errors, _) in played.steps {
            guard line.contains("--language nb"), !NorwegianAnswersTests.hasOtherForm(line) else { continue }
            for told in output + NorwegianAnswersTests.notes(errors) {
                let words = NorwegianAnswersTests.words(told).filter(NorwegianAnswersTests.englishWords.contains)
                #expect(words.isEmpty, "\(line): '\(told)' has \(words.joined(separator: ", "))")
            }
        }
    }

    @Test("an English word is found, and a command, a name in quotes and an official term are none")
    func finding() {
        let found = { NorwegianAnswersTests.words($0).filter(NorwegianAnswersTests.englishWords.contains) }
        #expect(found("Konto 1920 is not open") == ["is", "not"])
        #expect(found("Se 'bilag filing draft vat' og \"from\"") == [])
        #expect(NorwegianAnswersTests.notes(["a", "feil: b", "c"]) == ["a"])
    }

    private static func inNorwegian(_ transcript: Transcript) -> Transcript {
        Transcript(
            transcript.steps.map { step in
                guard case .command(let line, let input, let answers, let output, let errors, let status) = step,
                    !hasOtherForm(line), !line.contains("--language")
                else { return step }
                return .command(
                    line + " --language nb", input: input, answers: answers, output: output, errors: errors,
                    status: status)
            })
    }

    /// JSON and CSV are alike in both languages, and help is English.
    private static func hasOtherForm(_ line: String) -> Bool {
        ["--json", "--csv", "--help", "--version", "--language en"].contains { line.contains($0) }
    }

    /// What stands on standard error before an error or warning.
    private static func notes(_ errors: [String]) -> [String] {
        errors.prefix { !$0.hasPrefix("feil:") && !$0.hasPrefix("advarsel:") && !$0.hasPrefix("error:") }
            // With what the transcript's person answers.
            .filter { !$0.contains("[j/N]") }
    }

    /// The words of a line, without what stands between quotes, options, figures and addresses.
    private static func words(_ line: String) -> [String] {
        line.replacing(/--[\w\-]+|'[^']*'|"[^"]*"|\S*[:\/]\S+/, with: " ").lowercased().split { !$0.isLetter }.map(
            String.init)
    }
}
