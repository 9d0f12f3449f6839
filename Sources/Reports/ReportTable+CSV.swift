import Formats
import Values

extension ReportTable {
    /// RFC 4180 with `;` between cells, decimal comma and no grouping, as Norwegian spreadsheets and our own CSV import
    /// read it. UTF-8, CRLF after each row, one header row, totals left out.
    public var csv: String {
        let header = columns.map { CSVCell.quoted($0.name) }
        let body = rows.filter { $0.kind == .detail }.map { row in
            columns.indices.map { column in row.cells.indices.contains(column) ? CSVCell.text(row.cells[column]) : "" }
        }
        return ([header] + body).map { $0.joined(separator: ";") + "\r\n" }.joined()
    }
}

extension CSVCell {
    static func text(_ cell: ReportTable.Cell) -> String {
        switch cell {
        case .empty: ""
        case .text(let text): quoted(defused(text))
        case .phrase(let phrase): quoted(defused(phrase.text(in: .english)))
        case .money(let money): amount(ore: money.ore)
        case .kroner(let kroner): String(kroner)
        case .number(let number): String(number)
        }
    }
}
