import AuditBundle
import Cryptography
import Formats

extension Seeds {
    /// Made once, from books of the tests: the files of a bundle that is in order.
    static let bundle: [BundleFile] = {
        guard let bundle = try? BundledBooks(seed: 7, vouchers: 3).bundle() else { return [] }
        return bundle.files
    }()

    /// The bundle as an archive, and each of its files alone.
    static var bundles: [[UInt8]] {
        let archive = (try? ZipWriter.archive(bundle.map { ($0.name, $0.bytes) })) ?? []
        return [[0] + archive] + bundle.enumerated().map { index, file in [UInt8(index + 1)] + file.bytes }
    }

    static var keys: [[UInt8]] {
        let chain = EnterpriseCertificateExample.leaf + EnterpriseCertificateExample.root
        let key = try? RSAPrivateKey(jwk: RFC7515Example.privateKey)
        let own = try? Ed25519PrivateKey(seed: Array(repeating: 7, count: 32))
        let texts: [(UInt8, String?)] = [
            (1, try? key?.pem()), (2, try? own?.pem()), (3, chain), (4, try? key?.publicKey.pem()),
        ]
        let file = (try? Base64.standard.decode(ProtectedKeyExample.pkcs12)) ?? []
        let jwks = [try? key?.publicKey.jwk(keyID: "k"), RFC7515Example.privateKey].compactMap { $0 }
        return [[0] + file] + texts.compactMap { choice, text in text.map { [choice] + Array($0.utf8) } }
            + jwks.enumerated().map { index, jwk in [UInt8(5 + index)] + jwk.canonicalBytes }
    }
}
