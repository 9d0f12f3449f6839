import LegalTables
import Values

/// How a VAT code without a standard code is used, and which standard code that looks like (reference section 4). A
/// proposal for people, never applied.
struct VATCodeUse {
    private(set) var lines = 0
    private var income = 0
    private var costs = 0
    private var bothSides = 0
    /// Hundredths of a percent.
    private var rates: [Int: Int] = [:]
    private var day: CalendarDate?

    /// - Parameters:
    ///   - basisPoints: nil where nothing tells the rate.
    ///   - movesBothSides: the voucher moves output and input VAT by the same amount.
    mutating func add(
        _ account: AccountNumber, _ amount: Money, basisPoints: Int?, movesBothSides: Bool, on date: CalendarDate
    ) {
        lines += 1
        switch account.text.first {
        case "3" where amount.ore <= 0: income += 1
        case "1" where amount.ore >= 0: costs += 1
        case "4", "5", "6", "7": if amount.ore >= 0 { costs += 1 }
        default: break
        }
        if let basisPoints { rates[basisPoints, default: 0] += 1 }
        if movesBothSides { bothSides += 1 }
        day = date
    }

    /// What it looks like, in words that end a sentence; nil when nothing can be said.
    var proposal: String? {
        let rate = rates.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
        if bothSides * 2 > lines { return "it looks like one of 81, 83, 86, 88 and 91: VAT that the buyer computes" }
        if income * 2 > lines {
            guard let rate else { return "it looks like 7, income without VAT treatment" }
            if rate == 0 { return "it looks like 5, 51, 52 or 6: sales without VAT to pay" }
            return likely([3, 31, 33, 32], rate)
        }
        if costs * 2 > lines {
            guard let rate, rate > 0 else { return "it looks like 0, purchases without VAT treatment" }
            return likely([1, 11, 13, 12], rate)
        }
        return nil
    }

    private func likely(_ codes: [Int], _ basisPoints: Int) -> String? {
        guard let day else { return nil }
        let code = codes.compactMap { VATCode($0) }.first {
            LegalTables.current.rate(for: $0, on: day)?.basisPoints == basisPoints
        }
        return code.map { "it looks like \($0)" }
    }
}
