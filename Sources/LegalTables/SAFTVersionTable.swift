import Values

/// The versions of SAF-T Financial that Bilag writes.
public enum SAFTVersion: String, Sendable, CaseIterable, CustomStringConvertible {
    case v130 = "1.30"
    case v140 = "1.40"

    public init(_ text: String) throws(InvalidInput) {
        guard let version = SAFTVersion(rawValue: text) else {
            throw InvalidInput(text, "a version of SAF-T Financial that can be written is 1.30 or 1.40")
        }
        self = version
    }

    public var description: String { rawValue }
}

/// Which version is mandatory for which periods.
public struct SAFTVersionTable: Sendable {
    static let embedded = SAFTVersionTable()

    /// In order of the first day of the periods.
    public let rows: [(version: SAFTVersion, from: CalendarDate?, source: String)] = LegalTableFile(
        "saft_versions", PackageResources.saft_versions_json
    ).map { row in (try row.value("version"), row.from, row.source) }

    /// The version for a period that starts on the day; the oldest one for earlier periods, which is accepted for them.
    public func version(forPeriodStarting day: CalendarDate) -> SAFTVersion {
        rows.last { $0.from.map { $0 <= day } ?? true }?.version ?? rows.first?.version ?? .v130
    }
}
