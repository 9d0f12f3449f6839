import Formats
import Values

/// One built-in setting, with where it was read and when. The authorities roll addresses, app names and versions:
/// a row that no longer holds is overridden in the configuration file, and corrected here.
struct DefaultSetting: Sendable {
    let environments: [BooksEnvironment]
    let path: String
    /// In the sandbox, `{base}` stands for the `baseUrl` setting.
    let value: JSON
    let source: String
    /// The date of the source as read.
    let seen: String

    init(_ environments: [BooksEnvironment], _ path: String, _ value: JSON, _ source: String, _ seen: String) {
        (self.environments, self.path, self.value, self.source, self.seen) = (environments, path, value, source, seen)
    }
}

extension DefaultSetting {
    private static let digdir = "docs.digdir.no, Maskinporten and ID-porten, metadata and environments"
    private static let altinn = "docs.altinn.studio, API environments; Altinn/altinn-authentication"
    private static let skatteetaten = "skatteetaten.github.io/api-dokumentasjon, mva-melding, addresses"
    private static let mva = "Skatteetaten/mva-meldingen, docs, commit 05c8b14e"
    private static let sandbox = "the simulated authority's own paths"
    private static let design = "Bilag's own choice"

    static let rows: [DefaultSetting] = production + test + simulated + common

    private static let production = [
        DefaultSetting([.production], "maskinporten.issuer", "https://maskinporten.no/", digdir, "2024-10-17"),
        DefaultSetting([.production], "maskinporten.tokenUrl", "https://maskinporten.no/token", digdir, "2024-10-17"),
        DefaultSetting([.production], "idPorten.issuer", "https://idporten.no", digdir, "2024-10-17"),
        DefaultSetting(
            [.production], "idPorten.metadataUrl", "https://idporten.no/.well-known/openid-configuration", digdir,
            "2024-10-17"),
        DefaultSetting([.production], "altinn.platformUrl", "https://platform.altinn.no", altinn, "2026-07-17"),
        DefaultSetting([.production], "altinn.appsUrl", "https://{org}.apps.altinn.no", altinn, "2026-06-29"),
        DefaultSetting([.production], "altinn.approvalUrl", "https://am.ui.altinn.no", altinn, "2026-07-17"),
        DefaultSetting([.production], "altinn.inboxUrl", "https://af.altinn.no", "field report", "2026-07"),
        DefaultSetting(
            [.production], "skatteetaten.machineUrl", "https://api.skatteetaten.no", skatteetaten, "2025-09-02"),
        DefaultSetting(
            [.production], "skatteetaten.personUrl", "https://idporten.api.skatteetaten.no", skatteetaten,
            "2025-09-02"),
        DefaultSetting(
            [.production], "lookups.companiesUrl", "https://data.brreg.no/enhetsregisteret/api",
            "data.brreg.no, Enhetsregisteret", "2026-10"),
        DefaultSetting([.production], "vat.app", "skd/mva-melding-innsending-v1", skatteetaten, "2025-09-02"),
    ]

    private static let norgesBank = "app.norges-bank.no/query, SDMX web service"

    private static let test = [
        DefaultSetting([.test], "maskinporten.issuer", "https://test.maskinporten.no/", digdir, "2024-10-17"),
        DefaultSetting([.test], "maskinporten.tokenUrl", "https://test.maskinporten.no/token", digdir, "2024-10-17"),
        DefaultSetting([.test], "idPorten.issuer", "https://test.idporten.no", digdir, "2024-10-17"),
        DefaultSetting(
            [.test], "idPorten.metadataUrl", "https://test.idporten.no/.well-known/openid-configuration", digdir,
            "2024-10-17"),
        DefaultSetting([.test], "altinn.platformUrl", "https://platform.tt02.altinn.no", altinn, "2026-07-17"),
        DefaultSetting([.test], "altinn.appsUrl", "https://{org}.apps.tt02.altinn.no", altinn, "2026-06-29"),
        DefaultSetting([.test], "altinn.approvalUrl", "https://am.ui.tt02.altinn.no", altinn, "2026-07-17"),
        DefaultSetting([.test], "altinn.inboxUrl", "https://af.tt02.altinn.no", "field report", "2026-07"),
        DefaultSetting([.test], "skatteetaten.machineUrl", "https://api-test.sits.no", skatteetaten, "2025-09-02"),
        DefaultSetting(
            [.test], "skatteetaten.personUrl", "https://idporten-api-test.sits.no", skatteetaten, "2025-09-02"),
        // The older name, mva-melding-innsending-etm2, is reported shut down (it answers 418).
        DefaultSetting([.test], "vat.app", "skd/mva-melding-innsending-test", skatteetaten, "2025-09-02"),
    ]

