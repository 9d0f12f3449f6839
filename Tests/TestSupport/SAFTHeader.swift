/// The start of a SAF-T file without faults, one element to a line.
public struct SAFTHeader: Sendable {
    let version: String
    let system: String
    let organisation: String
    /// The first and the last day that the file is of.
    let start: String
    let end: String

    public init(
        version: String = "1.30", system: String = "Prøve", organisation: String = "888888888", start: String,
        end: String
    ) {
        (self.version, self.system, self.organisation) = (version, system, organisation)
        (self.start, self.end) = (start, end)
    }

    public var text: String {
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <AuditFile xmlns="urn:StandardAuditFile-Taxation-Financial:NO">
        <Header>
        <AuditFileVersion>\(version)</AuditFileVersion>
        <AuditFileCountry>NO</AuditFileCountry>
        <AuditFileDateCreated>2026-01-10</AuditFileDateCreated>
        <SoftwareCompanyName>Prøveprogram AS</SoftwareCompanyName>
        <SoftwareID>\(system)</SoftwareID>
        <SoftwareVersion>1</SoftwareVersion>
        <Company>
        <RegistrationNumber>\(organisation)</RegistrationNumber>
        <Name>Prøve AS</Name>
        <Contact>
        <ContactPerson>
        <FirstName>Kari</FirstName>
        <LastName>Lie</LastName>
        </ContactPerson>
        <Telephone>1</Telephone>
        </Contact>
        </Company>
        <DefaultCurrencyCode>NOK</DefaultCurrencyCode>
        <SelectionCriteria>
        <SelectionStartDate>\(start)</SelectionStartDate>
        <SelectionEndDate>\(end)</SelectionEndDate>
        </SelectionCriteria>
        <TaxAccountingBasis>A</TaxAccountingBasis>
        </Header>

        """
    }
}
