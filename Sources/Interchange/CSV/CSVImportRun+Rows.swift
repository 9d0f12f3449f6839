import Formats
import Ledger
import Values

/// From rows to vouchers: which row belongs to which.
extension CSVImportRun {
    func take(_ rows: CSVRows) throws {
        guard checkShape(rows) else { return }
        let number = value(rows, .voucher)
        if number.isEmpty, options.voucher == nil { return noteTotal(rows) }
        if let total { return reportMissingNumber(total.row) }
        if draft.isEmpty || !isSame(rows, number) {
            guard try begin(rows, number) else {
                draft.isFaulty = true
                return
            }
        }
        draft.lastRow = rows.row
        try addPosting(rows)
    }

    @inline(__always)
    func value(_ rows: CSVRows, _ column: CSVColumn) -> TextBytes { bare(rows.cell(layout[column])) }

    /// A cell with the wrapping taken off by which sheets keep digits as text, `="0123"`, or the apostrophe that our own
    /// files put before what a sheet would run.
    @inline(__always)
    private func bare(_ cell: TextBytes) -> TextBytes {
        guard let first = cell.first else { return cell }
        if first == UInt8(ascii: "'") { return restored(cell) }
        if first == UInt8(ascii: "="), cell.count >= 3, cell[1] == UInt8(ascii: "\""),
            cell[cell.count - 1] == UInt8(ascii: "\"")
        {
            return cell.part(2..<cell.count - 1).trimmed
        }
        return cell
    }

    private func restored(_ cell: TextBytes) -> TextBytes {
        let text = cell.text
        return CSVCell.restored(text).utf8.count < text.utf8.count ? cell.part(from: 1) : cell
    }

    private func checkShape(_ rows: CSVRows) -> Bool {
        if rows.count < layout.count, rows.count < layout.leastCount {
            error(
                "row-too-short", row: rows.row, cell: rows.count,
                "the row has \(rows.count) cells, the header \(layout.count)." + physical(rows))
            return false
        }
        if rows.count > layout.count, let surplus = (layout.count..<rows.count).first(where: { !rows.cell($0).isEmpty })
        {
            error(
                "row-too-long", row: rows.row, cell: surplus,
                "'\(shortened(rows.cell(surplus).text))' stands beyond the \(layout.count) columns of the header. Quote "
                    + "cells that hold the delimiter." + physical(rows))
            return false
        }
        if let mark = profile.rowMark, value(rows, .mark).text != mark {
            error(
                "row-mark-missing", row: rows.row, cell: 0,
                "the row does not begin with \(mark), as rows of this format do. Check that the file is of that format."
            )
            return false
        }
        return true
    }

    /// Where quoted cells hold line breaks, rows and lines are not the same.
    func physical(_ rows: CSVRows) -> String {
        rows.line == rows.row ? "" : " It is on line \(rows.line) of the file."
    }

    /// Whether the row belongs to the voucher being read, by the bytes of what names it.
    @inline(__always)
    private func isSame(_ rows: CSVRows, _ number: TextBytes) -> Bool {
        number.equals(draft.numberBytes) && value(rows, .date).equals(draft.dateBytes)
            && value(rows, .kind).equals(draft.kindBytes) && value(rows, .year).equals(draft.yearBytes)
            && value(rows, .series).equals(draft.seriesBytes)
    }

