import Authorities
import EventLog
import Filing
import Formats
import Ledger
import Projections
import Values

/// What a verification found.
public struct LogVerification: Sendable {
    /// What is recorded now, right or wrong.
    public let head: TreeHead
    public let firstFault: LogFault?

    public var isOK: Bool { firstFault == nil }
}

extension LogVerification {
    /// What `OpenBooks.verify` finds, of one state of a log that others may write to meanwhile.
    init(of log: any EventLog, deep: Bool) throws { self = try log.readingOneState { try Self.verify(log, deep) } }

    private static func verify(_ log: any EventLog, _ isDeep: Bool) throws -> LogVerification {
        do {
            guard isDeep else { return LogVerification(head: try log.verify { _ in }, firstFault: nil) }
            // It reads the file for itself, and takes a third of the time of all the rest.
            let storage = SideThread<@Sendable () throws -> Void> { check in try check() }
            defer { storage.end(dropping: true) }
            try storage.hand([log.storageCheck()])
            let check = DeepCheck(log)
            let head = try check.beside { visit in try log.verify(visit) }
            try check.finish()
            try storage.settle()
            return LogVerification(head: head, firstFault: nil)
        } catch let fault as LogFault {
            return LogVerification(head: try log.head(), firstFault: fault)
        } catch LogError.damagedEntry(let sequence, let reason) {
            return LogVerification(head: try log.head(), firstFault: LogFault(at: sequence, reason))
        } catch LogError.damagedFile(let reason) {
            return LogVerification(
                head: try log.head(), firstFault: LogFault(at: nil, "the file cannot be read: \(reason)"))
        }
    }
}

extension OpenBooks {
    /// Checks every byte, hash and recorded tree of the log and every stored document.
    ///
    /// - Parameter deep: also that each entry is canonical and has its published shape, that every voucher balances on
    ///   accounts that were open, that saved figures are what the entries give, that events of filings follow from each
    ///   other and stand on the log they name, that approvals are what the policy of their time counts, with signatures
    ///   and logins that verify, that documents which entries name are there, and that indexes and triggers are whole.
    /// - Parameter rebuild: drops saved figures first; they are made anew from the entries when somebody asks for some.
    public func verify(deep: Bool, rebuild: Bool = false) throws -> LogVerification {
        if rebuild { try log.dropSnapshots() }
        return try LogVerification(of: log, deep: deep)
    }

    /// The exact bytes of the entries from one on, each for a line of its own.
    public func export(from first: UInt64 = 1, _ write: ([UInt8]) throws -> Void) throws {
        let size = try log.size()
        guard first >= 1, first <= size else { return }
        try log.read(first...size) { try write(Array($0.bytes)) }
    }

    /// - Throws: `LogEntryError.outside` when the log has no such entry.
    public func entry(_ sequence: UInt64) throws -> [UInt8] {
        let size = try log.size()
        guard sequence >= 1, sequence <= size, let bytes = try log.entry(sequence) else {
            throw LogEntryError.outside(sequence, size: size)
        }
        return bytes
    }
}

public enum LogEntryError: Error, Equatable, CustomStringConvertible {
    case outside(UInt64, size: UInt64)

    public var description: String {
        switch self {
        case .outside(let sequence, let size): "There is no entry \(sequence): the log has entries 1 to \(size)."
        }
    }
}
