import Ledger
import Values

/// The accounts that exchange differences go to.
public struct ExchangeAccounts: Hashable, Sendable {
    /// Gains (valutagevinst), 8060 in NS 4102.
    public let gain: AccountNumber
    /// Losses (valutatap), 8160 in NS 4102.
    public let loss: AccountNumber

    public init(gain: AccountNumber, loss: AccountNumber) {
        self.gain = gain
        self.loss = loss
    }
}

extension Revaluation {
    /// Gains of these items as a positive amount, and losses likewise: they are not set off against each other.
    public static func totals(_ items: [Item]) throws(MoneyOverflow) -> (gain: Money, loss: Money) {
        var (gain, loss) = (Money.zero, Money.zero)
        for item in items {
            if item.difference > .zero { try gain += item.difference } else { loss = try loss - item.difference }
        }
        return (gain, loss)
    }

    /// The postings for differences of one kind: one on each balance, and per currency one for gains and one for losses.
    /// Empty when there is no difference.
    public func postings(
        _ kind: Item.Kind, to accounts: ExchangeAccounts, in language: Language = .english
    ) throws(MoneyOverflow) -> [Posting] {
        let items = differences(kind)
        var postings = items.map { Revaluation.posting($0, in: language) }
        for currency in Set(items.map(\.holding.currency)).sorted() {
            let totals = try Revaluation.totals(items.filter { $0.holding.currency == currency })
            for (account, amount) in [(accounts.gain, try totals.gain.negated()), (accounts.loss, totals.loss)]
            where amount != .zero {
                postings.append(Posting(account: account, amount: amount, text: currency.text))
            }
        }
        return postings
    }

    /// The currency amount 0 keeps the posting with the balance that it restates.
    private static func posting(_ item: Item, in language: Language) -> Posting {
        let currency = item.holding.currency
        let text =
            item.rate.map { rate in
                let source = "\(rate.perUnit) (\(rate.source), \(rate.date))"
                return Phrase(
                    en: "\(currency) \(item.foreign) at \(source)", nb: "\(currency) \(item.foreign) til kurs \(source)"
                )
            } ?? Phrase(en: "\(currency) settled", nb: "\(currency) oppgjort")
        return Posting(
            account: item.holding.account, amount: item.difference, party: item.holding.party,
            currency: CurrencyAmount(
                code: item.holding.currency.text, amount: "0", rate: item.rate?.perUnit.description),
            text: text.text(in: language), reference: item.reference)
    }
}