    /// Begins the voucher of the row, unless it is the one being read under another spelling of its date.
    private func begin(_ rows: CSVRows, _ numberBytes: TextBytes) throws -> Bool {
        guard let head = try head(rows, numberBytes) else {
            try flush()
            return false
        }
        if !draft.isEmpty, draft.number == head.number {
            if draft.date == head.date { return true }
            error(
                "voucher-two-dates", row: rows.row, cell: layout[.date],
                "voucher \(shortened(head.id)) is dated \(head.date) here and "
                    + "\(draft.date.map { "\($0)" } ?? "otherwise") on row \(draft.firstRow). A voucher has one date."
                    + physical(rows))
            return false
        }
        try flush()
        if !options.rowsAreScattered, intake.hasSeen(head.number) || refused.contains(head.number) {
            throw ImportRestart(reason: .scatteredRows)
        }
        draft.name(
            number: numberBytes, date: value(rows, .date), kind: value(rows, .kind), year: value(rows, .year),
            series: value(rows, .series))
        draft.number = head.number
        draft.id = head.id
        draft.date = head.date
        draft.kind = draft.kindBytes.isEmpty ? "" : value(rows, .kind).text
        draft.year = head.year
        draft.firstRow = rows.row
        draft.postings.reserveCapacity(4)
        if let text = text(rows) {
            draft.text = text
            draft.textBytes.append(contentsOf: value(rows, .text))
        }
        draft.essence.add(UInt64(truncatingIfNeeded: head.date.year * 10_000 + head.date.month * 100 + head.date.day))
        if layout.has(.period) { readPeriod(rows) }
        return true
    }

    private func readPeriod(_ rows: CSVRows) {
        let period = value(rows, .period)
        guard !period.isEmpty else { return }
        draft.period = period.smallNumber
        if draft.period == nil {
            error(
                "number-invalid", row: rows.row, cell: layout[.period],
                "periode '\(shortened(period.text))' is no whole number." + physical(rows))
            draft.isFaulty = true
        }
    }

    struct Head {
        let number: VoucherNumber
        let id: String
        let date: CalendarDate
        let year: Int
    }

    /// The voucher that a row belongs to; nil after a finding.
    func head(_ rows: CSVRows, _ numberBytes: TextBytes) throws -> Head? {
        guard let date = layout.has(.date) ? date(rows, .date) : options.date else { return nil }
        var year = date.year
        let yearCell = value(rows, .year)
        if !yearCell.isEmpty {
            guard let stated = yearCell.smallNumber, (1900...9999).contains(stated) else {
                error(
                    "number-invalid", row: rows.row, cell: layout[.year],
                    "år '\(shortened(yearCell.text))' is no year of four digits." + physical(rows))
                return nil
            }
            year = stated
        }
        let id = numberBytes.isEmpty ? options.voucher ?? "" : numberBytes.text
        let own = value(rows, .series)
        // Vouchers that the books numbered themselves have no series, and so no name in the column for it.
        let series: String? =
            !own.isEmpty
            ? own.text
            : layout.has(.series) ? nil : self.series(value(rows, .kind), year)
        do throws(InvalidInput) {
            return Head(number: try VoucherNumber(series: series, number: id), id: id, date: date, year: year)
        } catch {
            self.error(
                "invalid-voucher-number", row: rows.row, cell: max(layout[.voucher], 0),
                "\(error.advice). Correct the number." + physical(rows))
            return nil
        }
    }

    /// The series of a kind of vouchers and a year, mostly that of the voucher before.
    private func series(_ kind: TextBytes, _ year: Int) -> String {
        if let lastSeries, lastSeries.year == year, kind.equals(lastSeries.kind) { return lastSeries.name }
        let name = "\(year)" + (kind.isEmpty ? "" : "-" + kind.text) + intake.seriesSuffix
        lastSeries = (year, Array(kind), name)
        return name
    }

    // MARK: Cells

    func text(_ rows: CSVRows) -> String? { text(rows, .text) }

    /// A text cell; nil when it is empty.
    func text(_ rows: CSVRows, _ column: CSVColumn) -> String? { text(rows, cell: layout[column]) }

