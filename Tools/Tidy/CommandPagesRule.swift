import CommandLineInterface

/// A command is finished when its help, documentation page and transcript are.
struct CommandPagesRule: HouseRule {
    private static let pages = "docs/reference/commands/"
    private static let transcripts = "Tests/CommandLineInterfaceTests/Transcripts/"

    func breaches(in checkout: Checkout) throws -> [Breach] {
        let commands = CommandRegistry.bilag.commands.map { $0.description }
        let names = Set(commands.map(\.pageName))
        return commands.flatMap { breaches(of: $0, in: checkout) }
            + orphans(Self.pages, ".md", names, checkout) + orphans(Self.transcripts, ".transcript", names, checkout)
    }

    private func breaches(of command: CommandDescription, in checkout: Checkout) -> [Breach] {
        let file = command.pageName
        var breaches: [Breach] = []
        if command.summary.isEmpty || !command.summary.hasSuffix(".") {
            breaches.append(Breach("bilag \(command.name)", "needs a summary that ends with a full stop"))
        }
        if !command.example.contains("bilag \(command.name)") {
            breaches.append(Breach("bilag \(command.name)", "needs an example that runs it"))
        }
        for path in [Self.pages + file + ".md", Self.transcripts + file + ".transcript"] where !checkout.has(path) {
            breaches.append(Breach(path, "is missing; 'bilag \(command.name)' is not finished without it"))
        }
        return breaches
    }

    private func orphans(_ folder: String, _ suffix: String, _ names: Set<String>, _ checkout: Checkout) -> [Breach] {
        checkout.paths(under: folder, ending: suffix).compactMap { path in
            let name = String(path.dropFirst(folder.count).dropLast(suffix.count))
            // A session goes through many commands.
            guard !names.contains(name), !name.hasPrefix("session-") else { return nil }
            return Breach(path, "belongs to no command; remove it, or correct its name")
        }
    }
}
