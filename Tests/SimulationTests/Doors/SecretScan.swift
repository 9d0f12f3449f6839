import Formats
import Foundation

/// Looks for secrets in all that a run said and left: output of every command and of the sandbox, the log of calls, the
/// books, the configuration. Only the files that are there to hold a secret may.
struct SecretScan {
    private let run: DoorsRun
    private var secrets: [String: String] = [DoorsRun.person: "an identity number"]
    private static let secretFiles: Set = ["client.jwk", "login-sandbox.json"]

    init(_ run: DoorsRun) {
        self.run = run
        let key = try? JSON(
            parsing: Array(FileManager.default.contents(atPath: run.command.path("client.jwk")) ?? Data()))
        for name in ["d", "p", "q", "dp", "dq", "qi"] { secrets[key?[name]?.string ?? "-no-"] = "a private key" }
        secrets["-no-"] = nil
    }

    /// The tokens of the login that is kept now.
    mutating func learnLogin() throws {
        let bytes = FileManager.default.contents(atPath: run.command.path(".local/state/bilag/login-sandbox.json"))
        let login = try JSON(parsing: Array(bytes ?? Data()))
        for name in ["accessToken", "refreshToken"] {
            if let token = login[name]?.string { secrets[token] = "the login's \(name)" }
        }
    }

    /// Where a secret came to light.
    func leaks() throws -> [String] {
        guard secrets.count > 6 else { return ["the scan knows no key and no token"] }
        var places = [("the output", Array(run.record.joined(separator: "\n").utf8))]
        places.append(("the sandbox's output", Array(run.sandboxOutput.utf8)))
        let files = FileManager.default.enumerator(atPath: run.command.folder.path)
        while let name = files?.nextObject() as? String {
            guard !Self.secretFiles.contains(URL(filePath: name).lastPathComponent),
                let bytes = FileManager.default.contents(atPath: run.command.path(name))
            else { continue }
            places.append((name, Array(bytes)))
        }
        guard places.contains(where: { $0.0 == "calls.jsonl" && !$0.1.isEmpty }) else {
            return ["no call was logged"]
        }
        return places.flatMap { place, bytes in kinds(in: bytes).map { "\(place) holds \($0)" } }.sorted()
    }

    private func kinds(in bytes: [UInt8]) -> Set<String> {
        var found = Set(secrets.filter { bytes.firstRange(of: Array($0.key.utf8)) != nil }.values)
        // What every signed token begins with: base64 for {"a or {"k.
        for start in ["eyJhbGci", "eyJraWQi", "eyJ0eXAi"] where bytes.firstRange(of: Array(start.utf8)) != nil {
            found.insert("a token")
        }
        return found
    }
}
