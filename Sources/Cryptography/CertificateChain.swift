import CLibcrypto

/// The certificates of an enterprise (virksomhetssertifikat), leaf first, as a token's `x5c` header carries them.
public struct CertificateChain: Sendable {
    /// Each certificate in DER, leaf first.
    public let certificates: [[UInt8]]
    /// The key of the leaf, which checks what the enterprise signed.
    public let publicKey: RSAPublicKey
    /// The nine digits of the organisation the leaf names, from organizationIdentifier (`NTRNO-…`) or serialNumber.
    public let organisationNumber: String?

    /// More certificates than any chain has, and so a sign of something else.
    private static let longest = 10

    /// Reads the certificates of a PEM text in the order they stand; other PEM blocks are skipped.
    public init(pem: String) throws(CryptographyError) {
        let certificates = try withReadingStream(Array(pem.utf8)) { stream throws(CryptographyError) -> [[UInt8]] in
            var certificates: [[UInt8]] = []
            while let certificate = PEM_read_bio_X509(stream, nil, refusePassphrase, nil) {
                defer { X509_free(certificate) }
                certificates.append(try certificateBytes(certificate))
                guard certificates.count <= CertificateChain.longest else { break }
            }
            ERR_clear_error()
            return certificates
        }
        try self.init(certificates: certificates)
    }

    /// Reads the array of base64 DER strings of a token's header (RFC 7515, section 4.1.6).
    public init(x5c: [String]) throws(CryptographyError) {
        var certificates: [[UInt8]] = []
        for text in x5c.prefix(CertificateChain.longest + 1) { certificates.append(try Base64.standard.decode(text)) }
        try self.init(certificates: certificates)
    }

    init(der: [[UInt8]]) throws(CryptographyError) { try self.init(certificates: der) }

    /// - Throws: unless there is at least one certificate, all can be read, and each is signed by the next.
    private init(certificates: [[UInt8]]) throws(CryptographyError) {
        guard !certificates.isEmpty else { throw .invalidKey("there is no certificate") }
        guard certificates.count <= CertificateChain.longest else {
            throw .invalidKey("there are more than \(CertificateChain.longest) certificates")
        }
        var parsed: [OpaquePointer] = []
        defer { for certificate in parsed { X509_free(certificate) } }
        for bytes in certificates { parsed.append(try parse(bytes)) }
        for (certificate, issuer) in zip(parsed, parsed.dropFirst()) {
            guard X509_verify(certificate, X509_get0_pubkey(issuer)) == 1 else {
                ERR_clear_error()
                throw .invalidKey("the certificates are not in order: leaf first, each signed by the next")
            }
        }
        guard let key = X509_get_pubkey(parsed[0]) else { throw .last("reading the certificate's key") }
        publicKey = try RSAPublicKey(KeyHandle(owning: key))
        organisationNumber = organisation(of: parsed[0])
        self.certificates = certificates
    }

    /// All certificates as PEM, leaf first.
    public var pem: String {
        certificates.map { bytes in
            let text = Array(Base64.standard.encode(bytes))
            let lines = stride(from: 0, to: text.count, by: 64).map { String(text[$0..<min($0 + 64, text.count)]) }
            return (["-----BEGIN CERTIFICATE-----"] + lines + ["-----END CERTIFICATE-----", ""]).joined(separator: "\n")
        }.joined()
    }

    /// The value of the `x5c` header.
    public var x5c: [String] { certificates.map { Base64.standard.encode($0) } }
}

private func parse(_ bytes: [UInt8]) throws(CryptographyError) -> OpaquePointer {
    let certificate = bytes.withUnsafeBufferPointer { buffer -> OpaquePointer? in
        var start = buffer.baseAddress
        return d2i_X509(nil, &start, buffer.count)
    }
    guard let certificate else { throw .last("reading a certificate") }
    return certificate
}

func certificateBytes(_ certificate: OpaquePointer) throws(CryptographyError) -> [UInt8] {
    try bytesWritten { i2d_X509_bio($0, certificate) == 1 }
}

private func organisation(of certificate: OpaquePointer) -> String? {
    guard let subject = X509_get_subject_name(certificate) else { return nil }
    for attribute in [NID_organizationIdentifier, NID_serialNumber] {
        var text = [CChar](repeating: 0, count: 128)
        let count = Int(X509_NAME_get_text_by_NID(subject, attribute, &text, Int32(text.count)))
        guard count > 0 else { continue }
        let value = String(decoding: text.prefix(min(count, 127)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let digits = value.hasPrefix("NTRNO-") ? String(value.dropFirst(6)) : value
        let isNumber = digits.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        if digits.utf8.count == 9, isNumber { return digits }
    }
    return nil
}
