import Application
import Interchange
import Reports
import Values

struct ImportCSVCommand: Command {
    static let description = CommandDescription(
        "import", "csv", summary: "Import vouchers from a CSV file as one change of the books, or none.",
        discussion: """
            One row for each line of a voucher, with a header that names the columns: bilagsnr, dato, konto, and debet and \
            kredit or beløp; further bilagsart, kontonavn, mvakode, mvabeløp, mvagrunnlag, mvaspesifikasjon, merknad, tekst, \
            valuta, valutabeløp, kurs, kunde, leverandør, fakturanr, kid, forfall, avdeling, prosjekt, dim:TYPE, periode, år \
            and brutto. Files of other systems are read with a profile: \
            \(CSVProfile.all.dropFirst().map(\.name).joined(separator: ", ")). Rows are net, with VAT lines of their own, \
            unless brutto says T. Encoding, delimiter, decimal mark and form of dates are found in the file. Importing again \
            skips what the books have. Errors say file:row:column. The exit status is 1 when the file is rejected; nothing \
            is imported then.
            """,
        parameters: [CommandParameter("FILE", "The CSV file.")],
        options: [
            .value("profile", "NAME", "The layout of a known system."),
            .value("system", "NAME", "The product that the vouchers come from, for files of our own layout."),
            .value("decimal-mark", ",|.", "The decimal mark, where the numbers do not tell."),
            .flag("day-first", "Dates with slashes are day/month/year."),
            .value("voucher", "NUMBER", "The number of the voucher in a file that holds one and does not number it."),
            .value("date", "DATE", "Its date, where the file has none."),
        ] + ImportArguments.options, formats: [.json],
        example: "bilag import csv bilag-2026.csv --vat-codes standard --dry-run")

    private let file: String
    private let mapping: String?
    private var options = CSVImportOptions()

    init(_ arguments: Arguments) throws {
        file = try arguments.required("FILE")
        mapping = arguments.value("map")
        options.shared = try ImportArguments.read(arguments, codesAreStandard: false)
        options.system = arguments.value("system")
        options.dayFirst = arguments.has("day-first")
        options.voucher = arguments.value("voucher")
        options.date = try arguments.parsed("date", as: CalendarDate.init)
        if let name = arguments.value("profile") {
            guard let profile = CSVProfile.named(name) else {
                let names = CSVProfile.all.map(\.name)
                throw UsageError(
                    "--profile '\(visibleText(name))' is not known"
                        + (NearMiss.best(for: name, among: names).map { ". Did you mean '\($0)'?" } ?? ".")
                        + " There are " + names.joined(separator: ", ") + ".")
            }
            options.profile = profile
        }
        if let mark = arguments.value("decimal-mark") {
            guard mark == "," || mark == "." else {
                throw UsageError("--decimal-mark '\(visibleText(mark))': it is , or a point.")
            }
            options.decimalMark = mark.first
        }
    }

    func run(in session: Session) async throws -> ExitStatus {
        var options = options
        if let mapping { options.shared.mapping = try session.mapping(mapping) }
        let progress = ProgressLine(on: session.console, now: session.workplace.now)
        options.shared.progress = { progress.show($0, of: $1) }
        let report = try session.openBooks().importCSV(ImportFile(path: session.path(file)), options: options)
        progress.end()
        return session.console.show(report, isDryRun: options.shared.isDryRun)
    }
}
