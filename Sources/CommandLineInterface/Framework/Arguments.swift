import Values

/// The words of one command line, sorted by the parameter or option they belong to.
public struct Arguments: Sendable {
    private var given: [String: [String]] = [:]
    private var flags: Set<String> = []
    private let command: String

    init(for command: String) { self.command = command }

    mutating func add(_ value: String, to name: String) { given[name, default: []].append(value) }

    mutating func raise(_ flag: String) { flags.insert(flag) }

    func isGiven(_ name: String) -> Bool { flags.contains(name) || given[name] != nil }

    /// Whether the flag stands on the command line.
    public func has(_ flag: String) -> Bool { flags.contains(flag) }

    /// The value of an option (`period`) or parameter (`FILE`); nil if absent.
    public func value(_ name: String) -> String? { given[name]?.last }

    public func values(_ name: String) -> [String] { given[name] ?? [] }

    public func required(_ name: String) throws(UsageError) -> String {
        guard let value = value(name) else {
            throw UsageError("\(label(name)) is missing.", help: "bilag \(command) --help")
        }
        return value
    }

    /// The value as the type it stands for; nil if absent.
    /// - Throws: `UsageError` naming the option when the text does not fit.
    public func parsed<Value>(
        _ name: String, as read: (String) throws -> Value
    ) throws(UsageError) -> Value? {
        guard let text = value(name) else { return nil }
        return try reading(text, name, read)
    }

    public func requiredParsed<Value>(_ name: String, as read: (String) throws -> Value) throws(UsageError) -> Value {
        try reading(try required(name), name, read)
    }

    private func reading<Value>(
        _ text: String, _ name: String, _ read: (String) throws -> Value
    ) throws(UsageError) -> Value {
        do {
            return try read(text)
        } catch let error as UsageError {
            throw error
        } catch {
            throw UsageError("\(label(name)) \(error).", help: "bilag \(command) --help")
        }
    }

    private func label(_ name: String) -> String { name == name.uppercased() ? name : "--\(name)" }
}
