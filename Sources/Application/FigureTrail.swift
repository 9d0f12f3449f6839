import EventLog
import Filing
import Ledger
import LegalTables
import Projections
import Reports
import VATReturn
import Values

/// Where the documentation of a voucher is found.
public struct VoucherDocumentation: Sendable {
    public let sequence: UInt64
    public let recorded: Timestamp
    /// The hash of its entry in the log's tree, hexadecimal (RFC 9162 leaf).
    public let leaf: String
    public let source: VoucherSource?
    /// The files of the import that brought it, with their SHA-256.
    public let files: [ImportRecord.File]
    /// What is, or was, attached to it.
    public let attached: VoucherFiles
    public let reverses: VoucherNumber?
    public let reversedBy: VoucherNumber?
}

/// A figure with the postings that make it up: from the figure to its documentation.
public struct FigureTrail: Sendable {
    public struct Step: Sendable {
        public let line: LedgerLine
        /// What the posting gives to the figure; for lines of returns the VAT, signed as there.
        public let amount: Money
        /// For lines of returns with a base.
        public let base: Money?
    }

    public let figure: Figure
    /// What stood before the first posting: for balances what was brought forward.
    public let broughtForward: Money
    /// In order of date and log.
    public let steps: [Step]
    /// What the steps come to with what was brought forward; of returns before øre are cut.
    public let sum: Money
    /// What documents each voucher, by its entry.
    public let documentation: [UInt64: VoucherDocumentation]
    public let head: TreeHead
}

extension OpenBooks {
    /// The postings behind a figure and their documentation: the way from report to voucher (bokføringsloven § 6).
    ///
    /// - Throws: `FigureError`; `FilingError.unknown`; `AccountReportError.unknown`; `PartyError.unknown`.
    public func trail(_ figure: Figure) throws -> FigureTrail {
        let size = try log.size()
        var (broughtForward, steps) = try postings(behind: figure, upTo: size)
        steps.sort {
            ($0.line.date, $0.line.sequence, $0.line.line) < ($1.line.date, $1.line.sequence, $1.line.line)
        }
        var sum = broughtForward
        for step in steps { try sum += step.amount }
        let books = try books(at: size)
        var documentation: [UInt64: VoucherDocumentation] = [:]
        for step in steps where documentation[step.line.sequence] == nil {
            documentation[step.line.sequence] = try self.documentation(of: step.line.sequence, books)
        }
        return FigureTrail(
            figure: figure, broughtForward: broughtForward, steps: steps, sum: sum, documentation: documentation,
            head: try head(at: size))
    }

    private func postings(behind figure: Figure, upTo size: UInt64) throws -> (Money, [FigureTrail.Step]) {
        switch figure {
        case .account(let account, let period):
            guard try books(at: size).accounts[account] != nil else { throw AccountReportError.unknown(account) }
            let isOrdinary = { (view: VoucherView) in view.kind == .ordinary }
            return (
                .zero,
                try movements(
                    .account(account), period.firstDay...period.lastDay, upTo: size, where: isOrdinary
                ) { $0.account == account }
            )
        case .income(let line, let period): return (.zero, try incomePostings(line, period, upTo: size))
        case .balance(let line, let period): return try balancePostings(line, period, upTo: size)
        case .vat(let period, let number):
            return (.zero, try returnPostings(figure, period, line: number, category: nil, books: self))
        case .filing(let id, let number):
            let draft = try filing(id).current.event
            let then = try asOf(.entry(draft.prefix.size)).books
            let category = try VATReturnInputs(draft.inputs).category
            return (.zero, try then.returnPostings(figure, id.period, line: number, category: category, books: then))
        case .party(let party):
            let ledger = try partyLedger(party, nil)
            return (
                ledger.opening, ledger.lines.map { FigureTrail.Step(line: $0, amount: $0.posting.amount, base: nil) }
            )
        }
    }

    /// Postings as they stand, debit positive.
    private func movements(
        _ selection: VoucherSelection, _ days: ClosedRange<CalendarDate>, upTo size: UInt64,
        where isWanted: (VoucherView) -> Bool, _ counts: (Posting) -> Bool
    ) throws -> [FigureTrail.Step] {
        var steps: [FigureTrail.Step] = []
        try vouchers(selection, dated: days, upTo: size, where: isWanted) { posted, _ in
            for (index, posting) in posted.voucher.postings.enumerated() where counts(posting) {
                steps.append(
                    FigureTrail.Step(line: LedgerLine(of: posted, line: index), amount: posting.amount, base: nil))
            }
        }
        return steps
    }

