import Formats
import LegalTables
import Values

/// What the tax authority says about paying a return (betalingsinformasjon).
struct PaymentInformation {
    let instanceID: String
    let organisation: OrganisationNumber
    /// Element and value of the period, as the return has them.
    let period: (element: String, value: String)
    let year: String
    /// Whole kroner as the return has them; a refund is 0 to pay.
    let amount: String
    let dueDate: CalendarDate
    /// The period's place in its year, from 1; 0 when there is no such period.
    private let periodIndex: Int

    static let namespace =
        "no:skatteetaten:fastsetting:avgift:mva:skattemeldingformerverdiavgift:betalingsinformasjon:v1.0"

    /// Takes what it needs from a return that fits its schema. Nil when it does not.
    init?(_ vatReturn: XMLElement, instanceID: String, organisation: OrganisationNumber, submitted: CalendarDate) {
        let basis = vatReturn.child("skattegrunnlagOgBeregnetSkatt")
        guard let periodElement = basis?.at("skattleggingsperiode", "periode")?.children.first,
            let year = basis?.at("skattleggingsperiode", "aar")?.trimmedText,
            let amount = basis?.child("fastsattMerverdiavgift")?.trimmedText
        else { return nil }
        self.instanceID = instanceID
        self.organisation = organisation
        self.period = (periodElement.name, periodElement.text)
        self.year = year
        self.amount = amount.hasPrefix("-") ? "0" : amount
        let category = VATCategory(rawValue: vatReturn.child("meldingskategori")?.text ?? "")
        let reported = Int(year).flatMap { [period] in
            LegalTables.current.vatPeriods.period(element: period.element, value: period.value, year: $0)
        }
        periodIndex = reported?.index ?? 0
        let deadline = category.flatMap { category in
            reported.flatMap { LegalTables.current.vatDeadlines.deadline(category, $0) }
        }
        dueDate = deadline?.day ?? submitted
    }

    /// A made-up number with the check digit of a real one (MOD10), from organisation, year and period.
    var customerIdentification: String {
        let digits = organisation.digits + year + (periodIndex < 10 ? "0" : "") + String(periodIndex)
        // Every second digit from the right counts twice, and its cross sum is taken (Luhn).
        let sum = digits.reversed().compactMap(\.wholeNumberValue).enumerated().reduce(0) { sum, digit in
            let value = digit.offset.isMultiple(of: 2) ? digit.element * 2 : digit.element
            return sum + (value > 9 ? value - 9 : value)
        }
        return digits + String((10 - sum % 10) % 10)
    }

    func document() throws(XMLWritingError) -> [UInt8] {
        var writer = XMLWriter()
        try writer.start("betalingsinformasjon", attributes: [("xmlns", PaymentInformation.namespace)])
        try writer.element("innsendingsreferanse", instanceID)
        try writer.start("skattepliktig")
        try writer.element("organisasjonsnummer", organisation.digits)
        try writer.end()
        try writer.start("skattleggingsperiode")
        try writer.start("periode")
        try writer.element(period.element, period.value)
        try writer.end()
        try writer.element("aar", year)
        try writer.end()
        try writer.element("kundeidentifikasjonsnummer", customerIdentification)
        try writer.element("beloep", amount)
        try writer.element("betaleTil", "Skatteetaten")
        try writer.element("betalingsfrist", dueDate.description)
        try writer.start("betalesTilKonto")
        // The account of the official example, which belongs to nobody.
        try writer.element("norskKontonummer", "12345678903")
        try writer.end()
        try writer.end()
        return try writer.finish()
    }
}
