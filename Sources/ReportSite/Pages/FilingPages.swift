import Cryptography
import EventLog
import Filing
import Formats
import LegalTables
import Projections
import Reports
import VATReturn
import Values

/// The filings: what was sent, who approved it, and what came back.
struct FilingPages {
    private let site: SiteContext
    private let contents: SiteContents

    init(_ site: SiteContext, _ contents: SiteContents) {
        self.site = site
        self.contents = contents
    }

    var list: SiteFile {
        let title = site.text(Phrase(en: "Filings", nb: "Innsendinger")) + " \(site.daysText)"
        return site.page(SiteSection.filings.file, title, .filings) { writeList(&$0) }
    }

    /// For the list's own page, and the overview: both lie outside the folders.
    func writeList(_ html: inout HTMLWriter) {
        guard !contents.filings.isEmpty else {
            return html.paragraph(site.words("Nothing was drafted.", "Ingenting er laget."))
        }
        var table = ReportTable([
            .init("filing", Phrase(en: "Filing", nb: "Innsending")),
            .init("period", Phrase(en: "Period", nb: "Periode")),
            .init("state", Phrase(en: "State", nb: "Status")),
            .init("approved", Phrase(en: "Approved by", nb: "Godkjent av")),
            .init("delivered", Phrase(en: "Delivered", nb: "Levert")),
            .init("deadline", Phrase(en: "Deadline", nb: "Frist")),
            .init("vat", Phrase("fastsattMerverdiavgift"), .right),
        ])
        for filing in contents.filings {
            let record = filing.record
            table.add([
                .text(record.id.description), .text(record.id.period.description), .phrase(record.state.words),
                .text(record.approvals.map(\.approval.by).joined(separator: ", ")),
                .text(record.submittedAt?.dateInNorway.description ?? ""),
                .text(filing.deadline?.day.description ?? ""),
                filing.document?.total?.kroner.map { .kroner($0) } ?? .empty,
            ])
        }
        site.table(
            table, caption: Phrase(en: "Filings, oldest first", nb: "Innsendinger, eldste først"), &html
        ) { row, column in
            column == "filing" && contents.filings.indices.contains(row)
                ? SiteName.filing(contents.filings[row].record.id) : nil
        }
    }

    func page(of filing: SiteContents.Filing) -> SiteFile {
        let id = filing.record.id
        let title = site.text(Phrase(en: "Filing", nb: "Innsending")) + " \(id)"
        return site.page(SiteName.filing(id), title, .filings) { html in
            site.facts(facts(of: filing), &html)
            writeLines(filing, &html)
            writeApprovals(filing, &html)
            writeDocuments(filing, &html)
            writeHistory(filing, &html)
        }
    }

    private func facts(of filing: SiteContents.Filing) -> [(Phrase, SiteFact)] {
        let record = filing.record
        let draft = record.current
        var facts: [(Phrase, SiteFact)] = [
            (Phrase(en: "State", nb: "Status"), .state(record.state.words)),
            (
                Phrase(en: "Period", nb: "Periode"),
                contents.term(of: filing).map { .link("../" + contents.name(of: $0), "\(record.id.period)") }
                    ?? .text("\(record.id.period)")
            ),
            (Phrase("meldingskategori"), .text(filing.category.rawValue)),
        ]
        if let deadline = filing.deadline {
            facts.append((Phrase(en: "Deadline", nb: "Frist"), .text("\(deadline.day)")))
        }
        if let time = record.submittedAt { facts.append((Phrase(en: "Delivered", nb: "Levert"), .time(time))) }
        if let reason = record.verdict?.note.reason { facts.append((Phrase(en: "Verdict", nb: "Svar"), .text(reason))) }
        if let other = record.supersededBy {
            facts.append((Phrase(en: "Superseded by", nb: "Erstattet av"), .text(other.description)))
        }
        facts += [
            (Phrase(en: "Drafted by", nb: "Laget av"), .text(draft.event.by)),
            (Phrase(en: "Drafted at", nb: "Laget"), .time(draft.time)),
            (
                Phrase(en: "From the log's first entries", nb: "Av loggens første poster"),
                .number(Int64(clamping: draft.event.prefix.size))
            ),
            (Phrase(en: "Root of that log", nb: "Den loggens rot"), .hash(draft.event.prefix.root.hex)),
            (Phrase(en: "SHA-256 of the return", nb: "SHA-256 av meldingen"), .hash(draft.event.hashes.document.hex)),
            (
                Phrase(en: "SHA-256 of the envelope", nb: "SHA-256 av konvolutten"),
                .hash(draft.event.hashes.envelope.hex)
            ),
        ]
        return facts
    }

