import Cryptography
import Formats
import Foundation

/// A published event schema or example never changes: logs that follow it exist. `EventSchemas/frozen.json` holds the
/// SHA-256 of each; a new one is added with `swift run Tidy --freeze`, and a changed shape becomes a new version.
struct FrozenSchemasRule: HouseRule {
    static let list = "EventSchemas/frozen.json"

    func breaches(in checkout: Checkout) throws -> [Breach] {
        let frozen = try Self.frozen(in: checkout)
        let published = Self.published(in: checkout)
        let gone = frozen.keys.filter { !published.contains($0) }.sorted()
            .map { Breach($0, "was published and is gone; put it back") }
        return try gone
            + published.compactMap { path in
                guard let hash = frozen[path] else {
                    return Breach(path, "is not frozen; when it is right, run: swift run Tidy --freeze")
                }
                guard try SHA256Digest(of: checkout.bytes(path)).hex != hash else { return nil }
                return Breach(path, "was published and has changed; put it back, and write a new version beside it")
            } + missingHalves(published)
    }

    /// Each schema has an example, and the other way round.
    private func missingHalves(_ published: [String]) -> [Breach] {
        let all = Set(published)
        return published.compactMap { path in
            let other =
                path.hasSuffix(".schema.json")
                ? path.replacing(".schema.json", with: ".example.json")
                : path.replacing(".example.json", with: ".schema.json")
            return all.contains(other) ? nil : Breach(path, "stands alone; \(other) is missing")
        }
    }

    static func freezeNew(in checkout: Checkout) throws {
        var hashes = try frozen(in: checkout)
        for path in published(in: checkout) where hashes[path] == nil {
            hashes[path] = SHA256Digest(of: try checkout.bytes(path)).hex
        }
        let text = JSON.object(hashes.mapValues(JSON.string)).indentedText
        try Data(text.utf8).write(to: URL(filePath: checkout.folder + "/" + list))
    }

    private static func published(in checkout: Checkout) -> [String] {
        checkout.paths(under: "EventSchemas/", ending: ".schema.json")
            + checkout.paths(under: "EventSchemas/", ending: ".example.json")
    }

    private static func frozen(in checkout: Checkout) throws -> [String: String] {
        guard checkout.has(list) else { return [:] }
        var hashes: [String: String] = [:]
        for member in try checkout.json(list).object?.members ?? [] { hashes[member.name] = member.value.string }
        return hashes
    }
}
