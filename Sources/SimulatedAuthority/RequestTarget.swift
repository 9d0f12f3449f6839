import HTTP

/// A request's address taken apart: what stands after the base address.
struct RequestTarget {
    /// The path's parts, decoded: `/maskinporten/token` is `["maskinporten", "token"]`. A slash at the end adds nothing.
    let path: [String]
    /// The query's names and values, decoded, in order.
    let query: [(name: String, value: String)]
    /// The path as it stood in the address, for logs and patterns.
    let text: String

    /// Nil when the address lies elsewhere, or its escapes are broken.
    init?(_ url: String, base: String) {
        guard url.hasPrefix(base + "/") else { return nil }
        let rest = url.dropFirst(base.count).prefix { $0 != "#" }
        let halves = rest.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        text = String(halves.first ?? "/")
        var path: [String] = []
        for part in text.split(separator: "/") {
            guard let decoded = percentDecoded(part, plusIsBlank: false) else { return nil }
            path.append(decoded)
        }
        self.path = path
        guard let query = formFields(halves.count > 1 ? halves[1] : "") else { return nil }
        self.query = query
    }

    /// The first value of a parameter; names are compared without regard to case, as the platform does.
    func parameter(_ name: String) -> String? {
        query.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    func parameters(_ name: String) -> [String] {
        query.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
    }
}

/// The fields of an `application/x-www-form-urlencoded` text, in order. Nil when an escape is broken.
func formFields(_ text: some StringProtocol) -> [(name: String, value: String)]? {
    var fields: [(name: String, value: String)] = []
    for part in text.split(separator: "&") {
        let halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard let name = percentDecoded(halves.first ?? "", plusIsBlank: true),
            let value = percentDecoded(halves.count > 1 ? halves[1] : "", plusIsBlank: true)
        else { return nil }
        fields.append((name, value))
    }
    return fields
}

/// Nil for an escape that is not two hexadecimal digits, or bytes that are not UTF-8.
private func percentDecoded(_ text: some StringProtocol, plusIsBlank: Bool) -> String? {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
        switch byte {
        case UInt8(ascii: "%"):
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            guard digits.utf8.count == 2, digits.allSatisfy(\.isHexDigit), let value = UInt8(digits, radix: 16) else {
                return nil
            }
            bytes.append(value)
            rest = rest.dropFirst(2)
        case UInt8(ascii: "+") where plusIsBlank: bytes.append(UInt8(ascii: " "))
        default: bytes.append(byte)
        }
    }
    return String(validating: bytes, as: UTF8.self)
}
