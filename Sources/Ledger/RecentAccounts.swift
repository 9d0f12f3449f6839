import Values

/// Some account numbers that came by, found faster than in a dictionary: a million postings are on a hundred accounts.
struct RecentAccounts {
    /// By a few bits of the number; a later one takes the place of an earlier. Empty until many have come: a change of a few
    /// vouchers is made sooner without.
    private var slots: [AccountNumber?] = []
    private var inserted = 0
    private static let many = 16

    private static func slot(of account: AccountNumber) -> Int {
        var hash: UInt64 = 0
        for byte in account.text.utf8 { hash = (hash &+ UInt64(byte)) &* 0x9E37_79B9_7F4A_7C15 }
        return Int(truncatingIfNeeded: hash >> 55)
    }

    func contains(_ account: AccountNumber) -> Bool {
        !slots.isEmpty && slots[RecentAccounts.slot(of: account)] == account
    }

    mutating func insert(_ account: AccountNumber) {
        inserted += 1
        guard inserted > RecentAccounts.many else { return }
        if slots.isEmpty { slots = Array(repeating: nil, count: 512) }
        slots[RecentAccounts.slot(of: account)] = account
    }
}
