import Application
import Formats
import Reports
import Values

/// What exports as text have in common: the days, and a file or standard output.
struct TextExport {
    static let options: [CommandOption] =
        ReportRange.options + [
            .value("output", "FILE", "The file to write; else standard output.", letter: "o")
        ]

    private let range: ReportRange
    private let file: String?

    init(_ arguments: Arguments) throws {
        range = try ReportRange(arguments)
        file = arguments.value("output")
    }

    func run(
        in session: Session,
        _ write: (ClosedRange<CalendarDate>?, @escaping (UnsafeRawBufferPointer) throws -> Void) throws ->
            TextExportReport
    ) throws -> ExitStatus {
        guard let file, file != "-" else {
            do {
                _ = try write(range.days) { bytes in
                    guard session.console.output(bytes: Array(bytes)) else { throw ReaderLeft() }
                }
            } catch is ReaderLeft {
                // `bilag export journal | head` has what it wanted.
            }
            return .success
        }
        let report = try OutputFile.stream(to: session.path(file), .replacing) { stream in
            try write(range.days) { try stream.write($0) }
        }
        session.console.output(
            Phrase(
                en: "Wrote \(report.vouchers) vouchers with \(report.lines) lines to \(file).",
                nb: "Skrev \(report.vouchers) bilag med \(report.lines) linjer til \(file)."))
        return .success
    }

    private struct ReaderLeft: Error {}
}