    private static let simulated = [
        DefaultSetting([.sandbox], "baseUrl", "http://127.0.0.1:8787", sandbox, "2026-09"),
        DefaultSetting([.sandbox], "maskinporten.issuer", "{base}/maskinporten/", sandbox, "2026-09"),
        DefaultSetting([.sandbox], "maskinporten.tokenUrl", "{base}/maskinporten/token", sandbox, "2026-09"),
        DefaultSetting([.sandbox], "idPorten.issuer", "{base}/idporten", sandbox, "2026-09"),
        DefaultSetting(
            [.sandbox], "idPorten.metadataUrl", "{base}/idporten/.well-known/openid-configuration", sandbox,
            "2026-09"),
        DefaultSetting([.sandbox], "altinn.platformUrl", "{base}/platform", sandbox, "2026-09"),
        DefaultSetting([.sandbox], "altinn.appsUrl", "{base}/apps", sandbox, "2026-09"),
        DefaultSetting([.sandbox], "altinn.approvalUrl", "{base}/platform", sandbox, "2026-09"),
        DefaultSetting([.sandbox], "altinn.inboxUrl", "{base}/platform/inbox", sandbox, "2026-09"),
        DefaultSetting([.sandbox], "skatteetaten.machineUrl", "{base}/skatteetaten", sandbox, "2026-09"),
        DefaultSetting([.sandbox], "skatteetaten.personUrl", "{base}/skatteetaten", sandbox, "2026-09"),
        DefaultSetting([.sandbox], "lookups.companiesUrl", "{base}/brreg/enhetsregisteret/api", sandbox, "2026-11"),
        DefaultSetting([.sandbox], "lookups.ratesUrl", "{base}/norges-bank/api/data", sandbox, "2026-11"),
        DefaultSetting([.sandbox], "vat.app", "skd/mva-melding-innsending-v1", sandbox, "2026-09"),
        DefaultSetting([.sandbox], "waiting.feedbackSeconds", 30, design, "2026-09"),
        DefaultSetting([.sandbox], "waiting.longestPauseSeconds", 2, design, "2026-09"),
        DefaultSetting([.sandbox], "waiting.instanceSearchSeconds", 3, design, "2026-09"),
        DefaultSetting([.sandbox], "waiting.processLockSeconds", 3, design, "2026-09"),
    ]

    private static let real: [BooksEnvironment] = [.test, .production]

