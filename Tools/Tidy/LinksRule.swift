/// A page that points at a file of the project points at one that is there.
struct LinksRule: HouseRule {
    func breaches(in checkout: Checkout) throws -> [Breach] {
        let folders = Set(checkout.paths.flatMap(LinksRule.folders))
        return try checkout.paths.filter { $0.hasSuffix(".md") }.flatMap { page in
            try checkout.lines(page).flatMap { number, text in
                LinksRule.targets(in: text).compactMap { target in
                    let path = LinksRule.resolve(target, from: page)
                    guard !checkout.has(path), !folders.contains(path) else { return nil }
                    return Breach(page, line: number, "points at \(path), which is not there")
                }
            }
        }
    }

    /// What stands in `](…)`, without addresses elsewhere and without the place within a page.
    private static func targets(in line: Substring) -> [String] {
        line.split(separator: "](", omittingEmptySubsequences: false).dropFirst().compactMap { rest in
            let target = rest.prefix { $0 != ")" && $0 != "#" && $0 != " " }
            return target.isEmpty || target.contains("://") ? nil : String(target)
        }
    }

    private static func resolve(_ target: String, from page: String) -> String {
        var parts = page.split(separator: "/").dropLast().map(String.init)
        for part in target.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(String(part)) }
        }
        return parts.joined(separator: "/")
    }

    private static func folders(of path: String) -> [String] {
        let parts = path.split(separator: "/").dropLast()
        return parts.indices.map { parts[...$0].joined(separator: "/") }
    }
}
