import CommandLineInterface
import Testing

@Suite("Transcripts") struct TranscriptTests {
    @Test("a session at the terminal goes as it is written", arguments: ApprovedFiles.transcriptNames)
    func transcript(name: String) async throws {
        let path = "Tests/CommandLineInterfaceTests/Transcripts/\(name).transcript"
        let approved = try #require(ApprovedFiles.text(path))
        let world = try await TranscriptWorld()
        defer { world.remove() }
        let played = try await world.play(Transcript(parsing: approved)).text
        if ApprovedFiles.isRefreshing { return try ApprovedFiles.write(played, to: path) }
        let leaks = try world.leaks()
        #expect(leaks == [])
        #expect(played == approved, "\(difference(approved, played)). If it is right: BILAG_APPROVE=1 Tools/test")
    }

    @Test("a transcript is written as it was read") func roundTrip() throws {
        let text = """
            # A comment.

            + v.json
            | {"a":1}
            @ 2026-04-01T08:00:00Z
            $ bilag voucher post - --text 'two words'
            < {}
            ? yes
              1001

              x
            ! error: y
            = 4 refused

            """
        #expect(try Transcript(parsing: text).text == text)
        #expect(Transcript.words("a 'b c' \"d\" ''") == ["a", "b c", "d", ""])
    }

    private func difference(_ approved: String, _ played: String) -> String {
        let (old, new) = (approved.split(separator: "\n"), played.split(separator: "\n"))
        let index = zip(old, new).enumerated().first { $0.element.0 != $0.element.1 }?.offset
        guard let index else { return "one is longer than the other" }
        return "expected '\(old[index])', came '\(new[index])'"
    }
}
