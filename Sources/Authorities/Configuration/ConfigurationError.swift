/// A setting that cannot be used: in which file, which setting, why, and what to write instead.
public struct ConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file's path as it was given, or "the built-in settings".
    public let file: String
    /// The setting's path, such as `production.maskinporten.tokenUrl`; empty for the file as a whole.
    public let path: String
    public let reason: String

    public init(file: String, path: String, reason: String) {
        self.file = file
        self.path = path
        self.reason = reason
    }

    public var description: String { path.isEmpty ? "\(file): \(reason)" : "\(file): \(path): \(reason)" }
}
