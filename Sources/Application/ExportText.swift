import Formats
import Interchange
import Values

/// How much of the books went into a text.
public struct TextExportReport: Sendable {
    public let vouchers: Int
    public let lines: Int
}

extension OpenBooks {
    /// The vouchers of some days in our own CSV convention.
    ///
    /// - Parameters:
    ///   - days: nil for all days with postings.
    ///   - sink: takes the bytes in order.
    /// - Throws: `ExportError.noPostings`; what the sink throws.
    public func exportCSV(
        _ days: ClosedRange<CalendarDate>?, to sink: @escaping (UnsafeRawBufferPointer) throws -> Void
    ) throws -> TextExportReport {
        let export = try CSVExport(try exportRange(days))
        try export.write(to: sink)
        return TextExportReport(vouchers: export.vouchers, lines: export.lines)
    }

    /// The vouchers of some days as a journal for hledger.
    ///
    /// - Throws: as `exportCSV`.
    public func exportJournal(
        _ days: ClosedRange<CalendarDate>?, to sink: @escaping (UnsafeRawBufferPointer) throws -> Void
    ) throws -> TextExportReport {
        let export = try JournalExport(try exportRange(days))
        try export.write(to: sink)
        return TextExportReport(vouchers: export.vouchers, lines: export.lines)
    }
}
