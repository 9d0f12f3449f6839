import HTTP
import Values

/// Lets requests pass to the hosts of one environment only. The clients take their addresses from the record anyway;
/// this stands in the way of a link in an answer, or a mistake of ours, that would lead elsewhere.
public struct GuardedTransport: HTTPTransport {
    private let transport: any HTTPTransport
    private let allowedOrigins: Set<String>
    private let environment: BooksEnvironment

    public init(_ transport: any HTTPTransport, for record: AuthorityRecord) {
        self.transport = transport
        allowedOrigins = record.allowedOrigins
        environment = record.environment
    }

    public func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        guard let origin = Endpoint.origin(of: request.url), allowedOrigins.contains(origin) else {
            throw .notSent("the address is not among those configured for \(environment)")
        }
        return try await transport.send(request)
    }
}
