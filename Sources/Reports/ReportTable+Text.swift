import Values

extension ReportTable {
    /// Aligned columns for people, two blanks apart, with a rule below the headings and above the totals.
    public func text(in language: Language) -> String {
        let shown = filledColumns
        let headings = shown.map { columns[$0].heading.text(in: language) }
        let written = rows.map { row in shown.map { row.text(at: $0, in: language).cut(to: columns[$0].widest) } }
        let widths = shown.indices.map { column in
            max(headings[column].count, written.map { $0[column].count }.max() ?? 0)
        }
        let alignments = shown.map { columns[$0].alignment }
        let rule = widths.map { String(repeating: "─", count: $0) }.joined(separator: "  ")
        var lines = [ReportTable.aligned(headings, widths, alignments), rule]
        for (index, row) in rows.enumerated() {
            let isFirstTotal = row.kind == .total && (index == 0 || rows[index - 1].kind != .total)
            if isFirstTotal, index > 0 { lines.append(rule) }
            lines.append(ReportTable.aligned(written[index], widths, alignments))
        }
        return lines.joined(separator: "\n")
    }

    private static func aligned(_ cells: [String], _ widths: [Int], _ alignments: [Alignment]) -> String {
        let padded = cells.indices.map { column in
            let blanks = String(repeating: " ", count: widths[column] - cells[column].count)
            return alignments[column] == .right ? blanks + cells[column] : cells[column] + blanks
        }
        var line = padded.joined(separator: "  ")
        while line.last == " " { line.removeLast() }
        return line
    }
}

extension String {
    fileprivate func cut(to length: Int) -> String { count <= length ? self : prefix(length - 1) + "…" }
}

extension ReportTable.Row {
    fileprivate func text(at column: Int, in language: Language) -> String {
        guard cells.indices.contains(column) else { return "" }
        return switch cells[column] {
        case .empty: ""
        case .text(let text): visibleText(text)
        case .phrase(let phrase): phrase.text(in: language)
        case .money(let money): money.description
        case .kroner(let kroner): groupedKroner(kroner)
        case .number(let number): groupedKroner(number)
        }
    }
}

/// A whole number in groups of three digits: `-1 234 567`.
public func groupedKroner(_ number: Int64) -> String {
    (number < 0 ? "-" : "") + groupedDigits(number.magnitude)
}

/// The text with every control character made a blank: names in imported files must not steer the terminal.
public func visibleText(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else { return text }
    return String(
        String.UnicodeScalarView(
            text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
}
