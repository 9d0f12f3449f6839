import Application
import EventLog
import SQLiteEventLog

/// Books as SQLite files.
struct SQLiteBooksStore: BooksStore {
    func create(_ path: String) throws -> any EventLog { try SQLiteEventLog.create(at: path) }
    func open(_ path: String) throws -> any EventLog { try SQLiteEventLog.open(at: path) }
}
