import Application
import HTTP
import Values

/// All that the command takes from outside itself, so that tests can give it a world of their own.
public struct Workplace: Sendable {
    public var environment: [String: String]
    /// What relative file names are read against.
    public var workingDirectory: String
    public var standardInput: @Sendable () throws -> [UInt8]
    public var output: Console.Stream
    public var error: Console.Stream
    /// Where books are kept.
    public var store: any BooksStore
    /// The way to the authorities.
    public var transport: any HTTPTransport
    public var now: @Sendable () -> Timestamp
    /// Waits some seconds.
    public var pause: @Sendable (_ seconds: Int64) async throws -> Void
    /// Opens an address in the user's browser; false where there is none.
    public var openBrowser: @Sendable (_ address: String) async -> Bool
    /// Asks for a secret without showing what is typed; nil where nobody can be asked.
    public var askSecret: @Sendable (_ question: String) -> String?
    /// Asks a question that is answered yes or no; nil where nobody sits at a terminal.
    public var askYes: @Sendable (_ question: String) -> Bool?
    /// Unpredictable bytes.
    public var randomBytes: @Sendable (_ count: Int) throws -> [UInt8]

    public init(
        environment: [String: String], workingDirectory: String,
        standardInput: @escaping @Sendable () throws -> [UInt8], output: Console.Stream, error: Console.Stream,
        store: any BooksStore, transport: any HTTPTransport, now: @escaping @Sendable () -> Timestamp,
        pause: @escaping @Sendable (_ seconds: Int64) async throws -> Void,
        randomBytes: @escaping @Sendable (_ count: Int) throws -> [UInt8],
        openBrowser: @escaping @Sendable (_ address: String) async -> Bool = { _ in false },
        askSecret: @escaping @Sendable (_ question: String) -> String? = { _ in nil },
        askYes: @escaping @Sendable (_ question: String) -> Bool? = { _ in nil }
    ) {
        self.environment = environment
        self.workingDirectory = workingDirectory
        self.standardInput = standardInput
        self.output = output
        self.error = error
        self.store = store
        self.transport = transport
        self.now = now
        self.pause = pause
        self.randomBytes = randomBytes
        self.openBrowser = openBrowser
        self.askSecret = askSecret
        self.askYes = askYes
    }
}
