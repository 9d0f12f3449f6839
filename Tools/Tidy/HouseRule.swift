/// A rule of the house that can be checked by reading the tree.
protocol HouseRule {
    func breaches(in checkout: Checkout) throws -> [Breach]
}

/// One place where the house is not in order, and how to mend it.
struct Breach: CustomStringConvertible {
    let path: String
    let line: Int?
    let message: String

    init(_ path: String, line: Int? = nil, _ message: String) {
        self.path = path
        self.line = line
        self.message = message
    }

    var description: String { path + (line.map { ":\($0)" } ?? "") + ": " + message }
}

/// Why the house could not be looked at.
struct TidyError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
