import Formats

/// SwiftPM lets a target import a sibling it never declared, as long as something else built it first. Imports must
/// point where the manifest says, so each is compared with it.
struct ImportsRule: HouseRule {
    /// What the toolchain itself brings.
    private static let toolchain: Set<String> = [
        "Foundation", "FoundationEssentials", "FoundationNetworking", "Glibc", "Musl", "Synchronization", "Dispatch",
        "Testing",
        "XCTest", "PackageDescription",
    ]

    func breaches(in checkout: Checkout) throws -> [Breach] {
        let targets = try Self.targets(of: checkout.manifest())
        // What Tools/fuzz builds has a manifest of its own.
        let paths = checkout.paths.filter { $0.hasSuffix(".swift") && !$0.hasPrefix("Tools/Fuzz/") }
        return try paths.filter { $0 != "Package.swift" }.flatMap { path in
            guard let target = targets.filter({ path.hasPrefix($0.folder + "/") }).max(by: { $0.folder < $1.folder })
            else { return [Breach(path, "belongs to no target of Package.swift")] }
            return try undeclared(in: path, of: target, checkout)
        }
    }

    private func undeclared(in path: String, of target: Target, _ checkout: Checkout) throws -> [Breach] {
        try checkout.lines(path).compactMap { number, text in
            // An indented one stands in a text, such as a script that a test runs.
            guard text.first != " ", let module = Self.importedModule(text), !Self.toolchain.contains(module),
                !target.dependencies.contains(module)
            else { return nil }
            return Breach(
                path, line: number,
                "\(target.name) imports \(module), which Package.swift does not list among its dependencies")
        }
    }

    /// `Values` of `import Values`, `@testable import Values` and `public import struct Values.Money`.
    static func importedModule(_ line: Substring) -> String? {
        var words = line.split(separator: " ")[...]
        while let first = words.first, first.hasPrefix("@") || ["public", "package", "internal"].contains(first) {
            words = words.dropFirst()
        }
        guard words.first == "import", var module = words.dropFirst().first else { return nil }
        let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
        if kinds.contains(module), let next = words.dropFirst(2).first { module = next }
        return module.split(separator: ".").first.map(String.init)
    }

    private struct Target {
        let name: String
        let folder: String
        let dependencies: Set<String>
    }

    private static func targets(of manifest: JSON) throws -> [Target] {
        guard let targets = manifest["targets"]?.array else { throw TidyError("the manifest lists no targets") }
        return targets.compactMap { target in
            guard let name = target["name"]?.string else { return nil }
            let isTest = target["type"]?.string == "test"
            let dependencies = (target["dependencies"]?.array ?? []).compactMap { dependency in
                (dependency["byName"] ?? dependency["target"])?.array?.first?.string
            }
            return Target(
                name: name, folder: target["path"]?.string ?? (isTest ? "Tests/" : "Sources/") + name,
                dependencies: Set(dependencies))
        }
    }
}
