import Values

/// Where ID-porten sends the browser after the login: an address of this machine, registered on the client.
///
/// A client of the type `native` registers port 0 and may then use any; other clients must use the registered port
/// (docs.digdir.no, ID-porten, "Native apps", 2024-10-17; RFC 8252, section 7.3).
public struct LoopbackRedirect: Hashable, Sendable {
    /// 0 takes any free port.
    public let port: UInt16
    /// From the slash on.
    public let path: String

    /// Reads `http://127.0.0.1:0/callback`.
    /// - Throws: `InvalidInput` for anything but http on 127.0.0.1 with a port and a path.
    public init(_ text: String) throws(InvalidInput) {
        let start = "http://127.0.0.1:"
        let rest = text.hasPrefix(start) ? text.dropFirst(start.count) : ""
        let digits = rest.prefix { $0 != "/" }
        let path = String(rest.dropFirst(digits.count))
        let isPlain = path.utf8.allSatisfy {
            $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#")
        }
        guard let port = UInt16(digits), path.hasPrefix("/"), isPlain else {
            throw InvalidInput(
                text, "a login comes back to this machine, as in http://127.0.0.1:0/callback; port 0 takes any")
        }
        (self.port, self.path) = (port, path)
    }

    /// The address with the port that is really listened on.
    public func address(port: UInt16) -> String { "http://127.0.0.1:\(port)\(path)" }
}
