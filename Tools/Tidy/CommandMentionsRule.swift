import CommandLineInterface

/// Messages and pages tell people which command to run next. Each they name must exist.
struct CommandMentionsRule: HouseRule {
    func breaches(in checkout: Checkout) throws -> [Breach] {
        // A verb may be two words; a page may speak of all that begin alike.
        let names = CommandRegistry.bilag.commands.map { $0.description.name }
        let known = Set(names + names.map { $0.split(separator: " ").prefix(2).joined(separator: " ") })
        let nouns = Set(CommandRegistry.bilag.nouns.map(\.name))
        let places = checkout.paths.filter { path in
            path.hasPrefix("Sources/") && path.hasSuffix(".swift") || path.hasSuffix(".md") || path == "Tools/demo"
        }
        return try places.flatMap { path in
            try checkout.lines(path).flatMap { number, text in
                mentions(in: text).compactMap { noun, verb in
                    guard nouns.contains(noun), !known.contains("\(noun) \(verb)") else { return nil }
                    return Breach(path, line: number, "there is no 'bilag \(noun) \(verb)'")
                }
            }
        }
    }

    /// The two words after each `bilag `, where both are plain lower-case words.
    private func mentions(in line: Substring) -> [(noun: String, verb: String)] {
        line.split(separator: "bilag ", omittingEmptySubsequences: false).dropFirst().compactMap { rest in
            let words = rest.split(separator: " ", maxSplits: 2).prefix(2).map { word in
                String(word.prefix { $0.isLowercase || $0 == "-" })
            }
            guard words.count == 2, words.allSatisfy({ !$0.isEmpty && !$0.hasPrefix("-") }) else { return nil }
            return (words[0], words[1])
        }
    }
}
