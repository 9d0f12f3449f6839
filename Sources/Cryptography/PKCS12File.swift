import CLibcrypto

/// An enterprise certificate as Buypass and Commfides deliver it: private key and certificates in one file (`.p12`,
/// RFC 7292), protected by a passphrase.
public struct PKCS12File: Sendable {
    public let key: RSAPrivateKey
    /// The certificates, leaf first.
    public let chain: CertificateChain

    /// - Throws: `CryptographyError` when the passphrase does not fit, the file asks for more work than any honest one, or it
    ///   holds no RSA key with certificate.
    public init(_ bytes: [UInt8], passphrase: Passphrase) throws(CryptographyError) {
        let file = bytes.withUnsafeBufferPointer { buffer -> OpaquePointer? in
            var start = buffer.baseAddress
            return d2i_PKCS12(nil, &start, buffer.count)
        }
        guard let file else {
            ERR_clear_error()
            throw .invalidKey("it is neither PEM, JWK nor a PKCS#12 file")
        }
        defer { PKCS12_free(file) }
        var secret = passphrase.bytes.map { CChar(bitPattern: $0) } + [0]
        defer { secret.withUnsafeMutableBytes { OPENSSL_cleanse($0.baseAddress, $0.count) } }
        var work = PassphraseWork()
        try work.add(file, passphrase: secret)
        var (key, leaf, others): (OpaquePointer?, OpaquePointer?, OpaquePointer?)
        let isOpen = PKCS12_parse(file, secret, &key, &leaf, &others) == 1
        defer {
            X509_free(leaf)
            if let others { LibraryStack.free(others) { X509_free(OpaquePointer($0)) } }
        }
        guard isOpen, let key else {
            EVP_PKEY_free(key)
            ERR_clear_error()
            throw .invalidKey(
                "the passphrase does not open it, or its encryption is out of use (RC2 or 3DES); then write it anew with "
                    + "'openssl pkcs12 -legacy'")
        }
        self.key = try RSAPrivateKey(owning: key)
        guard let leaf else { throw .invalidKey("it holds no certificate of the key") }
        chain = try CertificateChain(der: try PKCS12File.ordered(leaf, others))
    }

    /// The chain from the leaf upwards, in whatever order the file holds its certificates.
    private static func ordered(_ leaf: OpaquePointer, _ others: OpaquePointer?) throws(CryptographyError) -> [[UInt8]]
    {
        var rest = (others.map(LibraryStack.elements) ?? []).map { OpaquePointer($0) }
        var chain = [leaf]
        while let last = chain.last, let index = rest.firstIndex(where: { signed(last, by: $0) }) {
            chain.append(rest.remove(at: index))
        }
        var encoded: [[UInt8]] = []
        for certificate in chain { encoded.append(try certificateBytes(certificate)) }
        return encoded
    }

    private static func signed(_ certificate: OpaquePointer, by issuer: OpaquePointer) -> Bool {
        defer { ERR_clear_error() }
        // A root is signed by itself, and so ends the chain.
        return X509_NAME_cmp(X509_get_issuer_name(certificate), X509_get_subject_name(issuer)) == 0
            && X509_verify(certificate, X509_get0_pubkey(issuer)) == 1
    }
}