    func text(_ rows: CSVRows, cell index: Int) -> String? {
        let cell = bare(rows.cell(index))
        guard !cell.isEmpty else { return nil }
        if cell.count > CSVImportRun.longestText {
            error(
                "text-too-long", row: rows.row, cell: index,
                "the cell has \(cell.count) bytes; a text has at most \(CSVImportRun.longestText). Look for a quote that is "
                    + "not closed." + physical(rows))
            draft.isFaulty = true
            return nil
        }
        if cell.offset(of: 0x83) != nil,
            cell.indices.contains(where: {
                cell[$0] == 0xC3 && $0 + 2 < cell.count && cell[$0 + 1] == 0x83 && cell[$0 + 2] == 0xC2
            })
        {
            intake.report(
                .warning, "text-twice-encoded",
                "'\(shortened(cell.text))' looks like UTF-8 that was taken for Windows-1252 and encoded again. Look at "
                    + "how the file was exported.",
                at: { ImportPlace(file: self.file.name, line: rows.row, column: index + 1) })
        }
        return cell.text
    }

    static let longestText = 4_000

    func place(_ rows: CSVRows, _ column: CSVColumn) -> ImportPlace {
        ImportPlace(file: file.name, line: rows.row, column: layout[column] + 1)
    }

    func date(_ rows: CSVRows, _ column: CSVColumn) -> CalendarDate? {
        let cell = value(rows, column)
        if let lastDate, cell.equals(lastDate.bytes) { return lastDate.date }
        let dayFirst = options.dayFirst || profile.dateForm == .dayFirst
        let reason: String
        switch CSVDate.read(cell, dayFirst: dayFirst) {
        case .date(let date):
            lastDate = (Array(cell), date)
            return date
        case .slashes:
            reason =
                "with slashes nobody can tell day from month. Write 2026-03-04 or 04.03.2026, or add --day-first if the day "
                + "stands first"
        case .twoDigitYear: reason = "a year has four digits"
        case .serialNumber:
            reason = "this is how sheets keep dates. Format the column as a date, and export again"
        case .noSuchDay: reason = "there is no such day"
        case .invalid: reason = "a date is written 2026-03-04, 04.03.2026 or 20260304"
        }
        error(
            "date-invalid", row: rows.row, cell: max(layout[column], 0),
            "\(column.name) '\(shortened(cell.text))': \(reason)." + physical(rows))
        return nil
    }

    // MARK: The row of totals

    private func noteTotal(_ rows: CSVRows) {
        if let total { return reportMissingNumber(total.row) }
        // A line of its own has an account or VAT; totals have a word there at most.
        let hasAccount = value(rows, .account).contains(where: TextBytes.isDigit)
        let vat: [CSVColumn] = [.vatCode, .vatAmount, .vatBase, .vatSpecification, .remark]
        guard !hasAccount, !vat.contains(where: { !value(rows, $0).isEmpty }) else {
            return reportMissingNumber(rows.row)
        }
        var stated = CSVTotal(row: rows.row)
        func sum(_ column: CSVColumn) -> Int128? {
            let cell = value(rows, column)
            if cell.isEmpty { return 0 }
            guard case .number(let number) = CSVAmount.read(cell, decimalMark: decimalMark), let ore = number.ore else {
                return nil
            }
            return Int128(ore)
        }
        guard let debit = sum(.debit), let credit = sum(.credit), let amount = sum(.amount) else {
            return reportMissingNumber(rows.row)
        }
        (stated.debit, stated.credit, stated.amount) = (debit, credit, amount)
        total = stated
    }

    private func reportMissingNumber(_ row: Int) {
        error(
            "voucher-number-missing", row: row, cell: max(layout[.voucher], 0),
            "the row has no voucher number. Number it, or remove it.")
        total = nil
    }

    /// A last row without a number states the sums, or is a fault.
    func checkTotal() {
        guard let total else { return }
        guard total.debit == sums.debit, total.credit == sums.credit, total.amount == sums.amount else {
            return reportMissingNumber(total.row)
        }
        intake.report(
            .warning, "total-row-skipped", "the last row has no voucher number and states the sums; it was skipped.",
            at: { ImportPlace(file: self.file.name, line: total.row, column: max(self.layout[.voucher], 0) + 1) })
    }
}
