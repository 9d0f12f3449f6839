import HTTP
import Values

/// The login a person left on this machine, kept fresh: its access token is renewed when it runs out, and the new refresh
/// token is on disk before the new access token is used. Whoever comes second finds the renewed login and uses that.
public struct PersonLogin: Sendable {
    public let file: LoginFile
    private let record: AuthorityRecord
    private let transport: any HTTPTransport
    private let surroundings: Surroundings
    private let documents: PublishedDocuments

    /// How long before its end a token is no longer used: a request takes time to arrive.
    private static let marginSeconds: Int64 = 10

    public init(
        _ file: LoginFile, record: AuthorityRecord, transport: any HTTPTransport, surroundings: Surroundings,
        documents: PublishedDocuments = PublishedDocuments()
    ) {
        self.documents = documents
        (self.file, self.record, self.transport, self.surroundings) = (file, record, transport, surroundings)
    }

    /// The login as it is kept.
    /// - Throws: `AuthorityError` when there is none, or it is of another client or issuer.
    public func kept() throws -> Login {
        guard let login = try file.read() else {
            throw AuthorityError(
                .unauthorised, "ID-porten", "nobody is logged in to \(record.environment)",
                "Log in: 'bilag authority login'.")
        }
        guard login.issuer == record.idPorten.issuer, login.clientID == record.idPorten.clientID else {
            throw AuthorityError(
                .unauthorised, "ID-porten", "the login was made with another client or issuer than is configured",
                "Log in again: 'bilag authority login'.")
        }
        return login
    }

    /// An access token that is good now, and until when.
    /// - Throws: `AuthorityError.unauthorised` when a person must log in again.
    public func token() async throws -> (token: BearerToken, until: Timestamp) {
        if let token = fresh(try kept()) { return token }
        return try await file.exclusively(surroundings) {
            // Another process may have renewed it while we waited.
            let login = try kept()
            if let token = fresh(login) { return token }
            let renewed = try await client().refresh(login)
            try file.write(renewed)
            return (renewed.accessToken, renewed.accessExpires)
        }
    }

    public func client() async throws -> IDPortenClient {
        try await IDPortenClient(
            record, authentication: try ClientAuthentication.load(record), transport: transport,
            surroundings: surroundings, documents: documents)
    }

    private func fresh(_ login: Login) -> (token: BearerToken, until: Timestamp)? {
        let isFresh = surroundings.now().adding(seconds: PersonLogin.marginSeconds) < login.accessExpires
        return isFresh ? (login.accessToken, login.accessExpires) : nil
    }
}
