import EventLog
import Filing
import Formats
import LegalTables
import Projections
import Reports
import Values

extension SiteContents {
    /// Whether a term is of the kind of return that the company is registered for.
    func isOwn(_ term: Term) -> Bool { term.category == company.vatCategory ?? .alminnelig }

    func name(of term: Term) -> String { SiteName.term(term, isOwn: isOwn(term)) }

    /// The filings of a term, oldest first.
    func filings(of term: Term) -> [Filing] {
        filings.filter { $0.record.id.period == term.period && $0.category == term.category }
    }

    /// The term that a filing is of.
    func term(of filing: Filing) -> Term? {
        terms.first { $0.period == filing.record.id.period && $0.category == filing.category }
    }
}

/// The VAT terms, each with the lines of its return.
struct VATPages {
    private let site: SiteContext
    private let contents: SiteContents

    init(_ site: SiteContext, _ contents: SiteContents) {
        self.site = site
        self.contents = contents
    }

    // All terms

    var list: SiteFile {
        let title = site.text(Phrase(en: "VAT", nb: "Merverdiavgift")) + " \(site.daysText)"
        return site.page(SiteSection.vat.file, title, .vat) { html in
            guard !contents.terms.isEmpty else {
                return html.paragraph(
                    site.words(
                        "The company is not in the VAT register, and no VAT return was drafted.",
                        "Selskapet står ikke i Merverdiavgiftsregisteret, og ingen mva-melding er laget."))
            }
            site.paragraph(
                Phrase(
                    en:
                        "What the return of each term reports by the books as they are now, and what was filed. Amounts in whole "
                        + "kroner; what is to be paid is positive.",
                    nb:
                        "Hva meldingen for hver termin viser etter regnskapet slik det er nå, og hva som er sendt inn. Beløp i hele "
                        + "kroner; det som skal betales, er positivt."), &html)
            site.table(
                table(contents.terms), caption: Phrase(en: "VAT terms", nb: "Mva-terminer"), &html
            ) { row, column in
                guard contents.terms.indices.contains(row) else { return nil }
                let term = contents.terms[row]
                switch column {
                case "term": return contents.name(of: term)
                case "filing": return contents.filings(of: term).last.map { SiteName.filing($0.record.id) }
                default: return nil
                }
            }
        }
    }

    private func table(_ terms: [SiteContents.Term]) -> ReportTable {
        var table = ReportTable([
            .init("term", Phrase(en: "Term", nb: "Termin")), .init("days", Phrase(en: "Days", nb: "Dager")),
            .init("category", Phrase("meldingskategori")), .init("deadline", Phrase(en: "Deadline", nb: "Frist")),
            .init("filing", Phrase(en: "Filing", nb: "Innsending")), .init("state", Phrase(en: "State", nb: "Status")),
            .init("delivered", Phrase(en: "Delivered", nb: "Levert")),
            .init("filed", Phrase(en: "Filed", nb: "Innsendt"), .right),
            .init("books", Phrase(en: "By the books", nb: "Etter regnskapet"), .right),
        ])
        for term in terms {
            let filing = contents.filings(of: term).last
            table.add([
                .text(term.period.description), .text("\(term.period.firstDay) – \(term.period.lastDay)"),
                .text(term.category.rawValue), .text(term.deadline?.day.description ?? "–"),
                .text(filing?.record.id.description ?? ""), state(of: filing),
                .text(filing?.record.submittedAt?.dateInNorway.description ?? ""),
                filing?.document?.total?.kroner.map { .kroner($0) } ?? .empty,
                .kroner(term.specification.determinedVAT),
            ])
        }
        return table
    }

    /// For the overview.
    func shortTable(_ terms: [SiteContents.Term]) -> ReportTable {
        var table = ReportTable([
            .init("term", Phrase(en: "Term", nb: "Termin")), .init("deadline", Phrase(en: "Deadline", nb: "Frist")),
            .init("state", Phrase(en: "State", nb: "Status")), .init("vat", Phrase(en: "VAT", nb: "Mva"), .right),
        ])
        for term in terms {
            table.add([
                .text(term.period.description), .text(term.deadline?.day.description ?? "–"),
                state(of: contents.filings(of: term).last), .kroner(term.specification.determinedVAT),
            ])
        }
        return table
    }

    private func state(of filing: SiteContents.Filing?) -> ReportTable.Cell {
        filing.map { .phrase($0.record.state.words) } ?? .phrase(Phrase(en: "not drafted", nb: "ikke laget"))
    }

    // One term

    /// - Parameter traces: the postings behind each line.
    /// - Throws: `MoneyOverflow`, and what `emit` throws.
    func write(
        _ term: SiteContents.Term, traces: [[Int32]], _ pages: PostingPages, emit: (SiteFile) throws -> Void
    ) throws {
        try emit(try page(of: term))
        for (index, line) in term.specification.lines.enumerated() {
            let title = lineTitle(line, index + 1, of: term)
            try pages.line(
                title: title, facts: facts(of: line, term), traces.indices.contains(index) ? traces[index] : [],
                name: { SiteName.line(index + 1, of: term, isOwn: contents.isOwn(term), page: $0) }, emit: emit)
        }
    }

