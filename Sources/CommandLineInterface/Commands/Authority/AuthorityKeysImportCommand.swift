import Cryptography
import Formats
import Reports
import Values

struct AuthorityKeysImportCommand: Command {
    static let description = CommandDescription(
        "authority", "keys import",
        summary: "Take a key out of PEM, JWK or an enterprise certificate's PKCS#12 file, for use by bilag.",
        discussion: """
            Writes the private key without a passphrase to a file that only you can read. Of a PKCS#12 file the
            certificates go to FILE.chain.pem, for maskinporten.certificateChainFile. A passphrase is asked for, or read
            from a file descriptor; it never stands on a command line.
            """,
        parameters: [
            CommandParameter("SOURCE", "The key as it was delivered."), CommandParameter("FILE", "Where the key goes."),
        ],
        options: [
            .value(
                "passphrase-fd", "N", "Read the passphrase from file descriptor N, as in --passphrase-fd 3 3< file."),
            .keyFormat, .keyID,
        ],
        example: "bilag authority keys import enterprise.p12 client.pem")

    private let source: String
    private let file: String
    private let descriptor: Int32?
    private let format: KeyFormat
    private let keyID: String?

    init(_ arguments: Arguments) throws {
        source = try arguments.required("SOURCE")
        file = try arguments.required("FILE")
        descriptor = try arguments.descriptor("passphrase-fd")
        format = try arguments.parsed("format", as: KeyFormat.init) ?? .pem
        keyID = arguments.value("key-id")
    }

    func run(in session: Session) async throws -> ExitStatus {
        let (key, chain, sourceID) = try material(in: session)
        let id = try keyID ?? sourceID ?? key.publicKey.thumbprint()
        try PrivateFile.create(try format.bytes(key, keyID: id), at: session.path(file))
        session.console.output(
            Phrase(
                en: "Imported a key of \(key.publicKey.bits) bits: \(file)",
                nb: "Hentet inn en nøkkel på \(key.publicKey.bits) bit: \(file)"))
        if let chain {
            let chainFile = file + ".chain.pem"
            try PrivateFile.create(Array(chain.pem.utf8), at: session.path(chainFile))
            session.console.output(
                Phrase(
                    en: "\(chain.certificates.count) certificates, of organisation "
                        + "\(chain.organisationNumber ?? "?"): \(chainFile)",
                    nb: "\(chain.certificates.count) sertifikater, for organisasjon "
                        + "\(chain.organisationNumber ?? "?"): \(chainFile)"))
        }
        return .success
    }

    private func material(
        in session: Session
    ) throws -> (key: RSAPrivateKey, chain: CertificateChain?, keyID: String?) {
        let bytes = try session.read(source)
        let first = bytes.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        if first == UInt8(ascii: "{") {
            let jwk: JSON
            do { jwk = try JSON(parsing: bytes) } catch { throw UsageError("'\(source)' is no JWK: \(error).") }
            return (try RSAPrivateKey(jwk: jwk), nil, jwk["kid"]?.string)
        }
        guard let text = String(validating: bytes, as: UTF8.self), text.contains("-----BEGIN") else {
            // PKCS#12 is DER, and begins as every sequence there.
            guard bytes.first == 0x30 else {
                throw UsageError("'\(source)' holds no key: it is neither PEM, nor a JWK, nor PKCS#12 (.p12, .pfx).")
            }
            let file = try PKCS12File(bytes, passphrase: try session.passphrase(descriptor: descriptor, for: source))
            return (file.key, file.chain, nil)
        }
        guard text.contains("ENCRYPTED") else { return (try RSAPrivateKey(pem: text), nil, nil) }
        let passphrase = try session.passphrase(descriptor: descriptor, for: source)
        return (try RSAPrivateKey(pem: text, passphrase: passphrase), nil, nil)
    }
}

extension Arguments {
    func descriptor(_ name: String) throws(UsageError) -> Int32? {
        try parsed(name) { text in
            guard let descriptor = Int32(text), descriptor >= 0 else {
                throw UsageError("--\(name) '\(text)': a file descriptor is a small number, as in 3.")
            }
            return descriptor
        }
    }
}
