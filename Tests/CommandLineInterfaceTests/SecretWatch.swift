import Cryptography
import Formats
import Foundation
import HTTP
import SimulatedAuthority
import Synchronization

/// Stands between the clients and the authority, and remembers every secret that passes: tokens, assertions, codes,
/// and the identity numbers inside of tokens. Afterwards it says where any of them came to light.
final class SecretWatch: HTTPTransport {
    private let authority: any HTTPTransport
    private let secrets: Mutex<[String: String]>
    private let echo = Mutex<(path: String, status: Int)?>(nil)

    /// - Parameter key: the client's private key, in PEM.
    init(_ authority: any HTTPTransport, key: String) {
        self.authority = authority
        var known = [SandboxPerson().pid: "an identity number"]
        for line in key.split(separator: "\n") where !line.hasPrefix("-----") && line.count > 20 {
            known[String(line)] = "a private key"
        }
        secrets = Mutex(known)
    }

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        if let bearer = request.header("Authorization")?.split(separator: " ").last { learn(String(bearer), "a token") }
        for field in String(decoding: request.body, as: UTF8.self).split(separator: "&") {
            let parts = field.split(separator: "=", maxSplits: 1).map { String($0).removingPercentEncoding ?? "" }
            if parts.count == 2, Self.secretNames.contains(parts[0]) { learn(parts[1], "a \(parts[0])") }
        }
        if let echoed = echoed(request) { return echoed }
        let answer = try await authority.send(request)
        learn(answer.body)
        return answer
    }

    /// From now on requests to addresses with that path are refused, with all that was asked in the answer.
    func echo(status: Int, path: String) { echo.withLock { $0 = (path, status) } }

    private func echoed(_ request: HTTPRequest) -> HTTPResponse? {
        guard let (path, status) = echo.withLock({ $0 }), request.url.contains(path) else { return nil }
        let header = request.header("Authorization") ?? "none"
        let body = String(decoding: request.body, as: UTF8.self)
        let said = "\(SandboxPerson().pid) may not: header \(header), '\(header)', body \(body)."
        let answer: JSON = ["error": "invalid_grant", "error_description": .string(said), "detail": .string(said)]
        return HTTPResponse(
            status, headers: [HTTPHeader("Content-Type", "application/json")], body: answer.canonicalBytes)
    }

    private static let secretNames: Set = [
        "assertion", "client_assertion", "client_secret", "code", "code_verifier", "refresh_token", "access_token",
        "id_token", "subject_token",
    ]

    private func learn(_ body: [UInt8]) {
        let json = try? JSON(parsing: body)
        // In answers "code" is an error's.
        for name in Self.secretNames where name != "code" {
            if let text = json?[name]?.string { learn(text, "an answer's \(name)") }
        }
        let text = json?.string ?? String(decoding: body, as: UTF8.self)
        if text.hasPrefix("eyJ") { learn(text, "a token") }
    }

    private func learn(_ secret: String, _ kind: String) {
        guard secret.utf8.count >= 8 else { return }
        secrets.withLock { secrets in
            secrets[secret] = kind
            guard let token = try? JSONWebToken(parsing: secret) else { return }
            // Without its signature a token is worth nothing, and with it everything.
            if let signature = secret.split(separator: ".").last {
                secrets[String(signature)] = "the signature of \(kind)"
            }
            if let person = token.claims["pid"]?.string { secrets[person] = "an identity number" }
        }
    }

    var count: Int { secrets.withLock(\.count) }

    /// What kinds of secrets the text holds. Never the secrets themselves, since tests print what they find.
    func kinds(in text: [UInt8], except allowed: Set<String> = []) -> Set<String> {
        secrets.withLock { secrets in
            Set(secrets.filter { !allowed.contains($0.value) && text.firstRange(of: Array($0.key.utf8)) != nil }.values)
        }
    }

    /// Which files of a folder hold a secret, and what of. Files that are there to hold one, and that nobody else can
    /// read, are left out.
    func files(in folder: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder).sorted().compactMap { name in
            let path = folder + "/" + name
            guard let data = FileManager.default.contents(atPath: path), try !isKept(name, path) else { return nil }
            let kinds = kinds(in: Array(data), except: name.contains(".bilag") ? Self.keptInBooks : [])
            return kinds.isEmpty ? nil : "\(name) holds \(kinds.sorted().joined(separator: ", "))"
        }
    }

    /// The token of a login that approved is evidence, which the books keep; whoever finds it can no longer use it.
    private static let keptInBooks: Set = ["an answer's id_token", "the signature of an answer's id_token"]

    private func isKept(_ name: String, _ path: String) throws -> Bool {
        let isForSecrets =
            name.hasSuffix(".pem") || name.hasSuffix(".jwk") || name.hasSuffix("/bilag/login-sandbox.json")
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        return isForSecrets && mode == 0o600
    }
}
