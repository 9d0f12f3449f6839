import CSQLite
import Foundation

/// A file of the faulty disk, as SQLite holds it; the real file lies behind it in the same memory.
private struct ShimFile {
    var base: sqlite3_file
    var disk: Unmanaged<FaultyDisk>
    var path: Unmanaged<NSString>

    static let size = (MemoryLayout<ShimFile>.stride + 15) / 16 * 16
}

private typealias FilePointer = UnsafeMutablePointer<sqlite3_file>

private func shim(_ file: FilePointer) -> UnsafeMutablePointer<ShimFile> {
    UnsafeMutableRawPointer(file).assumingMemoryBound(to: ShimFile.self)
}

private func real(_ file: FilePointer) -> FilePointer {
    UnsafeMutableRawPointer(file).advanced(by: ShimFile.size).assumingMemoryBound(to: sqlite3_file.self)
}

private func disk(_ file: FilePointer) -> FaultyDisk { shim(file).pointee.disk.takeUnretainedValue() }

private func path(_ file: FilePointer) -> String { shim(file).pointee.path.takeUnretainedValue() as String }

extension FaultyDisk {
    /// Runs a body with this disk known to SQLite by its name.
    func whileMounted<Result>(_ body: () throws -> Result) throws -> Result {
        guard let machine = sqlite3_vfs_find("unix") else { throw Violation("SQLite has no file system") }
        let vfs = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
        vfs.initialize(to: machine.pointee)
        let name = strdup(name)
        vfs.pointee.zName = UnsafePointer(name)
        vfs.pointee.pNext = nil
        vfs.pointee.szOsFile = machine.pointee.szOsFile + Int32(ShimFile.size)
        vfs.pointee.pAppData = Unmanaged.passUnretained(self).toOpaque()
        vfs.pointee.xOpen = openShim
        vfs.pointee.xDelete = { vfs, name, syncsFolder in
            guard let vfs, let name, let data = vfs.pointee.pAppData, let machine = sqlite3_vfs_find("unix") else {
                return SQLITE_IOERR
            }
            let disk = Unmanaged<FaultyDisk>.fromOpaque(data).takeUnretainedValue()
            if disk.isDead { return SQLITE_IOERR }
            disk.delete(String(cString: name))
            return machine.pointee.xDelete(machine, name, syncsFolder)
        }
        sqlite3_vfs_register(vfs, 0)
        defer {
            sqlite3_vfs_unregister(vfs)
            vfs.deallocate()
            free(name)
        }
        return try body()
    }
}

private let openShim:
    @convention(c) (
        UnsafeMutablePointer<sqlite3_vfs>?, UnsafePointer<CChar>?, FilePointer?, Int32, UnsafeMutablePointer<Int32>?
    ) -> Int32 = { vfs, name, file, flags, outFlags in
        guard let vfs, let file, let data = vfs.pointee.pAppData, let machine = sqlite3_vfs_find("unix") else {
            return SQLITE_IOERR
        }
        let disk = Unmanaged<FaultyDisk>.fromOpaque(data)
        file.pointee.pMethods = nil
        if disk.takeUnretainedValue().isDead { return SQLITE_CANTOPEN }
        let status = machine.pointee.xOpen(machine, name, real(file), flags, outFlags)
        guard status == SQLITE_OK else { return status }
        let path = name.map { String(cString: $0) } ?? "temporary"
        shim(file).initialize(
            to: ShimFile(
                base: sqlite3_file(pMethods: UnsafePointer(methods.table)), disk: disk,
                path: Unmanaged.passRetained(path as NSString)))
        return SQLITE_OK
    }

/// The calls that SQLite makes on a file. Version 2: with shared memory, which a WAL needs, and without mapping.
private let methods = Methods()

private final class Methods: @unchecked Sendable {
    let table = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)

    init() {
        table.initialize(to: sqlite3_io_methods())
        table.pointee.iVersion = 2
        setDataCalls()
        setLockCalls()
        setSharedMemoryCalls()
    }

    private func setDataCalls() {
        table.pointee.xClose = { file in
            guard let file else { return SQLITE_IOERR }
            let status = real(file).pointee.pMethods.pointee.xClose(real(file))
            shim(file).pointee.path.release()
            return status
        }
        table.pointee.xRead = { file, bytes, count, offset in
            guard let file else { return SQLITE_IOERR }
            if disk(file).isDead { return SQLITE_IOERR }
            return real(file).pointee.pMethods.pointee.xRead(real(file), bytes, count, offset)
        }
        table.pointee.xWrite = { file, bytes, count, offset in
            guard let file, let bytes else { return SQLITE_IOERR }
            let content = Array(UnsafeRawBufferPointer(start: bytes, count: Int(count)))
            let write = real(file).pointee.pMethods.pointee.xWrite
            switch disk(file).write(path(file), at: Int(offset), content) {
            case .proceed: return write?(real(file), bytes, count, offset) ?? SQLITE_IOERR
            case .fail(let status): return status
            case .cut(let part, let status):
                _ = write?(real(file), bytes, Int32(part), offset)
                return status
            }
        }
        table.pointee.xTruncate = { file, size in
            guard let file else { return SQLITE_IOERR }
            if case .fail(let status) = disk(file).resize(path(file), to: Int(size)) { return status }
            return real(file).pointee.pMethods.pointee.xTruncate(real(file), size)
        }
        table.pointee.xSync = { file, flags in
            guard let file else { return SQLITE_IOERR }
            if case .fail(let status) = disk(file).sync(path(file)) { return status }
            return real(file).pointee.pMethods.pointee.xSync(real(file), flags)
        }
        table.pointee.xFileSize = { file, size in
            guard let file else { return SQLITE_IOERR }
            return real(file).pointee.pMethods.pointee.xFileSize(real(file), size)
        }
    }

    private func setLockCalls() {
        table.pointee.xLock = { file, level in
            guard let file else { return SQLITE_IOERR }
            return real(file).pointee.pMethods.pointee.xLock(real(file), level)
        }
        table.pointee.xUnlock = { file, level in
            guard let file else { return SQLITE_IOERR }
            return real(file).pointee.pMethods.pointee.xUnlock(real(file), level)
        }
        table.pointee.xCheckReservedLock = { file, found in
            guard let file else { return SQLITE_IOERR }
            return real(file).pointee.pMethods.pointee.xCheckReservedLock(real(file), found)
        }
        table.pointee.xFileControl = { file, operation, argument in
            guard let file else { return SQLITE_IOERR }
            return real(file).pointee.pMethods.pointee.xFileControl(real(file), operation, argument)
        }
        // A page may be torn, and nothing is promised of the order of writes.
        table.pointee.xSectorSize = { _ in 512 }
        table.pointee.xDeviceCharacteristics = { _ in 0 }
    }

    private func setSharedMemoryCalls() {
        table.pointee.xShmMap = { file, page, size, extends, mapped in
            guard let file else { return SQLITE_IOERR }
            return real(file).pointee.pMethods.pointee.xShmMap(real(file), page, size, extends, mapped)
        }
        table.pointee.xShmLock = { file, offset, count, flags in
            guard let file else { return SQLITE_IOERR }
            return real(file).pointee.pMethods.pointee.xShmLock(real(file), offset, count, flags)
        }
        table.pointee.xShmBarrier = { file in
            guard let file else { return }
            real(file).pointee.pMethods.pointee.xShmBarrier(real(file))
        }
        table.pointee.xShmUnmap = { file, deletes in
            guard let file else { return SQLITE_IOERR }
            return real(file).pointee.pMethods.pointee.xShmUnmap(real(file), deletes)
        }
    }
}
