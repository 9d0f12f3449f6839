/// Words that mean unfinished or careless work, and files that hold two ideas.
struct SourceTextRule: HouseRule {
    /// Written in two parts, so that this file does not breach its own rule.
    private static let words: [(text: String, instead: String)] = [
        ("TO" + "DO", "do it, or leave it out and say so"), ("FIX" + "ME", "mend it"),
        ("not " + "implemented", "finish it, or leave the command out"),
        ("fatal" + "Error(", "throw an error; precondition is for our own mistakes"),
        ("try" + "!", "handle the error"), ("as" + "!", "use as? and handle the other case"),
    ]
    private static let longestFile = 400
    private static let vagueNames = ["Utils", "Helper", "Manager", "Common", "Misc"]

    func breaches(in checkout: Checkout) throws -> [Breach] {
        try checkout.paths.filter { $0.hasSuffix(".swift") }.flatMap { path in
            let isProduct = path.hasPrefix("Sources/") || path.hasPrefix("Tools/")
            return vagueName(path) + (isProduct ? try careless(path, checkout) + tooLong(path, checkout) : [])
        }
    }

    private func careless(_ path: String, _ checkout: Checkout) throws -> [Breach] {
        try checkout.lines(path).compactMap { number, text in
            let word = Self.words.first { text.contains($0.text) }
            return word.map { Breach(path, line: number, "'\($0.text)': \($0.instead)") }
        }
    }

    private func tooLong(_ path: String, _ checkout: Checkout) throws -> [Breach] {
        let count = try checkout.lines(path).count
        guard count > Self.longestFile else { return [] }
        return [Breach(path, "has \(count) lines; past \(Self.longestFile), look for a second idea")]
    }

    private func vagueName(_ path: String) -> [Breach] {
        let file = path.split(separator: "/").last ?? ""
        let vague = Self.vagueNames.first { file.contains($0) }
        return vague.map { [Breach(path, "'\($0)' says nothing; name the idea")] } ?? []
    }
}
