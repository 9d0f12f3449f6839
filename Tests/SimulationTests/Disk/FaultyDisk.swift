import CSQLite
import TestSupport

/// A disk that fails as told, and that remembers what was synced: what was only written is gone when the power goes.
/// SQLite uses it as a VFS of its own name. Used by one thread.
final class FaultyDisk {
    /// What happens at the chosen operation.
    enum Fault: CaseIterable, CustomStringConvertible {
        /// The operation fails; the next ones do not.
        case ioError
        /// Half of what is written arrives, and the rest does not fit.
        case shortWrite
        /// From here on nothing fits.
        case full
        /// The power goes before the operation.
        case powerLoss
        /// The power goes after it.
        case powerLossAfter

        var description: String {
            switch self {
            case .ioError: "EIO"
            case .shortWrite: "short write"
            case .full: "ENOSPC"
            case .powerLoss: "power loss before"
            case .powerLossAfter: "power loss after"
            }
        }
    }

    /// What a file is after a power loss, and what was written to it since.
    private struct File {
        var durable: [UInt8] = []
        var pending: [Change] = []
    }

    enum Change {
        case write(at: Int, [UInt8])
        case resize(to: Int)
    }

    /// The outcome of an operation that the disk was asked for.
    enum Verdict {
        case proceed
        case fail(Int32)
        /// So many bytes arrive.
        case cut(to: Int, Int32)
    }

    let name: String
    private var files: [String: File] = [:]
    private var plan: (fault: Fault, at: Int)?
    /// Writes, syncs and truncations so far.
    private(set) var operations = 0
    private(set) var isDead = false

    init(name: String, _ plan: (fault: Fault, at: Int)? = nil) {
        self.name = name
        self.plan = plan
    }

    // What SQLite asks

    func write(_ path: String, at offset: Int, _ bytes: [UInt8]) -> Verdict {
        let verdict = judge(full: SQLITE_FULL, error: Int32(SQLITE_IOERR) | (3 << 8), writing: bytes.count)
        switch verdict {
        case .proceed: files[path, default: File()].pending.append(.write(at: offset, bytes))
        case .cut(let count, _):
            files[path, default: File()].pending.append(.write(at: offset, Array(bytes.prefix(count))))
        case .fail: break
        }
        return verdict
    }

    func resize(_ path: String, to size: Int) -> Verdict {
        let verdict = judge(full: SQLITE_FULL, error: Int32(SQLITE_IOERR) | (6 << 8))
        if case .proceed = verdict { files[path, default: File()].pending.append(.resize(to: size)) }
        return verdict
    }

    func sync(_ path: String) -> Verdict {
        // A full disk syncs what it took.
        let verdict = judge(full: SQLITE_OK, error: Int32(SQLITE_IOERR) | (4 << 8))
        if case .proceed = verdict { makeDurable(path) }
        return verdict
    }

    func delete(_ path: String) { files[path] = nil }

    private func makeDurable(_ path: String) {
        guard var file = files[path] else { return }
        for change in file.pending { FaultyDisk.apply(change, to: &file.durable) }
        file.pending = []
        files[path] = file
    }

    private func judge(full: Int32, error: Int32, writing count: Int = 0) -> Verdict {
        if isDead { return .fail(SQLITE_IOERR) }
        operations += 1
        guard let plan, operations >= plan.at else { return .proceed }
        switch plan.fault {
        case .full: return full == SQLITE_OK ? .proceed : .fail(full)
        case _ where operations > plan.at: return .proceed
        case .ioError: return .fail(error)
        case .shortWrite: return count > 1 ? .cut(to: count / 2, full) : .fail(error)
        case .powerLoss:
            isDead = true
            return .fail(error)
        case .powerLossAfter:
            defer { isDead = true }
            return .proceed
        }
    }

    // What is left

    /// The files as they are after the power came back: of what was not synced, nothing, all, or some.
    func remains(keeping part: Remainder, using random: inout SeededGenerator) -> [String: [UInt8]] {
        files.mapValues { file in
            var bytes = file.durable
            for change in file.pending {
                switch part {
                case .nothing: continue
                case .all: FaultyDisk.apply(change, to: &bytes)
                case .some:
                    if random.chance(1, in: 2) { FaultyDisk.apply(torn(change, using: &random), to: &bytes) }
                }
            }
            return bytes
        }
    }

    enum Remainder: CaseIterable { case nothing, some, all }

    private func torn(_ change: Change, using random: inout SeededGenerator) -> Change {
        guard case .write(let offset, let bytes) = change, bytes.count > 512, random.chance(1, in: 3) else {
            return change
        }
        return .write(at: offset, Array(bytes.prefix(512 * Int.random(in: 1...(bytes.count / 512), using: &random))))
    }

    private static func apply(_ change: Change, to bytes: inout [UInt8]) {
        switch change {
        case .write(let offset, let new):
            if bytes.count < offset + new.count {
                bytes += Array(repeating: 0, count: offset + new.count - bytes.count)
            }
            bytes.replaceSubrange(offset..<offset + new.count, with: new)
        case .resize(let size):
            if size < bytes.count {
                bytes.removeLast(bytes.count - size)
            } else {
                bytes += Array(repeating: 0, count: size - bytes.count)
            }
        }
    }
}
