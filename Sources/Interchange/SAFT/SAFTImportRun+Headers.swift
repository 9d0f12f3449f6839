import Ledger
import Values

/// Checks of the headers: whose books, which form, which part (reference 7.2).
extension SAFTImportRun {
    func headerEnded(_ stream: SAFTStream) { headers.append((stream.file, stream.header)) }

    func checkHeaders(_ parts: [SAFTPart]) {
        for part in parts where !headers.contains(where: { $0.file == part.name }) {
            error("missing-element", file: part.name, path: "Header", "the file has no Header. Export it again.")
        }
        for (file, header) in headers { check(header, file) }
        checkAgreement()
        checkStart()
        guard let system = headers.first?.header.system else { return }
        intake.choose(system: system)
        isOwnExport = system == SAFTExport.softwareID
        intake.statesAll = isOwnExport
    }

    private func check(_ header: SAFTHeader, _ file: String) {
        func wrong(_ code: String, _ element: SAFTElement, _ found: String?, _ rule: String) {
            let value = found.map { $0.isEmpty ? "empty" : "'\(SAFTStream.short($0))'" } ?? "missing"
            error(
                code, file: file, line: header.lines[element] ?? header.line, path: "Header/\(element.rawValue)",
                "\(element.rawValue) is \(value); \(rule)")
        }
        if header.country != "NO" {
            wrong("wrong-country", .auditFileCountry, header.country, "it must be NO. Give a Norwegian SAF-T file.")
        }
        if header.currency != "NOK" {
            wrong(
                "wrong-currency", .defaultCurrencyCode, header.currency,
                "it must be NOK. Export the books in Norwegian kroner.")
        }
        if header.basis != "A" {
            wrong(
                "wrong-accounting-basis", .taxAccountingBasis, header.basis,
                "it must be A. Export the financial accounts.")
        }
        checkCompany(header, file)
        checkVersion(header, file)
    }

    private func checkCompany(_ header: SAFTHeader, _ file: String) {
        let path = "Header/Company/RegistrationNumber"
        // The suffix is the VAT register's, and some write it here too.
        let text = header.registrationNumber ?? ""
        let digits = text.hasSuffix("MVA") ? String(text.dropLast(3)) : text
        do throws(InvalidInput) {
            let number = try OrganisationNumber(digits)
            guard let company = ledger.books.company, company.organisationNumber != number else { return }
            error(
                "other-company", file: file, line: header.lines[.registrationNumber], path: path,
                "the file is of company \(number), these books are of \(company.organisationNumber). Choose the right "
                    + "file, or the right books with --books.")
        } catch {
            self.error(
                "organisation-number-invalid", file: file, line: header.lines[.registrationNumber] ?? header.line,
                path: path,
                "'\(SAFTStream.short(text))': \(error.advice). Correct the company's number in the other system.")
        }
    }

    private func checkVersion(_ header: SAFTHeader, _ file: String) {
        let version = SAFTStream.short(header.version ?? "")
        statedForms.append(
            (
                file, version, header.lines[.auditFileVersion] ?? header.line,
                SAFTImportRun.form(ofVersion: header.version)
            ))
    }

    private static func form(ofVersion version: String?) -> Form? {
        switch version {
        case "1", "1.0", "1.00", "1.1", "1.10", "1.2", "1.20": .a
        case "1.3", "1.30", "1.4", "1.40": .b
        default: nil
        }
    }

    /// Once all is read: does the structure agree with the version?
    func checkForms() {
        for (file, version, line, stated) in statedForms {
            let path = "Header/AuditFileVersion"
            if stated == nil, forms.isEmpty {
                error(
                    "unknown-version", file: file, line: line, path: path,
                    "version '\(version)' is not known, and the file's structure does not tell which it follows. "
                        + "Export version 1.30.")
            } else if let stated, !forms.isEmpty, !forms.contains(stated) {
                warning(
                    "version-differs", file: file, line: line, path: path,
                    "the file says version '\(version)' but has the structure of \(stated == .a ? "1.30" : "1.20"); "
                        + "it was read by its structure.")
            } else if stated == nil {
                warning(
                    "version-differs", file: file, line: line, path: path,
                    "version '\(version)' is not known; the file was read by its structure, that of "
                        + "\(forms.contains(.b) ? "1.30" : "1.20").")
            }
        }
        if forms.count == 2 {
            warning(
                "version-differs", file: headers.first?.file,
                "the files mix the structures of version 1.20 and 1.30; each element was read by its name.")
        }
    }

    /// All parts are of the same company, system, currency and form.
    private func checkAgreement() {
        guard let (firstFile, first) = headers.first else { return }
        for (file, header) in headers.dropFirst() {
            let differs: [(String, Bool)] = [
                ("Company/RegistrationNumber", header.registrationNumber != first.registrationNumber),
                ("DefaultCurrencyCode", header.currency != first.currency),
                (
                    "AuditFileVersion",
                    SAFTImportRun.form(ofVersion: header.version) != SAFTImportRun.form(ofVersion: first.version)
                ), ("SoftwareID", header.system != first.system),
            ]
            for (element, isOther) in differs where isOther {
                error(
                    "parts-differ", file: file, line: header.line, path: "Header/\(element)",
                    "\(element) is another than in \(firstFile). Import files of one company and one system at a time.")
            }
        }
    }

    private func checkStart() {
        guard let start = selection?.lowerBound,
            let earlier = ledger.books.imports.filter({ $0.format == "saft" }).compactMap(\.from).min(), start < earlier
        else { return }
        choice(
            "before-first-import", file: headers.first?.file,
            "the file starts on \(start), but the books took their opening balances on \(earlier): its vouchers would "
                + "be counted twice. Start new books and import the earliest year first.")
    }

    /// First to last day of all parts' selections.
    var selection: ClosedRange<CalendarDate>? {
        let all = headers.compactMap(\.header.selection)
        guard let start = all.map(\.lowerBound).min(), let end = all.map(\.upperBound).max() else { return nil }
        return start...end
    }

    // MARK: Findings without a stream

    func notice(_ code: String, _ file: String?, _ line: Int?, _ path: String?, _ message: String) -> ImportNotice {
        ImportNotice(code: code, file: file, line: line, path: path, message: message)
    }

    func error(_ code: String, file: String?, line: Int? = nil, path: String? = nil, _ message: String) {
        findings.error(notice(code, file, line, path, message))
    }

    func warning(_ code: String, file: String?, line: Int? = nil, path: String? = nil, _ message: String) {
        findings.warning(notice(code, file, line, path, message))
    }

    func choice(_ code: String, file: String?, line: Int? = nil, path: String? = nil, _ message: String) {
        findings.choice(notice(code, file, line, path, message))
    }
}
