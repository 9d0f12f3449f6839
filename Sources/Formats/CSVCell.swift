/// One cell of a CSV file with `;` between cells, as Norwegian spreadsheets read it (docs/decisions/csv-form.md).
public enum CSVCell {
    /// Kroner with two decimals: `-12500,01`.
    public static func amount(ore: Int64) -> String {
        let fraction = ore.magnitude % 100
        return (ore < 0 ? "-" : "") + "\(ore.magnitude / 100)," + (fraction < 10 ? "0" : "") + "\(fraction)"
    }

    /// A text that a spreadsheet would run as a formula gets an apostrophe in front (OWASP, "CSV Injection"); a plain
    /// number such as `-12` stays a number.
    public static func defused(_ text: String) -> String {
        // One that has the apostrophe already gets another, so that a reader can take back exactly what was put there.
        let bare = text.drop { $0 == "'" }
        guard let first = bare.unicodeScalars.first, "=+-@\t\r".unicodeScalars.contains(first),
            bare.count < text.count || !isNumber(text)
        else { return text }
        return "'" + text
    }

    /// What `defused` made the text from.
    public static func restored(_ text: String) -> String {
        guard text.hasPrefix("'") else { return text }
        let rest = String(text.dropFirst())
        return defused(rest) == text ? rest : text
    }

    private static func isNumber(_ text: String) -> Bool {
        let digits = text.drop { $0 == "-" || $0 == "+" }
        return text.count - digits.count <= 1 && !digits.isEmpty
            && digits.utf8.allSatisfy {
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == 0x2C || $0 == 0x2E
            }
    }

    /// In quotes where the text holds what parts cells or rows (RFC 4180).
    public static func quoted(_ text: String) -> String {
        // Scalars, since CR LF is one Character and would hide from a comparison with either.
        guard text.unicodeScalars.contains(where: { ";\"\r\n".unicodeScalars.contains($0) }) else { return text }
        // Bytes, since a quote is one Character with a mark that joins it.
        var bytes: [UInt8] = [UInt8(ascii: "\"")]
        for byte in text.utf8 {
            if byte == UInt8(ascii: "\"") { bytes.append(byte) }
            bytes.append(byte)
        }
        return String(decoding: bytes, as: UTF8.self) + "\""
    }
}