    private func page(of term: SiteContents.Term) throws -> SiteFile {
        let sheet = try VATSheet(
            term.specification, logSize: site.head.size, root: site.head.root.hex,
            comparesAccounts: term.comparesAccounts)
        let title =
            site.text(Phrase(en: "VAT return", nb: "Mva-melding")) + " \(term.period)"
            + (contents.isOwn(term) ? "" : ", \(term.category)")
        return site.page(contents.name(of: term), title, .vat) { html in
            site.facts(facts(of: term), &html)
            if let unmapped = sheet.unmappedNote { site.warning(unmapped, &html) }
            html.heading(site.words("Lines of the return", "Linjene i meldingen"))
            site.table(
                sheet.table,
                caption: Phrase(
                    en: "What the return reports by the books as they are now; each number of postings leads to them",
                    nb: "Hva meldingen viser etter regnskapet slik det er nå; antall posteringer leder til dem"), &html
            ) { row, column in
                guard column == "postings" || column == "line", term.specification.lines.indices.contains(row) else {
                    return nil
                }
                return "../" + SiteName.line(row + 1, of: term, isOwn: contents.isOwn(term))
            }
            if let table = sheet.reconciliation {
                html.heading(site.words("Against the accounts", "Mot regnskapet"))
                site.table(
                    table,
                    caption: Phrase(
                        en: "The VAT accounts of the term beside the return",
                        nb: "Terminens mva-konti ved siden av meldingen"),
                    &html)
            }
            writeFilings(of: term, &html)
        }
    }

    private func facts(of term: SiteContents.Term) -> [(Phrase, SiteFact)] {
        var facts: [(Phrase, SiteFact)] = [
            (Phrase(en: "Days", nb: "Dager"), .text("\(term.period.firstDay) – \(term.period.lastDay)")),
            (Phrase("meldingskategori"), .text(term.category.rawValue)),
        ]
        if let deadline = term.deadline {
            // The paragraph; what the table's row says after it is for those who keep the table.
            let paragraph = deadline.source.prefix { $0 != ";" }
            facts.append((Phrase(en: "Deadline", nb: "Frist"), .text("\(deadline.day) (\(paragraph))")))
            if let warning = deadline.warnFrom {
                facts.append(
                    (
                        Phrase(en: "A careful filer keeps", nb: "Den forsiktige leverer innen"),
                        .text(warning.description)
                    ))
            }
        }
        facts.append((Phrase("fastsattMerverdiavgift"), .kroner(term.specification.determinedVAT)))
        let filings = contents.filings(of: term)
        facts.append(
            (
                Phrase(en: "State", nb: "Status"),
                filings.last.map { .state($0.record.state.words) }
                    ?? .phrase(Phrase(en: "not drafted", nb: "ikke laget"))
            ))
        return facts
    }

    private func writeFilings(of term: SiteContents.Term, _ html: inout HTMLWriter) {
        let filings = contents.filings(of: term)
        guard !filings.isEmpty else { return }
        html.heading(site.words("Filings of the term", "Innsendinger for terminen"))
        html.markup("<ul>\n")
        for filing in filings {
            html.markup("<li>")
            html.link("../" + SiteName.filing(filing.record.id), filing.record.id.description)
            html.markup(" ")
            site.badge(filing.record.state.words, &html)
            html.markup("</li>\n")
        }
        html.markup("</ul>\n")
    }

    // One line

    private func lineTitle(_ line: VATSpecificationLine, _ number: Int, of term: SiteContents.Term) -> String {
        "\(term.period), " + site.text(Phrase(en: "line", nb: "linje")) + " \(number): mvaKode \(line.code)"
    }

    private func facts(of line: VATSpecificationLine, _ term: SiteContents.Term) -> [(Phrase, SiteFact)] {
        var facts: [(Phrase, SiteFact)] = [
            (
                Phrase(en: "Return", nb: "Melding"), .link("../" + contents.name(of: term), term.period.description)
            ),
            (Phrase(en: "Meaning", nb: "Betydning"), .phrase(VATSheet.meaning(of: line))),
        ]
        if let specification = line.specification {
            facts.append((Phrase("spesifikasjon"), .text(specification.rawValue)))
        }
        if let code = line.ledgerCode { facts.append((Phrase(en: "Own code", nb: "Egen kode"), .text(code))) }
        if let rate = line.rate { facts.append((Phrase("sats"), .text("\(rate.officialText) %"))) }
        if let base = line.grunnlag { facts.append((Phrase("grunnlag"), .kroner(base))) }
        facts.append((Phrase("merverdiavgift"), .kroner(line.merverdiavgift)))
        facts.append((Phrase(en: "To the øre", nb: "På øret"), .money(line.vat)))
        return facts
    }
}
