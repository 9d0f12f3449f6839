import Application
import Interchange
import Reports
import Values

/// How every import tells what it found and did.
extension Console {
    func show(_ report: ImportReport, isDryRun: Bool) -> ExitStatus {
        if wantsJSON {
            output(report.json)
        } else {
            showFindings(of: report)
            if isDryRun { showPlan(of: report) }
            output(ImportOutput.conclusion(of: report, isDryRun: isDryRun))
        }
        return report.outcome == .rejected ? .findings : .success
    }

    private func showFindings(of report: ImportReport) {
        for finding in report.errors { error(finding.text) }
        for (code, count) in report.unlistedErrors.sorted(by: { $0.key < $1.key }) {
            error(Phrase(en: "\(count) more of \(code)", nb: "\(count) til av \(code)"))
        }
        for finding in report.warnings { warning(finding.text) }
        for (code, count) in report.unlistedWarnings.sorted(by: { $0.key < $1.key }) {
            warning(Phrase(en: "\(count) more of \(code)", nb: "\(count) til av \(code)").text(in: language))
        }
    }

    /// What would enter the books, and how codes and names were read.
    private func showPlan(of report: ImportReport) {
        guard report.outcome == .accepted || report.outcome == .acceptedWithWarnings else { return }
        if let days = report.days {
            output(
                Phrase(
                    en: "Vouchers from \(days.lowerBound) to \(days.upperBound).",
                    nb: "Bilag fra \(days.lowerBound) til \(days.upperBound)."))
        }
        if let debits = report.debits, debits != .zero {
            output(Phrase(en: "Debits and credits \(debits) each.", nb: "Debet og kredit \(debits) hver."))
        }
        for row in report.accountMapping {
            output(
                Phrase(
                    en: "Account \(visibleText(row.name)) → \(row.account)",
                    nb: "Konto \(visibleText(row.name)) → \(row.account)"))
        }
        for row in report.mapping {
            let days = (row.from.map { " \($0)" } ?? "") + (row.to.map { " – \($0)" } ?? "")
            let code = row.code.map(\.description) ?? "?"
            output(
                Phrase(
                    en: "VAT code \(visibleText(row.ledgerCode))\(days) → \(code)",
                    nb: "Mva-kode \(visibleText(row.ledgerCode))\(days) → \(code)"))
        }
    }
}

private enum ImportOutput {
    static func conclusion(of report: ImportReport, isDryRun: Bool) -> Phrase {
        let known = report.alreadyKnown
        switch report.outcome {
        case .rejected: return Phrase(en: "Nothing was imported.", nb: "Ingenting er importert.")
        case .alreadyImported:
            return Phrase(
                en: "These files are imported already. There is nothing to do.",
                nb: "Disse filene er allerede importert. Det er ingenting å gjøre.")
        case .accepted, .acceptedWithWarnings:
            return Phrase(
                en: (isDryRun ? "Would import" : "Imported")
                    + " \(report.vouchers) vouchers with \(report.postings) postings"
                    + (known > 0 ? "; \(known) vouchers were in the books already." : "."),
                nb: (isDryRun ? "Ville importert" : "Importerte")
                    + " \(report.vouchers) bilag med \(report.postings) posteringer"
                    + (known > 0 ? "; \(known) bilag var i regnskapet fra før." : "."))
        }
    }
}

/// The options that imports of postings share.
enum ImportArguments {
    static let options: [CommandOption] = [
        .flag("dry-run", "Read and check everything, show what would be imported, and import nothing."),
        .value("map", "FILE", "Standard codes for the file's VAT codes, as JSON: {\"10\":\"1\",\"30\":\"3\"}."),
        .value("vat-codes", "own|standard", "Whether the file's VAT codes are its own, or the standard codes."),
        .value(
            "allow", "CODE", "Import although a notice of this code would refuse it; may be repeated.", repeats: true),
        .value(
            "vat-account", "CODE=ACCOUNT",
            "Where VAT is posted that lies inside an amount, by standard code; may be repeated.", repeats: true),
    ]

    static func read(_ arguments: Arguments, codesAreStandard: Bool) throws -> ImportOptions {
        var options = ImportOptions()
        options.isDryRun = arguments.has("dry-run")
        options.allowed = Set(arguments.values("allow"))
        options.codesAreStandard = codesAreStandard
        switch arguments.value("vat-codes") {
        case nil: break
        case "own": options.codesAreStandard = false
        case "standard": options.codesAreStandard = true
        case let other?:
            throw UsageError("--vat-codes '\(visibleText(other))': the file's codes are own or standard.")
        }
        for text in arguments.values("vat-account") {
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2, let code = try? VATCode(parts[0]), let account = try? AccountNumber(parts[1]) else {
                throw UsageError("--vat-account '\(visibleText(text))': write code and account, as in 3=2700.")
            }
            options.vatAccounts[code] = account
        }
        return options
    }
}
