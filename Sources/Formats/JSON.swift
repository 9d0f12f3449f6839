/// A JSON value as read or to be written. Numbers are exact: whole ones are integers, all others keep their text.
public indirect enum JSON: Hashable, Sendable {
    case null
    case bool(Bool)
    case integer(Int64)
    /// A number with a fraction, an exponent or more digits than 64 bits hold, as it was written.
    case decimal(String)
    case string(String)
    case array([JSON])
    case object(JSONObject)

    /// An object from its members; a repeated name keeps the last value, as in a dictionary literal built in code.
    public static func object(_ members: [String: JSON]) -> JSON { .object(JSONObject(members)) }

    public subscript(name: String) -> JSON? {
        if case .object(let object) = self { object[name] } else { nil }
    }

    public var string: String? { if case .string(let text) = self { text } else { nil } }
    public var integer: Int64? { if case .integer(let number) = self { number } else { nil } }
    public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
    public var array: [JSON]? { if case .array(let values) = self { values } else { nil } }
    public var object: JSONObject? { if case .object(let object) = self { object } else { nil } }
    public var isNull: Bool { self == .null }
}

/// The members of a JSON object, each name once, in the order RFC 8785 writes them (by UTF-16 code units).
public struct JSONObject: Hashable, Sendable {
    public private(set) var members: [Member] = []

    public struct Member: Hashable, Sendable {
        public let name: String
        public let value: JSON
    }

    public init() {}

    public init(_ members: [String: JSON]) {
        self.members = members.map { Member(name: $0.key, value: $0.value) }
            .sorted { JSONObject.precedes($0.name, $1.name) }
    }

    public subscript(name: String) -> JSON? {
        get { members.first { $0.name == name }?.value }
        set {
            members.removeAll { $0.name == name }
            guard let newValue else { return }
            let place = members.firstIndex { JSONObject.precedes(name, $0.name) } ?? members.endIndex
            members.insert(Member(name: name, value: newValue), at: place)
        }
    }

    static func precedes(_ left: String, _ right: String) -> Bool {
        left.utf16.lexicographicallyPrecedes(right.utf16)
    }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
    public init(stringLiteral value: String) { self = .string(value) }
    public init(integerLiteral value: Int64) { self = .integer(value) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
}

extension JSON: ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral {
    public init(arrayLiteral elements: JSON...) { self = .array(elements) }
    public init(dictionaryLiteral members: (String, JSON)...) {
        self = .object(Dictionary(members) { _, last in last })
    }
    public init(nilLiteral: ()) { self = .null }
}
