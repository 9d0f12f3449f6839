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
            personToken: try tokenDescriptor.map(personToken),
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

    /// A token never stands on a command line, where other users of the machine could see it.
    private func personToken(_ descriptor: Int32) throws -> BearerToken {
        let data = try? FileHandle(fileDescriptor: descriptor, closeOnDealloc: false).readToEnd()
        let text = String(decoding: data ?? Data(), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        guard let token = BearerToken(text) else {
            throw UsageError(
                "File descriptor \(descriptor) gave no token. Hand one in as in: --token-fd 3 3< token-file")
        }
        return token
    }
}
