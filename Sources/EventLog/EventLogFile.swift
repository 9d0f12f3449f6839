/// A log that is kept in a file, which can be copied, carried on from a copy, and tidied while others use it.
public protocol EventLogFile: EventLog {
    /// Where the file lies.
    var path: String { get }

    /// Writes all that is acknowledged now, as one state of the log, to a new file of mode 0600 that stands alone:
    /// whoever has it needs no other file. Others go on writing meanwhile. Durable when it returns; whether it is
    /// whole is for the caller to verify.
    ///
    /// - Throws: `LogError.cannotOpen` when there is a file of that name, or none can be made.
    func copy(to path: String) throws

    /// Appends the entries that a copy of this log has beyond this one, with the trees recorded for them and the
    /// documents, in one transaction. Each entry is hashed on its way: nothing is kept unless the result has the
    /// size and root that are expected.
    ///
    /// - Parameter size: how long this log is now.
    /// - Parameter head: what the copy was verified to hold.
    /// - Throws: `LogError.movedOn` when this log has grown since; `LogFault` when the copy is not what it was.
    func extend(from path: String, after size: UInt64, to head: TreeHead) throws

    /// Gives free space back to the disk and takes the write-ahead file into the file itself.
    ///
    /// - Returns: false when others were reading, so that the write-ahead file stays as large as it was.
    /// - Throws: `LogError.busy` when another process writes for long.
    func reclaimSpace() throws -> Bool
}
