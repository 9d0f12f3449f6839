import Values

/// Everything that must be known to reach the authorities from books of one environment. Every host, issuer, client id,
/// key and scope comes from here and from nowhere else, so environments cannot be mixed.
public struct AuthorityRecord: Sendable {
    public let environment: BooksEnvironment
    public let maskinporten: MaskinportenSettings
    public let idPorten: IDPortenSettings
    public let altinn: AltinnSettings
    public let skatteetaten: SkatteetatenSettings
    public let lookups: LookupSettings
    public let systemUser: SystemUserSettings
    /// What the System Register says of the system besides what filings need.
    public let system: SystemSettings
    /// The VAT return (mva-melding).
    public let vat: VATServiceSettings
    public let waiting: WaitingSettings
    /// The Ed25519 key, as PEM readable by its owner only, that checkpoints of the log are signed with.
    public let logKeyFile: String?
    /// For messages: the file the settings were read from.
    public let file: String

    /// A setting that has no default and is needed now.
    /// - Throws: `ConfigurationError` that names it and says where to get a value.
    func required(_ value: String?, _ path: String, _ advice: String) throws(ConfigurationError) -> String {
        guard let value else {
            throw ConfigurationError(file: file, path: "\(environment).\(path)", reason: "is not set; \(advice)")
        }
        return value
    }

    /// How a setting is written in the configuration file: `in config.json: "test": { "vat": { "app": "…" } }`.
    /// - Parameter path: section and name, as in `vat.app`.
    public func line(_ path: String, _ value: String, in language: Language = .english) -> String {
        let parts = path.split(separator: ".").map(String.init)
        let setting = "\"\(parts.last ?? "")\": \"\(value)\""
        let inner = parts.dropLast().reversed().reduce(setting) { "\"\($1)\": { \($0) }" }
        let write = Phrase(en: "write", nb: "skriv").text(in: language)
        return "\(write) \"\(environment)\": { \(inner) }"
    }

    /// Where requests may go: scheme, host and port of every service of this environment.
    var allowedOrigins: Set<String> {
        Set(
            [
                maskinporten.tokenEndpoint, idPorten.metadataEndpoint, altinn.platform, vat.appEndpoint,
                skatteetaten.machine, skatteetaten.person, lookups.rates,
            ].map(\.origin) + [lookups.companies?.origin].compactMap { $0 })
    }
}

public struct MaskinportenSettings: Sendable {
    /// The audience of our grants, exactly, with its final slash.
    public let issuer: String
    public let tokenEndpoint: Endpoint
    public let clientID: String?
    /// A private key as PEM or JWK, readable by its owner only.
    public let keyFile: String?
    /// The id of the key registered on the client. Exactly one of this and the certificate chain is used.
    public let keyID: String?
    /// The enterprise certificate and those above it as PEM, leaf first.
    public let certificateChainFile: String?
}

public struct IDPortenSettings: Sendable {
    /// Without a final slash.
    public let issuer: String
    public let metadataEndpoint: Endpoint
    public let clientID: String?
    /// How the client proves itself; must be the method registered on it.
    public let clientAuthentication: ClientAuthentication.Method
    /// The client's secret, readable by its owner only.
    public let clientSecretFile: String?
    /// A private key as PEM or JWK, readable by its owner only.
    public let keyFile: String?
    public let keyID: String?
    public let scopes: [String]
    /// A login of a lower level does not count.
    public let leastLevel: LevelOfAssurance
    public let redirect: LoopbackRedirect
    /// Where a browser goes after a logout; must be registered on the client.
    public let postLogoutRedirectURL: String?
}

public struct AltinnSettings: Sendable {
    public let platform: Endpoint
    public let apps: EndpointTemplate
    /// Where a customer approves a system user.
    public let approval: Endpoint
    /// The inbox where a person finds what waits for a signature.
    public let inbox: Endpoint
}

public struct SkatteetatenSettings: Sendable {
    /// Takes Maskinporten tokens.
    public let machine: Endpoint
    /// Takes ID-porten tokens; a Maskinporten token gets 401 here.
    public let person: Endpoint
}

/// Registers that are open to everybody.
public struct LookupSettings: Sendable {
    /// The central register of companies; nil where the environment's companies are in no open register.
    public let companies: Endpoint?
    /// Norges Bank's exchange rates.
    public let rates: Endpoint
}

public struct SystemUserSettings: Sendable {
    /// The system's id in Altinn's system register: `{vendor}_{name}`.
    public let systemID: String?
    /// The reference of the customer's system user. When nil, Altinn looks for one whose reference equals the
    /// customer's organisation number.
    public let externalReference: String?
}

public struct SystemSettings: Sendable {
    public let name: SystemRegistration.Texts
    public let description: SystemRegistration.Texts
    public let isVisible: Bool
    /// Where a browser may go after an approval, all https.
    public let redirectURLs: [String]
}

/// Which token a filing's calls carry.
public enum TokenKind: String, Sendable, CaseIterable {
    /// Maskinporten with a system user: a machine files, the customer approved it once.
    case maskinportenSystemUser
    /// A person's login. The way the tax authority documents for the VAT return.
    case idPorten
}

public struct VATServiceSettings: Sendable {
    public let app: AltinnApp
    /// The app's own address, `https://skd.apps.altinn.no/skd/mva-melding-innsending-v1`.
    public let appEndpoint: Endpoint
    public let token: TokenKind
    public let maskinportenScopes: [String]
    public let envelopeDataTypePrefix: String
    public let returnDataType: String
    public let attachmentDataType: String
    public let validationPath: String
    /// Ask the validation service before an instance is made.
    public let prevalidate: Bool
    /// False where a person must confirm in Altinn whatever the app would allow.
    public let machineMayConfirm: Bool
    public let accessPackages: [String]
}

/// How long to wait for whom. All in whole seconds.
public struct WaitingSettings: Sendable {
    public let requestTimeoutSeconds: Int64
    /// Pauses between attempts double from the first to the longest.
    public let firstPauseSeconds: Int64
    public let longestPauseSeconds: Int64
    /// An authority that asks for a longer pause than this is left alone, and the user told when to come back.
    public let longestRetryAfterSeconds: Int64
    /// How long one run polls for feedback before it leaves the rest to a later run.
    public let feedbackSeconds: Int64
    /// How long to look for an instance whose creation may or may not have happened.
    public let instanceSearchSeconds: Int64
    /// How long an unanswered process step may still be running.
    public let processLockSeconds: Int64
}

/// An app in Altinn: its owner's short name and its own.
public struct AltinnApp: Hashable, Sendable, CustomStringConvertible {
    public let org: String
    public let name: String

    /// Reads `skd/mva-melding-innsending-v1`.
    public init(_ text: String) throws(InvalidInput) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, parts.allSatisfy(AltinnApp.isName) else {
            throw InvalidInput(text, "an app is written as owner/name, as in skd/mva-melding-innsending-v1")
        }
        (org, name) = (parts[0], parts[1])
    }

    public var description: String { "\(org)/\(name)" }

    private static func isName(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
            }
    }
}
