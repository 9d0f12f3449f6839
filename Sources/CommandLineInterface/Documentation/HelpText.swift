/// Help on the terminal and the documentation page, both from a command's description.
struct HelpText {
    let registry: CommandRegistry

    var overview: String {
        var lines = [
            "bilag: bookkeeping to filing for Norway. Events are appended, folded, built into documents, approved and",
            "submitted; and the whole can be replayed by anyone.", "", "Usage: bilag <noun> <verb> [options]", "",
        ]
        for noun in registry.nouns {
            lines.append("\(noun.name): \(noun.summary)")
            lines += table(noun.commands.map { ("  \($0.description.name)", $0.description.summary) })
            lines.append("")
        }
        lines.append("General options:")
        lines += table(GlobalOptions.options.map { ("  \($0.written)", $0.summary) })
        lines += table([("  --version", "Show the version.")])
        lines += [
            "", "Example:",
            "  bilag books init --books bakeri.bilag --orgnr 310000051 --name 'Bakeri AS'"
                + " --environment sandbox", "", "More about one command: bilag <noun> <verb> --help",
        ]
        return lines.joined(separator: "\n")
    }

    func noun(_ name: String) -> String {
        guard let noun = registry.nouns.first(where: { $0.name == name }) else { return overview }
        var lines = ["\(noun.name): \(noun.summary)", "", "Usage: bilag \(noun.name) <verb> [options]", ""]
        lines += table(noun.commands.map { ("  \($0.description.name)", $0.description.summary) })
        if let first = noun.commands.first { lines += ["", "Example:", "  \(first.description.example)"] }
        return lines.joined(separator: "\n")
    }

    func command(_ command: CommandDescription) -> String {
        var lines = [command.summary, "", "Usage: \(command.usage)"]
        if !command.discussion.isEmpty { lines += ["", command.discussion] }
        if !command.parameters.isEmpty {
            lines += ["", "Parameters:"] + table(command.parameters.map { ("  \($0.name)", $0.summary) })
        }
        let own = ownOptions(of: command)
        if !own.isEmpty { lines += ["", "Options:"] + table(own.map { ("  \($0.written)", $0.summary) }) }
        lines += ["", "General options:"] + table(GlobalOptions.options.map { ("  \($0.written)", $0.summary) })
        lines += ["", "Example:"] + command.example.split(separator: "\n").map { "  \($0)" }
        return lines.joined(separator: "\n")
    }

    /// The page `docs/reference/commands/<noun>-<verb>.md`.
    func page(_ command: CommandDescription) -> String {
        var lines = ["# bilag \(command.name)", "", command.summary, "", "```", command.usage, "```"]
        if !command.discussion.isEmpty { lines += ["", command.discussion] }
        if !command.parameters.isEmpty {
            lines += ["", "| Parameter | Meaning |", "|---|---|"]
            lines += command.parameters.map { "| `\($0.name)` | \($0.summary) |" }
        }
        lines += ["", "| Option | Meaning |", "|---|---|"]
        lines += (ownOptions(of: command) + GlobalOptions.options).map {
            "| `\($0.written.replacing("|", with: "\\|"))` | \($0.summary) |"
        }
        lines += ["", "## Example", "", "```", command.example, "```", ""]
        lines.append(
            "A longer session, good and bad input alike, is the transcript "
                + "[`\(command.pageName)`](../../../Tests/CommandLineInterfaceTests/Transcripts/"
                + "\(command.pageName).transcript). Exit statuses: [exit-statuses](../exit-statuses.md).")
        return lines.joined(separator: "\n") + "\n"
    }

    private func ownOptions(of command: CommandDescription) -> [CommandOption] {
        command.options
            + OutputFormat.allCases.filter(command.formats.contains).compactMap { GlobalOptions.formatOptions[$0] }
    }

    /// Two columns; an explanation that would leave the first column behind stands on a line of its own.
    private func table(_ rows: [(String, String)]) -> [String] {
        let width = min(34, rows.map(\.0.count).max() ?? 0)
        return rows.flatMap { left, right in
            left.count <= width
                ? [left + String(repeating: " ", count: width - left.count) + "  " + right]
                : [left, String(repeating: " ", count: width + 2) + right]
        }
    }
}
