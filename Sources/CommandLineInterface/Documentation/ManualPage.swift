/// A page for `man`, from a command's description.
struct ManualPage {
    let registry: CommandRegistry

    /// `bilag(1)`: the nouns and their commands.
    var overview: String {
        var lines = head("bilag", "bookkeeping to filing for Norway")
        lines += [
            ".SH SYNOPSIS", ".B bilag", ".I noun verb", "[options]", ".SH DESCRIPTION",
            text(
                "Events are appended, folded, built into documents, approved and submitted; and the whole can be "
                    + "replayed by anyone."), ".SH COMMANDS",
        ]
        for noun in registry.nouns {
            lines += [".SS \(text(noun.name)): \(text(noun.summary))"]
            for command in noun.commands {
                lines += [".TP", ".BR bilag\\-\(text(command.description.pageName)) (1)"]
                lines.append(text(command.description.summary))
            }
        }
        lines += [".SH GENERAL OPTIONS"] + GlobalOptions.options.flatMap(option)
        return lines.joined(separator: "\n") + "\n"
    }

    /// `bilag-report-vat(1)`.
    func page(_ command: CommandDescription) -> String {
        var lines = head("bilag-\(command.pageName)", command.summary)
        lines += [".SH SYNOPSIS", ".B bilag \(text(command.name))"]
        let usage = command.usage.dropFirst("bilag \(command.name)".count)
        if !usage.isEmpty { lines.append(text(usage.trimmingPrefix(" "))) }
        lines += [".SH DESCRIPTION", text(command.summary)]
        for paragraph in command.discussion.split(separator: "\n\n") where !paragraph.isEmpty {
            lines += [".PP"] + paragraph.split(separator: "\n").map { text($0) }
        }
        if !command.parameters.isEmpty {
            lines.append(".SH PARAMETERS")
            for parameter in command.parameters {
                lines += [".TP", ".I \(text(parameter.name))", text(parameter.summary)]
            }
        }
        let own =
            command.options
            + OutputFormat.allCases.filter(command.formats.contains).compactMap { GlobalOptions.formatOptions[$0] }
        if !own.isEmpty { lines += [".SH OPTIONS"] + own.flatMap(option) }
        lines += [".SH GENERAL OPTIONS"] + GlobalOptions.options.flatMap(option)
        lines += [".SH EXAMPLE", ".nf"] + command.example.split(separator: "\n").map { text($0) } + [".fi"]
        lines += [".SH SEE ALSO", ".BR bilag (1)"]
        return lines.joined(separator: "\n") + "\n"
    }

    private func head(_ name: String, _ summary: String) -> [String] {
        let plain = summary.hasSuffix(".") ? String(summary.dropLast()) : summary
        return [
            ".TH \(text(name.uppercased())) 1 \"\" \"bilag \(CommandLineTool.version)\"", ".SH NAME",
            "\(text(name)) \\- \(text(plain))",
        ]
    }

    private func option(_ option: CommandOption) -> [String] {
        let written =
            option.words.reversed().map { "\\fB\(text($0))\\fR" }.joined(separator: ", ")
            + (option.placeholder.map { " \\fI\(text($0))\\fR" } ?? "")
        return [".TP", written, text(option.summary)]
    }

    /// As roff wants it: hyphens that can be copied, no line that begins with a control character.
    private func text(_ plain: some StringProtocol) -> String {
        let escaped = String(plain).replacing("\\", with: "\\e").replacing("-", with: "\\-")
            .replacing("'", with: "\\(aq").replacing("`", with: "\\(ga")
        return escaped.hasPrefix(".") ? "\\&" + escaped : escaped
    }
}

/// All pages there are about commands: those of docs/reference, and those for `man`.
public enum CommandDocumentation {
    /// Name and text of each page of `docs/reference/commands`.
    public static var referencePages: [(name: String, text: String)] {
        CommandRegistry.bilag.commands.map {
            ("\($0.description.pageName).md", HelpText(registry: .bilag).page($0.description))
        }
    }

    /// Name and text of each page for `man`, section 1.
    public static var manualPages: [(name: String, text: String)] {
        let manual = ManualPage(registry: .bilag)
        return [("bilag.1", manual.overview)]
            + CommandRegistry.bilag.commands.map {
                ("bilag-\($0.description.pageName).1", manual.page($0.description))
            }
    }
}
