import Cryptography
import Formats
import Reports
import Values

struct AuthorityKeysCreateCommand: Command {
    static let description = CommandDescription(
        "authority", "keys create", summary: "Make an RSA key for a client, in a file that only you can read.",
        discussion: """
            The file must not exist yet. Register the public part, which 'bilag authority keys jwk' prints, on the client
            in Digdir's self-service; it lives there for a year.
            """,
        parameters: [CommandParameter("FILE", "Where the private key goes.")],
        options: [.value("bits", "N", "2048 or 4096; 2048 unless said."), .keyFormat, .keyID], formats: [.json],
        example: "bilag authority keys create client.jwk --format jwk --bits 4096")

    private let file: String
    private let bits: Int
    private let format: KeyFormat
    private let keyID: String?

    init(_ arguments: Arguments) throws {
        file = try arguments.required("FILE")
        bits =
            try arguments.parsed("bits") { text in
                guard let bits = Int(text), [2048, 4096].contains(bits) else {
                    throw UsageError("--bits '\(text)': a key has 2048 or 4096 bits.")
                }
                return bits
            } ?? 2048
        format = try arguments.parsed("format", as: KeyFormat.init) ?? .pem
        keyID = arguments.value("key-id")
    }

    func run(in session: Session) async throws -> ExitStatus {
        let key = try RSAPrivateKey.generate(bits: bits)
        let id = try keyID ?? key.publicKey.thumbprint()
        try PrivateFile.create(try format.bytes(key, keyID: id), at: session.path(file))
        guard !session.console.wantsJSON else {
            session.console.output(
                ["file": .string(file), "bits": .integer(Int64(bits)), "kid": .string(id)] as JSON)
            return .success
        }
        session.console.output(
            Phrase(en: "Made a key of \(bits) bits: \(file)", nb: "Laget en nøkkel på \(bits) bit: \(file)"))
        session.console.note(
            Phrase(
                en: "Its public part for Digdir's self-service: bilag authority keys jwk \(file)",
                nb: "Den offentlige delen til Digdirs selvbetjening: bilag authority keys jwk \(file)"))
        return .success
    }
}
