import Cryptography
import Formats

func readKey(_ bytes: [UInt8]) {
    guard let choice = bytes.first else { return }
    let rest = Array(bytes.dropFirst())
    let text = String(decoding: rest, as: UTF8.self)
    switch choice % 7 {
    case 0: _ = try? PKCS12File(rest, passphrase: Passphrase(ProtectedKeyExample.passphrase))
    case 1: expectWritten(try? RSAPrivateKey(pem: text))
    case 2:
        if let key = try? Ed25519PrivateKey(pem: text) {
            precondition(key.publicKey.bytes.count == 32, "an Ed25519 key has 32 bytes")
        }
    case 3:
        if let chain = try? CertificateChain(pem: text) {
            let again = try? CertificateChain(pem: chain.pem)
            precondition(again?.certificates == chain.certificates, "certificates are written as they are read")
        }
    case 4: _ = try? RSAPublicKey(pem: text)
    case 5: if let jwk = try? JSON(parsing: rest) { _ = try? RSAPublicKey(jwk: jwk) }
    default: if let jwk = try? JSON(parsing: rest) { expectWritten(try? RSAPrivateKey(jwk: jwk)) }
    }
}

private func expectWritten(_ key: RSAPrivateKey?) {
    guard let key else { return }
    precondition((try? RSAPrivateKey(pem: key.pem())) != nil, "a key that is read can be written")
}
