import EventLog
import Filing
import Ledger
import LegalTables
import Projections
import Reports
import VATReturn
import Values

/// A voucher with every figure and filing it is in: from documentation to report.
public struct VoucherTrail: Sendable {
    /// A figure that one of its postings is part of.
    public struct Part: Sendable {
        /// The line of the voucher, from 1.
        public let line: Int
        public let figure: Figure
        /// What the posting gives to it, signed as there.
        public let amount: Money
    }

    /// A filing of a term that the voucher belongs to.
    public struct FilingPart: Sendable {
        public let filing: FilingID
        public let state: FilingState
        /// Whether the voucher was in the books when the filing's document was built.
        public let isIn: Bool
        /// The entries the document was built from.
        public let prefix: UInt64
    }

    public let posted: PostedVoucher
    public let documentation: VoucherDocumentation
    /// By line of the voucher.
    public let parts: [Part]
    /// Filings of its term, also those that it came too late for.
    public let filings: [FilingPart]
    public let head: TreeHead
}

extension OpenBooks {
    /// Every figure and filing that a voucher is in: the way from voucher to report (bokføringsloven § 6).
    ///
    /// - Throws: `VoucherError.notFound`.
    public func trail(_ number: VoucherNumber) throws -> VoucherTrail {
        let posted = try voucher(number)
        let size = try log.size()
        let books = try books(at: size)
        let terms = try filingParts(of: posted, books)
        let parts =
            try accountParts(of: posted) + vatParts(of: posted, books)
            + terms.flatMap { try $0.isIn ? self.filingParts(of: posted, in: $0.filing) : [] }
        return VoucherTrail(
            posted: posted, documentation: try documentation(of: posted.sequence, books),
            parts: parts.enumerated().sorted { ($0.element.line, $0.offset) < ($1.element.line, $1.offset) }.map(
                \.element),
            filings: terms, head: try head(at: size))
    }

    /// Account, statement line and party of each posting.
    private func accountParts(of posted: PostedVoucher) throws -> [VoucherTrail.Part] {
        let date = posted.voucher.date
        guard let month = ReportingPeriod.containing(date, kind: .month),
            let year = ReportingPeriod.containing(date, kind: .year)
        else { return [] }
        let days = year.firstDay...year.lastDay
        let income = try incomeStatement(days).statement.lineOfAccount()
        let balance = try balanceSheet(year.lastDay).statement.lineOfAccount()
        let isOrdinary = posted.voucher.kind == .ordinary
        var parts: [VoucherTrail.Part] = []
        for (index, posting) in posted.voucher.postings.enumerated() {
            func add(_ figure: Figure, isCredit: Bool = false) throws {
                let amount = isCredit ? try posting.amount.negated() : posting.amount
                parts.append(VoucherTrail.Part(line: index + 1, figure: figure, amount: amount))
            }
            if isOrdinary { try add(.account(posting.account, month)) }
            if isOrdinary, let line = income[posting.account] {
                try add(.income(line: line.name, year), isCredit: line.isCredit)
            }
            if let line = balance[posting.account] {
                try add(.balance(line: line.name, year), isCredit: line.isCredit)
            }
            if let party = posting.party { try add(.party(party)) }
        }
        return parts
    }

    /// The lines of its term's VAT specification.
    private func vatParts(of posted: PostedVoucher, _ books: Books) throws -> [VoucherTrail.Part] {
        let kind = books.company?.vatPeriod ?? .twoMonths
        guard let period = ReportingPeriod.containing(posted.voucher.date, kind: kind) else { return [] }
        let specification = try vatReport(period).specification
        return try parts(of: posted, in: specification, books) { .vat(period, line: $0) }
    }

    private func filingParts(of posted: PostedVoucher, in id: FilingID) throws -> [VoucherTrail.Part] {
        let draft = try filing(id).current.event
        let then = try asOf(.entry(draft.prefix.size)).books
        let category = try VATReturnInputs(draft.inputs).category
        let specification = try then.vatReport(id.period, category: category).specification
        return try parts(of: posted, in: specification, try then.books()) { .filing(id, line: $0) }
    }

    private func parts(
        of posted: PostedVoucher, in specification: VATSpecification, _ books: Books, _ figure: (Int) -> Figure
    ) throws -> [VoucherTrail.Part] {
        let counted = CountedPostings(
            period: specification.period, category: specification.category,
            registered: books.company?.vatCategory, books: books)
        var found: [VoucherTrail.Part] = []
        var view = VoucherView()
        try log.read(posted.sequence...posted.sequence) { entry in
            guard try view.read(entry) else { return }
            for share in try counted.shares(of: view) {
                guard let line = specification.lines.firstIndex(where: { VATLineKey($0) == share.key }) else {
                    continue
                }
                found.append(
                    VoucherTrail.Part(line: share.posting + 1, figure: figure(line + 1), amount: share.vat))
            }
        }
        return found
    }

    /// The filings of terms that hold the voucher's date, where it has a part in their kind of return.
    private func filingParts(of posted: PostedVoucher, _ books: Books) throws -> [VoucherTrail.FilingPart] {
        try filings().records.compactMap { record in
            guard record.id.period.contains(posted.voucher.date) else { return nil }
            let draft = record.current.event
            let counted = CountedPostings(
                period: record.id.period, category: try VATReturnInputs(draft.inputs).category,
                registered: books.company?.vatCategory, books: books)
            var isCounted = false
            var view = VoucherView()
            try log.read(posted.sequence...posted.sequence) { entry in
                if try view.read(entry) { isCounted = counted.areAny(in: view) }
            }
            guard isCounted else { return nil }
            return VoucherTrail.FilingPart(
                filing: record.id, state: record.state, isIn: posted.sequence <= draft.prefix.size,
                prefix: draft.prefix.size)
        }
    }
}

extension FinancialStatement {
    /// Which line each account stands on in the statement's only column.
    fileprivate func lineOfAccount() -> [AccountNumber: (name: String, isCredit: Bool)] {
        var found: [AccountNumber: (name: String, isCredit: Bool)] = [:]
        for line in lines {
            let isCredit: Bool
            switch line.row.content {
            case .accounts(let side): isCredit = side == .credit
            case .undistributedResult: isCredit = true
            case .sum: continue
            }
            for share in line.accounts { found[share.account] = (line.row.name, isCredit) }
        }
        return found
    }
}
