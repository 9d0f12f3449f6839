import Cryptography
import Formats
import Foundation
import HTTP
import Reports
import SimulatedAuthority
import Values

struct SandboxServeCommand: Command {
    static let description = CommandDescription(
        "sandbox", "serve",
        summary: "Serve the simulated authority on this machine: Maskinporten, ID-porten, Altinn, the VAT app.",
        discussion: """
            Listens on 127.0.0.1 alone until it is interrupted, and forgets everything then. Books of the environment
            sandbox file there. With --write-config it makes a client of its own and writes the configuration that uses
            it, with the private key beside it. With --worlds there are two authorities, at /test and /production: what
            is registered, approved or issued in one is unknown in the other, as it is in the real environments.
            """,
        options: [
            .value("port", "N", "The port; 0 takes any free one. Default 8787."),
            .value("write-config", "FILE", "Register a client, and write the configuration for it to FILE."),
            .flag("worlds", "Serve two worlds; --write-config x.json writes x-test.json and x-production.json."),
        ],
        example: "bilag sandbox serve --port 8787 --write-config sandbox.json")

    private let port: UInt16
    private let configurationFile: String?
    private let hasWorlds: Bool

    init(_ arguments: Arguments) throws {
        port =
            try arguments.parsed("port") { text in
                guard let port = UInt16(text) else {
                    throw UsageError("--port '\(text)': a port is a number from 0 to 65535.")
                }
                return port
            } ?? 8787
        configurationFile = arguments.value("write-config")
        hasWorlds = arguments.has("worlds")
    }

    func run(in session: Session) async throws -> ExitStatus {
        let (server, worlds) = try await start(session.workplace.now)
        var files: [String] = []
        for (name, authority) in worlds {
            guard let file = configurationFile.map({ SandboxServeCommand.name($0, world: name) }) else { continue }
            let client = try SandboxClient(file: session.path(file))
            try client.write(baseURL: await authority.baseURL)
            await authority.register(try client.registration())
            await authority.register(client.loginRegistration())
            files.append(file)
        }
        session.console.output(
            Phrase(
                en: "The sandbox listens on \(server.baseURL). Interrupt it to stop.",
                nb: "Sandkassen lytter på \(server.baseURL). Avbryt for å stoppe."))
        for file in files { session.console.output("bilag --config \(file) …") }
        await withTaskCancellationHandler {
            await server.waitUntilStopped()
        } onCancel: {
            server.stop()
        }
        return .success
    }
}

extension SandboxServeCommand {
    /// Starts the one authority, or the two worlds by their names.
    private func start(
        _ clock: @escaping @Sendable () -> Timestamp
    ) async throws -> (HTTPServer, [(name: String, authority: SimulatedAuthority)]) {
        guard hasWorlds else {
            let authority = try SimulatedAuthority(clock: clock)
            return (try await authority.serve(on: port), [("", authority)])
        }
        // A key of its own for each: a token of one is then no token in the other.
        let worlds = try ["test", "production"].map { name in
            (name, try SimulatedAuthority(clock: clock, signingKey: try RSAPrivateKey.generate()))
        }
        return (try await SimulatedAuthority.serve(worlds: worlds, on: port), worlds)
    }

    /// `sandbox.json` is `sandbox-test.json` for the world `test`.
    private static func name(_ file: String, world: String) -> String {
        guard !world.isEmpty else { return file }
        return file.hasSuffix(".json") ? "\(file.dropLast(5))-\(world).json" : "\(file)-\(world)"
    }
}

/// A client that the sandbox makes for whoever practises: its key and the configuration that names it.
struct SandboxClient {
    /// Any synthetic organisation: it owns the client, and files for whoever asks.
    private static let vendor = "310000000"
    private static let clientID = "bilag-sandbox"
    private static let loginClientID = "bilag-sandbox-login"
    private static let keyID = "bilag-sandbox-key"

    private let file: String
    private let key: RSAPrivateKey

    init(file: String) throws {
        self.file = file
        key = try RSAPrivateKey.generate()
    }

    private var keyFile: String { file + ".key.pem" }

    func write(baseURL: String) throws {
        try SandboxClient.write(try key.pem(), to: keyFile)
        let settings: JSON = [
            "sandbox": [
                "baseUrl": .string(baseURL),
                "maskinporten": [
                    "clientId": .string(SandboxClient.clientID), "keyFile": .string(keyFile),
                    "keyId": .string(SandboxClient.keyID),
                ],
                "idPorten": [
                    "clientId": .string(SandboxClient.loginClientID), "clientAuthentication": "private_key_jwt",
                    "keyFile": .string(keyFile), "keyId": .string(SandboxClient.keyID),
                ],
            ]
        ]
        try SandboxClient.write(settings.indentedText, to: file)
    }

    func registration() throws -> SandboxRegistration {
        SandboxRegistration(
            clientID: SandboxClient.clientID, vendor: try OrganisationNumber(SandboxClient.vendor),
            keys: [SandboxRegistration.Key(keyID: SandboxClient.keyID, publicKey: key.publicKey)],
            scopes: SandboxRegistration.defaultScopes.union(SimulatedAuthority.vendorScopes))
    }

    /// It may come back to any port of this machine, so that practising never fails for a port that is taken.
    func loginRegistration() -> SandboxLoginClient {
        SandboxLoginClient(
            clientID: SandboxClient.loginClientID,
            proof: .keys([SandboxRegistration.Key(keyID: SandboxClient.keyID, publicKey: key.publicKey)]),
            redirectAddresses: ["http://127.0.0.1:0/callback"], allowsAnyPort: true)
    }

    private static func write(_ text: String, to path: String) throws {
        do { try OutputFile.write(Array(text.utf8), to: path, .replacing) } catch {
            throw UsageError("\(error) Choose another place for --write-config.")
        }
    }
}
