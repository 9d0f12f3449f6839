import Formats
import LegalTables
import Values

/// The VAT return (mva-melding): what is filed for one period and category.
///
/// Holding one means that its texts fit the schema and that the total is the sum of the lines.
public struct VATReturn: Hashable, Sendable {
    /// The filer's own reference, fresh for each return sent (regnskapssystemsreferanse).
    public let reference: String
    public let system: AccountingSystem?
    public let period: ReportingPeriod
    public let category: VATCategory
    public let lines: [VATReturnLine]
    /// The sum of the lines' VAT in whole kroner: positive to pay, negative to receive.
    public let fastsattMerverdiavgift: Int64
    /// The KID that the taxpayer's bank wants on a refund.
    public let refundKID: KIDNumber?
    public let organisationNumber: OrganisationNumber
    /// A remark on the return as a whole.
    public let remark: VATRemark?

    /// The program that made the return (regnskapssystem).
    public struct AccountingSystem: Hashable, Sendable {
        public let name: String
        public let version: String?

        public init(name: String, version: String? = nil) {
            self.name = name
            self.version = version
        }
    }

    /// - Throws: `VATReturnError` for a text that the schema or XML cannot hold, or lines whose sum leaves 64 bits.
    public init(
        reference: String, system: AccountingSystem?, period: ReportingPeriod, category: VATCategory,
        lines: [VATReturnLine], refundKID: KIDNumber? = nil, organisationNumber: OrganisationNumber,
        remark: VATRemark? = nil
    ) throws(VATReturnError) {
        try VATReturn.check(reference, "regnskapssystemsreferanse")
        try VATReturn.check(system?.name, "systemnavn")
        try VATReturn.check(system?.version, "systemversjon")
        try VATReturn.check(remark?.text, "merknad")
        var sum: Int64 = 0
        for (index, line) in lines.enumerated() {
            try VATReturn.check(line.ledgerCode, "mvaKodeRegnskapsystem", line: index + 1)
            try VATReturn.check(line.remark?.text, "merknad", line: index + 1)
            let (next, overflow) = sum.addingReportingOverflow(line.merverdiavgift)
            if overflow { throw .totalTooLarge }
            sum = next
        }
        self.reference = reference
        self.system = system
        self.period = period
        self.category = category
        self.lines = lines
        fastsattMerverdiavgift = sum
        self.refundKID = refundKID
        self.organisationNumber = organisationNumber
        self.remark = remark
    }

    /// The longest text the schema allows (type Tekst), in characters as XML counts them.
    static let longestText = 4000

    private static func check(_ text: String?, _ element: String, line: Int? = nil) throws(VATReturnError) {
        guard let text else { return }
        guard text.unicodeScalars.count <= longestText else { throw .textTooLong(element: element, line: line) }
        guard text.unicodeScalars.allSatisfy(\.isAllowedInXML) else {
            throw .forbiddenCharacter(element: element, line: line)
        }
    }
}

/// Why figures cannot become a VAT return.
public enum VATReturnError: Error, Hashable, CustomStringConvertible {
    /// - Parameter line: the line of the return, from 1; nil outside lines.
    case textTooLong(element: String, line: Int?)
    case forbiddenCharacter(element: String, line: Int?)
    case totalTooLarge
    /// A line has base without rate, or rate without base.
    case halfAssessment(line: Int)
    /// Ledger codes with postings in the period that no standard code is known for.
    case unmappedCodes([String])

    public var description: String {
        switch self {
        case .textTooLong(let element, let line):
            "\(VATReturnError.place(element, line)) is longer than \(VATReturn.longestText) characters. Shorten it."
        case .forbiddenCharacter(let element, let line):
            "\(VATReturnError.place(element, line)) has a control character that XML cannot hold. Remove it."
        case .totalTooLarge: "The lines sum to more than 64 bits hold. Look for an amount that cannot be right."
        case .halfAssessment(let line):
            "Line \(line) has only one of base and rate. Look for postings whose code has no rate on their day."
        case .unmappedCodes(let codes):
            "No standard VAT code is known for \(codes.joined(separator: ", ")). Map each to one, then build again."
        }
    }

    private static func place(_ element: String, _ line: Int?) -> String {
        line.map { "Line \($0): \(element)" } ?? "The return: \(element)"
    }
}
