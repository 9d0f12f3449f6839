import CLibcrypto

/// Owns one `EVP_PKEY`. The library counts references atomically and only reads a finished key when it signs or
/// verifies, so sharing it between threads is safe; nothing here changes a key after it is made.
final class KeyHandle: @unchecked Sendable {
    let pointer: OpaquePointer

    init(owning pointer: OpaquePointer) { self.pointer = pointer }

    deinit { EVP_PKEY_free(pointer) }

    var isRSA: Bool { EVP_PKEY_get_base_id(pointer) == EVP_PKEY_RSA }
    var bits: Int { Int(EVP_PKEY_get_bits(pointer)) }

    /// A big number of the key, as the shortest big-endian bytes.
    func number(_ name: String) throws(CryptographyError) -> [UInt8] {
        var number: OpaquePointer?
        guard EVP_PKEY_get_bn_param(pointer, name, &number) == 1, let number else {
            throw .last("reading the key's numbers")
        }
        defer { BN_clear_free(number) }
        var bytes = [UInt8](repeating: 0, count: Int(BN_num_bits(number) + 7) / 8)
        BN_bn2bin(number, &bytes)
        return bytes
    }

    /// A key from its numbers, `n`, `e` and for a private key the rest, named as the library names them. The names are
    /// static because the library keeps pointers to them until the key is made.
    convenience init(
        rsaNumbers: [(name: StaticString, bytes: [UInt8])], selection: Int32
    ) throws(CryptographyError) {
        guard let builder = OSSL_PARAM_BLD_new() else { throw .last("building a key") }
        defer { OSSL_PARAM_BLD_free(builder) }
        var numbers: [OpaquePointer] = []
        defer { for number in numbers { BN_clear_free(number) } }
        for (name, bytes) in rsaNumbers {
            guard let number = BN_bin2bn(bytes, Int32(truncatingIfNeeded: bytes.count), nil) else {
                throw .last("building a key")
            }
            numbers.append(number)
            let cName = UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self)
            guard OSSL_PARAM_BLD_push_BN(builder, cName, number) == 1 else { throw .last("building a key") }
        }
        guard let parameters = OSSL_PARAM_BLD_to_param(builder) else { throw .last("building a key") }
        defer { OSSL_PARAM_free(parameters) }
        guard let context = EVP_PKEY_CTX_new_from_name(nil, "RSA", nil) else { throw .last("building a key") }
        defer { EVP_PKEY_CTX_free(context) }
        var key: OpaquePointer?
        guard EVP_PKEY_fromdata_init(context) == 1, EVP_PKEY_fromdata(context, &key, selection, parameters) == 1,
            let key
        else { throw .last("building a key") }
        self.init(owning: key)
    }
}

/// The `EVP_PKEY_fromdata` selections, which are C macros Swift cannot see: key parameters (0x84) with the public part
/// (0x02) and the private part (0x01).
enum KeySelection {
    static let publicKey: Int32 = 0x86
    static let keyPair: Int32 = 0x87
}

/// Gives the body a stream over the bytes.
func withReadingStream<Result>(
    _ bytes: [UInt8], _ body: (OpaquePointer) throws(CryptographyError) -> Result
) throws(CryptographyError) -> Result {
    guard let stream = BIO_new(BIO_s_mem()) else { throw .last("reading a key") }
    defer { BIO_free(stream) }
    let count = Int32(clamping: bytes.count)
    guard count == 0 || BIO_write(stream, bytes, count) == count else { throw .last("reading a key") }
    return try body(stream)
}

/// The bytes that the body writes to a stream.
func bytesWritten(_ body: (OpaquePointer) -> Bool) throws(CryptographyError) -> [UInt8] {
    guard let stream = BIO_new(BIO_s_mem()) else { throw .last("writing a key") }
    defer { BIO_free(stream) }
    guard body(stream) else { throw .last("writing a key") }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
        let count = Int(BIO_read(stream, &chunk, Int32(chunk.count)))
        guard count > 0 else { return bytes }
        bytes.append(contentsOf: chunk[..<count])
    }
}
