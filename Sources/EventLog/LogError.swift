/// Why the log refused or failed. Cases a caller acts on; the rest say what to do.
public enum LogError: Error, Equatable, CustomStringConvertible {
    /// Somebody else wrote between reading and writing.
    case movedOn(expected: UInt64, found: UInt64)
    /// The idempotency key belongs to an entry that states something else.
    case keyReused(String, sequence: UInt64)
    /// Two events of one transaction have the same idempotency key.
    case keyTwice(String)
    case damagedEntry(UInt64, String)
    /// The file is missing, unreadable, not a set of books, or of a newer version.
    case cannotOpen(String)
    /// Another process held the books for too long.
    case busy
    /// The disk failed or is full; nothing of the transaction was kept.
    case storage(String)
    /// The file does not have the structure of a database any more.
    case damagedFile(String)

    public var description: String {
        switch self {
        case .movedOn(let expected, let found):
            "The books have moved on: entry \(found) was written while this command worked from entry \(expected). "
                + "Try again."
        case .keyReused(let key, let sequence):
            "The key '\(key)' belongs to entry \(sequence), which states something else. Use a new key, or the same content."
        case .keyTwice(let key):
            "The key '\(key)' stands for two entries, and each needs one of its own: vouchers need numbers that differ. "
                + "Nothing of this command was kept."
        case .damagedEntry(let sequence, let reason):
            "Entry \(sequence) is damaged: \(reason). Run 'bilag log verify' and restore the books from a copy."
        case .cannotOpen(let reason): reason
        case .busy: "Another process is writing to these books and did not finish in time. Try again."
        case .storage(let reason):
            "The books could not be written or read: \(reason). Nothing of this command was kept."
        case .damagedFile(let reason):
            "The file of the books is damaged: \(reason). Restore the books from a copy."
        }
    }
}

/// The first thing a verification found wrong.
public struct LogFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The entry at fault; nil when it is the tree or a document.
    public let sequence: UInt64?
    public let reason: String

    public init(at sequence: UInt64?, _ reason: String) {
        self.sequence = sequence
        self.reason = reason
    }

    public var description: String { sequence.map { "entry \($0): \(reason)" } ?? reason }
}
