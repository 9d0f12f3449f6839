/// A known layout of CSV files, as data: which column is what, and what the format leaves unsaid.
public struct CSVProfile: Sendable {
    public enum DateForm: Sendable {
        /// Year first, or day.month.year; slashes are refused, since nobody can tell day from month.
        case plain
        /// Slashes part day, month and year too.
        case dayFirst
    }

    /// As `--profile` takes it.
    public let name: String
    /// The product, which names the source of the vouchers.
    public let system: String
    public let summary: String
    /// Nil: the header's own.
    let delimiter: UInt8?
    /// Columns by place for formats without a header; nil where the first row names them.
    let places: [CSVColumn]?
    /// Names beyond those of our own convention.
    let names: [String: CSVColumn]
    public let dateForm: DateForm
    /// The table begins below a cell with this text.
    let startMark: String?
    /// The text that each row begins with.
    let rowMark: String?

    /// The convention that is used where no profile is named.
    public static let own = CSVProfile(
        name: "bilag", system: "csv", summary: "our own convention: one row for each line, named columns",
        delimiter: nil, places: nil, names: [:], dateForm: .plain, startMark: nil, rowMark: nil)

    /// Facts of the layouts: import-formats reference, section 11.2.
    public static let all: [CSVProfile] = [
        own,
        CSVProfile(
            name: "gbat10", system: "GBAT10", summary: "GBAT10, as Mamut writes it and many read it",
            delimiter: UInt8(ascii: ";"),
            places: [
                .mark, .voucher, .date, .kind, .period, .year, .account, .vatCode, .amount, .customer, .supplier,
                .ignored, .ignored, .ignored, .ignored, .reference, .kid, .dueDate, .ignored, .ignored, .text,
                .ignored, .ignored, .project, .department, .ignored, .isGross, .grossAmount, .ignored, .ignored,
            ], names: [:], dateForm: .plain, startMark: nil, rowMark: "GBAT10"),
        CSVProfile(
            name: "24sevenoffice", system: "24SevenOffice", summary: "transactions of 24SevenOffice",
            delimiter: nil, places: nil,
            names: ["transactiontype": .kind, "bankaccount": .ignored], dateForm: .plain, startMark: nil,
            rowMark: nil),
        CSVProfile(
            name: "poweroffice", system: "PowerOffice Go", summary: "the sheet of PowerOffice Go, saved as CSV",
            delimiter: nil, places: nil,
            names: [
                "voucherdate": .date, "postingdate": .ignored, "accountno": .account, "vatcodeno": .vatCode,
                "currencycode": .currency, "currencyamount": .currencyAmount, "departmentno": .department,
                "projectno": .project, "customerno": .customer, "supplierno": .supplier, "invoicenumber": .reference,
                "cid": .kid,
            ], dateForm: .plain, startMark: "[Vouchers]", rowMark: nil),
        CSVProfile(
            name: "visma-business", system: "Visma Business", summary: "postings of Visma Business",
            delimiter: nil, places: nil, names: ["mvasats": .ignored, "ktonr": .account], dateForm: .plain,
            startMark: nil, rowMark: nil),
        CSVProfile(
            name: "visma-expense", system: "Visma Expense",
            summary: "postings of Visma Expense, one voucher in a file: give --voucher and --date", delimiter: nil,
            places: nil, names: ["costunit": .department], dateForm: .plain, startMark: nil, rowMark: nil),
    ]

    public static func named(_ name: String) -> CSVProfile? { all.first { $0.name == name.lowercased() } }
}
