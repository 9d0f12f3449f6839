import Values

extension Posting {
    /// The posting's amount by the values of a dimension; nil takes what is left. A value without an amount of its own
    /// takes all that the others leave.
    ///
    /// - Throws: `MoneyOverflow`.
    public func split(by type: String) throws(MoneyOverflow) -> [(value: String?, amount: Money)] {
        var rest = amount
        var parts: [(value: String?, amount: Money)] = []
        let own = dimensions.filter { $0.type == type }
        for dimension in own {
            guard let share = dimension.amount else { continue }
            rest = try rest - share
            parts.append((dimension.id, share))
        }
        let whole = own.first { $0.amount == nil }?.id
        if rest != .zero || parts.isEmpty { parts.append((whole, rest)) }
        return parts
    }
}
