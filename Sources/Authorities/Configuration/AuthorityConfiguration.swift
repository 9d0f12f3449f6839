import Formats
import Values

/// The settings of all three environments: built-in, dated defaults, overridden by what a configuration file says.
///
/// The file is one JSON object with the members `sandbox`, `test` and `production`, each with the settings that
/// `AuthorityConfiguration.describe(_:)` lists, by section. All are optional; an unknown one is refused.
public struct AuthorityConfiguration: Sendable {
    private let records: [BooksEnvironment: AuthorityRecord]

    /// The defaults alone: no client id, no key.
    public static func builtIn() throws(ConfigurationError) -> AuthorityConfiguration {
        try AuthorityConfiguration(.object([:]), file: "the built-in settings")
    }

    /// Reads a configuration file's bytes.
    /// - Throws: `ConfigurationError` naming file and setting: text that is not JSON, an unknown member, a wrong type,
    ///   an address without https, a host that belongs to another environment.
    public init(parsing bytes: [UInt8], file: String) throws(ConfigurationError) {
        let json: JSON
        do { json = try JSON(parsing: bytes) } catch {
            throw ConfigurationError(file: file, path: "", reason: "is not JSON: \(error)")
        }
        try self.init(json, file: file)
    }

    public init(_ json: JSON, file: String) throws(ConfigurationError) {
        guard let members = json.object?.members else {
            throw ConfigurationError(file: file, path: "", reason: "must hold one JSON object")
        }
        let names = BooksEnvironment.allCases.map(\.rawValue)
        for member in members where !names.contains(member.name) {
            throw ConfigurationError(
                file: file, path: member.name,
                reason: "is not an environment; write \(names.joined(separator: ", "))")
        }
        var records: [BooksEnvironment: AuthorityRecord] = [:]
        for environment in BooksEnvironment.allCases {
            records[environment] = try SettingValues(environment, json[environment.rawValue], file: file).record()
        }
        self.records = records
    }

    /// The record of one environment.
    public func record(for environment: BooksEnvironment) throws(ConfigurationError) -> AuthorityRecord {
        guard let record = records[environment] else {
            throw ConfigurationError(file: "the settings", path: environment.rawValue, reason: "are missing")
        }
        return record
    }

    /// The built-in settings of an environment with their sources, for documentation and `--help` pages.
    public static func describe(_ environment: BooksEnvironment) -> [(path: String, value: String, source: String)] {
        DefaultSetting.rows.filter { $0.environments.contains(environment) }.map {
            ($0.path, $0.value.string ?? $0.value.canonicalText, "\($0.source), \($0.seen)")
        }
    }
}
