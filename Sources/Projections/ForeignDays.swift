import EventLog
import Ledger
import Values

/// What the vouchers of a month move in foreign currencies, by day.
struct ForeignDays: MonthDetail {
    static let kind = DetailKind.foreign

    struct Place: Hashable {
        let holding: ForeignBalances.Holding
        let reference: String?
        /// Days since the month's first.
        let day: Int
    }

    private(set) var balances: [Place: ForeignBalances.Balance] = [:]
    /// The first day on which kroner are carried into each account without a currency.
    private(set) var openedInKroner: [AccountNumber: Int] = [:]
    private let month: CalendarMonth

    init(of month: CalendarMonth) { self.month = month }

    mutating func apply(_ entry: StoredEntry) throws {
        guard entry.mentions(.currency) || entry.mentions(.opening),
            let voucher = try PostedVoucher(reading: entry)?.voucher
        else { return }
        let day = voucher.date.daysSince1970 - Int(month.firstDay)
        try ForeignBalances.visit(voucher) { account in
            openedInKroner[account] = min(day, openedInKroner[account] ?? day)
        } change: { holding, reference, change in
            let place = Place(holding: holding, reference: reference, day: day)
            try balances[place, default: ForeignBalances.Balance()].add(change)
        }
    }

    init(of month: CalendarMonth, _ reader: inout SavedReader) throws {
        self.month = month
        for _ in 0..<(try reader.count()) {
            let place = try Place(&reader)
            guard let foreign = try? ExactDecimal(try reader.text()) else { throw SavedReader.Damaged() }
            balances[place] = ForeignBalances.Balance(foreign: foreign, booked: Money(ore: try reader.signed()))
        }
        for _ in 0..<(try reader.count()) {
            openedInKroner[try reader.account()] = try reader.number(below: 31)
        }
    }

    func write(to saved: inout SavedBytes) {
        saved.write(balances.count)
        for (place, balance) in balances.sorted(by: { $0.key < $1.key }) {
            place.write(to: &saved)
            saved.write(balance.foreign.description)
            saved.write(signed: balance.booked.ore)
        }
        saved.write(openedInKroner.count)
        for (account, day) in openedInKroner.sorted(by: { $0.key < $1.key }) {
            saved.write(account.text)
            saved.write(day)
        }
    }
}

extension ForeignDays.Place: Comparable {
    static func < (left: Self, right: Self) -> Bool {
        if left.holding != right.holding { return left.holding < right.holding }
        return (left.reference == nil ? 0 : 1, left.reference ?? "", left.day)
            < (right.reference == nil ? 0 : 1, right.reference ?? "", right.day)
    }

    fileprivate init(_ reader: inout SavedReader) throws {
        let account = try reader.account()
        guard let currency = try? CurrencyCode(try reader.text()) else { throw SavedReader.Damaged() }
        let party = try reader.number(below: 2) == 1 ? try reader.party() : nil
        holding = ForeignBalances.Holding(account: account, currency: currency, party: party)
        reference = try reader.optionalText()
        day = try reader.number(below: 31)
    }

    fileprivate func write(to saved: inout SavedBytes) {
        saved.write(holding.account.text)
        saved.write(holding.currency.text)
        saved.write(holding.party == nil ? 0 : 1)
        if let party = holding.party { saved.write(party) }
        saved.write(optional: reference)
        saved.write(day)
    }
}

extension SavedBytes {
    mutating func write(optional text: String?) {
        write(text == nil ? 0 : 1)
        if let text { write(text) }
    }
}

extension SavedReader {
    mutating func optionalText() throws -> String? { try number(below: 2) == 1 ? try text() : nil }

    mutating func account() throws -> AccountNumber {
        guard let account = try? AccountNumber(try text()) else { throw Damaged() }
        return account
    }
}
