/// Text from outside that cannot become a value, with what is wrong and what to write instead.
public struct InvalidInput: Error, Hashable, CustomStringConvertible {
    /// The text as it was given.
    public let text: String
    /// What is wrong and what is expected, as a clause: "an organisation number has nine digits".
    public let advice: String

    public init(_ text: String, _ advice: String) {
        self.text = text
        self.advice = advice
    }

    public var description: String { "'\(text)': \(advice)" }
}
