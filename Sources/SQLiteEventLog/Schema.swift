/// The tables of a set of books. Only `entry`, `tree` and `content` hold anything that cannot be made again.
enum Schema {
    /// `Bilg` in ASCII: marks the file as ours (SQLite's `application_id`).
    static let applicationID = 0x4269_6C67
    static let version = 1

    /// Rows of `type` and `key` repeat what the entry's bytes say, for finding; verification compares them.
    static let version1 = """
        CREATE TABLE entry (
            seq INTEGER PRIMARY KEY,
            bytes BLOB NOT NULL,
            leaf BLOB NOT NULL,
            type TEXT NOT NULL,
            key TEXT
        ) STRICT;
        CREATE UNIQUE INDEX entry_by_key ON entry (key) WHERE key IS NOT NULL;
        CREATE INDEX entry_rare ON entry (seq)
            WHERE type <> 'ledger.voucher-posted';
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
