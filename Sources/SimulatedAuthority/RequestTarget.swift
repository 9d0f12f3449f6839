import HTTP

/// A request's address taken apart: what stands after the base address.
struct RequestTarget {
    /// The path's parts, decoded: `/maskinporten/token` is `["maskinporten", "token"]`. A slash at the end adds nothing.
    let path: [String]
    /// The query's names and values, decoded, in order.
    let query: [(name: String, value: String)]
    /// The path as it stood in the address, for logs and patterns.
    let text: String

    /// Takes what stands after the base address, from the first slash on. Nil when its escapes are broken.
    init?(_ pathAndQuery: String) {
        guard pathAndQuery.hasPrefix("/") else { return nil }
        let rest = pathAndQuery.prefix { $0 != "#" }
        let halves = rest.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        text = String(halves.first ?? "/")
        var path: [String] = []
        for part in text.split(separator: "/") {
            guard let decoded = percentDecoded(part, plusIsBlank: false) else { return nil }
            path.append(decoded)
        }
        self.path = path
        guard let query = formFields(halves.count > 1 ? halves[1] : "") else { return nil }
        self.query = query
    }

    /// The first value of a parameter; names are compared without regard to case, as the platform does.
    func parameter(_ name: String) -> String? {
        query.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    func parameters(_ name: String) -> [String] {
        query.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
    }
}
