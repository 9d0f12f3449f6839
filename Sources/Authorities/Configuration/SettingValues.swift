import Formats
import Values

/// The settings of one environment by path: defaults, then what the file says, all checked.
struct SettingValues {
    private let environment: BooksEnvironment
    private let file: String
    private var values: [String: JSON] = [:]

    init(_ environment: BooksEnvironment, _ json: JSON?, file: String) throws(ConfigurationError) {
        self.environment = environment
        self.file = file
        let given = try flattened(json)
        for row in DefaultSetting.rows where row.environments.contains(environment) { values[row.path] = row.value }
        if let base = given["baseUrl"] ?? values["baseUrl"] { expandBase(base.string ?? "") }
        for (path, value) in given { values[path] = value }
    }

    private mutating func expandBase(_ base: String) {
        let trimmed = base.hasSuffix("/") ? String(base.dropLast()) : base
        for (path, value) in values {
            guard let text = value.string, text.hasPrefix("{base}") else { continue }
            values[path] = .string(trimmed + text.dropFirst("{base}".count))
        }
    }

    private func flattened(_ json: JSON?) throws(ConfigurationError) -> [String: JSON] {
        guard let json else { return [:] }
        guard let members = json.object?.members else { throw error("", "must be an object of settings") }
        var values: [String: JSON] = [:]
        for member in members {
            if Settings.sections.contains(member.name) {
                guard let inner = member.value.object?.members else {
                    throw error(member.name, "must be an object of settings")
                }
                for setting in inner { values["\(member.name).\(setting.name)"] = setting.value }
            } else {
                values[member.name] = member.value
            }
        }
        for (path, value) in values.sorted(by: { $0.key < $1.key }) { try check(path, value) }
        return values
    }

    private func check(_ path: String, _ value: JSON) throws(ConfigurationError) {
        guard let kind = Settings.kinds[path], path != "baseUrl" || environment == .sandbox else {
            let section = path.contains(".") ? String(path.prefix { $0 != "." }) + "." : ""
            let known = Settings.kinds.keys.filter { section.isEmpty || $0.hasPrefix(section) }.sorted()
            throw error(path, "is not a setting here; known are \(known.joined(separator: ", "))")
        }
        if let objection = kind.objection(to: value) { throw error(path, objection) }
    }

    func record() throws(ConfigurationError) -> AuthorityRecord {
        AuthorityRecord(
            environment: environment, maskinporten: try maskinporten(), idPorten: try idPorten(),
            altinn: try altinn(), skatteetaten: try skatteetaten(),
            lookups: LookupSettings(
                companies: optional("lookups.companiesUrl") == nil ? nil : try endpoint("lookups.companiesUrl"),
                rates: try endpoint("lookups.ratesUrl")),
            systemUser: SystemUserSettings(
                systemID: optional("systemUser.systemId"), externalReference: optional("systemUser.externalRef")),
            system: SystemSettings(
                name: SystemRegistration.Texts(
                    nb: try text("system.nameNb"), nn: try text("system.nameNn"), en: try text("system.nameEn")),
                description: SystemRegistration.Texts(
                    nb: try text("system.descriptionNb"), nn: try text("system.descriptionNn"),
                    en: try text("system.descriptionEn")),
                isVisible: try flag("system.isVisible"), redirectURLs: try list("system.redirectUrls")),
            vat: try vat(), waiting: try waiting(), logKeyFile: path("log.keyFile"), file: file)
    }

    private func maskinporten() throws(ConfigurationError) -> MaskinportenSettings {
        let (keyID, chain) = (optional("maskinporten.keyId"), path("maskinporten.certificateChainFile"))
        guard keyID == nil || chain == nil else {
            throw error(
                "maskinporten.certificateChainFile", "stands beside keyId; a client proves itself by one of them")
        }
        _ = try endpoint("maskinporten.issuer")
        return MaskinportenSettings(
            issuer: try text("maskinporten.issuer"), tokenEndpoint: try endpoint("maskinporten.tokenUrl"),
            clientID: optional("maskinporten.clientId"), keyFile: path("maskinporten.keyFile"), keyID: keyID,
            certificateChainFile: chain)
    }

    private func idPorten() throws(ConfigurationError) -> IDPortenSettings {
        _ = try endpoint("idPorten.issuer")
        return IDPortenSettings(
            issuer: try text("idPorten.issuer"), metadataEndpoint: try endpoint("idPorten.metadataUrl"),
            clientID: optional("idPorten.clientId"),
            clientAuthentication: ClientAuthentication.Method(rawValue: try text("idPorten.clientAuthentication"))
                ?? .none,
            clientSecretFile: path("idPorten.clientSecretFile"), keyFile: path("idPorten.keyFile"),
            keyID: optional("idPorten.keyId"), scopes: try list("idPorten.scopes"),
            leastLevel: LevelOfAssurance(rawValue: try text("idPorten.leastLevel")) ?? .high,
            redirect: try redirect("idPorten.redirectUrl"),
            postLogoutRedirectURL: optional("idPorten.postLogoutRedirectUrl"))
    }