    // Lines

    private func writeLines(_ filing: SiteContents.Filing, _ html: inout HTMLWriter) {
        html.heading(site.words("Lines as they stand in the document", "Linjene slik de står i dokumentet"))
        guard let document = filing.document else {
            return html.paragraph(
                site.words("The document does not keep to its schema.", "Dokumentet følger ikke skjemaet sitt."))
        }
        let term = contents.term(of: filing)
        let matches = document.lines.map { line in term.flatMap { index(of: line, in: $0) } }
        var table = ReportTable([
            .init("line", Phrase(en: "Line", nb: "Linje"), .right), .init("mvaKode", Phrase("mvaKode"), .right),
            .init("name", Phrase(en: "Meaning", nb: "Betydning")), .init("spesifikasjon", Phrase("spesifikasjon")),
            .init("mvaKodeRegnskapsystem", Phrase(en: "Own code", nb: "Egen kode")),
            .init("grunnlag", Phrase("grunnlag"), .right), .init("sats", Phrase("sats"), .right),
            .init("merverdiavgift", Phrase("merverdiavgift"), .right), .init("merknad", Phrase("merknad")),
            .init("now", Phrase(en: "By the books now", nb: "Etter regnskapet nå"), .right),
        ])
        for (line, match) in zip(document.lines, matches) {
            let now = match.flatMap { term?.specification.lines[$0] }
            table.add([
                .number(Int64(line.number)), .text(line.codeText), .phrase(now.map(VATSheet.meaning) ?? Phrase("")),
                .text(line.specificationText ?? ""), .text(line.ledgerCode ?? ""), kroner(line.grunnlag),
                .text(line.satsText ?? ""), kroner(line.merverdiavgift),
                .text(line.remark?.structured ?? line.remark?.text ?? ""),
                now.map { .kroner($0.merverdiavgift) } ?? .phrase(Phrase(en: "no such line", nb: "ingen slik linje")),
            ])
        }
        table.addTotal([
            .empty, .empty, .text("fastsattMerverdiavgift"), .empty, .empty, .empty, .empty, kroner(document.total),
            .empty,
            term.map { .kroner($0.specification.determinedVAT) } ?? .empty,
        ])
        site.table(
            table,
            caption: Phrase(
                en: "The return line by line; the number of a line leads to its postings",
                nb: "Meldingen linje for linje; linjens nummer leder til posteringene"), &html
        ) { row, column in
            guard column == "line" || column == "now", matches.indices.contains(row), let index = matches[row], let term
            else { return nil }
            return "../" + SiteName.line(index + 1, of: term, isOwn: contents.isOwn(term))
        }
        if let term, filed(document) != now(term) {
            site.warning(
                Phrase(
                    en:
                        "The books now give other figures than this document: something was posted to the period after it was "
                        + "drafted, or codes were mapped anew.",
                    nb:
                        "Regnskapet gir nå andre tall enn dette dokumentet: noe er bokført i perioden etter at det ble laget, eller "
                        + "koder er knyttet på nytt."), &html)
        }
    }

    private struct Figures: Hashable {
        let code: String
        let specification: String?
        let ledgerCode: String?
        let base: Int64?
        let vat: Int64?
    }

    private func filed(_ document: VATReturnDocument) -> Set<Figures> {
        Set(
            document.lines.map {
                Figures(
                    code: $0.codeText, specification: $0.specificationText, ledgerCode: $0.ledgerCode,
                    base: $0.grunnlag?.kroner, vat: $0.merverdiavgift.kroner)
            })
    }

    private func now(_ term: SiteContents.Term) -> Set<Figures> {
        Set(
            term.specification.lines.map {
                Figures(
                    code: $0.code.description, specification: $0.specification?.rawValue, ledgerCode: $0.ledgerCode,
                    base: $0.grunnlag, vat: $0.merverdiavgift)
            })
    }

