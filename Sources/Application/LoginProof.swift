import Authorities
import Cryptography
import EventLog
import Filing
import Values

/// A login with ID-porten that is handed in as an approval.
public struct LoginProof: Sendable {
    /// The ID token in its compact form.
    let token: String
    /// The issuer's published keys.
    let keys: PublishedKeys
    /// Issuer, client and level; the nonce is the statement's.
    let expectation: IDToken.Expectation

    static let tokenMediaType = "application/jwt"
    static let keysMediaType = "application/jwk-set+json"

    /// - Returns: the login, when it was begun for exactly this statement.
    func verify(for statement: ApprovalStatement, at now: Timestamp) throws(ApprovalError) -> IDToken {
        var expectation = expectation
        expectation.nonce = statement.nonce
        expectation.now = now
        do { return try IDToken(verifying: token, keys: keys, expecting: expectation) } catch {
            throw error == .otherNonce ? .otherLogin(statement.filing) : .login(error.description)
        }
    }
}

extension LoginProof {
    /// Judges a kept login anew, as of the time it was given.
    ///
    /// - Throws: `ApprovalError`; `LogError.damagedEntry` when it is not the login that the approval states.
    static func confirm(
        _ evidence: ApprovalEvidence.LoginEvidence, token: [UInt8], keys: [UInt8], for statement: ApprovalStatement,
        _ given: FilingRecord.GivenApproval
    ) throws {
        guard let level = LevelOfAssurance(rawValue: evidence.level) else {
            throw LogError.damagedEntry(given.sequence, "its login has no level of assurance")
        }
        let proof = LoginProof(
            token: String(decoding: token, as: UTF8.self), keys: try PublishedKeys(parsing: keys),
            expectation: IDToken.Expectation(
                issuer: evidence.issuer, clientID: evidence.clientID, nonce: "", leastLevel: level, now: given.time))
        let identity = try proof.verify(for: statement, at: given.time)
        let person = identity.identityNumber.map {
            ApprovalEvidence.LoginEvidence.hash(identityNumber: $0, token: identity.text)
        }
        guard person == evidence.person, identity.level == level else {
            throw LogError.damagedEntry(given.sequence, "its login is another person's, or of another level")
        }
    }
}

extension OpenBooks {
    /// An ID token with the keys that its issuer publishes now, ready for `approve`.
    ///
    /// - Throws: `SubmissionRefusal.otherEnvironment`; `AuthorityError` when ID-porten cannot be reached;
    ///   `ConfigurationError` without a client id.
    public func loginProof(_ token: String, through access: AuthorityAccess) async throws -> ApprovalProof {
        let environment = try company().environment
        guard environment == access.record.environment else {
            throw SubmissionRefusal.otherEnvironment(environment, access.record.environment)
        }
        let expectation = try access.record.idTokenExpectation(nonce: "", now: now)
        let metadata = try await IDPortenMetadata.fetch(
            access.record, transport: access.transport, surroundings: access.surroundings,
            documents: access.clients.documents)
        let keys = try await metadata.keys(
            for: token, access.record, transport: access.transport, surroundings: access.surroundings,
            documents: access.clients.documents)
        return .login(LoginProof(token: token, keys: keys, expectation: expectation))
    }

    /// The evidence of a login, with token and key kept in the books.
    func loginEvidence(
        _ proof: LoginProof, for statement: ApprovalStatement, _ writer: any LogWriter
    ) throws -> ApprovalEvidence {
        let identity = try proof.verify(for: statement, at: now)
        guard let number = identity.identityNumber else { throw ApprovalError.login("the ID token names no person") }
        try checkPerson(number, at: writer.size)
        return .idPorten(
            ApprovalEvidence.LoginEvidence(
                issuer: identity.issuer, clientID: proof.expectation.clientID, level: identity.level.rawValue,
                idToken: try writer.store(Array(identity.text.utf8), mediaType: LoginProof.tokenMediaType),
                keys: try writer.store(try identity.keySet(from: proof.keys), mediaType: LoginProof.keysMediaType),
                person: ApprovalEvidence.LoginEvidence.hash(identityNumber: number, token: identity.text)))
    }

    /// A name stands for the person whose login first approved under it, and a person has one name: otherwise one could
    /// approve as two.
    private func checkPerson(_ number: String, at size: UInt64) throws {
        try log.readRare(1...size) { entry in
            guard let type = EntryBytes.typeName(of: entry.bytes),
                type.elementsEqual(FilingEventType.approved.name.utf8)
            else { return }
            let earlier = try Approval(entry.decoded())
            guard case .idPorten(let login) = earlier.evidence else { return }
            let token = String(decoding: try stored(login.idToken).bytes, as: UTF8.self)
            let isSame = ApprovalEvidence.LoginEvidence.hash(identityNumber: number, token: token) == login.person
            let hasName = PersonName.key(earlier.by) == PersonName.key(person)
            if isSame, !hasName { throw ApprovalError.knownByOtherName(earlier.by) }
            if hasName, !isSame { throw ApprovalError.otherPerson(earlier.by) }
        }
    }
}