    private static let common = [
        DefaultSetting(
            BooksEnvironment.allCases, "idPorten.scopes",
            [
                "openid", "skatteetaten:mvameldingvalidering", "altinn:instances.read", "altinn:instances.write",
            ], skatteetaten, "2025-09-02"),
        DefaultSetting(real, "lookups.ratesUrl", "https://data.norges-bank.no/api/data", norgesBank, "2026-10"),
        DefaultSetting(BooksEnvironment.allCases, "system.nameNb", "Bilag", design, "2026-11"),
        DefaultSetting(BooksEnvironment.allCases, "system.nameNn", "Bilag", design, "2026-11"),
        DefaultSetting(BooksEnvironment.allCases, "system.nameEn", "Bilag", design, "2026-11"),
        DefaultSetting(
            BooksEnvironment.allCases, "system.descriptionNb", "Regnskap og innlevering til myndighetene", design,
            "2026-11"),
        DefaultSetting(
            BooksEnvironment.allCases, "system.descriptionNn", "Rekneskap og innlevering til styresmaktene", design,
            "2026-11"),
        DefaultSetting(
            BooksEnvironment.allCases, "system.descriptionEn", "Bookkeeping and filing with the authorities", design,
            "2026-11"),
        // Customers are asked one by one, with a reference of their own.
        DefaultSetting(BooksEnvironment.allCases, "system.isVisible", false, design, "2026-11"),
        DefaultSetting(BooksEnvironment.allCases, "system.redirectUrls", [], design, "2026-11"),
        DefaultSetting(BooksEnvironment.allCases, "idPorten.clientAuthentication", "none", design, "2026-11"),
        DefaultSetting(
            BooksEnvironment.allCases, "idPorten.leastLevel", "idporten-loa-substantial", skatteetaten, "2025-09-02"),
        // Port 0: a client of the type native may use any (RFC 8252, section 7.3).
        DefaultSetting(
            BooksEnvironment.allCases, "idPorten.redirectUrl", "http://127.0.0.1:0/callback", design, "2026-11"),
        // A person's login is the only way the tax authority documents for the VAT return. In the sandbox no person is
        // needed to practise.
        DefaultSetting(real, "vat.token", "idPorten", skatteetaten, "2025-09-02"),
        DefaultSetting([.sandbox], "vat.token", "maskinportenSystemUser", design, "2026-09"),
        DefaultSetting(
            BooksEnvironment.allCases, "vat.maskinportenScopes", ["altinn:instances.read", "altinn:instances.write"],
            skatteetaten, "2025-09-02"),
        // The ending is v0.1 in one place of the guide and v1.0 in its examples: only the beginning is compared.
        DefaultSetting(
            BooksEnvironment.allCases, "vat.envelopeDataTypePrefix",
            "no.skatteetaten.fastsetting.avgift.mva.mvameldinginnsending.", mva, "2025-11-04"),
        DefaultSetting(BooksEnvironment.allCases, "vat.returnDataType", "mvamelding", mva, "2025-11-04"),
        DefaultSetting(BooksEnvironment.allCases, "vat.attachmentDataType", "binaerVedlegg", mva, "2025-11-04"),
        DefaultSetting(
            BooksEnvironment.allCases, "vat.validationPath", "/api/mva/grensesnittstoette/mva-melding/valider",
            skatteetaten, "2025-09-02"),
        // The validation service takes a person's token only, so asking it first is a choice.
        DefaultSetting(BooksEnvironment.allCases, "vat.prevalidate", false, skatteetaten, "2025-09-02"),
        DefaultSetting(BooksEnvironment.allCases, "vat.machineMayConfirm", true, design, "2026-09"),
        DefaultSetting(
            BooksEnvironment.allCases, "vat.accessPackages", ["urn:altinn:accesspackage:merverdiavgift"], altinn,
            "2026-07-17"),
        DefaultSetting(BooksEnvironment.allCases, "waiting.requestTimeoutSeconds", 100, design, "2026-09"),
        DefaultSetting(BooksEnvironment.allCases, "waiting.firstPauseSeconds", 1, design, "2026-09"),
        DefaultSetting(BooksEnvironment.allCases, "waiting.longestRetryAfterSeconds", 120, design, "2026-09"),
        // The authority's sample code polls every 10 s for up to 360 s.
        DefaultSetting(real, "waiting.longestPauseSeconds", 10, mva, "2025-11-04"),
        DefaultSetting(real, "waiting.feedbackSeconds", 360, mva, "2025-11-04"),
        // A new instance may appear in the lists some seconds late.
        DefaultSetting(real, "waiting.instanceSearchSeconds", 75, design, "2026-09"),
        // Storage holds a process lock for at most five minutes.
        DefaultSetting(real, "waiting.processLockSeconds", 300, "Altinn/altinn-storage", "2026-08-20"),
    ]
}
