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

/// One cell of a CSV file.
enum CSVCell {
    static func text(_ cell: ReportTable.Cell) -> String {
        switch cell {
        case .empty: ""
        case .text(let text): quoted(defused(text))
        case .phrase(let phrase): quoted(defused(phrase.text(in: .english)))
        case .money(let money): amount(money)
        case .kroner(let kroner): String(kroner)
        case .number(let number): String(number)
        }
    }

    /// `-12500,01`.
    static func amount(_ money: Money) -> String {
        let fraction = money.ore.magnitude % 100
        return (money.ore < 0 ? "-" : "") + "\(money.ore.magnitude / 100)," + (fraction < 10 ? "0" : "") + "\(fraction)"
    }

    /// A text that a spreadsheet would run as a formula gets an apostrophe in front (OWASP, "CSV Injection"); a plain
    /// number such as `-12` stays a number.
    static func defused(_ text: String) -> String {
        guard let first = text.unicodeScalars.first, "=+-@\t\r".unicodeScalars.contains(first), !isNumber(text) else {
            return text
        }
        return "'" + text
    }

    private static func isNumber(_ text: String) -> Bool {
        let digits = text.drop { $0 == "-" || $0 == "+" }
        return text.count - digits.count <= 1 && !digits.isEmpty
            && digits.utf8.allSatisfy {
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == 0x2C || $0 == 0x2E
            }
    }

    static func quoted(_ text: String) -> String {
        // Scalars, since CR LF is one Character and would hide from a comparison with either.
        guard text.unicodeScalars.contains(where: { ";\"\r\n".unicodeScalars.contains($0) }) else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
}
