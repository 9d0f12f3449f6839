import Values

/// What the simulated ID-porten remembers of logins.
struct IDPortenLogins {
    /// A login page that is open in a browser.
    struct Pending {
        let clientID: String
        let redirectAddress: String
        let scopes: [String]
        let state: String
        let nonce: String
        let challenge: String
    }

    /// What a person granted: lives until its own end, whatever is refreshed.
    struct Grant {
        let pending: Pending
        let person: String
        let level: String
        let began: Timestamp
        let ends: Timestamp
    }

    struct Code {
        let grant: Int
        let expires: Timestamp
        var isUsed = false
    }

    struct RefreshToken {
        let grant: Int
        let expires: Timestamp
        var isUsed = false
    }

    var clients: [String: SandboxLoginClient] = [:]
    var pending: [String: Pending] = [:]
    var grants: [Grant] = []
    var codes: [String: Code] = [:]
    var refreshTokens: [String: RefreshToken] = [:]
    /// Grants whose tokens no longer count: revoked, or a one-time token came twice.
    var endedGrants: Set<Int> = []
    /// The grant an access token came from, by the token's `jti`.
    var accessTokens: [String: Int] = [:]
    /// The ids of client assertions that were used.
    var usedAssertions: Set<String> = []

    func isEnded(tokenID: String?) -> Bool {
        tokenID.flatMap { accessTokens[$0] }.map(endedGrants.contains) ?? false
    }
}