    private func redirect(_ path: String) throws(ConfigurationError) -> LoopbackRedirect {
        let address = try text(path)
        do { return try LoopbackRedirect(address) } catch { throw self.error(path, error.description) }
    }

    private func altinn() throws(ConfigurationError) -> AltinnSettings {
        let template = try text("altinn.appsUrl")
        let apps: EndpointTemplate
        do { apps = try EndpointTemplate(template) } catch { throw self.error("altinn.appsUrl", error.description) }
        return AltinnSettings(
            platform: try endpoint("altinn.platformUrl"), apps: apps, approval: try endpoint("altinn.approvalUrl"),
            inbox: try endpoint("altinn.inboxUrl"))
    }

    private func skatteetaten() throws(ConfigurationError) -> SkatteetatenSettings {
        SkatteetatenSettings(
            machine: try endpoint("skatteetaten.machineUrl"), person: try endpoint("skatteetaten.personUrl"))
    }

    private func vat() throws(ConfigurationError) -> VATServiceSettings {
        let (app, appEndpoint) = try app("vat.app")
        return VATServiceSettings(
            app: app, appEndpoint: appEndpoint, token: TokenKind(rawValue: try text("vat.token")) ?? .idPorten,
            maskinportenScopes: try list("vat.maskinportenScopes"),
            envelopeDataTypePrefix: try text("vat.envelopeDataTypePrefix"),
            returnDataType: try text("vat.returnDataType"), attachmentDataType: try text("vat.attachmentDataType"),
            validationPath: try text("vat.validationPath"), prevalidate: try flag("vat.prevalidate"),
            machineMayConfirm: try flag("vat.machineMayConfirm"), accessPackages: try list("vat.accessPackages"))
    }

    private func app(_ path: String) throws(ConfigurationError) -> (AltinnApp, Endpoint) {
        let name = try text(path)
        let template = try text("altinn.appsUrl")
        do throws(InvalidInput) {
            let app = try AltinnApp(name)
            let host = try EndpointTemplate(template).endpoint(org: app.org)
            try object(to: host, at: "altinn.appsUrl")
            return (app, try Endpoint("\(host)/\(app)"))
        } catch {
            throw self.error(path, error.description)
        }
    }

    private func waiting() throws(ConfigurationError) -> WaitingSettings {
        WaitingSettings(
            requestTimeoutSeconds: try seconds("waiting.requestTimeoutSeconds"),
            firstPauseSeconds: try seconds("waiting.firstPauseSeconds"),
            longestPauseSeconds: try seconds("waiting.longestPauseSeconds"),
            longestRetryAfterSeconds: try seconds("waiting.longestRetryAfterSeconds"),
            feedbackSeconds: try seconds("waiting.feedbackSeconds"),
            instanceSearchSeconds: try seconds("waiting.instanceSearchSeconds"),
            processLockSeconds: try seconds("waiting.processLockSeconds"))
    }

    // One value

    private func optional(_ path: String) -> String? { values[path]?.string }

    /// A path in the file counts from the file's folder.
    private func path(_ name: String) -> String? {
        guard let text = optional(name), !text.hasPrefix("/") else { return optional(name) }
        guard let slash = file.lastIndex(of: "/") else { return text }
        return file[...slash] + text
    }

    private func text(_ path: String) throws(ConfigurationError) -> String {
        guard let text = optional(path) else { throw error(path, "has no value") }
        return text
    }

    private func list(_ path: String) throws(ConfigurationError) -> [String] {
        guard let list = values[path]?.array else { throw error(path, "has no value") }
        return list.compactMap(\.string)
    }

    private func flag(_ path: String) throws(ConfigurationError) -> Bool {
        guard let flag = values[path]?.bool else { throw error(path, "has no value") }
        return flag
    }

    private func seconds(_ path: String) throws(ConfigurationError) -> Int64 {
        guard let seconds = values[path]?.integer else { throw error(path, "has no value") }
        return seconds
    }

    private func endpoint(_ path: String) throws(ConfigurationError) -> Endpoint {
        let address = try text(path)
        do throws(InvalidInput) {
            let endpoint = try Endpoint(address)
            try object(to: endpoint, at: path)
            return endpoint
        } catch {
            throw self.error(path, error.description)
        }
    }

    private func object(to endpoint: Endpoint, at path: String) throws(InvalidInput) {
        if let objection = HostOwnership.objection(to: endpoint.host, in: environment) {
            throw InvalidInput(endpoint.text, objection)
        }
    }

    private func error(_ path: String, _ reason: String) -> ConfigurationError {
        let full = path.isEmpty ? environment.rawValue : "\(environment.rawValue).\(path)"
        return ConfigurationError(file: file, path: full, reason: reason)
    }
}
