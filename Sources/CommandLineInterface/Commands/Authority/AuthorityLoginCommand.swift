import Application
import Authorities
import Formats
import Reports
import Values

struct AuthorityLoginCommand: Command {
    static let description = CommandDescription(
        "authority", "login", summary: "Log a person in with ID-porten, in a browser.",
        discussion: """
            The browser comes back to 127.0.0.1. Where no browser can be opened the address is printed, to be opened on
            this machine. The login is kept in a file that only you can read, in XDG_STATE_HOME or ~/.local/state, and
            used for filing where vat.token is idPorten; 'bilag authority logout' ends it.
            """,
        options: [
            .environment, .flag("no-browser", "Print the address instead of opening a browser."),
            .flag("anew", "Ask for the login even where the browser's session lives."),
        ],
        formats: [.json], example: "bilag authority login --environment test")

    private let environment: EnvironmentChoice
    private let opensBrowser: Bool
    private let promptsAnew: Bool

    init(_ arguments: Arguments) throws {
        environment = try EnvironmentChoice(arguments)
        opensBrowser = !arguments.has("no-browser")
        promptsAnew = arguments.has("anew")
    }

    func run(in session: Session) async throws -> ExitStatus {
        let access = try session.authorityAccess(try session.environment(environment))
        let login = access.login
        let kept = try await session.browserLogin(access, promptsAnew: promptsAnew, opensBrowser: opensBrowser).login
        try session.makePrivateFolder(of: login.file.path)
        try await login.file.exclusively(access.surroundings) { try login.file.write(kept) }
        session.show(FactSheet.of(kept, access.record, now: session.workplace.now()))
        return .success
    }
}

struct AuthorityWhoamiCommand: Command {
    static let description = CommandDescription(
        "authority", "whoami", summary: "Show the kept login: its level, its scopes, and how long it lives.",
        discussion: "Neither tokens nor the national identity number are shown; the latter is not kept either.",
        options: [.environment], formats: [.json], example: "bilag authority whoami --environment test")

    private let environment: EnvironmentChoice

    init(_ arguments: Arguments) throws { environment = try EnvironmentChoice(arguments) }

    func run(in session: Session) async throws -> ExitStatus {
        let access = try session.authorityAccess(try session.environment(environment))
        session.show(FactSheet.of(try access.login.kept(), access.record, now: session.workplace.now()))
        return .success
    }
}

struct AuthorityLogoutCommand: Command {
    static let description = CommandDescription(
        "authority", "logout", summary: "End the kept login: revoke its tokens at ID-porten, and forget it here.",
        discussion: """
            The tokens are revoked because those for other authorities would outlive the session. The address printed
            ends the browser's session with ID-porten too.
            """,
        options: [.environment], example: "bilag authority logout --environment test")

    private let environment: EnvironmentChoice

    init(_ arguments: Arguments) throws { environment = try EnvironmentChoice(arguments) }

    func run(in session: Session) async throws -> ExitStatus {
        let environment = try session.environment(environment)
        let access = try session.authorityAccess(environment)
        let login = access.login
        guard try login.file.read() != nil else {
            session.console.note(
                Phrase(en: "Nobody is logged in to \(environment).", nb: "Ingen er innlogget i \(environment)."))
            return .success
        }
        // Forgotten here whatever becomes of the rest: a logout that fails half-way leaves no token on this machine.
        let end = try await login.file.exclusively(access.surroundings) {
            defer { login.file.remove() }
            let kept = try login.kept()
            let client = try await login.client()
            try await client.revoke(kept)
            return client.endSessionAddress()
        }
        session.console.output(
            Phrase(en: "Logged out of \(environment).", nb: "Logget ut av \(environment)."))
        if let end {
            session.console.note(
                Phrase(
                    en: "To end the browser's session as well: \(end)",
                    nb: "For å avslutte økten i nettleseren også: \(end)"))
        }
        return .success
    }
}
