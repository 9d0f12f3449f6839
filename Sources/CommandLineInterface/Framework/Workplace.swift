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
    /// Unpredictable bytes.
    public var randomBytes: @Sendable (_ count: Int) throws -> [UInt8]

    public init(
        environment: [String: String], workingDirectory: String,
        standardInput: @escaping @Sendable () throws -> [UInt8], output: Console.Stream, error: Console.Stream,
        store: any BooksStore, transport: any HTTPTransport, now: @escaping @Sendable () -> Timestamp,
        pause: @escaping @Sendable (_ seconds: Int64) async throws -> Void,
        randomBytes: @escaping @Sendable (_ count: Int) throws -> [UInt8]
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
    }
}
