/// The rows of a CSV file as RFC 4180 has them: quoted cells hold delimiters, line breaks and doubled quotes. Blank rows,
/// with or without delimiters, are passed over, and counted.
final class CSVRows {
    struct Fault: Error {
        enum Kind { case unclosedQuote, textAfterQuote, tooLong }

        let kind: Kind
        let row: Int
        let line: Int
        let column: Int
    }

    private struct Cell {
        var start: Int
        var end: Int
    }

    private let lines: LineReader
    let delimiter: UInt8
    private var bytes = TextBytes(start: nil, count: 0)
    private var cells: [Cell] = []
    /// The number of the current row; the first of the file is 1.
    private(set) var row = 0
    /// The physical line that it begins on.
    private(set) var line = 0

    init(_ lines: LineReader, delimiter: UInt8, rowsBefore: Int = 0) {
        self.lines = lines
        self.delimiter = delimiter
        row = rowsBefore
    }

    var count: Int { cells.count }

    /// The cell without blanks around it; empty where the row has none there.
    @inline(__always)
    func cell(_ index: Int) -> TextBytes {
        guard index >= 0, index < cells.count else { return TextBytes(start: nil, count: 0) }
        return bytes.part(cells[index].start..<cells[index].end).trimmed
    }

    /// Whether rows are kept as they stand in the file, before cells are taken from them.
    var keepsRaw = false
    private(set) var kept: [UInt8] = []

    /// Passes over one row, blank or not, that stands before the table.
    func skip() throws -> Bool {
        guard try lines.readLine() != nil else { return false }
        row += 1
        return true
    }

    /// - Returns: false after the last row.
    func next() throws -> Bool {
        while true {
            do {
                guard let read = try lines.readLine() else { return false }
                row += 1
                line = lines.line
                if read.isEmpty || (read[0] <= 0x20 && read.trimmed.isEmpty) { continue }
                let first = read[0]
                try take(read)
                if first == delimiter || first == UInt8(ascii: "\"") || first <= 0x20, isBlank { continue }
            } catch let error as LineReader.TooLong {
                throw Fault(kind: .tooLong, row: row, line: error.line, column: 1)
            }
            return true
        }
    }

    private var isBlank: Bool { cells.indices.allSatisfy { cell($0).isEmpty } }

    /// Takes a row that was kept.
    func take(kept: TextBytes, row: Int, line: Int) throws {
        (self.row, self.line) = (row, line)
        try take(kept)
    }

    private func take(_ read: TextBytes) throws {
        cells.removeAll(keepingCapacity: true)
        bytes = read
        guard read.offset(of: CSVRows.quote) != nil else {
            if keepsRaw { kept = Array(read) }
            return splitPlainly()
        }
        try splitQuoted()
    }

    private static let quote = UInt8(ascii: "\"")

    private func splitPlainly() {
        let (bytes, delimiter) = (bytes, delimiter)
        guard let base = bytes.baseAddress else { return cells.append(Cell(start: 0, end: 0)) }
        var start = 0
        for index in 0..<bytes.count where base[index] == delimiter {
            cells.append(Cell(start: start, end: index))
            start = index + 1
        }
        cells.append(Cell(start: start, end: bytes.count))
    }

    /// Finds the cells, joining lines while a quote is open; then takes doubled quotes out, in place.
    private func splitQuoted() throws {
        var index = 0
        var hasDoubled: [Int] = []
        while true {
            var blanks = index
            while blanks < bytes.count, bytes[blanks] == 0x20 { blanks += 1 }
            if blanks < bytes.count, bytes[blanks] == CSVRows.quote {
                let found = try quotedCell(from: blanks + 1)
                if found.isDoubled { hasDoubled.append(cells.count) }
                cells.append(found.cell)
                index = found.end
            } else {
                let end = bytes.part(from: index).offset(of: delimiter).map { index + $0 } ?? bytes.count
                cells.append(Cell(start: index, end: end))
                index = end
            }
            guard index < bytes.count else { break }
            index += 1
        }
        if keepsRaw { kept = Array(bytes) }
        for cell in hasDoubled { undouble(cell) }
    }

    /// The cell behind a quote, whether it holds doubled quotes, and where it ends with the blanks behind it.
    private func quotedCell(from start: Int) throws -> (cell: Cell, isDoubled: Bool, end: Int) {
        var index = start
        var isDoubled = false
        while true {
            if index >= bytes.count {
                let openedLine = line
                guard let joined = try lines.joinNextLine() else {
                    throw Fault(kind: .unclosedQuote, row: row, line: openedLine, column: cells.count + 1)
                }
                bytes = joined
            } else if bytes[index] != CSVRows.quote {
                index += 1
            } else if index + 1 < bytes.count, bytes[index + 1] == CSVRows.quote {
                isDoubled = true
                index += 2
            } else {
                break
            }
        }
        let cell = Cell(start: start, end: index)
        index += 1
        while index < bytes.count, bytes[index] == 0x20 { index += 1 }
        guard index >= bytes.count || bytes[index] == delimiter else {
            throw Fault(kind: .textAfterQuote, row: row, line: line, column: cells.count + 1)
        }
        return (cell, isDoubled, index)
    }

    /// The reader's own buffer, which nobody reads again.
    private func undouble(_ number: Int) {
        let cell = cells[number]
        let target = UnsafeMutableBufferPointer(mutating: bytes)
        var (from, to) = (cell.start, cell.start)
        while from < cell.end {
            let byte = target[from]
            target[to] = byte
            to += 1
            from += byte == UInt8(ascii: "\"") && from + 1 < cell.end ? 2 : 1
        }
        cells[number].end = to
    }
}
