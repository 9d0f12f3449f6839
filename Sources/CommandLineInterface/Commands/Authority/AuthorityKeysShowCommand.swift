import Cryptography
import Formats
import Reports
import Values

struct AuthorityKeysShowCommand: Command {
    static let description = CommandDescription(
        "authority", "keys show", summary: "Show what a key file holds, without anything secret.",
        parameters: [CommandParameter("FILE", "A private key that only you can read, PEM or JWK.")],
        options: [.value("chain", "FILE", "Show the enterprise certificate that goes with it, too.")], formats: [.json],
        example: "bilag authority keys show client.pem")

    private let file: String
    private let chainFile: String?

    init(_ arguments: Arguments) throws {
        file = try arguments.required("FILE")
        chainFile = arguments.value("chain")
    }

    func run(in session: Session) async throws -> ExitStatus {
        let key = try PrivateKeyFile.load(session.path(file))
        let thumbprint = try key.key.publicKey.thumbprint()
        let chain = try chainFile.map { name in
            try CertificateChain(pem: String(decoding: try session.read(name), as: UTF8.self))
        }
        if let chain, try chain.publicKey.thumbprint() != thumbprint {
            throw UsageError("The first certificate in '\(chainFile ?? "")' is not of the key in '\(file)'.")
        }
        var sheet = FactSheet(
            Phrase(en: "Key", nb: "Nøkkel"),
            json: [
                "file": .string(file), "bits": .integer(Int64(key.key.publicKey.bits)),
                "thumbprint": .string(thumbprint), "kid": key.keyID.map(JSON.string) ?? .null,
                "organisation": chain?.organisationNumber.map(JSON.string) ?? .null,
            ])
        sheet.add("file", "File", "Fil", file)
        sheet.add(
            "bits", "Kind", "Type",
            Phrase(en: "RSA, \(key.key.publicKey.bits) bits", nb: "RSA, \(key.key.publicKey.bits) bit"))
        sheet.add("thumbprint", "Thumbprint (RFC 7638)", "Fingeravtrykk (RFC 7638)", thumbprint)
        sheet.add("kid", "Key id (kid)", "Nøkkel-id (kid)", key.keyID)
        sheet.add("organisation", "Certificate's organisation", "Sertifikatets organisasjon", chain?.organisationNumber)
        sheet.add("certificates", "Certificates", "Sertifikater", chain.map { "\($0.certificates.count)" })
        session.show(sheet)
        return .success
    }
}

struct AuthorityKeysJWKCommand: Command {
    static let description = CommandDescription(
        "authority", "keys jwk", summary: "Print the public part of a key as Digdir's self-service takes it.",
        discussion: """
            A key set with one key. Digdir replaces all keys of a client by what is posted: to change keys without a gap
            post the old and the new one together first.
            """,
        parameters: [CommandParameter("FILE", "A private key that only you can read, PEM or JWK.")], options: [.keyID],
        example: "bilag authority keys jwk client.pem > public.jwks")

    private let file: String
    private let keyID: String?

    init(_ arguments: Arguments) throws {
        file = try arguments.required("FILE")
        keyID = arguments.value("key-id")
    }

    func run(in session: Session) async throws -> ExitStatus {
        let key = try PrivateKeyFile.load(session.path(file))
        let id = try keyID ?? key.keyID ?? key.key.publicKey.thumbprint()
        session.console.output(["keys": [try key.key.publicKey.jwk(keyID: id)]] as JSON)
        return .success
    }
}
