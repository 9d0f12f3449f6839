import Formats
import Reports
import Values

extension SiteContext {
    /// A whole page: head, navigation, what `body` writes under the title, and the foot.
    ///
    /// - Parameters:
    ///   - name: of the file.
    ///   - title: the main heading.
    func page(
        _ name: String, _ title: String, _ section: SiteSection, _ body: (inout HTMLWriter) throws -> Void
    ) rethrows -> SiteFile {
        var html = HTMLWriter(reserving: 16_384)
        let root: StaticString = name.contains("/") ? "../" : ""
        writeHead(title, root, &html)
        writeNavigation(section, isSection: section.file == name, root, &html)
        html.markup("<main id=\"main\" tabindex=\"-1\">\n<h1>")
        html.book(title)
        html.markup("</h1>\n")
        try body(&html)
        html.markup("</main>\n")
        writeFoot(root, &html)
        return SiteFile(name, html.bytes)
    }

    private func writeHead(_ title: String, _ root: StaticString, _ html: inout HTMLWriter) {
        html.markup("<!DOCTYPE html>\n<html lang=\"")
        html.markup(words("en", "nb"))
        // 'self' is the site where a server shows it; a browser that reads it from a file knows no such thing.
        html.markup(
            """
            ">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self' file:; \
            base-uri 'none'; form-action 'none'">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="referrer" content="no-referrer">
            <title>
            """)
        html.book(title)
        html.markup(" – ")
        html.book(company.name)
        html.markup("</title>\n<link rel=\"stylesheet\" href=\"")
        html.markup(root)
        html.markup("style.css\">\n</head>\n")
    }

    private func writeNavigation(
        _ section: SiteSection, isSection: Bool, _ root: StaticString, _ html: inout HTMLWriter
    ) {
        html.markup("<body>\n<a class=\"skip\" href=\"#main\">")
        html.markup(words("Skip to content", "Hopp til innholdet"))
        html.markup("</a>\n<header>\n<p class=\"company\"><b>")
        html.book(company.name)
        html.markup("</b> <span class=\"nowrap\">")
        html.text(organisationNumberText)
        html.markup("</span>")
        if company.environment != .production {
            html.markup(" <span class=\"badge\">")
            html.text("\(company.environment)")
            html.markup("</span>")
        }
        html.markup("</p>\n<nav aria-label=\"")
        html.markup(words("Main", "Hovedmeny"))
        html.markup("\"><ul>\n")
        for other in SiteSection.allCases {
            html.markup("<li><a href=\"")
            html.markup(root)
            html.text(other.file)
            html.markup("\"")
            if other == section { html.markup(isSection ? " aria-current=\"page\"" : " aria-current=\"true\"") }
            html.markup(">")
            html.markup(other.name(self))
            html.markup("</a></li>\n")
        }
        html.markup("</ul></nav>\n</header>\n")
    }

    private func writeFoot(_ root: StaticString, _ html: inout HTMLWriter) {
        html.markup("<footer><p>")
        html.markup(words("The books as of entry ", "Regnskapet per post "))
        html.whole(Int64(clamping: head.size), numbers)
        html.markup(words(", recorded ", ", registrert "))
        html.time(lastEntry)
        html.markup(". ")
        html.markup(
            words(
                "Amounts are in Norwegian kroner; debit is positive where nothing else is said.",
                "Beløp er i norske kroner; debet er positiv der ikke annet er sagt."))
        html.markup(" <a href=\"")
        html.markup(root)
        html.markup("integrity.html\">")
        html.markup(words("How to check this", "Slik kontrolleres dette"))
        html.markup("</a></p></footer>\n</body>\n</html>\n")
    }

    func paragraph(_ phrase: Phrase, _ html: inout HTMLWriter) {
        html.markup("<p>")
        html.book(text(phrase))
        html.markup("</p>\n")
    }

    func warning(_ phrase: Phrase, _ html: inout HTMLWriter) {
        html.markup("<p class=\"warning\">")
        html.book(text(phrase))
        html.markup("</p>\n")
    }

    /// Links between the pages of one list.
    ///
    /// - Parameters:
    ///   - count: nil where it is not known yet whether more follow than the next.
    ///   - link: the address of a page, from 1.
    func pager(
        _ number: Int, of count: Int?, hasNext: Bool, _ html: inout HTMLWriter, link: (Int) -> String
    ) {
        guard number > 1 || hasNext else { return }
        html.markup("<nav class=\"pager\" aria-label=\"")
        html.markup(words("Pages", "Sider"))
        html.markup("\"><ul>")
        if number > 1 { step(link(number - 1), "prev", words("← Previous", "← Forrige"), &html) }
        if let count {
            var last = 0
            for page in 1...max(1, count) where page == 1 || page == count || abs(page - number) <= 2 {
                if page > last + 1 { html.markup("<li>…</li>") }
                last = page
                html.markup("<li><a href=\"")
                html.text(link(page))
                html.markup(page == number ? "\" aria-current=\"page\">" : "\">")
                html.whole(Int64(page), numbers)
                html.markup("</a></li>")
            }
        } else {
            html.markup("<li>")
            html.markup(words("Page ", "Side "))
            html.whole(Int64(number), numbers)
            html.markup("</li>")
        }
        if hasNext { step(link(number + 1), "next", words("Next →", "Neste →"), &html) }
        html.markup("</ul></nav>\n")
    }

    private func step(_ link: String, _ relation: StaticString, _ name: StaticString, _ html: inout HTMLWriter) {
        html.markup("<li><a rel=\"")
        html.markup(relation)
        html.markup("\" href=\"")
        html.text(link)
        html.markup("\">")
        html.markup(name)
        html.markup("</a></li>")
    }
}

extension HTMLWriter {
    /// A moment for people, with the exact one behind it: `2026-03-20 08:15:00 UTC`.
    mutating func time(_ time: Timestamp) {
        let text = time.description
        markup("<time datetime=\"")
        self.text(text)
        markup("\">")
        self.text(String(text.prefix(10)))
        markup("\u{A0}")
        self.text(String(text.dropFirst(11).prefix(8)))
        markup("\u{A0}UTC</time>")
    }

    mutating func heading(_ words: StaticString, id: StaticString? = nil) {
        markup("<h2")
        if let id {
            markup(" id=\"")
            markup(id)
            markup("\"")
        }
        markup(">")
        markup(words)
        markup("</h2>\n")
    }

    mutating func paragraph(_ words: StaticString) {
        markup("<p>")
        markup(words)
        markup("</p>\n")
    }

    mutating func link(_ address: String, _ text: String) {
        markup("<a href=\"")
        self.text(address)
        markup("\">")
        book(text)
        markup("</a>")
    }
}
