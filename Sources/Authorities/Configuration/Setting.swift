import Formats
import Values

/// What kind of value a setting takes, checked before anything uses it.
enum SettingKind: Sendable {
    case text
    /// An address; see `Endpoint`.
    case endpoint
    /// Where a login comes back to on this machine; see `LoopbackRedirect`.
    case loopbackRedirect
    /// An address with `{org}` where the service owner's short name goes.
    case endpointTemplate
    /// `org/app`.
    case appName
    /// A file's path. A relative one counts from the folder of the configuration file.
    case filePath
    /// Letters, digits, `.`, `-` and `_`: a name that goes into an address.
    case name
    /// The path of an address, from its first slash on.
    case urlPath
    case textList
    case choice([String])
    case flag
    /// Whole seconds within bounds.
    case seconds(ClosedRange<Int64>)

    /// What is wrong with the value, as a clause; nil when it fits.
    func objection(to value: JSON) -> String? {
        switch self {
        case .text, .filePath: SettingKind.textObjection(value)
        case .name:
            SettingKind.objection(value) { text throws(InvalidInput) in
                let fits = text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || ".-_".contains($0)) }
                guard fits else { throw InvalidInput(text, "a name has letters, digits, '.', '-' and '_'") }
            }
        case .urlPath:
            SettingKind.objection(value) { text throws(InvalidInput) in
                guard text.hasPrefix("/") else { throw InvalidInput(text, "a path begins with a slash") }
                _ = try Endpoint("https://host" + text)
            }
        case .endpoint: SettingKind.objection(value) { text throws(InvalidInput) in _ = try Endpoint(text) }
        case .loopbackRedirect:
            SettingKind.objection(value) { text throws(InvalidInput) in _ = try LoopbackRedirect(text) }
        case .endpointTemplate:
            SettingKind.objection(value) { text throws(InvalidInput) in _ = try EndpointTemplate(text) }
        case .appName: SettingKind.objection(value) { text throws(InvalidInput) in _ = try AltinnApp(text) }
        case .textList:
            value.array.map { $0.contains { SettingKind.wordObjection($0) != nil } } == false
                ? nil : "a list of words in quotes, none with blanks, belongs here"
        case .choice(let allowed):
            value.string.map(allowed.contains) == true ? nil : "write one of \(allowed.joined(separator: ", "))"
        case .flag: value.bool == nil ? "true or false belongs here" : nil
        case .seconds(let range):
            value.integer.map(range.contains) == true
                ? nil : "whole seconds from \(range.lowerBound) to \(range.upperBound) belong here"
        }
    }

    private static func textObjection(_ value: JSON) -> String? {
        guard let text = value.string else { return "text in quotes belongs here" }
        if text.isEmpty { return "the text is empty; leave the setting out to get its default" }
        return text.unicodeScalars.contains { $0.value < 0x20 } ? "the text holds a line break or control sign" : nil
    }

    private static func wordObjection(_ value: JSON) -> String? {
        textObjection(value) ?? (value.string?.contains(where: \.isWhitespace) == true ? "blank" : nil)
    }

    private static func objection(_ value: JSON, _ parse: (String) throws(InvalidInput) -> Void) -> String? {
        if let objection = textObjection(value) { return objection }
        do throws(InvalidInput) {
            try parse(value.string ?? "")
            return nil
        } catch {
            return error.description
        }
    }
}

/// Every setting of an environment by its path. What is not here is refused.
enum Settings {
    static let kinds: [String: SettingKind] = [
        "baseUrl": .endpoint,
        "log.keyFile": .filePath,
        "maskinporten.issuer": .endpoint,
        "maskinporten.tokenUrl": .endpoint,
        "maskinporten.clientId": .text,
        "maskinporten.keyFile": .filePath,
        "maskinporten.keyId": .text,
        "maskinporten.certificateChainFile": .filePath,
        "idPorten.issuer": .endpoint,
        "idPorten.metadataUrl": .endpoint,
        "idPorten.clientId": .text,
        "idPorten.clientAuthentication": .choice(ClientAuthentication.Method.allCases.map(\.rawValue)),
        "idPorten.clientSecretFile": .filePath,
        "idPorten.keyFile": .filePath,
        "idPorten.keyId": .text,
        "idPorten.scopes": .textList,
        "idPorten.leastLevel": .choice(LevelOfAssurance.allCases.map(\.rawValue)),
        "idPorten.redirectUrl": .loopbackRedirect,
        "idPorten.postLogoutRedirectUrl": .text,
        "altinn.platformUrl": .endpoint,
        "altinn.appsUrl": .endpointTemplate,
        "altinn.approvalUrl": .endpoint,
        "altinn.inboxUrl": .endpoint,
        "skatteetaten.machineUrl": .endpoint,
        "skatteetaten.personUrl": .endpoint,
        "systemUser.systemId": .text,
        "systemUser.externalRef": .text,
        "lookups.companiesUrl": .endpoint,
        "lookups.ratesUrl": .endpoint,
        "system.nameNb": .text,
        "system.nameNn": .text,
        "system.nameEn": .text,
        "system.descriptionNb": .text,
        "system.descriptionNn": .text,
        "system.descriptionEn": .text,
        "system.isVisible": .flag,
        "system.redirectUrls": .textList,
        "vat.app": .appName,
        "vat.token": .choice(TokenKind.allCases.map(\.rawValue)),
        "vat.maskinportenScopes": .textList,
        "vat.envelopeDataTypePrefix": .name,
        "vat.returnDataType": .name,
        "vat.attachmentDataType": .name,
        "vat.validationPath": .urlPath,
        "vat.prevalidate": .flag,
        "vat.machineMayConfirm": .flag,
        "vat.accessPackages": .textList,
        "waiting.requestTimeoutSeconds": .seconds(1...600),
        "waiting.firstPauseSeconds": .seconds(1...60),
        "waiting.longestPauseSeconds": .seconds(1...3600),
        "waiting.longestRetryAfterSeconds": .seconds(0...3600),
        "waiting.feedbackSeconds": .seconds(0...86_400),
        "waiting.instanceSearchSeconds": .seconds(0...900),
        "waiting.processLockSeconds": .seconds(0...900),
    ]

    /// The sections, so that a text where an object should stand gets its own message.
    static let sections = Set(kinds.keys.compactMap { $0.contains(".") ? String($0.prefix { $0 != "." }) : nil })
}
