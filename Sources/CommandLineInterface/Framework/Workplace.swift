import Foundation
import Values

/// All that the command takes from outside itself, so that tests can give it a world of their own.
public struct Workplace: Sendable {
    public var environment: [String: String]
    /// What relative file names are read against.
    public var workingDirectory: String
    public var standardInput: @Sendable () throws -> [UInt8]
    public var output: Console.Stream
    public var error: Console.Stream
    public var now: @Sendable () -> Timestamp

    public init(
        environment: [String: String], workingDirectory: String,
        standardInput: @escaping @Sendable () throws -> [UInt8], output: Console.Stream, error: Console.Stream,
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.environment = environment
        self.workingDirectory = workingDirectory
        self.standardInput = standardInput
        self.output = output
        self.error = error
        self.now = now
    }
}
