import Values

/// An instance's id in Altinn, `partyId/guid`: digits, and a UUID. It goes into addresses, so nothing else is let in.
public struct InstanceID: Hashable, Sendable, CustomStringConvertible {
    public let partyID: String
    public let guid: String

    /// Reads `50267437/55604b08-1690-4a8d-bf6b-95c11dc40c58`.
    public init(_ text: String) throws(InvalidInput) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, !parts[0].isEmpty, parts[0].utf8.count <= 20,
            parts[0].utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            InstanceID.isUUID(parts[1])
        else { throw InvalidInput(text, "an instance id is a party's number, a slash and a UUID") }
        (partyID, guid) = (parts[0], parts[1])
    }

    public var description: String { "\(partyID)/\(guid)" }

    /// 36 characters, hexadecimal digits and hyphens.
    static func isUUID(_ text: String) -> Bool {
        text.utf8.count == 36 && text.allSatisfy { $0 == "-" || ($0.isASCII && $0.isHexDigit) }
    }
}
