// Appended to a copy of Package.swift by Tools/fuzz: the same modules, each counting the branches that an input takes,
// and one program more. The package itself knows nothing of it.

import Foundation

package.targets.removeAll { $0.type == .test || $0.type == .executable || $0.name == "TestSupport" }

for target in package.targets where target.type == .regular {
    target.swiftSettings = [
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        // -sanitize=fuzzer when compiling only: when linking it would bring a 'main' of its own.
        .unsafeFlags(["-sanitize=fuzzer", "-enable-testing", "-g"]),
    ]
}

package.products = []
package.targets.append(
    .executableTarget(
        name: "Fuzz",
        dependencies: [
            "CommandLineInterface", "SQLiteEventLog", "Application", "AuditBundle", "Authorities", "HTTP",
            "Interchange",
            "Filing", "Ledger", "EventLog", "LegalTables", "Formats", "Cryptography", "Values", "CZlib",
        ],
        path: "Fuzz",
        swiftSettings: [
            .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
            .unsafeFlags(["-sanitize=fuzzer", "-parse-as-library", "-g"]),
        ],
        linkerSettings: [
            .unsafeFlags([ProcessInfo.processInfo.environment["BILAG_FUZZER_RUNTIME"] ?? ""]),
            .linkedLibrary("stdc++"),
        ]))
