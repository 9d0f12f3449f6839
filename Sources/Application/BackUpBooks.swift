import EventLog

/// A backup that was made and verified.
public struct BooksBackup: Sendable {
    /// What it holds.
    public let head: TreeHead
    public let sizeBytes: Int64
}

extension OpenBooks {
    /// Copies the books as they are now to a new file, while others may go on writing to them. The copy is read again
    /// and verified to the last byte before it gets its name.
    ///
    /// - Throws: `UpkeepRefusal`; `LogError.cannotOpen` when the file cannot be made.
    public func backUp(to path: String, in store: any BooksStore) throws -> BooksBackup {
        guard !FileFacts.exists(path) else { throw UpkeepRefusal.fileExists(path) }
        guard let source = log as? any EventLogFile else { throw UpkeepRefusal.notInAFile }
        let staged = try StagedFile(for: path)
        try source.copy(to: staged.path)
        let head = try verifiedHead(ofCopy: staged.path, in: store)
        try staged.place()
        return BooksBackup(head: head, sizeBytes: FileFacts.sizeBytes(path) ?? 0)
    }

    private func verifiedHead(ofCopy path: String, in store: any BooksStore) throws -> TreeHead {
        let verification = try LogVerification(of: try store.open(path), deep: true)
        if let fault = verification.firstFault { throw UpkeepRefusal.damaged(fault) }
        // Others may have written since, so that the log has grown; it still knows its root at the copy's size.
        guard try log.tree(at: verification.head.size)?.head == verification.head else {
            throw UpkeepRefusal.differs(verification.head)
        }
        return verification.head
    }
}

/// Why there is no backup, or nothing was tidied.
public enum UpkeepRefusal: Error, CustomStringConvertible {
    case fileExists(String)
    /// The books lie in a database that has its own ways to be backed up.
    case notInAFile
    case damaged(LogFault)
    case differs(TreeHead)
    /// The log was damaged before it was to be tidied, or is now.
    case notTidied(LogFault)

    public var description: String {
        switch self {
        case .fileExists(let path):
            "There is a file '\(path)' already, and a backup never replaces one. Choose another name."
        case .notInAFile: "These books are not kept in a file. Back them up with the tools of their database."
        case .damaged(let fault):
            "The books cannot be backed up, because the copy does not verify: \(fault). Keep earlier backups, and run "
                + "'bilag log verify --deep'."
        case .notTidied(let fault):
            "The log is damaged: \(fault). Restore it with 'bilag books restore'; damaged books are not compacted."
        case .differs(let head):
            "The copy has \(head.size) entries with another root than the books had at that size. Keep earlier backups, "
                + "and run 'bilag log verify --deep'."
        }
    }
}
