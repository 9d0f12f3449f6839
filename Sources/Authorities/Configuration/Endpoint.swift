import Values

/// The address of an authority's service: `https`, or `http` to this machine. Holding one means that nothing about it
/// can lead a request elsewhere: no user name, no query, no escapes in the host.
public struct Endpoint: Hashable, Sendable, CustomStringConvertible {
    /// The address without a slash at the end, to which paths are added.
    public let text: String
    public let scheme: String
    /// In lower case; an IPv6 address stands in brackets.
    public let host: String
    /// Nil when the address leaves it to the scheme.
    public let port: Int?

    /// - Throws: `InvalidInput` for anything but `https://host[:port][/path]`, or the same with `http` to a loopback
    ///   host.
    public init(_ text: String) throws(InvalidInput) {
        guard let parts = Endpoint.parts(of: text) else {
            throw InvalidInput(text, "an address is written as in https://platform.altinn.no, without query or user")
        }
        guard parts.scheme == "https" || Endpoint.isLoopback(parts.host) else {
            throw InvalidInput(text, "the address must begin with https://; only this machine may be reached by http")
        }
        var trimmed = Substring(text)
        while trimmed.hasSuffix("/") { trimmed.removeLast() }
        (self.text, scheme, host, port) = (String(trimmed), parts.scheme, parts.host, parts.port)
    }

    public var description: String { text }

    /// Scheme, host and port: what decides where a request goes.
    public var origin: String { Endpoint.origin(scheme, host, port) }

    public var isLoopback: Bool { Endpoint.isLoopback(host) }

    /// The origin of a request's full address, query and all; nil when it is none.
    static func origin(of url: String) -> String? {
        let address = url.prefix { $0 != "?" && $0 != "#" }
        return parts(of: String(address)).map { origin($0.scheme, $0.host, $0.port) }
    }

    static func isLoopback(_ host: String) -> Bool {
        host == "localhost" || host == "127.0.0.1" || host == "[::1]"
    }

    private static func origin(_ scheme: String, _ host: String, _ port: Int?) -> String {
        "\(scheme)://\(host):\(port ?? (scheme == "https" ? 443 : 80))"
    }

    private static func parts(of text: String) -> (scheme: String, host: String, port: Int?)? {
        let scheme = text.hasPrefix("https://") ? "https" : text.hasPrefix("http://") ? "http" : ""
        let signs = Set("?#@\\%".utf8)
        let forbidden = text.utf8.contains { $0 <= 0x20 || $0 >= 0x7F || signs.contains($0) }
        guard !scheme.isEmpty, !forbidden else { return nil }
        let authority = text.dropFirst(scheme.count + 3).prefix { $0 != "/" }
        guard let (host, port) = hostAndPort(authority.lowercased()), isHost(host) else { return nil }
        return (scheme, host, port)
    }

    private static func hostAndPort(_ authority: String) -> (String, Int?)? {
        if authority.hasPrefix("[::1]") {
            let rest = authority.dropFirst(5)
            return rest.isEmpty ? ("[::1]", nil) : port(rest).map { ("[::1]", $0) }
        }
        guard let colon = authority.firstIndex(of: ":") else { return (authority, nil) }
        return port(authority[colon...]).map { (String(authority[..<colon]), $0) }
    }

    private static func port(_ text: Substring) -> Int? {
        guard text.hasPrefix(":"), let port = UInt16(text.dropFirst()), port > 0 else { return nil }
        return Int(port)
    }

    private static func isHost(_ host: String) -> Bool {
        host == "[::1]"
            || host.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
                !label.isEmpty && !label.hasPrefix("-") && !label.hasSuffix("-")
                    && label.utf8.allSatisfy { byte in
                        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
                    }
            }
    }
}

/// An address that differs by service owner: `https://{org}.apps.altinn.no`.
public struct EndpointTemplate: Hashable, Sendable {
    public let text: String

    /// - Throws: `InvalidInput` when putting an owner's short name in gives no endpoint.
    public init(_ text: String) throws(InvalidInput) {
        self.text = text
        _ = try endpoint(org: "org")
    }

    /// The address of one service owner's apps.
    public func endpoint(org: String) throws(InvalidInput) -> Endpoint {
        let pieces = text.split(separator: "{org}", omittingEmptySubsequences: false)
        return try Endpoint(pieces.joined(separator: org))
    }
}
