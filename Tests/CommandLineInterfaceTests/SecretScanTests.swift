import Testing

@Suite("Secrets") struct SecretScanTests {
    @Test("no command ever shows a token or a national identity number", arguments: ApprovedFiles.transcriptNames)
    func transcripts(name: String) throws {
        let text = try #require(
            ApprovedFiles.text("Tests/CommandLineInterfaceTests/Transcripts/\(name).transcript"))
        for line in text.split(separator: "\n") where line.hasPrefix("  ") || line.hasPrefix("! ") {
            // A signed token begins with {"a… or {"k… in base64; the sandbox's person has this number.
            #expect(!line.contains("eyJ") && !line.contains("01819012345"), "\(line)")
            #expect(!line.contains("PRIVATE KEY"), "\(line)")
        }
    }
}
