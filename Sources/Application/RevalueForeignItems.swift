import Authorities
import EventLog
import Ledger
import LegalTables
import Projections
import Values

/// What is to be restated, on which day, and where differences go.
public struct RevaluationRequest: Sendable {
    public let date: CalendarDate
    /// The first digits of the accounts; nil for the monetary items of the legal tables.
    public let accountPrefixes: [String]?
    public let exchangeAccounts: ExchangeAccounts
    /// Takes the unrealised differences back on the following day.
    public let reverses: Bool
    /// The vouchers' series, which the year is put before.
    public let series: String
    /// What the vouchers' texts are written in.
    public var language = Language.english

    public init(
        date: CalendarDate, accountPrefixes: [String]?, exchangeAccounts: ExchangeAccounts, reverses: Bool,
        series: String
    ) {
        (self.date, self.accountPrefixes, self.exchangeAccounts) = (date, accountPrefixes, exchangeAccounts)
        (self.reverses, self.series) = (reverses, series)
    }

    var accounts: MonetaryAccounts {
        accountPrefixes.map { MonetaryAccounts(prefixes: $0) }
            ?? MonetaryAccounts { LegalTables.current.currencyAccounts.role(of: $0) == .monetary }
    }
}

/// What a revaluation would post, before it does.
public struct PlannedRevaluation: Sendable {
    public let request: RevaluationRequest
    public let revaluation: Revaluation
    /// Rates to be recorded with it.
    public let newRates: [RecordedRate]
    /// Accounts among the items that hold kroner carried in without a currency amount, which are not restated.
    public let openedInKroner: [AccountNumber]
    /// The log that it was made from.
    let size: UInt64
}

extension OpenBooks {
    /// The exchange differences on a day, without posting them. Norges Bank is asked for rates that are not recorded.
    ///
    /// - Throws: `RateRefusal`; `AuthorityError`; `MoneyOverflow`; `InvalidInput` for currency amounts that are none.
    public func planRevaluation(
        _ request: RevaluationRequest, through access: () throws -> AuthorityAccess
    ) async throws -> PlannedRevaluation {
        let size = try log.size()
        let balances = try ForeignBalances.load(from: log, size: size, through: request.date)
        let needs = try Revaluation.needs(balances, accounts: request.accounts)
            .map { RateNeed(currency: $0, date: request.date) }
        let used = try await rates(for: Set(needs), through: access)
        let rates = Dictionary(
            used.rates.map { ($0.key.currency, $0.value) }, uniquingKeysWith: { first, _ in first })
        let revaluation = try Revaluation(balances, on: request.date, accounts: request.accounts, rates: rates)
        return PlannedRevaluation(
            request: request, revaluation: revaluation, newRates: used.new,
            openedInKroner: Set(revaluation.items.map(\.holding.account)).intersection(balances.openedInKroner)
                .sorted(),
            size: size)
    }

    /// Posts what was planned: a voucher of unrealised differences with its reversal, and one of realised differences,
    /// where there are any; all of them or none.
    ///
    /// - Returns: the vouchers in the order they were posted.
    /// - Throws: `VoucherError`; `LogError.movedOn` when the books have changed since the plan.
    public func post(_ plan: PlannedRevaluation) throws -> [PostedVoucher] {
        try change(expecting: plan.size) { ledger, writer in
            try ledger.recordNew(plan.newRates)
            var numbers: [VoucherNumber] = []
            for kind in [Revaluation.Item.Kind.realised, .unrealised] {
                let postings = try plan.revaluation.postings(
                    kind, to: plan.request.exchangeAccounts, in: plan.request.language)
                guard !postings.isEmpty else { continue }
                let date = plan.request.date
                let voucher = Voucher(
                    number: try nextNumber(plan.request, on: date, writer), date: date,
                    text: kind.voucherText(at: date).text(in: plan.request.language),
                    postings: postings)
                let sequence = try ledger.post(voucher)
                numbers.append(voucher.number)
                if kind == .unrealised, plan.request.reverses {
                    numbers.append(try takeBack(voucher, sequence, plan.request, ledger, writer))
                }
            }
            return try numbers.compactMap { try ledger.voucher($0) }
        }
    }

    private func takeBack(
        _ voucher: Voucher, _ sequence: UInt64, _ request: RevaluationRequest, _ ledger: LedgerTransaction,
        _ writer: any LogWriter
    ) throws -> VoucherNumber {
        let nextDay = voucher.date.adding(days: 1)
        let reversing = Voucher(
            number: try nextNumber(request, on: nextDay, writer), date: nextDay,
            text: Phrase(en: "Reversal of voucher \(voucher.number)", nb: "Tilbakeføring av bilag \(voucher.number)")
                .text(in: request.language),
            postings: try voucher.postings.map { try $0.reversed() })
        try ledger.reverse(voucher, at: sequence, by: reversing)
        return reversing.number
    }

    /// Numbers run on within series and year, so that none is missing.
    private func nextNumber(
        _ request: RevaluationRequest, on date: CalendarDate, _ writer: any LogWriter
    ) throws -> VoucherNumber {
        var number = 1
        while true {
            let candidate = try VoucherNumber(series: "\(date.year)-\(request.series)", number: "\(number)")
            if try writer.sequence(ofKey: candidate.key) == nil { return candidate }
            number += 1
        }
    }
}

extension Revaluation.Item.Kind {
    fileprivate func voucherText(at date: CalendarDate) -> Phrase {
        switch self {
        case .realised:
            Phrase(en: "Realised exchange differences at \(date)", nb: "Realiserte valutadifferanser per \(date)")
        case .unrealised:
            Phrase(en: "Unrealised exchange differences at \(date)", nb: "Urealiserte valutadifferanser per \(date)")
        }
    }
}
