import Formats
import Ledger
import LegalTables
import Values

/// What an export of SAF-T Financial says beside the books.
public struct SAFTExportOptions: Sendable {
    public var version: SAFTVersion
    /// The day the file says it was made.
    public var created: CalendarDate
    /// Who made it.
    public var user: String
    /// Whom the authority may ask, with a telephone number: the schema demands both.
    public var contact: String
    public var telephone: String?
    /// Of the program.
    public var softwareVersion: String
    /// One file for the master files and one for each month, whatever the size.
    public var splits = false
    /// From how many bytes on it is split without being asked.
    public var splitBytes: Int64 = 1 << 30

    public init(
        version: SAFTVersion, created: CalendarDate, user: String, contact: String, telephone: String?,
        softwareVersion: String
    ) {
        self.version = version
        self.created = created
        self.user = user
        self.contact = contact
        self.telephone = telephone
        self.softwareVersion = softwareVersion
    }
}

/// The books as SAF-T Financial, version 1.30 or 1.40: first looked through, then written part by part. Memory holds the
/// master files and some bytes for each voucher, whatever the size. The same books give the same bytes on the same day.
public struct SAFTExport {
    /// `SoftwareID` of the files: an import of our own files trusts what they state.
    public static let softwareID = "Bilag"

    /// One XML file of the export.
    public struct Part {
        public let number: Int
        public let total: Int
        public let hasMasterFiles: Bool
        let items: Range<Int>

        /// Vouchers in it.
        public var count: Int { items.count }

        /// `SAF-T Financial_310000051_20260401080000_1_1.xml`: the authority's form of the name.
        public func fileName(organisation: OrganisationNumber, stamp: String) -> String {
            "SAF-T Financial_\(organisation.digits)_\(stamp)_\(number)_\(total).xml"
        }
    }

    public let parts: [Part]
    public let vouchers: Int
    public let lines: Int
    /// Accounts without a grouping of their own: the category and code they went out with.
    public let proposedGroupings: [(account: Account, grouping: SAFTGroupingTable.Grouping)]

    let range: ExportRange
    let options: SAFTExportOptions
    let survey: SAFTExportSurvey
    let company: Company

    /// Looks through the books.
    ///
    /// - Throws: `ExportError`; what reading the log throws.
    public init(_ range: ExportRange, options: SAFTExportOptions) throws {
        let first = range.days.lowerBound
        let nextYear = CalendarDate(year: first.year + 1, month: first.month, day: first.day) ?? first.adding(days: 366)
        guard range.days.upperBound < nextYear else { throw ExportError.moreThanAYear(range.days) }
        guard let company = range.books.company else { throw ExportError.noPostings(range.days) }
        self.range = range
        self.options = options
        self.company = company
        var survey = try SAFTExportSurvey(range)
        let splits = options.splits || survey.estimatedBytes > options.splitBytes
        if !splits { survey.orderAsOne() }
        self.survey = survey
        guard survey.vouchers > 0 || survey.balances.accounts.values.contains(where: { !$0.isIdle }) else {
            throw ExportError.noPostings(range.days)
        }
        vouchers = survey.vouchers
        lines = survey.lines
        parts = SAFTExport.parts(of: survey.items, splits: splits)
        proposedGroupings = range.books.accounts.values.sorted { $0.number < $1.number }.compactMap { account in
            guard SAFTExport.statedGrouping(of: account) == nil else { return nil }
            return (account, SAFTExport.grouping(of: account))
        }
    }

    /// The authority takes files below 2 GB.
    private static let mostBytes: Int64 = 2_000_000_000 - 1

    private static func parts(of items: [ExportItem], splits: Bool) -> [Part] {
        guard splits else { return [Part(number: 1, total: 1, hasMasterFiles: true, items: items.indices)] }
        var ranges: [Range<Int>] = []
        var start = items.startIndex
        for index in items.indices where index > start && items[index].month != items[start].month {
            ranges.append(start..<index)
            start = index
        }
        if start < items.endIndex { ranges.append(start..<items.endIndex) }
        let total = ranges.count + 1
        return [Part(number: 1, total: total, hasMasterFiles: true, items: 0..<0)]
            + ranges.enumerated().map {
                Part(number: $0.offset + 2, total: total, hasMasterFiles: false, items: $0.element)
            }
    }

    /// Whether the files are better packed: from some megabytes on.
    public var isLarge: Bool { survey.estimatedBytes > 10 << 20 }

    /// Writes one part.
    ///
    /// - Parameters:
    ///   - sink: takes the bytes in order.
    ///   - progress: told how many vouchers of this part were written, now and then.
    /// - Throws: `ExportError`; what reading the log and the sink throw.
    public func write(
        _ part: Part, to sink: @escaping (UnsafeRawBufferPointer) throws -> Void, progress: (Int) -> Void = { _ in }
    ) throws {
        var written: Int64 = 0
        let xml = XMLStream { bytes in
            written += Int64(bytes.count)
            guard written <= SAFTExport.mostBytes else {
                throw ExportError.fileTooLarge(part.total == 1 ? "The file" : "Part \(part.number)")
            }
            try sink(bytes)
        }
        try SAFTExportWriter(self, xml).write(part, progress: progress)
    }

    /// The grouping the books know: one of SAF-T from 1.30, not the form RF-1167 of before.
    static func statedGrouping(of account: Account) -> SAFTGroupingTable.Grouping? {
        guard let category = account.groupingCategory, let code = account.groupingCode, !category.isEmpty,
            !code.isEmpty, !category.hasPrefix("RF-")
        else { return nil }
        return SAFTGroupingTable.Grouping(category: category, code: code)
    }

    static func grouping(of account: Account) -> SAFTGroupingTable.Grouping {
        if let stated = statedGrouping(of: account) { return stated }
        // A chart of the company's own says by the standard account what a number means.
        let standard = account.standardAccount.flatMap { $0.utf8.count == 4 ? $0 : nil }
        return LegalTables.current.saftGroupings.grouping(of: standard ?? account.number.text)
    }
}
