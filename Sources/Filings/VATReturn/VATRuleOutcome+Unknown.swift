import Values

/// Why a rule cannot be evaluated here, each as a clause.
extension VATRuleOutcome {
    static let periodIsUnreadable = unknown(en: "the period cannot be read", nb: "perioden kan ikke leses")
    static let categoryIsUnreadable = unknown(
        en: "the category cannot be read",
        nb: "meldingskategorien kan ikke leses")
    static let totalIsUnreadable = unknown(en: "the total cannot be read", nb: "totalen kan ikke leses")
    static let yearIsUnreadable = unknown(en: "the year cannot be read", nb: "året kan ikke leses")
    static let dayIsUnknown = unknown(en: "the day of submission is not known", nb: "innsendingsdagen er ikke kjent")
    static let dayOrDeadlineIsUnknown = unknown(
        en: "the day of submission or the deadline is not known",
        nb: "innsendingsdagen eller fristen er ikke kjent")
    static let deadlineIsUnknown = unknown(
        en: "the deadline of the period is not known",
        nb: "fristen for perioden er ikke kjent")
    static let historyIsUnknown = unknown(en: "earlier returns are not known", nb: "tidligere meldinger er ikke kjent")
    static let registrationIsUnknown = unknown(
        en: "what the company is registered for is not known",
        nb: "det er ikke kjent hva virksomheten er registrert for")
    static let periodKindIsUnknown = unknown(
        en: "the registered kind of period is not known",
        nb: "den registrerte periodetypen er ikke kjent")
    static let registrationDatesAreUnknown = unknown(
        en: "the dates of the registration are not known",
        nb: "datoene for registreringen er ikke kjent")
    static let jointRegistrationIsUnknown = unknown(
        en: "it is not known whether the registration is joint",
        nb: "det er ikke kjent om det er en fellesregistrering")
    static let oneOffRegistrationIsUnknown = unknown(
        en: "it is not known whether the registration is one-off",
        nb: "det er ikke kjent om det er en engangsregistrering")
    static let registrationInPeriodIsUnknown = unknown(
        en: "it is not known whether the claimant is VAT-registered in the period",
        nb: "det er ikke kjent om den som krever, er registrert i Merverdiavgiftsregisteret i perioden")
    static let obligationIsUnknown = unknown(
        en: "it is not known whether the filer has an ordinary obligation in the period",
        nb: "det er ikke kjent om den som leverer, har alminnelig leveringsplikt i perioden")
    static let deletionIsUnknown = unknown(
        en: "it is not known whether the Enhetsregister has deleted the entity",
        nb: "det er ikke kjent om enheten er slettet fra Enhetsregisteret")
    static let formIsUnknown = unknown(
        en: "the organisation form is not known",
        nb: "organisasjonsformen er ikke kjent")
    static let refundAccountIsUnknown = unknown(
        en: "the bank account registered for refunds is not known",
        nb: "det er ikke kjent hvilken bankkonto som er registrert for tilbakebetaling")
    static let highestAmountIsUnpublished = unknown(
        en: "the authority does not publish the highest amount",
        nb: "Skatteetaten har ikke offentliggjort det høyeste beløpet")
    static let compensationLawIsUnknown = unknown(
        en: "it is not known whether the compensation law of 2026 applies",
        nb: "det er ikke kjent om kompensasjonsreglene fra 2026 gjelder")
    static let authorityOnly = unknown(
        en: "only the authority can evaluate it",
        nb: "bare Skatteetaten kan vurdere den")

    private static func unknown(en english: String, nb norwegian: String) -> VATRuleOutcome {
        .unknown(Phrase(en: english, nb: norwegian))
    }
}
