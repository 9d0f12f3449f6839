import Values

/// Typed access to the members of a stored object.
public struct JSONMembers {
    private let json: JSON
    private let subject: String

    /// - Parameter subject: what the object is, for messages: "a voucher".
    public init(_ json: JSON, of subject: String) {
        self.json = json
        self.subject = subject
    }

    /// Nil when the member is absent or null.
    public func optional(_ name: String) -> JSON? {
        guard let value = json[name], !value.isNull else { return nil }
        return value
    }

    public func has(_ name: String) -> Bool { optional(name) != nil }

    public func optionalText(_ name: String) throws(InvalidInput) -> String? {
        guard let value = optional(name) else { return nil }
        guard let text = value.string else { throw error(name, "is a text") }
        return text
    }

    public func text(_ name: String) throws(InvalidInput) -> String {
        guard let text = try optionalText(name) else { throw error(name, "is there") }
        return text
    }

    public func optionalInteger(_ name: String) throws(InvalidInput) -> Int64? {
        guard let value = optional(name) else { return nil }
        guard let number = value.integer else { throw error(name, "is a whole number") }
        return number
    }

    public func number(_ name: String) throws(InvalidInput) -> Int {
        guard let number = try optionalInteger(name) else { throw error(name, "is there") }
        return Int(number)
    }

    public func money(_ name: String) throws(InvalidInput) -> Money {
        guard let amount = try optionalMoney(name) else { throw error(name, "is there") }
        return amount
    }

    public func optionalMoney(_ name: String) throws(InvalidInput) -> Money? {
        try optionalInteger(name).map { Money(ore: $0) }
    }

    public func optionalDate(_ name: String) throws(InvalidInput) -> CalendarDate? {
        try optionalText(name).map { text throws(InvalidInput) in try CalendarDate(text) }
    }

    public func array(_ name: String) throws(InvalidInput) -> [JSON] {
        guard let values = optional(name)?.array else { throw error(name, "is a list") }
        return values
    }

    private func error(_ name: String, _ expectation: String) -> InvalidInput {
        InvalidInput(json[name]?.canonicalText ?? "", "\(subject) needs a member '\(name)' that \(expectation)")
    }
}
