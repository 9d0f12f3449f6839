import Application
import Authorities
import Cryptography
import Foundation
import Values

extension Session {
    /// What is needed to reach the authorities of an environment, from the configuration and the built-in settings.
    ///
    /// - Parameter tokenDescriptor: a file descriptor that a person's ID-porten access token is read from.
    /// - Throws: `ConfigurationError`; `UsageError` for a configuration file that cannot be read.
    func authorityAccess(
        _ environment: BooksEnvironment, tokenDescriptor: Int32? = nil
    ) throws -> AuthorityAccess {
        let workplace = workplace
        return AuthorityAccess(
            record: try configuration().record(for: environment), transport: workplace.transport,
            surroundings: Authorities.Surroundings(
                now: workplace.now, pause: workplace.pause, randomBytes: workplace.randomBytes),
            personToken: try tokenDescriptor.map(personToken), loginFile: LoginFile(path: loginPath(environment)),
            readText: { path in
                guard let data = FileManager.default.contents(atPath: path) else {
                    throw UsageError("'\(path)', which the configuration names, cannot be read.")
                }
                return String(decoding: data, as: UTF8.self)
            })
    }

    /// The file of the key that checkpoints are signed with: the one named, else the one the configuration names.
    func logKeyFile(_ named: String?, _ environment: BooksEnvironment) throws -> String? {
        try named.map(path) ?? configuration().record(for: environment).logKeyFile
    }

    /// The key that checkpoints are signed with; nil when none is named and none configured.
    ///
    /// - Throws: `CryptographyError.refusedFile` when it cannot be used.
    func logKey(_ named: String?, _ environment: BooksEnvironment) throws -> Ed25519PrivateKey? {
        try logKeyFile(named, environment).map { try Ed25519KeyFile.load($0) }
    }

    /// The secrets that the configuration names for an environment, each with how it is read.
    func keysInUse(_ environment: BooksEnvironment) throws -> [KeyInUse] {
        let record = try configuration().record(for: environment)
        let login = LoginFile(path: loginPath(environment))
        let keys: [(String, String?)] = [
            ("maskinporten.keyFile", record.maskinporten.keyFile), ("idPorten.keyFile", record.idPorten.keyFile),
        ]
        var inUse = keys.compactMap { setting, file in
            file.map { file in KeyInUse(setting) { _ = try PrivateKeyFile.load(file) } }
        }
        if let file = record.idPorten.clientSecretFile {
            inUse.append(KeyInUse("idPorten.clientSecretFile") { _ = try PrivateFile.read(file) })
        }
        if let file = record.logKeyFile { inUse.append(KeyInUse("log.keyFile") { _ = try Ed25519KeyFile.load(file) }) }
        return inUse + [KeyInUse("login") { _ = try login.read() }]
    }

    /// The environment that `--environment` names, else that of the books.
    func environment(_ arguments: EnvironmentChoice) throws -> BooksEnvironment {
        if options.books == nil, let named = arguments.named { return named }
        let isBooksKnown = options.books != nil || workplace.environment["BILAG_BOOKS"]?.isEmpty == false
        guard isBooksKnown else {
            throw UsageError("Which environment? Give --environment sandbox, test or production; or --books FILE.")
        }
        let environment = try openBooks().company().environment
        guard arguments.named ?? environment == environment else {
            throw UsageError("These books belong to \(environment). Leave --environment out, or give other books.")
        }
        return environment
    }

    /// Where the login to an environment is kept: in XDG_STATE_HOME, else ~/.local/state.
    private func loginPath(_ environment: BooksEnvironment) -> String {
        let home = workplace.environment["HOME"] ?? ""
        let state = workplace.environment["XDG_STATE_HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? home + "/.local/state"
        return path("\(state)/bilag/login-\(environment).json")
    }

    private func configuration() throws -> AuthorityConfiguration {
        let file = configurationFile
        guard let data = FileManager.default.contents(atPath: file.path) else {
            guard !file.isNamed else {
                throw UsageError(
                    "The configuration '\(file.path)' cannot be read. Look at the name given with --config.")
            }
            return try AuthorityConfiguration.builtIn()
        }
        return try AuthorityConfiguration(parsing: Array(data), file: file.path)
    }

    private func personToken(_ descriptor: Int32) throws -> BearerToken {
        guard let token = BearerToken(try token(from: descriptor, option: "token-fd", "token")) else {
            throw UsageError(
                "What file descriptor \(descriptor) gave is no token. Hand one in as in: --token-fd 3 3< file")
        }
        return token
    }
}

/// The `--environment` of a command that works with or without books.
struct EnvironmentChoice {
    let named: BooksEnvironment?

    init(_ arguments: Arguments) throws(UsageError) {
        named = try arguments.parsed("environment") { text in
            guard let environment = BooksEnvironment(rawValue: text) else {
                throw UsageError("--environment '\(text)': write sandbox, test or production.")
            }
            return environment
        }
    }
}

extension CommandOption {
    static let environment = CommandOption.value(
        "environment", "NAME", "sandbox, test or production; else the environment of the books.")
}
