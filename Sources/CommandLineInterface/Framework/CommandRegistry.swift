/// The commands there are, under their nouns.
public struct CommandRegistry: Sendable {
    /// A noun, and what it is about in one line.
    public struct Noun: Sendable {
        public let name: String
        public let summary: String
        public let commands: [any Command.Type]

        public init(_ name: String, _ summary: String, _ commands: [any Command.Type]) {
            self.name = name
            self.summary = summary
            self.commands = commands
        }
    }

    public let nouns: [Noun]

    public init(_ nouns: [Noun]) { self.nouns = nouns }

    public var commands: [any Command.Type] { nouns.flatMap(\.commands) }

    /// True for a noun and the first word of a verb of two words.
    func isGroup(_ names: [String]) -> Bool {
        names.count == 2
            && commands.contains { $0.description.noun == names[0] && $0.description.verb.hasPrefix(names[1] + " ") }
    }

    func verbs(of noun: String) throws(UsageError) -> [any Command.Type] {
        guard let found = nouns.first(where: { $0.name == noun }) else { throw unknownNoun(noun, verb: nil) }
        return found.commands
    }

    func command(_ noun: String, _ verb: String) throws(UsageError) -> any Command.Type {
        guard let found = nouns.first(where: { $0.name == noun }) else { throw unknownNoun(noun, verb: verb) }
        if let command = found.commands.first(where: { $0.description.verb == verb }) { return command }
        throw UsageError(
            "'\(noun)' has no verb '\(verb)'.", suggestion: suggestion(noun, verb, in: found),
            help: "bilag \(noun) --help")
    }

    private func suggestion(_ noun: String, _ verb: String, in found: Noun) -> String? {
        if let near = NearMiss.best(for: verb, among: found.commands.map { $0.description.verb }) {
            return "bilag \(noun) \(near)"
        }
        return commands.first { $0.description.verb == verb }.map { "bilag \($0.description.name)" }
    }

    private func unknownNoun(_ noun: String, verb: String?) -> UsageError {
        UsageError("There is no '\(noun)' in bilag.", suggestion: suggestion(noun, verb), help: "bilag --help")
    }

    private func suggestion(_ noun: String, _ verb: String?) -> String? {
        if let verb, let turned = commands.first(where: { $0.description.noun == verb && $0.description.verb == noun })
        {
            return "bilag \(turned.description.name)"
        }
        if let near = NearMiss.best(for: noun, among: nouns.map(\.name)) {
            guard let verb, let found = nouns.first(where: { $0.name == near }),
                let nearVerb = NearMiss.best(for: verb, among: found.commands.map { $0.description.verb })
            else { return "bilag \(near)" }
            return "bilag \(near) \(nearVerb)"
        }
        return commands.first { $0.description.verb == noun }.map { "bilag \($0.description.name)" }
    }
}
