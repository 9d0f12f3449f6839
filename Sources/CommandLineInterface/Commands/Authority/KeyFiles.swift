import Cryptography
import Formats
import Foundation

/// How a private key is written to its file.
enum KeyFormat: String, CaseIterable {
    case pem, jwk

    init(_ text: String) throws(UsageError) {
        guard let format = KeyFormat(rawValue: text) else { throw UsageError("--format '\(text)': write pem or jwk.") }
        self = format
    }

    func bytes(_ key: RSAPrivateKey, keyID: String?) throws -> [UInt8] {
        switch self {
        case .pem: Array(try key.pem().utf8)
        case .jwk: Array(try key.jwk(keyID: keyID).indentedText.utf8)
        }
    }
}

extension CommandOption {
    static let keyFormat = CommandOption.value("format", "pem|jwk", "How the key is written; pem unless said.")
    static let keyID = CommandOption.value(
        "key-id", "ID", "The id the key is registered under (kid); its thumbprint (RFC 7638) unless said.")
}

extension Session {
    /// Makes the folder a private file is to lie in, for its owner alone.
    func makePrivateFolder(of file: String) throws {
        let folder = (file as NSString).deletingLastPathComponent
        guard !FileManager.default.fileExists(atPath: folder) else { return }
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw UsageError("The folder '\(folder)' cannot be made. Make it, or choose another place.")
        }
    }

    /// A passphrase from the descriptor the command line names, else asked for. Never from the command line itself,
    /// where other users of the machine could see it.
    func passphrase(descriptor: Int32?, for file: String) throws -> Passphrase {
        if let descriptor {
            return Passphrase(try secret(from: descriptor, option: "passphrase-fd", "passphrase"))
        }
        guard let answer = workplace.askSecret("Passphrase of \(file): ") else {
            throw UsageError("'\(file)' needs a passphrase. Hand one in as in: --passphrase-fd 3 3< passphrase-file")
        }
        return Passphrase(answer)
    }
}
