import EventLog
import Filing
import Formats
import Ledger
import Reports
import Values

extension SiteContext {
    /// What the pages rest on, and how to check it.
    func integrity(_ contents: SiteContents, _ counts: DocumentationCounts) -> SiteFile {
        page(SiteSection.integrity.file, text(Phrase(en: "Integrity", nb: "Integritet")), .integrity) { html in
            paragraph(
                Phrase(
                    en:
                        "Everything here is read from one append-only log. While these pages were written, every entry was read and "
                        + "its hash computed anew; the hash tree over them (RFC 9162) gave the root below, which is the one recorded, and "
                        + "each document shown here has the hash that it is kept under.",
                    nb:
                        "Alt her er lest fra én logg som det bare legges til i. Mens disse sidene ble skrevet, ble hver post lest og "
                        + "hashen regnet ut på nytt; hashtreet over dem (RFC 9162) ga roten nedenfor, som er den lagrede, og hvert "
                        + "dokument som vises her, har hashen det er lagret under."), &html)
            facts(
                [
                    (Phrase(en: "Entries verified", nb: "Verifiserte poster"), .number(Int64(clamping: head.size))),
                    (Phrase(en: "Root (SHA-256)", nb: "Rot (SHA-256)"), .hash(head.root.hex)),
                    (Phrase(en: "Last entry recorded", nb: "Siste post registrert"), .time(lastEntry)),
                    (Phrase(en: "Books", nb: "Regnskap"), .hash(company.booksID)),
                    (Phrase(en: "Environment", nb: "Miljø"), .text("\(company.environment)")),
                ], &html)
            html.heading(words("Checkpoint", "Sjekkpunkt"))
            html.markup("<pre tabindex=\"0\">")
            html.text(contents.checkpoint)
            html.markup("</pre>\n")
            html.markup("<p>")
            html.markup(
                words(
                    "Compare it with one that was handed over earlier, and run:",
                    "Sammenlign det med et som ble gitt fra seg tidligere, og kjør:"))
            html.markup("</p>\n<pre tabindex=\"0\">bilag log verify --deep\nbilag log checkpoint</pre>\n<p>")
            html.markup(
                words(
                    "The file manifest.json lists every file of this site with its SHA-256.",
                    "Filen manifest.json lister hver fil på dette nettstedet med sin SHA-256."))
            html.markup("</p>\n")
            writeDocumentation(counts, &html)
            writeLogs(contents, &html)
            writeImports(contents.books.imports, &html)
        }
    }

    private func writeDocumentation(_ counts: DocumentationCounts, _ html: inout HTMLWriter) {
        guard counts.vouchers > 0 else { return }
        var table = ReportTable([
            .init("documented", Phrase(en: "Documented by", nb: "Dokumentert av")),
            .init("vouchers", Phrase(en: "Vouchers", nb: "Bilag"), .right),
        ])
        let rows: [(Phrase, Int)] = [
            (Phrase(en: "Attached files", nb: "Vedlagte filer"), counts.withFiles),
            (Phrase(en: "The system they came from", nb: "Systemet de kom fra"), counts.withSource),
            (Phrase(en: "The voucher they take back", nb: "Bilaget de tilbakefører"), counts.reversing),
            (Phrase(en: "Nothing: documentation is missing", nb: "Ingenting: dokumentasjon mangler"), counts.missing),
        ]
        for (name, count) in rows { table.add([.phrase(name), .number(Int64(count))]) }
        table.addTotal([.phrase(Phrase(en: "Total", nb: "Sum")), .number(Int64(counts.vouchers))])
        html.heading(words("Documentation", "Dokumentasjon"))
        self.table(
            table,
            caption: Phrase(
                en: "Vouchers of these days, by the strongest documentation each has",
                nb: "Bilag i disse dagene, etter den sterkeste dokumentasjonen hvert har"), &html)
    }

    private func writeLogs(_ contents: SiteContents, _ html: inout HTMLWriter) {
        guard !contents.filings.isEmpty else { return }
        var table = ReportTable([
            .init("filing", Phrase(en: "Filing", nb: "Innsending")),
            .init("entries", Phrase(en: "Entries", nb: "Poster"), .right),
            .init("root", Phrase(en: "Root", nb: "Rot"), widest: 64),
        ])
        for filing in contents.filings {
            let prefix = filing.record.current.event.prefix
            table.add([
                .text(filing.record.id.description), .number(Int64(clamping: prefix.size)), .text(prefix.root.hex),
            ])
        }
        html.heading(words("The logs that filings were built from", "Loggene som innsendingene er laget av"))
        self.table(
            table,
            caption: Phrase(
                en: "Each is the beginning of the log above", nb: "Hver er begynnelsen av loggen over"), &html
        ) { row, column in
            column == "filing" && contents.filings.indices.contains(row)
                ? SiteName.filing(contents.filings[row].record.id) : nil
        }
    }

    private func writeImports(_ imports: [ImportRecord], _ html: inout HTMLWriter) {
        guard !imports.isEmpty else { return }
        var table = ReportTable([
            .init("file", Phrase(en: "File", nb: "Fil")), .init("system", Phrase(en: "System", nb: "System")),
            .init("vouchers", Phrase(en: "Vouchers", nb: "Bilag"), .right),
            .init("postings", Phrase(en: "Postings", nb: "Posteringer"), .right),
            .init("sha256", Phrase("SHA-256"), widest: 64),
        ])
        for record in imports {
            for (index, file) in record.files.enumerated() {
                table.add([
                    .text(file.name), .text(record.system), index == 0 ? .number(Int64(record.vouchers)) : .empty,
                    index == 0 ? .number(Int64(record.postings)) : .empty, .text(file.sha256),
                ])
            }
        }
        html.heading(words("Imported files", "Importerte filer"))
        self.table(
            table,
            caption: Phrase(
                en: "Vouchers that came from other systems: the files and their hashes",
                nb: "Bilag som kom fra andre systemer: filene og hashene deres"), &html)
    }
}
