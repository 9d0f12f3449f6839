import Values

/// Some account numbers that came by, found faster than in a dictionary: a million postings are on a hundred accounts.
struct RecentAccounts {
    /// By a few bits of the number; a later one takes the place of an earlier.
    private var slots = [AccountNumber?](repeating: nil, count: 512)

    private static func slot(of account: AccountNumber) -> Int {
        var hash: UInt64 = 0
        for byte in account.text.utf8 { hash = (hash &+ UInt64(byte)) &* 0x9E37_79B9_7F4A_7C15 }
        return Int(truncatingIfNeeded: hash >> 55)
    }

    func contains(_ account: AccountNumber) -> Bool { slots[RecentAccounts.slot(of: account)] == account }

    mutating func insert(_ account: AccountNumber) { slots[RecentAccounts.slot(of: account)] = account }
}
