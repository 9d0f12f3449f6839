import Formats
import Reports
import Values

extension SiteContext {
    /// A report's table, in which every figure is the report's own.
    ///
    /// - Parameters:
    ///   - caption: what the table is of; screen readers say it first.
    ///   - link: where a cell leads to, by row and by the column's name.
    func table(
        _ table: ReportTable, caption: Phrase, _ html: inout HTMLWriter,
        link: (_ row: Int, _ column: String) -> String? = { _, _ in nil }
    ) {
        let columns = table.filledColumns
        // Where it is wider than the screen, it is scrolled within itself, with the keyboard too.
        html.markup("<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"")
        html.book(text(caption))
        html.markup("\"><table>\n<caption>")
        html.book(text(caption))
        html.markup("</caption>\n<thead><tr>")
        for column in columns {
            html.markup("<th scope=\"col\"")
            html.markup(table.columns[column].alignment == .right ? " class=\"n\">" : ">")
            html.text(text(table.columns[column].heading))
            html.markup("</th>")
        }
        html.markup("</tr></thead>\n<tbody>\n")
        // Totals that end the table are its foot; sums between lines stand among them.
        let foot = (table.rows.lastIndex { $0.kind == .detail } ?? -1) + 1
        for (index, row) in table.rows.enumerated() {
            if index == foot { html.markup("</tbody>\n<tfoot>\n") }
            html.markup(row.kind == .total && index < foot ? "<tr class=\"sum\">" : "<tr>")
            for (place, column) in columns.enumerated() {
                let cell = row.cells.indices.contains(column) ? row.cells[column] : .empty
                let address = link(index, table.columns[column].name)
                write(cell, table.columns[column].alignment, isHeader: place == 0, address, &html)
            }
            html.markup("</tr>\n")
        }
        html.markup(foot < table.rows.count ? "</tfoot></table>" : "</tbody></table>")
        html.markup("</div>\n")
    }

    private func write(
        _ cell: ReportTable.Cell, _ alignment: ReportTable.Alignment, isHeader: Bool, _ link: String?,
        _ html: inout HTMLWriter
    ) {
        html.markup(isHeader ? "<th scope=\"row\"" : "<td")
        html.markup(alignment == .right ? " class=\"n\">" : isShort(cell) ? " class=\"k\">" : ">")
        if let link {
            html.markup("<a href=\"")
            html.text(link)
            html.markup("\">")
        }
        switch cell {
        case .empty: break
        case .text(let text): html.book(text)
        case .phrase(let phrase): html.book(text(phrase))
        case .money(let money): html.amount(money.ore, numbers)
        case .kroner(let kroner): html.whole(kroner, numbers)
        case .number(let number): html.whole(number, numbers)
        }
        if link != nil { html.markup("</a>") }
        html.markup(isHeader ? "</th>" : "</td>")
    }

    /// Dates, numbers and names of states are never broken into lines.
    private func isShort(_ cell: ReportTable.Cell) -> Bool {
        switch cell {
        case .text(let text): text.utf8.count <= 32
        case .empty: true
        default: false
        }
    }

    /// Names and what they are, one below the other.
    func facts(_ facts: [(Phrase, SiteFact)], _ html: inout HTMLWriter) {
        html.markup("<dl class=\"facts\">\n")
        for (name, fact) in facts {
            html.markup("<div><dt>")
            html.text(text(name))
            html.markup("</dt><dd>")
            switch fact {
            case .text(let text): html.book(text)
            case .phrase(let phrase): html.book(text(phrase))
            case .hash(let hash):
                html.markup("<code>")
                html.text(hash)
                html.markup("</code>")
            case .time(let time): html.time(time)
            case .money(let money): html.amount(money.ore, numbers)
            case .kroner(let kroner): html.whole(kroner, numbers)
            case .number(let number): html.whole(number, numbers)
            case .state(let state): badge(state, &html)
            case .link(let address, let text): html.link(address, text)
            }
            html.markup("</dd></div>\n")
        }
        html.markup("</dl>\n")
    }

    func badge(_ state: Phrase, _ html: inout HTMLWriter) {
        html.markup("<span class=\"badge\">")
        html.text(text(state))
        html.markup("</span>")
    }
}

/// What stands beside a name in a list of facts.
enum SiteFact {
    case text(String)
    case phrase(Phrase)
    /// Hexadecimal or base64 of our own.
    case hash(String)
    case time(Timestamp)
    case money(Money)
    case kroner(Int64)
    case number(Int64)
    case state(Phrase)
    case link(String, String)
}
