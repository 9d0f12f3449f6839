import Values

extension Books {
    /// The one open account whose number differs from this by a single slip of the finger: a digit changed, put in, left
    /// out, or swapped with its neighbour. Nil where there is none, or several.
    public func accountNear(_ number: AccountNumber) -> AccountNumber? {
        var near: AccountNumber?
        for account in accounts.keys where Books.isOneSlip(Array(number.text.utf8), Array(account.text.utf8)) {
            guard near == nil else { return nil }
            near = account
        }
        return near
    }

    private static func isOneSlip(_ written: [UInt8], _ meant: [UInt8]) -> Bool {
        guard abs(written.count - meant.count) <= 1, written != meant else { return false }
        let (shorter, longer) = written.count <= meant.count ? (written, meant) : (meant, written)
        guard let first = shorter.indices.first(where: { shorter[$0] != longer[$0] }) else { return true }
        if shorter.count < longer.count { return shorter[first...].elementsEqual(longer[(first + 1)...]) }
        if shorter[(first + 1)...].elementsEqual(longer[(first + 1)...]) { return true }
        return first + 1 < longer.count && shorter[first] == longer[first + 1] && shorter[first + 1] == longer[first]
            && shorter[(first + 2)...].elementsEqual(longer[(first + 2)...])
    }
}
