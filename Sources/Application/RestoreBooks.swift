import EventLog
import Ledger
import Projections

/// Brings books back from a backup.
public struct RestoreBooks {
    public enum Outcome: Sendable {
        /// There were no books at the place.
        case made(TreeHead)
        /// The books lacked the backup's last entries.
        case extended(from: TreeHead, to: TreeHead)
        /// The books have all of it already.
        case unchanged(TreeHead)
    }

    private let backup: String
    private let target: String
    private let store: any BooksStore

    public init(from backup: String, to target: String, in store: any BooksStore) {
        (self.backup, self.target, self.store) = (backup, target, store)
    }

    /// Verifies the backup to the last byte, then makes the books, or adds what books that are an older state of the
    /// backup lack. Nothing that is there is ever replaced.
    ///
    /// - Throws: `RestoreRefusal`; `LogError`.
    public func callAsFunction() throws -> Outcome {
        guard FileFacts.exists(backup) else { throw RestoreRefusal.noBackup(backup) }
        let (copy, verification) = try verifiedBackup()
        if let fault = verification.firstFault { throw RestoreRefusal.damagedBackup(backup, fault) }
        guard verification.head.size > 0 else { throw BooksError.notInitialised }
        if FileFacts.exists(target) { return try extend(with: copy, verification.head) }
        try make(verification.head)
        return .made(verification.head)
    }

    /// What SQLite itself cannot read is the backup's fault too, and not that of the books.
    private func verifiedBackup() throws -> (any EventLog, LogVerification) {
        do {
            let copy = try store.open(backup)
            return (copy, try LogVerification(of: copy, deep: true))
        } catch LogError.damagedFile(let reason) {
            throw RestoreRefusal.damagedBackup(backup, LogFault(at: nil, "the file cannot be read: \(reason)"))
        }
    }

    private func make(_ head: TreeHead) throws {
        // Left beside a file that was moved away, they would be taken for the new file's own and damage it.
        for leftover in [target + "-wal", target + "-journal"] where FileFacts.exists(leftover) {
            throw RestoreRefusal.leftover(leftover)
        }
        let staged = try StagedFile(for: target)
        try fill(staged.path, head)
        try staged.place()
    }

    /// The log is let go of at the end, so that its file is complete when it gets its name.
    private func fill(_ path: String, _ head: TreeHead) throws {
        let log = try store.create(path)
        guard let file = log as? any EventLogFile else { throw UpkeepRefusal.notInAFile }
        try file.extend(from: backup, after: 0, to: head)
        let verification = try LogVerification(of: log, deep: true)
        if let fault = verification.firstFault { throw RestoreRefusal.damagedBackup(backup, fault) }
        try FiguresFold(folding: log, upTo: head.size).save(in: log)
    }

    private func extend(with copy: any EventLog, _ head: TreeHead) throws -> Outcome {
        let log = try store.open(target)
        let own = try LogVerification(of: log, deep: false)
        if let fault = own.firstFault { throw RestoreRefusal.damagedTarget(target, fault) }
        try checkPrefix(of: copy, head, log, own.head)
        guard own.head != head else { return .unchanged(head) }
        guard let file = log as? any EventLogFile else { throw UpkeepRefusal.notInAFile }
        try file.extend(from: backup, after: own.head.size, to: head)
        return .extended(from: own.head, to: head)
    }

    private func checkPrefix(of copy: any EventLog, _ head: TreeHead, _ log: any EventLog, _ own: TreeHead) throws {
        let (theirs, ours) = (try booksID(copy, head), try booksID(log, own))
        guard own.size == 0 || theirs == ours else { throw RestoreRefusal.otherBooks(target) }
        let (old, new) = (try LogProver(log, size: own.size), try LogProver(copy, size: head.size))
        let common = min(own.size, head.size)
        guard try old.head(at: common) == new.head(at: common) else {
            throw RestoreRefusal.parted(target, at: try firstDifference(old, new, upTo: common))
        }
        guard own.size <= head.size else { throw RestoreRefusal.newer(target, size: own.size, backup: head.size) }
    }

    private func booksID(_ log: any EventLog, _ head: TreeHead) throws -> String? {
        try Books.load(from: log, size: head.size).company?.booksID
    }

    /// The first entry that differs, of two logs that differ within so many entries.
    private func firstDifference(_ old: LogProver, _ new: LogProver, upTo size: UInt64) throws -> UInt64 {
        var (same, different) = (UInt64(0), size)
        while different - same > 1 {
            let middle = same + (different - same) / 2
            if try old.head(at: middle) == new.head(at: middle) { same = middle } else { different = middle }
        }
        return different
    }
}

/// Why nothing was restored. Nothing was changed.
public enum RestoreRefusal: Error, CustomStringConvertible {
    case noBackup(String)
    case damagedBackup(String, LogFault)
    case damagedTarget(String, LogFault)
    case leftover(String)
    case otherBooks(String)
    case newer(String, size: UInt64, backup: UInt64)
    case parted(String, at: UInt64)

    public var description: String {
        switch self {
        case .noBackup(let path): "There is no file '\(path)'. Look at the name of the backup."
        case .damagedBackup(let path, let fault):
            "The backup '\(path)' does not verify: \(fault). Nothing was restored; take another backup."
        case .damagedTarget(let path, let fault):
            "The books at '\(path)' are damaged: \(fault). Keep them as they are under another name, with the files "
                + "'-wal' and '-shm' beside them, and restore again."
        case .leftover(let path):
            "The file '\(path)' is left from other books and would be taken for a part of these. Move it to where those "
                + "books are, then restore again."
        case .otherBooks(let path):
            "The file '\(path)' holds other books than the backup. Restore to another file with --books."
        case .newer(let path, let size, let backup):
            "The books at '\(path)' have \(size) entries, and the backup only the first \(backup) of them. There is "
                + "nothing to restore; to look into the backup, name it with --books."
        case .parted(let path, let sequence):
            "The books at '\(path)' and the backup are one up to entry \(sequence - 1), and each went its own way from "
                + "entry \(sequence) on. Neither may replace the other: restore to another file with --books, and see "
                + "with 'bilag log show \(sequence)' which was written where."
        }
    }
}