    private func incomePostings(
        _ line: String, _ period: ReportingPeriod, upTo size: UInt64
    ) throws -> [FigureTrail.Step] {
        let days = period.firstDay...period.lastDay
        let report = try incomeStatement(days)
        let accounts = report.statement.accounts(on: line)
        return try movements(.all, days, upTo: size, where: { $0.kind == .ordinary }) {
            accounts.contains($0.account)
        }.turned(report.statement.isCredit(line))
    }

    private func balancePostings(
        _ line: String, _ period: ReportingPeriod, upTo size: UInt64
    ) throws -> (Money, [FigureTrail.Step]) {
        let statement = try balanceSheet(period.lastDay).statement
        let accounts = statement.accounts(on: line)
        let days = period.firstDay...period.lastDay
        let steps = try movements(.all, days, upTo: size, where: { _ in true }) { accounts.contains($0.account) }
            .turned(statement.isCredit(line))
        let before = try figures(at: size).trialBalance.balances(at: period.firstDay.adding(days: -1))
        var brought = Money.zero
        for account in accounts { try brought += before[account] ?? .zero }
        return (statement.isCredit(line) ? try brought.negated() : brought, steps)
    }

    private func returnPostings(
        _ figure: Figure, _ period: ReportingPeriod, line number: Int, category: VATCategory?, books: OpenBooks
    ) throws -> [FigureTrail.Step] {
        let specification = try vatReport(period, category: category).specification
        guard specification.lines.indices.contains(number - 1) else {
            throw FigureError.noSuchLine(figure, lines: specification.lines.count)
        }
        let line = specification.lines[number - 1]
        let key = VATLineKey(line)
        let size = try log.size()
        let known = try self.books(at: size)
        let counted = CountedPostings(
            period: period, category: specification.category, registered: known.company?.vatCategory, books: known)
        var steps: [FigureTrail.Step] = []
        let isCounted = { (view: VoucherView) in counted.areAny(in: view) }
        try vouchers(
            .vat(line.code, ledgerCode: line.ledgerCode), dated: period.firstDay...period.lastDay, upTo: size,
            where: isCounted
        ) { posted, view in
            for share in try counted.shares(of: view) where share.key == key {
                steps.append(
                    FigureTrail.Step(
                        line: LedgerLine(of: posted, line: share.posting), amount: share.vat, base: share.base))
            }
        }
        return steps
    }

    func documentation(of sequence: UInt64, _ books: Books) throws -> VoucherDocumentation {
        guard let bytes = try log.entry(sequence),
            let posted = try PostedVoucher(EntryBytes.decode(bytes, sequence: sequence))
        else { throw LogError.damagedEntry(sequence, "it is no voucher") }
        return VoucherDocumentation(
            sequence: sequence, recorded: posted.time,
            leaf: bytes.withUnsafeBytes { MerkleTree.leaf($0) }.hex, source: posted.voucher.source,
            files: try importedFiles(of: posted), attached: try files(of: sequence), reverses: posted.reverses,
            reversedBy: books.reversals[sequence])
    }

    /// The files of the import whose closing entry is the first after the voucher.
    private func importedFiles(of posted: PostedVoucher) throws -> [ImportRecord.File] {
        guard let source = posted.voucher.source else { return [] }
        var files: [ImportRecord.File]?
        let size = try log.size()
        guard let later = entries(after: posted.sequence, upTo: size) else { return [] }
        try log.readRare(later) { entry in
            guard files == nil, let type = EntryBytes.typeName(of: entry.bytes),
                type.elementsEqual("ledger.import-completed".utf8),
                case .importCompleted(let record)? = try LedgerEvent(entry.decoded()), record.system == source.system
            else { return }
            files = record.files
        }
        return files ?? []
    }
}

extension FinancialStatement {
    /// The accounts that the line's only column is made of.
    fileprivate func accounts(on line: String) -> Set<AccountNumber> {
        Set(lines.first { $0.row.name == line }?.accounts.map(\.account) ?? [])
    }

    /// Whether credits count as positive on a line.
    fileprivate func isCredit(_ line: String) -> Bool {
        switch lines.first(where: { $0.row.name == line })?.row.content {
        case .accounts(.credit)?, .undistributedResult?: true
        default: false
        }
    }
}

extension [FigureTrail.Step] {
    fileprivate func turned(_ isTurned: Bool) throws(MoneyOverflow) -> [FigureTrail.Step] {
        guard isTurned else { return self }
        var turned: [FigureTrail.Step] = []
        for step in self {
            turned.append(FigureTrail.Step(line: step.line, amount: try step.amount.negated(), base: step.base))
        }
        return turned
    }
}
