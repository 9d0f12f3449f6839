import Formats
import Ledger
import LegalTables
import Values

/// Writes one part of an export, element by element in the order of the schema.
final class SAFTExportWriter {
    let export: SAFTExport
    let xml: XMLStream
    let survey: SAFTExportSurvey

    init(_ export: SAFTExport, _ xml: XMLStream) {
        self.export = export
        survey = export.survey
        self.xml = xml
    }

    func write(_ part: SAFTExport.Part, progress: (Int) -> Void) throws {
        try xml.open("AuditFile", attributes: " xmlns=\"urn:StandardAuditFile-Taxation-Financial:NO\"")
        try header(part)
        if part.hasMasterFiles { try masterFiles() }
        try entries(part, progress: progress)
        xml.close("AuditFile")
        try xml.finish()
    }

    private func header(_ part: SAFTExport.Part) throws {
        let options = export.options
        try xml.open("Header")
        xml.element("AuditFileVersion", options.version.rawValue)
        xml.element("AuditFileCountry", "NO")
        xml.element("AuditFileDateCreated", options.created.description)
        xml.element("SoftwareCompanyName", SAFTExport.softwareID)
        xml.element("SoftwareID", SAFTExport.softwareID)
        xml.element("SoftwareVersion", options.softwareVersion.cut(to: 18))
        try company()
        xml.element("DefaultCurrencyCode", "NOK")
        try xml.open("SelectionCriteria")
        xml.element("SelectionStartDate", export.range.days.lowerBound.description)
        xml.element("SelectionEndDate", export.range.days.upperBound.description)
        xml.close("SelectionCriteria")
        if part.total > 1 {
            xml.element(
                "HeaderComment",
                "Part \(part.number) of \(part.total): "
                    + (part.hasMasterFiles ? "master files" : "general ledger entries of one month"))
        }
        xml.element("TaxAccountingBasis", "A")
        xml.element("UserID", options.user.cut(to: 256))
        xml.close("Header")
    }

    private func company() throws {
        let company = export.company
        try xml.open("Company")
        xml.element("RegistrationNumber", company.organisationNumber.digits)
        xml.element("Name", company.name.cut(to: 256))
        try xml.open("Contact")
        try xml.open("ContactPerson")
        // What the documentation wants for a name that is not parted.
        xml.element("FirstName", "NotUsed")
        xml.element("LastName", export.options.contact.cut(to: 70))
        xml.close("ContactPerson")
        xml.element("Telephone", (export.options.telephone ?? "NotUsed").cut(to: 18))
        xml.close("Contact")
        if company.vatCategory != nil {
            try xml.open("TaxRegistration")
            xml.element("TaxRegistrationNumber", company.organisationNumber.digits + "MVA")
            xml.element("TaxAuthority", "Skatteetaten")
            xml.close("TaxRegistration")
        }
        xml.close("Company")
    }

    // MARK: Amounts

    /// A balance on its side; zero as debit.
    func balance(_ debit: StaticString, _ credit: StaticString, _ ore: Int128, _ place: () -> String) throws {
        xml.element(ore < 0 ? credit : debit, magnitudeOre: try SAFTExportWriter.ore(ore, place))
    }

    /// - Throws: `ExportError.amountTooLarge` beyond 18 digits.
    static func ore(_ amount: Int128, _ place: () -> String) throws(ExportError) -> Int64 {
        guard amount.magnitude <= 999_999_999_999_999_999, let ore = Int64(exactly: amount) else {
            throw .amountTooLarge(place())
        }
        return ore
    }
}
