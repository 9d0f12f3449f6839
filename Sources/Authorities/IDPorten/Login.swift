import Formats
import Values

/// A person's login as it is kept between commands: the tokens, and what may be shown of them. It prints as nothing but
/// its environment.
public struct Login: Sendable, CustomStringConvertible {
    public let issuer: String
    public let clientID: String
    /// The person as this client knows them; no national identity number.
    public let subject: String
    public let level: LevelOfAssurance
    public let loggedIn: Timestamp
    /// The scopes that were granted, which may be fewer than asked for.
    public let scopes: [String]
    public let accessToken: BearerToken
    public let accessExpires: Timestamp
    /// Good for one use. Nil for public clients.
    public let refreshToken: String?

    public var description: String { "‹login›" }

    /// The same login with the tokens of a refresh.
    func renewed(
        accessToken: BearerToken, until expires: Timestamp, refreshToken: String?, scopes: [String]?
    ) -> Login {
        Login(
            issuer: issuer, clientID: clientID, subject: subject, level: level, loggedIn: loggedIn,
            scopes: scopes ?? self.scopes, accessToken: accessToken, accessExpires: expires,
            refreshToken: refreshToken)
    }

    /// As it is kept in a file. Holds secrets.
    var json: JSON {
        [
            "issuer": .string(issuer), "clientId": .string(clientID), "subject": .string(subject),
            "level": .string(level.rawValue), "loggedIn": .string(loggedIn.description),
            "scopes": .array(scopes.map(JSON.string)), "accessToken": .string(accessToken.secret),
            "accessExpires": .string(accessExpires.description),
            "refreshToken": refreshToken.map(JSON.string) ?? .null,
        ]
    }
}

extension Login {
    /// Reads what `json` wrote; nil for anything else.
    init?(_ json: JSON) {
        guard let issuer = json["issuer"]?.string, let clientID = json["clientId"]?.string,
            let subject = json["subject"]?.string,
            let level = json["level"]?.string.flatMap(LevelOfAssurance.init(rawValue:)),
            let loggedIn = json["loggedIn"]?.string.flatMap({ try? Timestamp($0) }),
            let scopes = json["scopes"]?.array.map({ $0.compactMap(\.string) }),
            let accessToken = json["accessToken"]?.string.flatMap({ BearerToken($0) }),
            let expires = json["accessExpires"]?.string.flatMap({ try? Timestamp($0) })
        else { return nil }
        (self.issuer, self.clientID, self.subject, self.level) = (issuer, clientID, subject, level)
        (self.loggedIn, self.scopes, self.accessToken) = (loggedIn, scopes, accessToken)
        (accessExpires, refreshToken) = (expires, json["refreshToken"]?.string)
    }
}
