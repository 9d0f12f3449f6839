import Formats
import Values

/// Which cell of a row holds what: found in the header, or given by the profile.
struct CSVLayout {
    private var places = [Int](repeating: -1, count: CSVColumn.allCases.count)
    /// Dimensions of types that have no column of their own.
    private(set) var dimensions: [(type: String, cell: Int)] = []
    /// Cells of a row, where a header says so.
    private(set) var count: Int
    /// Headerless rows may end early, in cells that say nothing.
    private(set) var leastCount: Int
    /// Names of columns that nothing is known about, with their places.
    private(set) var unknown: [(name: String, cell: Int)] = []
    /// Two columns for the same thing.
    private(set) var doubled: [(name: String, cell: Int)] = []

    @inline(__always)
    subscript(column: CSVColumn) -> Int { places[column.rawValue] }

    func has(_ column: CSVColumn) -> Bool { self[column] >= 0 }

    init(places columns: [CSVColumn]) {
        count = columns.count
        leastCount = 0
        for (cell, column) in columns.enumerated() where column != .ignored {
            places[column.rawValue] = cell
            if column == .text { leastCount = cell + 1 }
        }
    }

    init(header: [String], _ profile: CSVProfile) {
        count = header.count
        while count > 0, header[count - 1].isEmpty { count -= 1 }
        leastCount = count
        for (cell, name) in header.prefix(count).enumerated() {
            let folded = CSVColumn.folded(name)
            if let column = profile.names[folded] ?? CSVColumn.byName[folded] {
                if column == .ignored { continue }
                if places[column.rawValue] >= 0 { doubled.append((name, cell)) }
                places[column.rawValue] = cell
            } else if name.lowercased().hasPrefix("dim:"), name.count > 4 {
                let type = String(name.dropFirst(4))
                if dimensions.contains(where: { $0.type == type }) { doubled.append((name, cell)) }
                dimensions.append((type, cell))
            } else {
                unknown.append((name, cell))
            }
        }
    }

    /// Columns that must be there and are not, in words.
    func missing(hasVoucher: Bool, hasDate: Bool) -> [String] {
        var names: [String] = []
        if !has(.voucher), !hasVoucher { names.append(CSVColumn.voucher.name) }
        if !has(.date), !hasDate { names.append(CSVColumn.date.name) }
        if !has(.account) { names.append(CSVColumn.account.name) }
        if !has(.amount), !(has(.debit) && has(.credit)) { names.append("debet and kredit, or beløp") }
        if has(.currencyAmount), !has(.currency) { names.append(CSVColumn.currency.name) }
        return names
    }
}

/// What the first lines tell about the form of the rows.
struct CSVForm {
    var delimiter = UInt8(ascii: ",")
    /// Rows before the header or, without one, before the first row.
    var rowsBefore = 0
    /// The mark that the table stands below was not found.
    var lacksStartMark = false

    private static let longestPreamble = 1_000

    init(_ lines: LineReader, _ profile: CSVProfile) throws {
        var line = try lines.readLine()
        if let first = line, first.count == 5, first.hasPrefix("sep=") {
            delimiter = first[4]
            rowsBefore = 1
            if profile.startMark == nil { return }
            line = try lines.readLine()
        }
        if let mark = profile.startMark {
            var isFound = false
            while let read = line, lines.line <= CSVForm.longestPreamble {
                let found = read.text.contains(mark)
                line = try lines.readLine()
                if found {
                    isFound = true
                    break
                }
            }
            lacksStartMark = !isFound
            rowsBefore = lines.line - 1
        }
        while let read = line, read.trimmed.isEmpty {
            rowsBefore = lines.line
            line = try lines.readLine()
        }
        guard let header = line else { return }
        if let known = profile.delimiter {
            delimiter = known
        } else if header.contains(UInt8(ascii: ";")) {
            delimiter = UInt8(ascii: ";")
        } else if header.contains(0x09) {
            delimiter = 0x09
        }
    }
}
