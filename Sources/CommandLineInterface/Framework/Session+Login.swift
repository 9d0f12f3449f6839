import Application
import Authorities
import HTTP
import Reports
import Values

extension Session {
    /// A person logs in with ID-porten in a browser, which comes back to this command.
    ///
    /// - Parameter nonce: what the ID token must hold; random where nil.
    /// - Throws: `AuthorityError`, `IDTokenError`, `ConfigurationError`.
    func browserLogin(
        _ access: AuthorityAccess, nonce: String? = nil, promptsAnew: Bool, opensBrowser: Bool
    ) async throws -> (login: Login, identity: IDToken) {
        let client = try await access.login.client()
        let listener = try self.listener(access.record.idPorten.redirect)
        let attempt = try client.begin(
            redirectAddress: listener.address, nonce: nonce, promptsAnew: promptsAnew)
        let answer = try await listener.answer(to: attempt) {
            if opensBrowser, await workplace.openBrowser(attempt.address) { return }
            console.note(
                Phrase(
                    en: "Open this address in a browser on this machine:",
                    nb: "Åpne denne adressen i en nettleser på denne maskinen:"))
            console.note(attempt.address)
        }
        return try await client.finish(attempt, answer: answer)
    }

    /// A port that is registered exactly cannot be exchanged for another.
    private func listener(_ redirect: LoopbackRedirect) throws -> LoginListener {
        do throws(HTTPServerError) { return try LoginListener(redirect) } catch {
            guard redirect.port != 0 else { throw error }
            throw UsageError(
                "The login comes back to port \(redirect.port) (idPorten.redirectUrl), which is in use: another login may "
                    + "be waiting there. Finish or interrupt that one, then log in again.")
        }
    }
}
