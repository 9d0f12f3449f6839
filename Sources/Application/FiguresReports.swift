import EventLog
import Ledger
import LegalTables
import Projections
import Values

/// A trial balance (saldobalanse) with the names of its accounts.
public struct TrialBalanceReport: Sendable {
    public let from: CalendarDate
    public let to: CalendarDate
    public let rows: [TrialBalance.Row]
    /// See `TrialBalance.YearRows`.
    public let earlierResults: Money
    public let names: [AccountNumber: String]
    public let head: TreeHead
}

/// The VAT specification of a period with the log it was computed from.
public struct VATReport: Sendable {
    public let specification: VATSpecification
    public let head: TreeHead
}

/// A posting as reports show it, with its voucher.
public struct LedgerLine: Sendable {
    public let sequence: UInt64
    public let voucher: VoucherNumber
    public let date: CalendarDate
    public let text: String
    /// 1-based line of the voucher.
    public let line: Int
    public let posting: Posting
    /// True for balances carried into the books, which count in the opening balance.
    public let isOpening: Bool
    /// Balance of the account after the posting, where one account is shown.
    public let balance: Money?
}

/// The postings on one account over some days.
public struct AccountReport: Sendable {
    public let account: Account
    public let from: CalendarDate
    public let to: CalendarDate
    public let opening: Money
    public let lines: [LedgerLine]
    public let closing: Money
    public let head: TreeHead
}

extension OpenBooks {
    /// - Parameter range: where nil, all days with postings.
    public func trialBalance(_ range: ClosedRange<CalendarDate>?) throws -> TrialBalanceReport {
        let figures = try figures(range.map(FiguresScope.days) ?? .months)
        let days = range ?? figures.trialBalance.days ?? today...today
        let found = try figures.trialBalance.rowsOfYear(from: days.lowerBound, to: days.upperBound)
        return TrialBalanceReport(
            from: days.lowerBound, to: days.upperBound, rows: found.rows, earlierResults: found.earlierResults,
            names: try books().accounts.mapValues(\.name), head: try head(at: figures.size))
    }

    /// - Parameter category: where nil, the one the company is registered for, or the ordinary one.
    public func vatReport(_ period: ReportingPeriod, category: VATCategory? = nil) throws -> VATReport {
        let figures = try figures(.days(period.firstDay...period.lastDay))
        return VATReport(
            specification: try specification(period, category: category, figures: figures),
            head: try head(at: figures.size))
    }

    func specification(
        _ period: ReportingPeriod, category: VATCategory?, figures: Figures
    ) throws -> VATSpecification {
        let books = try books(at: figures.size)
        let registered = books.company?.vatCategory
        return try figures.vatPostings.specification(
            period, category: category ?? registered ?? .alminnelig, registered: registered, books: books)
    }

    /// The postings on an account.
    ///
    /// - Throws: `AccountReportError.unknown` when the account is not open.
    public func account(_ number: AccountNumber, _ range: ClosedRange<CalendarDate>?) throws -> AccountReport {
        let known = try books()
        guard let account = known.accounts[number] else {
            throw AccountReportError.unknown(number, near: known.accountNear(number))
        }
        let figures = try figures(range.map(FiguresScope.days) ?? .months)
        let days = range ?? figures.trialBalance.days ?? today...today
        let opening =
            try figures.trialBalance.rowsOfYear(from: days.lowerBound, to: days.upperBound).rows
            .first { $0.account == number }?.opening ?? .zero
        let found = try lines(.account(number), in: days, upTo: figures.size) { $0.account == number }
            .filter { !$0.isOpening }
            .sorted { ($0.date, $0.sequence, $0.line) < ($1.date, $1.sequence, $1.line) }
        var balance = opening
        let lines = try found.map { line in
            try balance += line.posting.amount
            return LedgerLine(
                sequence: line.sequence, voucher: line.voucher, date: line.date, text: line.text, line: line.line,
                posting: line.posting, isOpening: false, balance: balance)
        }
        return AccountReport(
            account: account, from: days.lowerBound, to: days.upperBound, opening: opening, lines: lines,
            closing: balance, head: try head(at: figures.size))
    }

    /// All postings of some days in order of the log.
    public func journal(_ range: ClosedRange<CalendarDate>?) throws -> [LedgerLine] {
        let figures = try figures(.months)
        let days = range ?? figures.trialBalance.days ?? today...today
        return try lines(.all, in: days, upTo: figures.size) { _ in true }
    }

    /// The postings behind a line of a VAT specification, in order of the log.
    public func trace(_ line: VATSpecificationLine, of specification: VATSpecification) throws -> [LedgerLine] {
        let size = try log.size()
        let books = try books(at: size)
        let days = specification.period.firstDay...specification.period.lastDay
        var found: [LedgerLine] = []
        var view = VoucherView()
        let selection = VoucherSelection.vat(line.code, ledgerCode: line.ledgerCode)
        try VoucherFinder(log, size: size).visit(selection, in: days) { entry in
            guard try view.read(entry), view.kind == .ordinary, days.contains(view.date) else { return }
            let behind = specification.linesBehind(
                line, in: view, registered: books.company?.vatCategory, books: books)
            guard !behind.isEmpty, let posted = try PostedVoucher(reading: entry) else { return }
            for index in behind { found.append(LedgerLine(posted, line: index)) }
        }
        return found
    }

    private func lines(
        _ selection: VoucherSelection, in days: ClosedRange<CalendarDate>, upTo size: UInt64,
        where isWanted: (Posting) -> Bool
    ) throws -> [LedgerLine] {
        var found: [LedgerLine] = []
        var view = VoucherView()
        try VoucherFinder(log, size: size).visit(selection, in: days) { entry in
            guard try view.read(entry), days.contains(view.date), let posted = try PostedVoucher(reading: entry) else {
                return
            }
            for (index, posting) in posted.voucher.postings.enumerated() where isWanted(posting) {
                found.append(LedgerLine(posted, line: index))
            }
        }
        return found
    }

    /// The log's head at a size it once had.
    func head(at size: UInt64) throws -> TreeHead {
        guard let tree = try log.tree(at: size) else { throw LogError.damagedEntry(size, "no tree is recorded for it") }
        return tree.head
    }

    private var today: CalendarDate { now.dateInNorway }
}

extension LedgerLine {
    fileprivate init(_ posted: PostedVoucher, line index: Int) {
        self.init(
            sequence: posted.sequence, voucher: posted.voucher.number, date: posted.voucher.date,
            text: posted.voucher.text, line: index + 1, posting: posted.voucher.postings[index],
            isOpening: posted.voucher.kind == .opening, balance: nil)
    }
}

public enum AccountReportError: Error, Equatable, CustomStringConvertible {
    case unknown(AccountNumber, near: AccountNumber? = nil)

    public var description: String {
        switch self {
        case .unknown(let number, let near):
            "Account \(number) is not open. " + (near.map { "Did you mean \($0)? " } ?? "")
                + "'bilag account list' shows those that are."
        }
    }
}
