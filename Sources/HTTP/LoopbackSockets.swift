import Glibc

/// The port could not be listened on.
public enum HTTPServerError: Error, Hashable, Sendable, CustomStringConvertible {
    case portInUse(UInt16)
    case notListening(port: UInt16, reason: String)

    public var description: String {
        switch self {
        case .portInUse(let port):
            "port \(port) on 127.0.0.1 is in use; choose another, or 0 for any that is free"
        case .notListening(let port, let reason): "cannot listen on 127.0.0.1, port \(port): \(reason)"
        }
    }
}

/// A TCP socket that listens on 127.0.0.1.
struct ListeningSocket: Sendable {
    private let descriptor: Int32
    let port: UInt16

    init(port: UInt16) throws(HTTPServerError) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw ListeningSocket.lastError(port) }
        var yes: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr = in_addr(s_addr: UInt32(0x7F00_0001).bigEndian)
        let isBound = withSocketAddress(&address) { bind(descriptor, $0, $1) } == 0
        guard isBound, listen(descriptor, 64) == 0 else {
            defer { _ = Glibc.close(descriptor) }
            throw ListeningSocket.lastError(port)
        }
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isNamed = withSocketAddress(&address) { pointer, _ in getsockname(descriptor, pointer, &length) } == 0
        guard isNamed else {
            defer { _ = Glibc.close(descriptor) }
            throw ListeningSocket.lastError(port)
        }
        self.descriptor = descriptor
        self.port = UInt16(bigEndian: address.sin_port)
    }

    private static func lastError(_ port: UInt16) -> HTTPServerError {
        errno == EADDRINUSE
            ? .portInUse(port) : .notListening(port: port, reason: String(cString: strerror(errno)))
    }

    /// The next connection. Nil when there is none after all, or the socket was shut down.
    func accept() -> ConnectedSocket? {
        let connection = Glibc.accept(descriptor, nil, nil)
        guard connection >= 0 else {
            if errno == EMFILE || errno == ENFILE || errno == ENOMEM { usleep(50_000) }
            return nil
        }
        _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
        return ConnectedSocket(descriptor: connection)
    }

    /// Wakes the thread that waits in `accept`.
    func shutDown() { _ = Glibc.shutdown(descriptor, Int32(SHUT_RDWR)) }

    func close() { _ = Glibc.close(descriptor) }
}

private func withSocketAddress(
    _ address: inout sockaddr_in, _ body: (UnsafeMutablePointer<sockaddr>, socklen_t) -> Int32
) -> Int32 {
    withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
    }
}

/// One connection. A silent other side is given up after `patienceSeconds`.
struct ConnectedSocket: Sendable {
    private let descriptor: Int32
    private static let patienceSeconds = 30

    init(descriptor: Int32) {
        self.descriptor = descriptor
        var patience = timeval(tv_sec: ConnectedSocket.patienceSeconds, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, size)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, size)
    }

    /// Some bytes; none when the other side closed, failed or stayed silent too long.
    func receive() -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(descriptor, &bytes, bytes.count, 0)
            if count < 0, errno == EINTR { continue }
            return count > 0 ? Array(bytes[..<count]) : []
        }
    }

    /// Sends all bytes, or stops silently when the other side is gone: there is nobody left to tell.
    func send(_ bytes: [UInt8]) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            sent += count
        }
    }

    /// Ends our side, and reads a little of what may still come: closing with unread bytes would reset the connection,
    /// and the answer could be lost with it.
    func finish() {
        guard Glibc.shutdown(descriptor, Int32(SHUT_WR)) == 0 else { return }
        var patience = timeval(tv_sec: 1, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        for _ in 0..<64 where receive().isEmpty { return }
    }

    func close() { _ = Glibc.close(descriptor) }
}
