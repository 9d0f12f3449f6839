import Application
import Filing
import Reports
import Values

/// What is told about one finding: what is wrong, and what to do next.
struct BooksFindingText {
    /// As scripts know it.
    let kind: String
    let phrase: Phrase

    init(_ finding: BooksFinding) {
        switch finding {
        case .openFile(let path, let mode): self = .openFile(path, mode)
        case .damaged(let fault):
            self.init(
                "damaged", en: "The log is damaged: \(fault). Restore it from a backup.",
                nb: "Loggen er skadet: \(fault). Hent den tilbake fra en sikkerhetskopi.")
        case .unusableKey(let setting, let reason):
            self.init(
                "unusable-key", en: "The key in \(setting) cannot be used: \(reason)",
                nb: "Nøkkelen i \(setting) kan ikke brukes: \(reason)")
        case .overdue(let period, let due, let filing): self = .overdue(period, due, filing)
        case .dueSoon(let period, let due, let filing): self = .dueSoon(period, due, filing)
        case .awaitingSignature(let filing, let due): self = .awaitingSignature(filing, due)
        case .unanswered(let filing, let since): self = .unanswered(filing, since)
        case .interrupted(let filing):
            self.init(
                "interrupted",
                en: "\(filing) stopped on its way to the authority. Go on with 'bilag filing submit \(filing)'.",
                nb: "\(filing) stanset på vei til myndigheten. Fortsett med 'bilag filing submit \(filing)'.")
        case .rejected(let filing):
            self.init(
                "rejected",
                en: "\(filing) was rejected and counts as not delivered. See why with 'bilag filing show \(filing)'.",
                nb: "\(filing) ble avvist og regnes som ikke levert. Se hvorfor med 'bilag filing show \(filing)'.")
        case .countedTwice(let filing, let shared): self = .countedTwice(filing, shared)
        case .notClosed(let period):
            self.init(
                "not-closed",
                en: "\(period) is still open for posting, though its return is sent or was due. Close it with 'bilag "
                    + "period close \(period)'.",
                nb: "\(period) er fortsatt åpen for bilag, enda meldingen er sendt eller skulle vært det. Lukk den med "
                    + "'bilag period close \(period)'.")
        }
    }

    private init(_ kind: String, en english: String, nb norwegian: String) {
        self.kind = kind
        phrase = Phrase(en: english, nb: norwegian)
    }

    private static func openFile(_ path: String, _ mode: String) -> BooksFindingText {
        BooksFindingText(
            "open-file", en: "'\(path)' has mode \(mode), so others than its owner can use it. Run 'chmod 600' on it.",
            nb: "'\(path)' har rettighetene \(mode), så andre enn eieren kan bruke den. Kjør 'chmod 600' på den.")
    }

    private static func countedTwice(_ filing: FilingID, _ shared: SharedPostings) -> BooksFindingText {
        let other = shared.filing.map { "\($0)" } ?? "\(shared.category)"
        return BooksFindingText(
            "counted-twice",
            en:
                "\(filing) has \(shared.text), and both are sent: the VAT is reported twice. Have the wrong one corrected.",
            nb: "\(filing) og \(other) er begge sendt, og har \(shared.postings) "
                + "\(shared.postings == 1 ? "postering" : "posteringer") felles: avgiften er meldt to ganger. "
                + "Få den gale meldingen rettet.")
    }

    private static func overdue(
        _ period: ReportingPeriod, _ due: CalendarDate, _ filing: FilingID?
    ) -> BooksFindingText {
        BooksFindingText(
            "overdue",
            en: "The return of \(period) was due \(due) and is not filed. "
                + (filing.map { "See where it stands with 'bilag filing status \($0)'." }
                    ?? "Begin with 'bilag filing draft vat --period \(period)'."),
            nb: "Meldingen for \(period) hadde frist \(due) og er ikke sendt. "
                + (filing.map { "Se hvor den står med 'bilag filing status \($0)'." }
                    ?? "Begynn med 'bilag filing draft vat --period \(period)'."))
    }

    private static func dueSoon(
        _ period: ReportingPeriod, _ due: CalendarDate, _ filing: FilingID?
    ) -> BooksFindingText {
        BooksFindingText(
            "due-soon", en: "The return of \(period) is due \(due)\(filing.map { " (\($0))" } ?? "").",
            nb: "Meldingen for \(period) har frist \(due)\(filing.map { " (\($0))" } ?? "").")
    }

    private static func awaitingSignature(_ filing: FilingID, _ due: CalendarDate?) -> BooksFindingText {
        BooksFindingText(
            "awaiting-signature",
            en:
                "\(filing) waits for a person to sign it in Altinn and is not filed\(due.map { "; it is due \($0)" } ?? "")."
                + " Afterwards: 'bilag filing await \(filing)'.",
            nb: "\(filing) venter på signatur i Altinn og er ikke levert\(due.map { "; fristen er \($0)" } ?? "")."
                + " Etterpå: 'bilag filing await \(filing)'.")
    }

    private static func unanswered(_ filing: FilingID, _ since: Timestamp) -> BooksFindingText {
        BooksFindingText(
            "unanswered",
            en: "\(filing) was sent \(since) and no answer is recorded. Fetch it with 'bilag filing await \(filing)'.",
            nb: "\(filing) ble sendt \(since), og svaret er ikke hentet. Hent det med 'bilag filing await \(filing)'.")
    }
}
