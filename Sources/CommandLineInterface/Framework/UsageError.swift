/// A command line that cannot be understood: what is wrong, and what was perhaps meant.
public struct UsageError: Error, Hashable, Sendable, CustomStringConvertible {
    public let message: String
    /// What comes nearest to what was written, ready to be shown after "Did you mean".
    public let suggestion: String?
    /// The command line that explains more: `bilag report vat --help`.
    public let help: String?

    public init(_ message: String, suggestion: String? = nil, help: String? = nil) {
        self.message = message
        self.suggestion = suggestion
        self.help = help
    }

    public var description: String {
        message + (suggestion.map { " Did you mean '\($0)'?" } ?? "")
    }

    func pointing(to help: String) -> UsageError {
        UsageError(message, suggestion: suggestion, help: self.help ?? help)
    }
}
