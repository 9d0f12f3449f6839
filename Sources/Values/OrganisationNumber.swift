/// The nine-digit number of an entity in Enhetsregisteret. Holding one means its check digit fits.
public struct OrganisationNumber: Hashable, Sendable, CustomStringConvertible {
    public let digits: String

    /// Blanks between the digits are accepted: `310 000 000`.
    public init(_ text: String) throws(InvalidInput) {
        digits = text.filter { !$0.isWhitespace }
        guard digits.utf8.count == 9, digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { throw InvalidInput(text, "an organisation number has nine digits, as in 123 456 785") }
        // Weight 1 on the check digit makes the whole sum a multiple of 11 (Brønnøysundregistrene).
        let weighted = zip(digits.compactMap(\.wholeNumberValue), [3, 2, 7, 6, 5, 4, 3, 2, 1])
        guard weighted.map(*).reduce(0, +).isMultiple(of: 11) else {
            throw InvalidInput(text, "the check digit does not fit; look for two digits swapped")
        }
    }

    /// As people write it, on an invoice say: `NO 974 760 673 MVA` as well as the digits alone.
    public init(written text: String) throws(InvalidInput) {
        var rest = text.filter { !$0.isWhitespace }.uppercased()
        if rest.hasPrefix("NO") { rest.removeFirst(2) }
        if rest.hasSuffix("MVA") { rest.removeLast(3) }
        do { try self.init(rest) } catch { throw InvalidInput(text, error.advice) }
    }

    public var description: String { digits }
}
