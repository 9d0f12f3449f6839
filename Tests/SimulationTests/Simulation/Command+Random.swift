import Ledger
import TestSupport
import Values

extension SeededGenerator {
    mutating func chance(_ one: Int, in many: Int) -> Bool { Int.random(in: 0..<many, using: &self) < one }

    mutating func pick<Element>(_ elements: [Element]) -> Element? { elements.randomElement(using: &self) }
}

/// Makes commands that mostly make sense in the books as they are.
struct CommandSource {
    static let organisation = "310000051"
    private static let periods = ["2026-T1", "2026-T2", "2026-M01", "2026-M02", "2026-M03"]

    private var nextVoucher = 1001
    private var nextFile = 1
    private var files: [GeneratedSAFT] = []

    mutating func next(_ model: PlainModel, using random: inout SeededGenerator) throws -> Command {
        let filings = model.filings.keys.sorted()
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<22: return .post(try vouchers(model, using: &random))
        case 22..<26: return .reverse(anyVoucher(model, using: &random))
        case 26..<30: return .importFile(file(using: &random))
        case 30..<34: return .close(random.pick(CommandSource.periods) ?? "2026-T1")
        case 34..<38: return .reopen(random.pick(model.closed.sorted() + ["2026-T1"]) ?? "2026-T1")
        case 38..<42: return .report
        case 42..<44: return .saveFigures
        case 44: return .verify
        case 45..<47: return .openAccount(random.pick(["5000", "6300", "3000"]) ?? "5000", name: "Konto")
        case 47..<49: return .withdraw(random.pick(filings) ?? "vat-2026-T1-1")
        case 49..<52: return .follow(random.pick(filings) ?? "vat-2026-T1-1")
        default: return try advance(model, using: &random)
        }
    }

    /// The next step of some filing towards its end, or of another one.
    private func advance(_ model: PlainModel, using random: inout SeededGenerator) throws -> Command {
        let period = random.pick(["2026-T1", "2026-T1", "2026-T2"]) ?? "2026-T1"
        let months = PlainModel.months(of: period)
        let open = model.filings.filter { $0.value.phase != .finished && $0.value.months == months }
        guard let (id, filing) = open.min(by: { $0.key < $1.key }), random.chance(9, in: 10) else {
            return .draft(period)
        }
        let isOutdated = model.isOutdated(filing) && random.chance(3, in: 4)
        switch filing.phase {
        case .draft where isOutdated, .ready where isOutdated: return .draft(period)
        case .draft: return random.chance(9, in: 10) ? .ready(id) : .submit(id)
        case .ready:
            guard months.allSatisfy(model.isClosed(month:)) else { return .close(period) }
            return .approve(id, hash: random.chance(1, in: 10) ? "0123456789ab" : String(filing.hash.prefix(16)))
        case .approved, .finished:
            switch Int.random(in: 0..<20, using: &random) {
            case 0: return .draft(period)
            case 1, 2: return .withdraw(id)
            case 3: return .reopen(period)
            default: return .submit(id)
            }
        }
    }

    private func anyVoucher(_ model: PlainModel, using random: inout SeededGenerator) -> String {
        let own = model.vouchers.keys.filter { $0.hasPrefix("/") }.map { String($0.dropFirst()) }.sorted()
        return random.pick(own) ?? "1"
    }

    private mutating func file(using random: inout SeededGenerator) -> GeneratedSAFT {
        if random.chance(1, in: 4), let known = random.pick(files) { return known }
        let file = GeneratedSAFT(
            number: nextFile, organisation: CommandSource.organisation, month: Int.random(in: 1...4, using: &random),
            using: &random)
        nextFile += 1
        files.append(file)
        return file
    }

    private mutating func vouchers(_ model: PlainModel, using random: inout SeededGenerator) throws -> [Voucher] {
        try (0..<Int.random(in: 1...3, using: &random)).map { _ in
            var number = "\(nextVoucher)"
            nextVoucher += 1
            if random.chance(1, in: 20) { number = anyVoucher(model, using: &random) }
            let month = Int.random(in: 1...4, using: &random)
            let day = Int.random(in: 1...28, using: &random)
            let date = try CalendarDate("2026-0\(month)-\(day < 10 ? "0" : "")\(day)")
            return Voucher(
                number: try VoucherNumber(number: number), date: date, text: "Bilag \(number)",
                postings: try postings(using: &random))
        }
    }

    private func postings(using random: inout SeededGenerator) throws -> [Posting] {
        let base = Int64.random(in: 1...900_000, using: &random) * 4
        let vat = base / 4
        // Now and then what must be refused: an account that is not open, a difference of an øre.
        let bank = random.chance(1, in: 25) ? "9999" : "1920"
        let slip: Int64 = random.chance(1, in: 25) ? 1 : 0
        func line(_ account: String, _ ore: Int64, vat: PostingVAT? = nil) throws -> Posting {
            Posting(account: try AccountNumber(account), amount: Money(ore: ore), vat: vat)
        }
        switch Int.random(in: 0..<3, using: &random) {
        case 0:
            let treatment = PostingVAT(
                code: VATCode(3), base: Money(ore: -base), vat: Money(ore: -vat))
            return [
                try line("3000", -base, vat: treatment), try line("2700", -vat),
                try line("1500", base + vat + slip),
            ]
        case 1:
            let treatment = PostingVAT(code: VATCode(1), base: Money(ore: base), vat: Money(ore: vat))
            return [
                try line("4000", base, vat: treatment), try line("2710", vat), try line("2400", -base - vat + slip),
            ]
        default: return [try line(bank, base + slip), try line("1500", -base)]
        }
    }
}
