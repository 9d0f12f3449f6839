/// The world a set of books belongs to, fixed when the books are made. Endpoints, keys and client ids are chosen by
/// it, so a production document can never reach a test host, nor the other way.
public enum BooksEnvironment: String, Sendable, CaseIterable, CustomStringConvertible {
    /// The simulated authority on this machine.
    case sandbox
    /// The authorities' test environments (Altinn tt02, test.maskinporten.no).
    case test
    case production

    public init(_ text: String) throws(InvalidInput) {
        guard let environment = BooksEnvironment(rawValue: text) else {
            throw InvalidInput(text, "an environment is sandbox, test or production")
        }
        self = environment
    }

    public var description: String { rawValue }
}
