import EventLog
import Formats
import Ledger
import Reports
import Values

/// What all pages of a site have in common.
struct SiteContext: Sendable {
    let language: Language
    let company: Company
    let days: ClosedRange<CalendarDate>
    let head: TreeHead
    let lastEntry: Timestamp

    init(_ contents: SiteContents, _ language: Language) {
        self.language = language
        company = contents.company
        days = contents.days
        head = contents.head
        lastEntry = contents.lastEntry
    }

    /// Words of our own, which hold no sign that means something in markup.
    func words(_ english: StaticString, _ norwegian: StaticString) -> StaticString {
        language == .english ? english : norwegian
    }

    func text(_ phrase: Phrase) -> String { phrase.text(in: language) }

    /// With a true minus sign, which screen readers say, and blanks that do not break.
    var numbers: HTMLWriter.NumberForm { language == .english ? SiteContext.english : SiteContext.norwegian }

    private static let english = HTMLWriter.NumberForm(minus: "−", group: "\u{A0}", decimal: ".")
    private static let norwegian = HTMLWriter.NumberForm(minus: "−", group: "\u{A0}", decimal: ",")

    /// `2026`, or `2026-01-01 – 2026-03-31`.
    var daysText: String {
        let (first, last) = (days.lowerBound, days.upperBound)
        let isYear = first.year == last.year && (first.month, first.day, last.month, last.day) == (1, 1, 12, 31)
        return isYear ? "\(first.year)" : "\(first) – \(last)"
    }

    /// `310 000 051`.
    var organisationNumberText: String { groupedDigits(UInt64(company.organisationNumber.digits) ?? 0) }
}

/// The parts of a site that its navigation leads to.
enum SiteSection: CaseIterable {
    case overview, statements, vat, filings, accounts, vouchers, integrity

    var file: String {
        switch self {
        case .overview: "index.html"
        case .statements: "statements.html"
        case .vat: "vat.html"
        case .filings: "filings.html"
        case .accounts: "accounts.html"
        case .vouchers: "vouchers.html"
        case .integrity: "integrity.html"
        }
    }

    func name(_ site: SiteContext) -> StaticString {
        switch self {
        case .overview: site.words("Overview", "Oversikt")
        case .statements: site.words("Statements", "Regnskap")
        case .vat: site.words("VAT", "Mva")
        case .filings: site.words("Filings", "Innsendinger")
        case .accounts: site.words("Accounts", "Kontoer")
        case .vouchers: site.words("Vouchers", "Bilag")
        case .integrity: site.words("Integrity", "Integritet")
        }
    }
}
