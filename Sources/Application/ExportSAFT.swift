import EventLog
import Formats
import Interchange
import Ledger
import LegalTables
import Values

/// What went out.
public struct SAFTExportReport: Sendable {
    /// Names of the XML files, in order; those in an archive by their names in it.
    public let parts: [String]
    public let vouchers: Int
    public let lines: Int
    /// Of the file that was written.
    public let byteCount: Int64
    /// Accounts whose grouping the books do not say, with what they went out with.
    public let proposedGroupings: [(account: Account, grouping: SAFTGroupingTable.Grouping)]
}

/// Where an export goes.
public enum ExportPlace: Sendable {
    /// Exactly here; a zip archive where the name ends in `.zip`.
    case file(String)
    /// Into this folder, under the name the authority wants; zipped when it is large.
    case folder(String)
}

extension OpenBooks {
    /// Writes the books of some days as SAF-T Financial into one file, XML or an archive of its parts, and reads it back
    /// before it takes its place.
    ///
    /// - Parameters:
    ///   - days: nil for all days with postings.
    ///   - options: made from the days.
    ///   - stamp: day and time as fourteen digits, for the name.
    ///   - progress: told how many vouchers of how many were written.
    /// - Throws: `ExportError`; `OutputFileError`.
    public func exportSAFT(
        _ days: ClosedRange<CalendarDate>?, to place: ExportPlace, stamp: String,
        options: (ClosedRange<CalendarDate>) -> SAFTExportOptions,
        progress: @escaping (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) throws -> (report: SAFTExportReport, path: String) {
        let figures = try figures()
        let range = try exportRange(days)
        let export = try SAFTExport(range, options: options(range.days))
        let organisation = try company().organisationNumber
        let names = export.parts.map { $0.fileName(organisation: organisation, stamp: stamp) }
        let (path, isArchive) = ExportPlace.path(place, names, isLarge: export.isLarge)
        guard isArchive || names.count == 1 else { throw ExportError.severalParts(names.count) }
        let check = ExportReadBack(books: range.books, figures: figures, days: range.days)
        let byteCount = try OutputFile.stream(to: path, .replacing) { file in
            if isArchive {
                let archive = ZipStream { try file.write($0) }
                var done = 0
                for (part, name) in zip(export.parts, names) {
                    try archive.file(name) { sink in
                        try withoutActuallyEscaping(sink) { sink in
                            try export.write(part, to: { try sink($0) }) { progress(done + $0, export.vouchers) }
                        }
                    }
                    done += part.count
                }
                try archive.finish()
            } else if let part = export.parts.first {
                try export.write(part, to: { try file.write($0) }) { progress($0, export.vouchers) }
            }
            let name = path.split(separator: "/").last.map(String.init) ?? path
            try check.check([ImportFile(name: name) { try file.written() }])
            return file.byteCount
        }
        let report = SAFTExportReport(
            parts: names, vouchers: export.vouchers, lines: export.lines, byteCount: byteCount,
            proposedGroupings: export.proposedGroupings)
        return (report, path)
    }

    /// What goes out of the log as it is now.
    ///
    /// - Parameter days: nil for all days with postings.
    /// - Throws: `ExportError.noPostings` where there are none at all.
    func exportRange(_ days: ClosedRange<CalendarDate>?) throws -> ExportRange {
        let figures = try figures()
        let today = now.dateInNorway
        guard let days = days ?? figures.trialBalance.days else { throw ExportError.noPostings(today...today) }
        return ExportRange(log: log, size: figures.size, books: try books(at: figures.size), days: days)
    }
}

extension ExportPlace {
    fileprivate static func path(
        _ place: ExportPlace, _ names: [String], isLarge: Bool
    ) -> (path: String, isArchive: Bool) {
        switch place {
        case .file(let path): return (path, path.lowercased().hasSuffix(".zip"))
        case .folder(let folder):
            let first = names.first ?? "SAF-T Financial.xml"
            guard isLarge || names.count > 1 else { return (folder + "/" + first, false) }
            // Counters are for the files in it: `…_1_3.xml`.
            let stem = first.split(separator: "_").dropLast(2).joined(separator: "_")
            return (folder + "/" + stem + ".zip", true)
        }
    }
}
