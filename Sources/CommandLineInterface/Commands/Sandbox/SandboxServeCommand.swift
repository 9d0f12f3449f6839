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
            it, with the private key beside it.
            """,
        options: [
            .value("port", "N", "The port; 0 takes any free one. Default 8787."),
            .value("write-config", "FILE", "Register a client, and write the configuration for it to FILE."),
        ],
        example: "bilag sandbox serve --port 8787 --write-config sandbox.json")

    private let port: UInt16
    private let configurationFile: String?

    init(_ arguments: Arguments) throws {
        port =
            try arguments.parsed("port") { text in
                guard let port = UInt16(text) else {
                    throw UsageError("--port '\(text)': a port is a number from 0 to 65535.")
                }
                return port
            } ?? 8787
        configurationFile = arguments.value("write-config")
    }

    func run(in session: Session) async throws -> ExitStatus {
        let authority = try SimulatedAuthority(clock: session.workplace.now)
        let server = try await authority.serve(on: port)
        if let configurationFile {
            let client = try SandboxClient(file: session.path(configurationFile))
            try client.write(baseURL: server.baseURL)
            await authority.register(try client.registration())
            await authority.register(client.loginRegistration())
        }
        session.console.output(
            Phrase(
                en: "The sandbox listens on \(server.baseURL). Interrupt it to stop.",
                nb: "Sandkassen lytter på \(server.baseURL). Avbryt for å stoppe."))
        if let configurationFile {
            session.console.output("bilag --config \(configurationFile) …")
        }
        await withTaskCancellationHandler {
            await server.waitUntilStopped()
        } onCancel: {
            server.stop()
        }
        return .success
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
