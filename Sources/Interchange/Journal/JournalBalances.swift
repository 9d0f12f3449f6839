import Ledger
import Values

/// Sums by account name, commodity and day, for checking what a journal asserts about balances.
///
/// An assertion is about the balance in order of dates, on what the files and the books hold: the books up to the day
/// before, what the files bring that the books do not have, and of the day itself what stands before the assertion.
final class JournalBalances {
    private struct Key: Hashable {
        let name: Int32
        let commodity: Int32
        let day: Int32
    }

    private struct Sum {
        /// Of all entries of the day, and of those that the books did not have.
        var all: Int128 = 0
        var new: Int128 = 0
    }

    private struct Claim {
        let assertion: JournalAssertion
        let name: Int
        let day: CalendarDate
        let place: ImportPlace
        /// By name and commodity: what the day brought before the assertion.
        let before: [(name: Int, commodity: Int, sum: Int128)]
    }

    private let intake: VoucherIntake
    private let options: ImportOptions
    private var sums: [Key: Sum] = [:]
    private var claims: [Claim] = []
    private var numbers: [AccountNumber?] = []

    /// Amounts of commodities other than NOK are kept with eight decimals; NOK in øre.
    static let decimals = 8

    init(_ intake: VoucherIntake, _ options: ImportOptions) {
        self.intake = intake
        self.options = options
    }

    func add(_ account: AccountNumber?) { numbers.append(account) }

    func add(_ amount: Int128, name: Int, commodity: Int, on date: CalendarDate, isNew: Bool) {
        let key = Key(
            name: Int32(truncatingIfNeeded: name), commodity: Int32(truncatingIfNeeded: commodity),
            day: Int32(truncatingIfNeeded: date.daysSince1970))
        sums[key, default: Sum()].all += amount
        if isNew { sums[key]?.new += amount }
    }

    /// Notes an assertion where it stands.
    func claim(
        _ assertion: JournalAssertion, name: Int, on date: CalendarDate, at place: ImportPlace, among run: JournalRun
    ) {
        let names = assertion.withSubaccounts ? run.subaccounts(of: name) : [name]
        var before: [(Int, Int, Int128)] = []
        for name in names {
            for commodity in run.commodityNames.indices {
                let key = Key(
                    name: Int32(truncatingIfNeeded: name), commodity: Int32(truncatingIfNeeded: commodity),
                    day: Int32(truncatingIfNeeded: date.daysSince1970))
                before.append((name, commodity, assertion.isAtStart ? 0 : sums[key]?.all ?? 0))
            }
        }
        claims.append(Claim(assertion: assertion, name: name, day: date, place: place, before: before))
    }

    /// The sums of a name by commodity up to the day before.
    private func history() -> [Int64: [(day: Int32, sum: Int128)]] {
        var history: [Int64: [(day: Int32, sum: Int128)]] = [:]
        for (key, sum) in sums {
            history[Int64(key.name) << 32 | Int64(key.commodity), default: []].append((key.day, sum.new))
        }
        return history
    }

    func check(_ run: JournalRun) throws {
        guard !claims.isEmpty, !intake.findings.hasErrors else { return }
        let history = history()
        var books: [CalendarDate: [AccountNumber: Money]] = [:]
        for claim in claims {
            let eve = claim.day.adding(days: -1)
            if books[eve] == nil { books[eve] = try options.balances?(eve) ?? [:] }
            judge(claim, history, books[eve] ?? [:], run)
        }
    }

    private func judge(
        _ claim: Claim, _ history: [Int64: [(day: Int32, sum: Int128)]], _ books: [AccountNumber: Money],
        _ run: JournalRun
    ) {
        var sums: [Int: Int128] = [:]
        var counted: Set<AccountNumber> = []
        let day = Int32(truncatingIfNeeded: claim.day.daysSince1970)
        let names = Set(claim.before.map(\.name))
        for (name, commodity, before) in claim.before {
            let earlier = history[Int64(name) << 32 | Int64(commodity)] ?? []
            sums[commodity, default: 0] += before + earlier.reduce(0) { $1.day < day ? $0 + $1.sum : $0 }
            guard commodity == JournalAmount.nok, let number = numbers[name], let known = books[number], known != .zero,
                counted.insert(number).inserted
            else { continue }
            let isShared = numbers.indices.contains { numbers[$0] == number && !names.contains($0) }
            if isShared {
                return intake.report(
                    .warning, "assertion-not-checked",
                    "the balance was not checked: the books have \(known) on account \(number) already, which several names "
                        + "stand for.", at: { claim.place })
            }
            sums[commodity, default: 0] += Int128(known.ore)
        }
        let wanted = claim.assertion.amount
        let found = sums[wanted.commodity] ?? 0
        let isNOK = wanted.commodity == JournalAmount.nok
        let stated = wanted.number.scaled(to: isNOK ? 2 : JournalBalances.decimals).map { Int128($0) }
        let name = shortened(run.nameEntries[claim.name].name)
        let commodity = run.commodityNames[wanted.commodity]
        let scale = isNOK ? 2 : JournalBalances.decimals
        let tolerance = Int128(claim.assertion.tolerance?.scaled(to: scale) ?? 0)
        let isMet = stated.map { abs($0 - found) <= abs(tolerance) } ?? false
        guard isMet else {
            return intake.report(
                .error, "assertion-failed",
                "the balance of '\(name)' on \(claim.day) is said to be \(wanted.number.text) \(commodity), but is "
                    + "\(isNOK ? kroner(found) : JournalBalances.text(found)) \(commodity). Correct the assertion, or look "
                    + "for a missing entry.", at: { claim.place })
        }
        guard claim.assertion.isSole,
            let other = sums.filter({ $0.key != wanted.commodity && $0.value != 0 }).keys.min()
        else { return }
        intake.report(
            .error, "assertion-failed",
            "'\(name)' is said to hold nothing but \(commodity) on \(claim.day), but holds "
                + "\(run.commodityNames[other]) too. Write '=' for one commodity among several.", at: { claim.place })
    }

    private static func text(_ amount: Int128) -> String {
        guard let digits = UInt64(exactly: amount.magnitude) else { return "a number too large to write" }
        var number = WrittenNumber(digits: digits, decimals: decimals, provenMark: nil)
        number.isNegative = amount < 0
        let text = number.text
        let short = text.reversed().drop { $0 == "0" }.drop { $0 == "." }
        return String(short.reversed())
    }
}

extension JournalRun {
    /// The numbers of a name and all names below it.
    func subaccounts(of name: Int) -> [Int] {
        let start = nameEntries[name].name + ":"
        return nameEntries.indices.filter { $0 == name || nameEntries[$0].name.hasPrefix(start) }
    }
}
