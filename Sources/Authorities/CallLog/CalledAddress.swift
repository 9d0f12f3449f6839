import HTTP

/// What a call does, as the log of calls names it.
public enum CallStep: String, Sendable, CaseIterable {
    case requestToken = "request-token"
    case revokeToken = "revoke-token"
    case exchangeToken = "exchange-token"
    case readMetadata = "read-metadata"
    case registerSystem = "register-system"
    case requestSystemUser = "request-system-user"
    case lookUpCompany = "look-up-company"
    case fetchRates = "fetch-rates"
    case validate
    case findInstances = "find-instances"
    case createInstance = "create-instance"
    case readInstance = "read-instance"
    case deleteInstance = "delete-instance"
    case checkInstance = "check-instance"
    case readProcess = "read-process"
    case advanceProcess = "advance-process"
    case readFeedbackStatus = "read-feedback-status"
    case uploadDocument = "upload-document"
    case downloadDocument = "download-document"
    case deleteDocument = "delete-document"
    case other
}

/// The part of a request's address that may be written down: host and path, without user, query and fragment, and
/// without anything that looks like an identity number or a token.
struct CalledAddress {
    /// With its port, where the address has one.
    let host: String
    let path: String

    init(_ url: String) {
        let address = url.prefix { $0 != "?" && $0 != "#" }
        let rest = address.firstRange(of: "://").map { address[$0.upperBound...] } ?? address
        let authority = rest.prefix { $0 != "/" }
        host = String(authority.split(separator: "@", omittingEmptySubsequences: false).last ?? "")
        let segments = rest.dropFirst(authority.count).split(separator: "/", omittingEmptySubsequences: false)
        let path = segments.map { Self.isHarmless($0) ? String($0) : "‹…›" }.joined(separator: "/")
        self.path = path.isEmpty ? "/" : path
    }

    /// Names, numbers and identifiers of services pass; eleven digits in a row, escapes, long texts and whatever looks
    /// like a JSON Web Token do not.
    private static func isHarmless(_ segment: Substring) -> Bool {
        let runs = segment.split { !($0.isASCII && $0.isNumber) }
        return segment.utf8.count <= 40 && !segment.contains("eyJ") && !runs.contains { $0.count == 11 }
            && segment.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-._~:".contains($0)) }
    }

    func step(_ method: HTTPMethod) -> CallStep {
        let parts = path.split(separator: "/").map(String.init)
        if parts.contains("exchange") { return .exchangeToken }
        if parts.contains("systemregister") { return .registerSystem }
        if parts.contains("systemuser") { return .requestSystemUser }
        if parts.contains("enhetsregisteret") { return .lookUpCompany }
        if parts.contains("EXR") { return .fetchRates }
        if parts.last == "applicationmetadata" { return .readMetadata }
        if parts.contains(".well-known") || parts.last?.hasPrefix("jwk") == true { return .readMetadata }
        if parts.last == "token" { return .requestToken }
        if parts.last == "revoke" { return .revokeToken }
        guard let index = parts.lastIndex(of: "instances") else {
            return parts.contains { $0.lowercased().hasPrefix("valider") } ? .validate : .other
        }
        return CalledAddress.instanceStep(
            method, Array(parts[(index + 1)...].dropFirst(2)), isOne: index + 1 < parts.count)
    }

    /// - Parameter rest: what stands after the two parts of an instance's id.
    private static func instanceStep(_ method: HTTPMethod, _ rest: [String], isOne: Bool) -> CallStep {
        guard isOne else { return method == .post ? .createInstance : .findInstances }
        switch (rest.first, method) {
        case (nil, .delete): return .deleteInstance
        case (nil, _): return .readInstance
        case ("process", .get): return .readProcess
        case ("process", _): return .advanceProcess
        case ("data", .get): return .downloadDocument
        case ("data", .delete): return .deleteDocument
        case ("data", _): return .uploadDocument
        case ("feedback", _): return .readFeedbackStatus
        case ("validate", _): return .checkInstance
        default: return .other
        }
    }
}
