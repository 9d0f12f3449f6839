import EventLog
import Filing
import Ledger
import LegalTables
import Projections
import VATReturn
import Values

/// A voucher whose movement on the VAT accounts is not what its VAT codes say.
public struct VATVoucherDifference: Sendable {
    public let sequence: UInt64
    public let voucher: VoucherNumber
    public let date: CalendarDate
    public let text: String
    /// What it moved on the output and input accounts, owed positive.
    public let accounts: Money
    /// What its codes bring to the return.
    public let specification: Money
    public let difference: Money
}

/// One term of a year: what the return says, what the accounts moved, what was filed.
public struct VATTerm: Sendable {
    public let specification: VATSpecification
    public let deadline: VATDeadlineTable.Deadline?
    /// The last filing of the term that was delivered, else the last one.
    public let filing: FilingRecord?
    /// What the last return determined that was delivered and not refused, whole kroner.
    public let filedKroner: Int64?
    /// Accounts less specification, both to the øre, of vouchers that are a krone or more apart.
    public let differences: [VATVoucherDifference]
    /// The same of all other vouchers together.
    public let smallDifferences: Money

    public var period: ReportingPeriod { specification.period }
    /// What the accounts owe less what the return says.
    ///
    /// - Throws: `MoneyOverflow`.
    public func difference() throws(MoneyOverflow) -> Money { try specification.roundingDifference() }

    /// What the cutting of øre makes of it: the lines to the øre less the lines in whole kroner.
    ///
    /// - Throws: `MoneyOverflow`.
    public func rounding() throws(MoneyOverflow) -> Money {
        try specification.exactVAT - (try specification.accounts.owed - (try difference()))
    }

    /// What neither rounding nor a voucher explains: nothing, but for lines that came to less than a krone.
    ///
    /// - Throws: `MoneyOverflow`.
    public func unexplained() throws(MoneyOverflow) -> Money {
        var rest = try difference() - (try rounding())
        for voucher in differences { rest = try rest - voucher.difference }
        return try rest - smallDifferences
    }

    /// Whether the difference is no more than rounding may be (vat-return 2.5, step 7).
    ///
    /// - Throws: `MoneyOverflow`.
    public func isReconciled() throws(MoneyOverflow) -> Bool {
        try difference().ore.magnitude <= UInt64(clamping: specification.toleranceKroner) * 100
    }
}

/// All VAT terms of a year, reconciled with the VAT accounts.
public struct VATYearReport: Sendable {
    public let year: Int
    public let category: VATCategory
    public let terms: [VATTerm]
    /// Balances of the VAT accounts at the end of the year, settlement accounts too; debit positive.
    public let balances: [(account: AccountNumber, name: String, opening: Money, closing: Money)]
    public let head: TreeHead
}

extension VATYearReport {
    /// The days of the year and of its periods: weeks of a year may begin or end in another.
    fileprivate static func scope(of year: Int, _ periods: [ReportingPeriod]) -> FiguresScope {
        guard let whole = ReportingPeriod(.year, 1, of: year), let first = periods.first, let last = periods.last else {
            return .everything
        }
        return .days(min(whole.firstDay, first.firstDay)...max(whole.lastDay, last.lastDay))
    }
}

extension OpenBooks {
    /// The terms of a year for the company's own kind of return.
    ///
    /// - Parameter period: the kind of period, where the company's own is not meant; two months in books without one.
    /// - Throws: what reading the log throws; `MoneyOverflow`.
    public func vatYear(_ year: Int, period kind: ReportingPeriod.Kind? = nil) throws -> VATYearReport {
        let size = try log.size()
        let books = try books(at: size)
        let kind = kind ?? books.company?.vatPeriod ?? .twoMonths
        let periods = (1...ReportingPeriod.count(of: kind, in: year)).compactMap {
            ReportingPeriod(kind, $0, of: year)
        }
        let figures = try figures(VATYearReport.scope(of: year, periods), at: size)
        let category = books.company?.vatCategory ?? .alminnelig
        let filings = try filings()
        let found = try voucherDifferences(periods, category, books, upTo: figures.size)
        let terms = try periods.map { period in
            let records = filings.of(category, period)
            let delivered = records.last { [.accepted, .submitted].contains($0.state) }
            let (large, small) = found[period] ?? ([], .zero)
            return VATTerm(
                specification: try figures.vatPostings.specification(
                    period, category: category, registered: books.company?.vatCategory, books: books),
                deadline: LegalTables.current.vatDeadlines.deadline(category, period),
                filing: delivered ?? records.last,
                filedKroner: try delivered.flatMap {
                    VATReturnDocument(validBytes: try document(of: $0).bytes)?.total?.kroner
                }, differences: large, smallDifferences: small)
        }
        return VATYearReport(
            year: year, category: category, terms: terms, balances: try vatBalances(year, figures, books),
            head: try head(at: figures.size))
    }

    /// Vouchers whose accounts and codes are apart, per period: those by a krone or more, and the others' sum.
    private func voucherDifferences(
        _ periods: [ReportingPeriod], _ category: VATCategory, _ books: Books, upTo size: UInt64
    ) throws -> [ReportingPeriod: ([VATVoucherDifference], Money)] {
        var found: [ReportingPeriod: ([VATVoucherDifference], Money)] = [:]
        let counted = periods.map {
            CountedPostings(
                period: $0, category: category, registered: books.company?.vatCategory, books: books)
        }
        guard let first = periods.first?.firstDay, let last = periods.last?.lastDay else { return [:] }
        var apart: (period: Int, accounts: Money, codes: Money) = (0, .zero, .zero)
        func isApart(_ view: VoucherView) throws -> Bool {
            guard let index = periods.firstIndex(where: { $0.contains(view.date) }) else { return false }
            var codes = Money.zero
            for share in try counted[index].shares(of: view) { try codes += share.vat }
            let owed = try CountedPostings.owed(by: view) ?? .zero
            apart = (index, owed, codes)
            return owed != codes
        }
        var view = VoucherView()
        try VATApartFinder(log, size: size).visit(
            in: first...last, category: category, registered: books.company?.vatCategory, books: books
        ) { entry in
            guard try view.read(entry), try isApart(view), let posted = try PostedVoucher(reading: entry) else {
                return
            }
            let difference = try apart.accounts - apart.codes
            var (large, small) = found[periods[apart.period]] ?? ([], .zero)
            if difference.ore.magnitude < 100 {
                try small += difference
            } else {
                large.append(
                    VATVoucherDifference(
                        sequence: posted.sequence, voucher: posted.voucher.number, date: posted.voucher.date,
                        text: posted.voucher.text, accounts: apart.accounts, specification: apart.codes,
                        difference: difference))
            }
            found[periods[apart.period]] = (large, small)
        }
        return found
    }

    private func vatBalances(
        _ year: Int, _ figures: Figures, _ books: Books
    ) throws -> [(account: AccountNumber, name: String, opening: Money, closing: Money)] {
        guard let period = ReportingPeriod(.year, 1, of: year) else { return [] }
        return try figures.trialBalance.rows(from: period.firstDay, to: period.lastDay)
            .filter { LegalTables.current.vatAccounts.role(of: $0.account) != nil }
            .map { ($0.account, books.accounts[$0.account]?.name ?? "", $0.opening, $0.closing) }
    }
}
