// swift-tools-version: 6.2
import PackageDescription

// One target per noun of "events are appended, folded into projections, built into documents, hashed,
// approved, submitted and receipted". Imports point downwards only; `Tools/check` compares every import
// with the dependencies declared here.

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
    // Readers of millions of entries cross module borders for every token; without this each crossing is a call.
    // What is built for debugging, as all tests are, checks at run time that nothing is changed while it is used.
    .unsafeFlags(
        ["-cross-module-optimization", "-enforce-exclusivity=unchecked"], .when(configuration: .release)),
]

func library(
    _ name: String, _ dependencies: [Target.Dependency] = [], path: String? = nil, resources: [Resource]? = nil
) -> Target {
    .target(
        name: name, dependencies: dependencies, path: path ?? "Sources/\(name)", resources: resources,
        swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: dependencies + ["TestSupport"], path: "Tests/\(name)Tests",
        exclude: exclude, swiftSettings: settings)
}

let package = Package(
    name: "bilag",
    products: [
        .executable(name: "bilag", targets: ["bilag"])
    ],
    targets: [
        // System libraries.
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CLibcrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CLibxml2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

        // Below everything: no clock, no network.
        library("Values"),
        library("Cryptography", ["Formats", "CLibcrypto"]),
        library("Formats", ["CLibxml2", "CZlib", "Values"]),
        library("LegalTables", ["Formats", "Values"], resources: [.embedInCode("Tables")]),

        // The log and what is folded from it.
        library("EventLog", ["Values", "Formats", "Cryptography"]),
        library("SQLiteEventLog", ["EventLog", "Values", "Formats", "Cryptography", "CSQLite"]),
        library("Ledger", ["EventLog", "LegalTables", "Values", "Formats", "Cryptography"]),
        library("Projections", ["Ledger", "EventLog", "LegalTables", "Values", "Formats"]),
        library("Filing", ["EventLog", "Values", "Formats", "Cryptography"]),
        library(
            "VATReturn", ["Projections", "Filing", "LegalTables", "Values", "Formats", "Cryptography"],
            path: "Sources/Filings/VATReturn"),
        library("Reports", ["Projections", "Ledger", "LegalTables", "Values", "Formats"]),
        library("Interchange", ["Ledger", "EventLog", "LegalTables", "Values", "Formats", "Cryptography"]),

        library(
            "ReportSite",
            [
                "Reports", "VATReturn", "Filing", "Projections", "Ledger", "EventLog", "LegalTables", "Values",
                "Formats",
                "Cryptography",
            ]),
        library(
            "AuditBundle",
            [
                "VATReturn", "Filing", "Projections", "Ledger", "EventLog", "LegalTables", "Values", "Formats",
                "Cryptography",
            ]),

        // The outside world.
        library("HTTP", ["Values"]),
        library("Authorities", ["HTTP", "Values", "Formats", "Cryptography"]),
        library(
            "SimulatedAuthority",
            ["HTTP", "Authorities", "VATReturn", "LegalTables", "Values", "Formats", "Cryptography"]),

        // Where all meet, and the command.
        library(
            "Application",
            [
                "AuditBundle", "Authorities", "HTTP", "Interchange", "ReportSite", "Reports", "VATReturn", "Filing",
                "Projections", "Ledger",
                "EventLog", "LegalTables", "Values", "Formats", "Cryptography",
            ]),
        library(
            "CommandLineInterface",
            [
                "Application", "AuditBundle", "SimulatedAuthority", "Authorities", "HTTP", "Interchange", "ReportSite",
                "Reports", "VATReturn",
                "Filing", "Projections", "Ledger", "EventLog", "LegalTables", "Values", "Formats", "Cryptography",
            ]),
        .executableTarget(
            name: "bilag",
            dependencies: [
                "CommandLineInterface", "SQLiteEventLog", "Application", "EventLog", "HTTP", "Cryptography", "Values",
            ], swiftSettings: settings),

        // The house-rules tool, run by Tools/check.
        .executableTarget(
            name: "Tidy", dependencies: ["CommandLineInterface", "Values", "Formats", "Cryptography"],
            path: "Tools/Tidy",
            swiftSettings: settings),

        // Measured by Tools/bench: durable appends in one process.
        .executableTarget(
            name: "bench-commits", dependencies: ["Application", "SQLiteEventLog", "Ledger", "EventLog", "Values"],
            path: "Tools/Bench/Commits", swiftSettings: settings),

        // Tests.
        .target(
            name: "TestSupport", dependencies: ["Values", "Formats", "Cryptography"], path: "Tests/TestSupport",
            swiftSettings: settings),
        tests("Values", ["Values"]),
        tests("Cryptography", ["Cryptography", "Formats"]),
        tests("Formats", ["Formats", "Values", "CZlib"]),
        tests("HTTP", ["HTTP"]),
        tests("LegalTables", ["LegalTables", "Values", "Formats"]),
        tests("EventLog", ["EventLog", "SQLiteEventLog", "CSQLite", "Values", "Formats", "Cryptography"]),
        tests("Ledger", ["Ledger", "EventLog", "SQLiteEventLog", "LegalTables", "Values", "Formats"]),
        tests("Projections", ["Projections", "Ledger", "EventLog", "LegalTables", "Values", "Formats"]),
        tests(
            "EventSchemas",
            [
                "Ledger", "Filing", "Authorities", "VATReturn", "SQLiteEventLog", "EventLog", "Values", "Formats",
                "Cryptography",
            ]),
        tests(
            "VATReturn",
            ["VATReturn", "Projections", "Filing", "LegalTables", "Values", "Formats", "Cryptography"]),
        tests(
            "Interchange",
            ["Interchange", "Ledger", "EventLog", "LegalTables", "Values", "Formats", "Cryptography"]),
        tests(
            "AuditBundle",
            [
                "AuditBundle", "Application", "SQLiteEventLog", "Filing", "Ledger", "EventLog", "Values", "Formats",
                "Cryptography",
            ]),
        tests(
            "ReportSite",
            [
                "ReportSite", "Application", "SQLiteEventLog", "Reports", "Filing", "Projections", "Ledger", "EventLog",
                "Values", "Formats", "Cryptography",
            ]),
        tests(
            "Authorities",
            ["Authorities", "SimulatedAuthority", "HTTP", "VATReturn", "Values", "Formats", "Cryptography"]),
        tests(
            "Application",
            [
                "Application", "Interchange", "LegalTables", "AuditBundle", "SQLiteEventLog", "SimulatedAuthority",
                "Authorities", "HTTP", "VATReturn", "Filing", "Ledger", "EventLog", "Values", "Formats", "Cryptography",
            ]),
        tests(
            "Reports",
            [
                "Application", "SQLiteEventLog", "Reports", "VATReturn", "Filing", "Projections", "Ledger", "EventLog",
                "LegalTables", "Values", "Formats", "Cryptography",
            ]),
        tests(
            "CommandLineInterface",
            [
                "CommandLineInterface", "Application", "SQLiteEventLog", "SimulatedAuthority", "Authorities", "HTTP",
                "Filing", "EventLog", "Ledger", "Reports", "Values", "Formats", "Cryptography",
            ], exclude: ["Transcripts"]),
        tests(
            "Simulation",
            [
                "Application", "SQLiteEventLog", "CSQLite", "SimulatedAuthority", "Authorities", "HTTP", "Interchange",
                "Filing", "Projections", "Ledger", "EventLog", "Values", "Formats", "Cryptography",
            ], exclude: ["Doors/from-nothing.transcript"]),
    ],
    swiftLanguageModes: [.v6]
)
