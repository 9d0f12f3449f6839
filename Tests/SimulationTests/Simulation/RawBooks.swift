import CSQLite
import Foundation

/// A row of the log, as any SQLite tool shows it.
struct RawEntry: Equatable {
    let sequence: Int
    let bytes: [UInt8]
    let leaf: [UInt8]
    let type: String
    let key: String?
}

/// The file of books through SQLite alone, with nothing of ours between: for the model, and for whoever tampers.
final class RawBooks {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// A value as SQLite holds it, so that two states of a file can be compared.
    enum Value: Hashable {
        case null
        case integer(Int64)
        case text([UInt8])
        case blob([UInt8])
    }

    private var handle: OpaquePointer?

    init(_ path: String) throws {
        var opened: OpaquePointer?
        let status = sqlite3_open_v2(path, &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nil)
        guard status == SQLITE_OK, let opened else {
            sqlite3_close(opened)
            throw Failure(description: "'\(path)' cannot be opened")
        }
        handle = opened
        sqlite3_busy_timeout(handle, 20_000)
    }

    deinit { close() }

    /// Lets go of the file.
    func close() {
        sqlite3_close_v2(handle)
        handle = nil
    }

    func execute(_ sql: String) throws {
        guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else {
            throw Failure(description: String(cString: sqlite3_errmsg(handle)) + " in: " + sql)
        }
    }

    func rows(_ sql: String) throws -> [[Value]] {
        var statement: OpaquePointer?
        guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK else {
            throw Failure(description: String(cString: sqlite3_errmsg(handle)) + " in: " + sql)
        }
        defer { sqlite3_finalize(statement) }
        var rows: [[Value]] = []
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW: rows.append((0..<sqlite3_column_count(statement)).map { value(statement, $0) })
            case SQLITE_DONE: return rows
            default: throw Failure(description: String(cString: sqlite3_errmsg(handle)))
            }
        }
    }

    private func value(_ statement: OpaquePointer?, _ column: Int32) -> Value {
        let count = Int(sqlite3_column_bytes(statement, column))
        switch sqlite3_column_type(statement, column) {
        case SQLITE_INTEGER: return .integer(sqlite3_column_int64(statement, column))
        case SQLITE_TEXT:
            return .text(Array(UnsafeRawBufferPointer(start: sqlite3_column_text(statement, column), count: count)))
        case SQLITE_BLOB:
            return .blob(Array(UnsafeRawBufferPointer(start: sqlite3_column_blob(statement, column), count: count)))
        default: return .null
        }
    }

    /// The entries behind the first `count`.
    func entries(after count: Int = 0) throws -> [RawEntry] {
        try rows("SELECT seq, bytes, leaf, type, key FROM entry WHERE seq > \(count) ORDER BY seq").map { row in
            guard case .integer(let sequence) = row[0], case .blob(let bytes) = row[1], case .blob(let leaf) = row[2],
                case .text(let type) = row[3]
            else { throw Failure(description: "a row of the log holds values of the wrong kind") }
            var key: String?
            if case .text(let text) = row[4] { key = String(decoding: text, as: UTF8.self) }
            return RawEntry(
                sequence: Int(sequence), bytes: bytes, leaf: leaf, type: String(decoding: type, as: UTF8.self),
                key: key)
        }
    }

    private static let tables = [
        "SELECT * FROM entry ORDER BY seq", "SELECT * FROM tree ORDER BY size",
        "SELECT * FROM content ORDER BY sha256", "SELECT * FROM snapshot ORDER BY projection",
        "SELECT type, name, sql FROM sqlite_schema ORDER BY name",
    ]

    /// All that the books say, table by table, in an order of its own.
    func contents() throws -> [[[Value]]] { try Self.tables.map { try rows($0) } }

    /// The first row that says something else.
    static func difference(_ left: [[[Value]]], _ right: [[[Value]]]) -> String {
        for (table, (one, other)) in zip(tables, zip(left, right)) where one != other {
            guard let place = zip(one, other).enumerated().first(where: { $0.element.0 != $0.element.1 }) else {
                return "\(table): \(one.count) rows, not \(other.count)"
            }
            let column = zip(place.element.0, place.element.1).enumerated().first { $0.element.0 != $0.element.1 }
            let values = column.map { "\($0.element.0) for \($0.element.1)".prefix(300) } ?? ""
            return "\(table), row \(place.offset), column \(column?.offset ?? -1): \(values)"
        }
        return "nothing"
    }
}
