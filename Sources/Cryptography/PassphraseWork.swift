import CLibcrypto

/// How much work a protected file asks for before anybody knows whether the passphrase fits. The file itself states how often
/// the passphrase is hashed, up to 2³¹ times for each part, so a hostile file would hold the program for minutes.
struct PassphraseWork {
    /// Hashes in all, a few seconds' worth. OpenSSL asks for 2 048 and OWASP advises 600 000.
    static let limit = 10_000_000

    private var hashes = 0

    /// Counts what a PEM text asks for in any of its blocks.
    mutating func add(pem stream: OpaquePointer) throws(CryptographyError) {
        while true {
            var (name, header): (UnsafeMutablePointer<CChar>?, UnsafeMutablePointer<CChar>?)
            var (bytes, count): (UnsafeMutablePointer<UInt8>?, Int) = (nil, 0)
            guard PEM_read_bio(stream, &name, &header, &bytes, &count) == 1 else { return ERR_clear_error() }
            defer {
                for text in [name, header] { CRYPTO_free(text, #file, #line) }
                CRYPTO_clear_free(bytes, count, #file, #line)
            }
            var start = UnsafePointer(bytes)
            guard let protected = d2i_X509_SIG(nil, &start, count) else {
                ERR_clear_error()
                continue
            }
            defer { X509_SIG_free(protected) }
            try add(protected)
        }
    }

    /// Counts what a PKCS#12 file asks for in its integrity check and in each of its parts. What is itself encrypted is opened
    /// for that, after its own cost is counted.
    mutating func add(_ file: OpaquePointer, passphrase: [CChar]) throws(CryptographyError) {
        defer { ERR_clear_error() }
        var iterations: UnsafePointer<ASN1_INTEGER>?
        PKCS12_get0_mac(nil, nil, nil, &iterations, file)
        try add(number(iterations) ?? 1)
        guard let safes = PKCS12_unpack_authsafes(file) else { return }
        defer { LibraryStack.free(safes) { PKCS7_free($0.assumingMemoryBound(to: PKCS7.self)) } }
        for safe in LibraryStack.elements(safes) {
            let safe = safe.assumingMemoryBound(to: PKCS7.self)
            let bags: OpaquePointer?
            switch OBJ_obj2nid(safe.pointee.type) {
            case NID_pkcs7_data: bags = PKCS12_unpack_p7data(safe)
            case NID_pkcs7_encrypted:
                try add(safe.pointee.d.encrypted?.pointee.enc_data?.pointee.algorithm)
                bags = PKCS12_unpack_p7encdata(safe, passphrase, -1)
            default: bags = nil
            }
            guard let bags else { continue }
            defer { LibraryStack.free(bags) { PKCS12_SAFEBAG_free(OpaquePointer($0)) } }
            try add(bags: bags, depth: 0)
        }
    }

    private mutating func add(bags: OpaquePointer, depth: Int) throws(CryptographyError) {
        guard depth < 8 else { throw .invalidKey("its parts lie in one another too deeply") }
        for bag in LibraryStack.elements(bags).map({ OpaquePointer($0) }) {
            switch PKCS12_SAFEBAG_get_nid(bag) {
            case NID_pkcs8ShroudedKeyBag:
                if let protected = PKCS12_SAFEBAG_get0_pkcs8(bag) { try add(protected) }
            case NID_safeContentsBag:
                if let inner = PKCS12_SAFEBAG_get0_safes(bag) { try add(bags: inner, depth: depth + 1) }
            default: break
            }
        }
    }

    private mutating func add(_ protected: OpaquePointer) throws(CryptographyError) {
        var algorithm: UnsafePointer<X509_ALGOR>?
        X509_SIG_get0(protected, &algorithm, nil)
        try add(UnsafeMutablePointer(mutating: algorithm))
    }

    /// PBES2 with PBKDF2 or scrypt (RFC 8018, RFC 7914), or one of the older schemes, whose parameters all look alike. What
    /// has none of these shapes the library refuses by itself.
    private mutating func add(_ algorithm: UnsafeMutablePointer<X509_ALGOR>?) throws(CryptographyError) {
        guard let algorithm, let parameters = algorithm.pointee.parameter else { return }
        guard OBJ_obj2nid(algorithm.pointee.algorithm) == NID_pbes2 else {
            guard let scheme = decoded(parameters, d2i_PBEPARAM) else { return }
            defer { PBEPARAM_free(scheme) }
            return try add(number(scheme.pointee.iter) ?? Int.max)
        }
        guard let scheme = decoded(parameters, d2i_PBE2PARAM) else { return }
        defer { PBE2PARAM_free(scheme) }
        guard let derivation = scheme.pointee.keyfunc, let parameters = derivation.pointee.parameter else { return }
        switch OBJ_obj2nid(derivation.pointee.algorithm) {
        case NID_id_pbkdf2:
            guard let derived = decoded(parameters, d2i_PBKDF2PARAM) else { return }
            defer { PBKDF2PARAM_free(derived) }
            try add(number(derived.pointee.iter) ?? Int.max)
        case NID_id_scrypt:
            guard let derived = decoded(parameters, d2i_SCRYPT_PARAMS) else { return }
            defer { SCRYPT_PARAMS_free(derived) }
            let costs = [
                derived.pointee.costParameter, derived.pointee.blockSize, derived.pointee.parallelizationParameter,
            ]
            try add(costs.reduce(1) { product($0, number($1) ?? Int.max) })
        default: break
        }
    }

    private mutating func add(_ more: Int) throws(CryptographyError) {
        guard more <= PassphraseWork.limit - hashes else {
            throw .invalidKey(
                "it asks for more than \(PassphraseWork.limit / 1_000_000) million rounds of hashing before it opens, which "
                    + "no program that makes keys does. Look where it comes from, or write it anew with 'openssl'")
        }
        hashes += max(1, more)
    }

    private func product(_ left: Int, _ right: Int) -> Int {
        let (product, overflows) = left.multipliedReportingOverflow(by: right)
        return overflows ? Int.max : product
    }

    /// Nil for what fits no `Int64`; what is negative the library refuses, so it costs nothing.
    private func number(_ integer: UnsafePointer<ASN1_INTEGER>?) -> Int? {
        guard let integer else { return 0 }
        var value: Int64 = 0
        return ASN1_INTEGER_get_int64(&value, integer) == 1 ? Int(max(0, value)) : nil
    }

    private func decoded<Result>(
        _ parameters: UnsafeMutablePointer<ASN1_TYPE>,
        _ decode: (
            UnsafeMutablePointer<UnsafeMutablePointer<Result>?>?, UnsafeMutablePointer<UnsafePointer<UInt8>?>?, Int
        ) -> UnsafeMutablePointer<Result>?
    ) -> UnsafeMutablePointer<Result>? {
        guard parameters.pointee.type == V_ASN1_SEQUENCE, let text = parameters.pointee.value.sequence else {
            return nil
        }
        var start = ASN1_STRING_get0_data(text)
        return decode(nil, &start, Int(ASN1_STRING_length(text)))
    }
}

/// The library's lists, whose typed functions are C macros that Swift cannot see.
enum LibraryStack {
    static func elements(_ stack: OpaquePointer) -> [UnsafeMutableRawPointer] {
        (0..<max(0, OPENSSL_sk_num(stack))).compactMap { OPENSSL_sk_value(stack, $0) }
    }

    static func free(_ stack: OpaquePointer, _ freeElement: (UnsafeMutableRawPointer) -> Void) {
        while let element = OPENSSL_sk_pop(stack) { freeElement(element) }
        OPENSSL_sk_free(stack)
    }
}
