/// Short ids for long names, each of its own: a name that fits stays as it is, one that is too long is cut, and one that
/// is taken then gets a running mark.
struct ExportLabels<Name: Hashable> {
    private let limit: Int
    private var labels: [Name: String] = [:]
    private var taken: Set<String> = []

    init(limit: Int) { self.limit = limit }

    /// The id of the name. The same names asked for in the same order get the same ids.
    mutating func label(_ name: Name, _ text: String) -> String {
        if let known = labels[name] { return known }
        var label = String(text.unicodeScalars.prefix(limit))
        var mark = 2
        while !taken.insert(label).inserted {
            let suffix = "~\(mark)"
            label = String(text.unicodeScalars.prefix(limit - suffix.count)) + suffix
            mark += 1
        }
        labels[name] = label
        return label
    }

    func label(_ name: Name) -> String? { labels[name] }
}

extension String {
    /// At most so many characters as the schema counts them.
    func cut(to limit: Int) -> String {
        utf8.count <= limit ? self : String(String.UnicodeScalarView(unicodeScalars.prefix(limit)))
    }
}

extension String? {
    func cut(to limit: Int) -> String? { map { $0.cut(to: limit) } }
}
