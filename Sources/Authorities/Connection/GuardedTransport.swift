import HTTP
import Values

/// Lets requests pass to the hosts of one environment only. The clients take their addresses from the record anyway;
/// this stands in the way of a link in an answer, or a mistake of ours, that would lead elsewhere.
public struct GuardedTransport: HTTPTransport {
    private let transport: any HTTPTransport
    private let allowedOrigins: Set<String>
    private let record: AuthorityRecord

    public init(_ transport: any HTTPTransport, for record: AuthorityRecord) {
        self.transport = transport
        allowedOrigins = record.allowedOrigins
        self.record = record
    }

    public func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        guard let origin = Endpoint.origin(of: request.url), isAllowed(origin) else {
            throw .notSent("the address is not among those configured for \(record.environment)")
        }
        return try await transport.send(request)
    }

    /// ID-porten's discovery document names addresses on hosts below its issuer's.
    private func isAllowed(_ origin: String) -> Bool {
        if allowedOrigins.contains(origin) { return true }
        guard let endpoint = try? Endpoint(origin) else { return false }
        return record.isOfIDPorten(endpoint)
    }
}
