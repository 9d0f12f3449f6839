import EventLog
import Projections

/// What tidying gained.
public struct BooksCompaction: Sendable {
    public let head: TreeHead
    /// With the write-ahead file.
    public let bytesBefore: Int64
    public let bytesAfter: Int64
    /// False when others were reading, so that the write-ahead file stays until they are done.
    public let isComplete: Bool
}

extension OpenBooks {
    /// Drops what can be made again from the entries and makes it anew, and gives free space back. The log is verified
    /// before and after.
    ///
    /// - Throws: `UpkeepRefusal` when it does not verify; `LogError.busy` when another process writes for long.
    public func compact() throws -> BooksCompaction {
        guard let file = log as? any EventLogFile else { throw UpkeepRefusal.notInAFile }
        let before = try LogVerification(of: log, deep: false)
        if let fault = before.firstFault { throw UpkeepRefusal.notTidied(fault) }
        let bytesBefore = bytesOnDisk(file)
        try log.dropSnapshots()
        try FiguresFold(folding: log, upTo: before.head.size).save(in: log)
        let isComplete = try file.reclaimSpace()
        let after = try LogVerification(of: log, deep: true)
        if let fault = after.firstFault { throw UpkeepRefusal.notTidied(fault) }
        return BooksCompaction(
            head: after.head, bytesBefore: bytesBefore, bytesAfter: bytesOnDisk(file), isComplete: isComplete)
    }

    private func bytesOnDisk(_ file: any EventLogFile) -> Int64 {
        let sizes = [file.path, file.path + "-wal"].map { FileFacts.sizeBytes($0) ?? 0 }
        return sizes.reduce(0) { $0.addingReportingOverflow($1).partialValue }
    }
}
