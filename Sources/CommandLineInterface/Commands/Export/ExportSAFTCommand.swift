import Application
import Formats
import Interchange
import LegalTables
import Reports
import Values

struct ExportSAFTCommand: Command {
    static let description = CommandDescription(
        "export", "saft",
        summary: "Write the books as SAF-T Financial, and read the file back before it takes its place.",
        discussion: """
            Version 1.30, or 1.40 for periods that begin in 2027 or later, is written where --version says nothing. A file
            covers at most one fiscal year. With --dir the name is the one the authority wants, and a large export is
            zipped; beyond 1 GB, or with --split, it has one file with the master files and one for each month.

            The finished file is imported into books that are thrown away, and every account's balances and each month's
            VAT compared with these books. Where anything differs nothing is written, and the exit status is not 0.
            """,
        options: ReportRange.options + [
            .value("output", "FILE", "The file to write: XML, or an archive where it ends in .zip.", letter: "o"),
            .value("dir", "DIR", "Write into this folder instead, under the authority's name."),
            .value("version", "1.30|1.40", "The version of SAF-T Financial."),
            .flag("split", "Write one file for the master files and one for each month."),
            .value("contact", "NAME", "Whom the authority may ask about the file; else the person at work."),
            .value("telephone", "NUMBER", "Their telephone number."),
        ], formats: [.json],
        example: "bilag export saft --period 2026 --dir . --contact \"Kari Lie\" --telephone 22334455")

    private let range: ReportRange
    private let place: ExportPlace
    private let version: SAFTVersion?
    private let splits: Bool
    private let contact: String?
    private let telephone: String?

    init(_ arguments: Arguments) throws {
        range = try ReportRange(arguments)
        version = try arguments.parsed("version", as: SAFTVersion.init)
        splits = arguments.has("split")
        contact = arguments.value("contact")
        telephone = arguments.value("telephone")
        switch (arguments.value("output"), arguments.value("dir")) {
        case (let file?, nil):
            place = .file(file)
            guard !splits || file.lowercased().hasSuffix(".zip") else {
                throw UsageError(
                    "--split makes several files, and -o names one. Let it end in .zip, or give --dir DIR.",
                    help: "bilag export saft --help")
            }
        case (nil, let folder?): place = .folder(folder)
        default: throw UsageError("Where to? Give either -o FILE or --dir DIR.", help: "bilag export saft --help")
        }
    }

    func run(in session: Session) async throws -> ExitStatus {
        let time = session.workplace.now()
        let progress = ProgressLine(on: session.console, now: session.workplace.now)
        let (report, path) = try session.openBooks().exportSAFT(
            range.days, to: absolute(place, session), stamp: ExportSAFTCommand.stamp(time),
            options: { days in
                var options = SAFTExportOptions(
                    version: version ?? LegalTables.current.saftVersions.version(forPeriodStarting: days.lowerBound),
                    created: time.dateInNorway, user: session.person, contact: contact ?? session.person,
                    telephone: telephone, softwareVersion: CommandLineTool.version)
                options.splits = splits
                return options
            }, progress: { progress.show(Int64($0), of: Int64($1), .entries) })
        progress.end()
        note(report, on: session.console)
        let shown = session.shown(path)
        if session.console.wantsJSON {
            session.console.output([
                "written": .string(shown), "parts": .array(report.parts.map { .string($0) }),
                "vouchers": .integer(Int64(report.vouchers)), "lines": .integer(Int64(report.lines)),
                "bytes": .integer(report.byteCount),
                "proposedGroupings": .array(
                    report.proposedGroupings.map { account, grouping in
                        [
                            "account": .string(account.number.text), "category": .string(grouping.category),
                            "code": .string(grouping.code),
                        ]
                    }),
            ])
        } else {
            session.console.output(
                Phrase(
                    en: "Wrote \(report.vouchers) vouchers with \(report.lines) lines to \(shown), and read them back.",
                    nb: "Skrev \(report.vouchers) bilag med \(report.lines) linjer til \(shown), og leste dem tilbake.")
            )
        }
        return .success
    }

    private func note(_ report: SAFTExportReport, on console: Console) {
        if telephone == nil {
            console.warning(
                Phrase(
                    en: "The authority asks for a contact's telephone number; 'NotUsed' was written. Give --telephone.",
                    nb: "Skatteetaten ber om telefonnummeret til en kontakt; 'NotUsed' ble skrevet. Oppgi --telephone."
                ).text(in: console.language))
        }
        let unknown = report.proposedGroupings.filter { $0.grouping.code == "NA" }.map { $0.account.number.text }
        if !unknown.isEmpty {
            let list = unknown.prefix(10).joined(separator: ", ") + (unknown.count > 10 ? ", …" : "")
            console.warning(
                Phrase(
                    en: "\(unknown.count) accounts have no grouping code and went out with NA: \(list).",
                    nb: "\(unknown.count) kontoer har ingen grupperingskode og ble skrevet med NA: \(list)."
                ).text(in: console.language))
        }
        // What the authority takes in one delivery (documentation of SAF-T Financial).
        if report.byteCount > 200_000_000 {
            console.warning(
                Phrase(
                    en: "The file is larger than the 200 MB that the authority takes. Deliver fewer days at a time.",
                    nb: "Filen er større enn de 200 MB som Skatteetaten tar imot. Lever færre dager om gangen."
                ).text(in: console.language))
        }
    }

    private func absolute(_ place: ExportPlace, _ session: Session) -> ExportPlace {
        switch place {
        case .file(let file): .file(session.path(file))
        case .folder(let folder): .folder(session.path(folder))
        }
    }

    /// `20260401080000`, in universal time.
    private static func stamp(_ time: Timestamp) -> String {
        String(time.description.prefix(19).filter { $0.isASCII && $0.isNumber })
    }
}

extension Session {
    /// The path as a person would write it: without the working folder.
    func shown(_ path: String) -> String {
        let plain = path.replacing("/./", with: "/")
        let folder = workplace.workingDirectory + "/"
        return plain.hasPrefix(folder) ? String(plain.dropFirst(folder.count)) : plain
    }
}
