import EventLog

/// Where sets of books are kept. The executable chooses it; nothing above knows that it is SQLite.
public protocol BooksStore: Sendable {
    /// - Throws: `LogError.cannotOpen` when there are books of that name already.
    func create(_ path: String) throws -> any EventLog
    /// - Throws: `LogError.cannotOpen` when there are none.
    func open(_ path: String) throws -> any EventLog
}
