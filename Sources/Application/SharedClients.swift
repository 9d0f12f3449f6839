import Authorities
import Synchronization

/// The clients of one command, made when first needed: so a token and a published document are asked for once, and used
/// until they end. All in memory; nothing outlives the command.
final class SharedClients: Sendable {
    let documents = PublishedDocuments()
    private let kept = Mutex(Kept())

    private struct Kept {
        var maskinporten: MaskinportenClient?
        var altinn: [Caller: AltinnTokens] = [:]
    }

    private enum Caller: Hashable {
        case person, login
        case systemUser(SystemUserReference, Set<String>)
    }

    func maskinporten(_ make: () throws -> MaskinportenClient) throws -> MaskinportenClient {
        if let client = kept.withLock({ $0.maskinporten }) { return client }
        let made = try make()
        return kept.withLock { kept in
            if let earlier = kept.maskinporten { return earlier }
            kept.maskinporten = made
            return made
        }
    }

    func tokens(of identity: AltinnIdentity, _ make: () -> AltinnTokens) -> AltinnTokens {
        let caller: Caller =
            switch identity {
            case .person: .person
            case .login: .login
            case .systemUser(_, let scopes, let user): .systemUser(user, Set(scopes))
            }
        return kept.withLock { kept in
            if let tokens = kept.altinn[caller] { return tokens }
            let made = make()
            kept.altinn[caller] = made
            return made
        }
    }
}
