import EventLog

/// The tables of a set of books. Only `entry`, `tree` and `content` hold anything that cannot be made again.
enum Schema {
    /// `Bilg` in ASCII: marks the file as ours (SQLite's `application_id`).
    static let applicationID = 0x4269_6C67
    static let version = 2
    /// The versions that are opened. A file of version 1 becomes one of version 2 with the first event that version 1 had
    /// no room for; until then it opens in either program.
    static let knownVersions = 1...2

    /// What the index of rare entries leaves out (`FrequentEvent`), by version.
    private static func frequent(_ version: Int) -> [String] {
        version < 2 ? [HotEvent.name] : FrequentEvent.names
    }

    private static func rareIndex(_ version: Int) -> String {
        let conditions = frequent(version).map { "type <> '\($0)'" }.joined(separator: " AND ")
        return "CREATE INDEX entry_rare ON entry (seq) WHERE \(conditions)"
    }

    /// The condition that finds rare entries through the index of either version: SQLite takes a partial index where the
    /// query repeats each term of the index's own condition.
    static let isRare = frequent(2).map { "type <> '\($0)'" }.joined(separator: " AND ")

    /// Makes a file of version 1 one of version 2, inside a transaction: documentation may be as frequent as vouchers, and
    /// the index of rare entries leaves it out. SQLite reads all entries once to make the index anew.
    static let upgrade = "DROP INDEX entry_rare; \(rareIndex(2)); PRAGMA user_version = 2;"

    /// The tables of a version. Rows of `type` and `key` repeat what the entry's bytes say, for finding; verification
    /// compares them.
    static func tables(_ version: Int) -> String {
        """
        CREATE TABLE entry (
            seq INTEGER PRIMARY KEY,
            bytes BLOB NOT NULL,
            leaf BLOB NOT NULL,
            type TEXT NOT NULL,
            key TEXT
        ) STRICT;
        CREATE UNIQUE INDEX entry_by_key ON entry (key) WHERE key IS NOT NULL;
        \(rareIndex(version));
        CREATE TABLE tree (size INTEGER PRIMARY KEY, peaks BLOB NOT NULL) STRICT;
        CREATE TABLE content (sha256 BLOB PRIMARY KEY, media_type TEXT NOT NULL, bytes BLOB NOT NULL) STRICT;
        CREATE TABLE snapshot (
            projection TEXT PRIMARY KEY, version INTEGER NOT NULL, size INTEGER NOT NULL, bytes BLOB NOT NULL
        ) STRICT;

        CREATE TRIGGER entry_is_not_replaced BEFORE INSERT ON entry
            WHEN new.seq <= (SELECT max(seq) FROM entry)
            BEGIN SELECT raise(ABORT, 'the log is append-only'); END;
        CREATE TRIGGER entry_is_not_changed BEFORE UPDATE ON entry
            BEGIN SELECT raise(ABORT, 'the log is append-only'); END;
        CREATE TRIGGER entry_is_not_deleted BEFORE DELETE ON entry
            BEGIN SELECT raise(ABORT, 'the log is append-only'); END;
        CREATE TRIGGER tree_is_not_changed BEFORE UPDATE ON tree
            BEGIN SELECT raise(ABORT, 'the log is append-only'); END;
        CREATE TRIGGER tree_is_not_deleted BEFORE DELETE ON tree
            BEGIN SELECT raise(ABORT, 'the log is append-only'); END;
        CREATE TRIGGER content_is_not_changed BEFORE UPDATE ON content
            BEGIN SELECT raise(ABORT, 'documents are never changed'); END;
        CREATE TRIGGER content_is_not_deleted BEFORE DELETE ON content
            BEGIN SELECT raise(ABORT, 'documents are never deleted'); END;
        """
    }
}