    /// The line of the books that a line of the document is of.
    private func index(of line: VATReturnDocument.Line, in term: SiteContents.Term) -> Int? {
        term.specification.lines.firstIndex { other in
            other.code.description == line.codeText && other.specification?.rawValue == line.specificationText
                && other.ledgerCode == line.ledgerCode && other.rate?.officialText == line.sats?.officialText
                && (other.side == .output) == (line.grunnlag != nil)
        }
    }

    private func kroner(_ number: XMLDecimal?) -> ReportTable.Cell {
        number.map { $0.kroner.map { .kroner($0) } ?? .text($0.description) } ?? .empty
    }

    // Approvals

    private func writeApprovals(_ filing: SiteContents.Filing, _ html: inout HTMLWriter) {
        html.heading(site.words("Approvals", "Godkjenninger"))
        guard !filing.record.approvals.isEmpty else {
            return html.paragraph(site.words("Nobody has approved it.", "Ingen har godkjent den."))
        }
        var table = ReportTable([
            .init("by", Phrase(en: "Approved by", nb: "Godkjent av")),
            .init("method", Phrase(en: "Method", nb: "Metode")),
            .init("evidence", Phrase(en: "What shows it", nb: "Hva som viser det"), widest: 200),
            .init("time", Phrase(en: "Time (UTC)", nb: "Tid (UTC)")),
            .init("entry", Phrase(en: "Entry", nb: "Post"), .right),
        ])
        for given in filing.record.approvals {
            table.add([
                .text(given.approval.by), .text(given.approval.method.rawValue),
                .text(FilingPages.evidence(given.approval.evidence)), .text(given.time.description),
                .number(Int64(clamping: given.sequence)),
            ])
        }
        site.table(
            table,
            caption: Phrase(
                en: "Approvals of exactly the bytes with the hashes above",
                nb: "Godkjenninger av nøyaktig de bytene som har hashene over"), &html)
    }

    /// What may be told of it: never the token of a login, which holds a national identity number.
    static func evidence(_ evidence: ApprovalEvidence) -> String {
        switch evidence {
        case .local(let user): user
        case .ssh(let signature): (try? SSHPublicKey(line: signature.key))?.fingerprint ?? "?"
        case .idPorten(let login): "\(login.level), \(login.issuer), \(login.person)"
        }
    }

    // Documents

    private func writeDocuments(_ filing: SiteContents.Filing, _ html: inout HTMLWriter) {
        html.heading(site.words("Documents", "Dokumenter"))
        html.markup("<ul class=\"documents\">\n")
        for document in filing.documents {
            html.markup("<li>")
            if document.isWithheld {
                html.book(site.text(document.label))
                html.markup(" <em>")
                html.markup(
                    site.words(
                        "stays in the books: it may hold a national identity number",
                        "blir i regnskapet: det kan inneholde et fødselsnummer"))
                html.markup("</em>")
            } else {
                html.link("../" + document.name, site.text(document.label))
            }
            html.markup(" <small>")
            html.text(document.mediaType)
            html.markup(", ")
            html.whole(Int64(document.size), site.numbers)
            html.markup(" bytes, SHA-256 <code>")
            html.text(document.hash.hex)
            html.markup("</code></small></li>\n")
        }
        html.markup("</ul>\n")
    }

    // History

    private func writeHistory(_ filing: SiteContents.Filing, _ html: inout HTMLWriter) {
        html.heading(site.words("What happened", "Hva som skjedde"))
        var table = ReportTable([
            .init("entry", Phrase(en: "Entry", nb: "Post"), .right),
            .init("time", Phrase(en: "Time (UTC)", nb: "Tid (UTC)")),
            .init("event", Phrase(en: "Event", nb: "Hendelse")), .init("by", Phrase(en: "Who", nb: "Hvem")),
            .init("what", Phrase(en: "What", nb: "Hva"), widest: 400),
        ])
        for event in filing.events {
            let step = event.body["step"]
            let what =
                event.body["reason"]?.string ?? step?["message"]?.string ?? step?["reason"]?.string
                ?? step?["kind"]?.string ?? step?["name"]?.string ?? step?["to"]?.string ?? ""
            table.add([
                .number(Int64(clamping: event.sequence)), .text(event.time.description), .text(event.type.name),
                .text(event.body["by"]?.string ?? ""), .text(what),
            ])
        }
        site.table(
            table, caption: Phrase(en: "Every event of the filing", nb: "Alle hendelser for innsendingen"),
            &html)
    }
}
