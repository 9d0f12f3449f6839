import Testing

@testable import CommandLineInterface

@Suite("Command pages") struct CommandPageTests {
    private static let commands = CommandRegistry.bilag.commands.map { $0.description.name }

    @Test("a command's documentation page says what its help says", arguments: commands)
    func page(name: String) throws {
        let all = CommandRegistry.bilag.commands.map { $0.description }
        let command = try #require(all.first { $0.name == name })
        let page = HelpText(registry: .bilag).page(command)
        let path = "docs/reference/commands/\(command.pageName).md"
        if ApprovedFiles.isRefreshing { return try ApprovedFiles.write(page, to: path) }
        #expect(ApprovedFiles.text(path) == page, "To write it again: BILAG_APPROVE=1 Tools/test --filter pages")
    }

    @Test("an example is a command line that is understood", arguments: commands)
    func example(name: String) throws {
        let all = CommandRegistry.bilag.commands.map { $0.description }
        let command = try #require(all.first { $0.name == name })
        for line in command.example.split(separator: "\n") where line.hasPrefix("bilag") {
            let words = Transcript.words(String(line.prefix { $0 != "|" && $0 != ">" })).dropFirst()
            #expect(throws: Never.self) { try ArgumentReader(registry: .bilag).read(Array(words)) }
        }
    }

    @Test("the configuration page lists every built-in setting") func configuration() throws {
        let path = "docs/reference/configuration.md"
        if ApprovedFiles.isRefreshing { return try ApprovedFiles.write(ConfigurationPage.text, to: path) }
        #expect(ApprovedFiles.text(path) == ConfigurationPage.text)
    }

    @Test("the page of exit statuses lists each with its meaning", arguments: CommandLineInterface.ExitStatus.allCases)
    func exitStatuses(status: CommandLineInterface.ExitStatus) throws {
        let page = try #require(ApprovedFiles.text("docs/reference/exit-statuses.md"))
        #expect(page.contains("| \(status.rawValue) | \(status.meaning) |"))
    }
}
