extension MaskinportenRefusal {
    /// The likely cause as a clause, and the next step as a sentence.
    func advice(
        _ settings: MaskinportenSettings, _ systemUser: SystemUserReference?
    ) -> (cause: String, nextStep: String) {
        switch code {
        case .malformedParameter:
            ("a parameter of the grant is malformed", "Check client id, scopes and key id for stray signs.")
        case .grantUsedBefore:
            ("the grant was used before, also on a second try", "Run the command again.")
        case .clientNotFound:
            (
                "no such client or key here",
                "Check clientId and keyId; a client id exists in one environment only (now \(settings.issuer))."
            )
        case .wrongAudience:
            ("the audience is wrong", "Set maskinporten.issuer to the issuer exactly, with its final slash.")
        case .certificateNotValidHere:
            (
                "the enterprise certificate is not valid here",
                "Use a test certificate in test, a real one in production."
            )
        case .keyExpired:
            (
                "the registered key has expired, which it does a year after it was posted",
                "Post the public key again, or a new one, in Digdir's self-service."
            )
        case .certificateOfAnotherOrganisation:
            (
                "the certificate belongs to another organisation than the client",
                "Use the certificate of the client's owner."
            )
        case .malformedCertificateChain:
            ("the certificate chain is malformed", "Give the whole chain as PEM, the enterprise certificate first.")
        case .signatureDoesNotVerify:
            ("the signature does not verify", "Check that keyFile holds the private part of the key keyId names.")
        case .assertionExpired:
            ("the grant had expired, also on a second try", "Set this machine's clock.")
        case .issuedInTheFuture: ("this machine's clock is ahead", "Set this machine's clock.")
        case .scopeNotOnClient:
            (
                "a scope is not registered on the client, or is misspelt",
                "Add the scopes to the client in Digdir's self-service; one missing scope refuses all."
            )
        case .scopeNotForMaskinporten:
            ("a scope is not open to Maskinporten", "Use ID-porten for that service.")
        case .scopeNotGranted:
            (
                "the organisation has not been granted a scope by its owner",
                "Order access to the scope from the authority that owns it."
            )
        case .scopeNotDelegated:
            ("the customer has not delegated a scope", "Ask the customer to delegate it in Altinn.")
        case .scopeRefused:
            (
                "a scope is refused; one that is missing refuses all",
                "Ask for them one by one to find which: 'bilag authority token --scope …'. Then add it to the client in "
                    + "Digdir's self-service, or order access from its owner."
            )
        case .grantRefused:
            (
                "the grant is refused",
                "Check clientId, keyId and keyFile, maskinporten.issuer, and this machine's clock."
            )
        case .unknownAuthorizationType:
            ("the type of the system user's claim is unknown there", "Update Bilag; the interface has changed.")
        case .unknownAuthorizationField:
            ("a member of the system user's claim is unknown there", "Update Bilag; the interface has changed.")
        case .systemUserNotFound:
            ("the system user was not found", systemUserAdvice(systemUser))
        case .unknown: ("no token was given", "Look the answer up in Digdir's documentation.")
        }
    }

    private func systemUserAdvice(_ systemUser: SystemUserReference?) -> String {
        let organisation = systemUser.map { "\($0.organisation)" } ?? "the customer"
        let reference = systemUser?.externalReference.map { "externalRef '\($0)'" } ?? "no externalRef"
        return "\(organisation) must approve the system user in Altinn, and not have withdrawn it. If it is approved, "
            + "check the reference (now \(reference)), the owner, and that the client id stands on the system."
    }
}
