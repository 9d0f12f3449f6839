import Cryptography
import Formats

/// A rule that does not hold: what the simulation looks for.
struct Violation: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// What the log says, read by other means than the product's: dictionaries, texts as they stand in the entries, and the
/// rules of the design's section 2 asked of each entry as it comes.
struct PlainModel {
    struct Voucher {
        let sequence: Int
        let date: String
        /// Account and øre.
        let lines: [(account: String, ore: Int64)]
        var isReversed = false
    }

    struct Filing {
        enum Phase { case draft, ready, approved, finished }

        var months: [String]
        var reference: String
        var hash: String
        /// The VAT of its months when it was drafted, debit positive.
        let draftedVAT: Int64
        /// How many vouchers its months had then.
        let draftedVouchers: Int
        var phase = Phase.draft
        /// The log says that the authority has it.
        var isSent = false
        /// `accepted`, `rejected` or `superseded`.
        var verdict: String?
        /// Instances the log knows of, and has not seen deleted.
        var instances: Set<String> = []
        /// The authority gave its verdict, or was seen to hold something else.
        var isAnswered = false
        var hasOtherContent = false

        /// Refused before it was sent.
        var isRefused: Bool { verdict == "rejected" && !isSent }

        /// Whether something unanswered lies at the authority.
        var mayLie: Bool { !isAnswered && !instances.isEmpty }
    }

    private(set) var leaves: [SHA256Digest] = []
    private(set) var accounts: [String: String] = [:]
    private(set) var closed: Set<String> = []
    private(set) var vouchers: [String: Voucher] = [:]
    private(set) var balances: [String: Int64] = [:]
    /// VAT by month, debit positive.
    private(set) var vat: [String: Int64] = [:]
    private(set) var filings: [String: Filing] = [:]
    private(set) var imports = 0
    /// Hashes that once were approved, with the filing.
    var everApproved: [String: String] = [:]

    var count: Int { leaves.count }

    mutating func take(_ entry: RawEntry) throws {
        guard entry.sequence == count + 1 else {
            throw Violation("entry \(count + 1) is missing; there is \(entry.sequence)")
        }
        let json = try JSON(parsing: entry.bytes)
        guard json.canonicalBytes == entry.bytes, let body = json["body"], json["type"]?.string == entry.type,
            json["key"]?.string == entry.key, json["seq"]?.integer == Int64(entry.sequence)
        else { throw Violation("entry \(entry.sequence) is not what its row says") }
        let leaf = SHA256Digest(of: [0] + entry.bytes)
        guard leaf.bytes == entry.leaf else { throw Violation("entry \(entry.sequence) has another leaf") }
        do {
            try apply(body, entry)
        } catch let error as Violation {
            throw Violation("entry \(entry.sequence) (\(entry.type)): \(error)")
        }
        leaves.append(leaf)
    }

    private mutating func apply(_ body: JSON, _ entry: RawEntry) throws {
        switch entry.type {
        case "company.registered", "ledger.party-registered", "ledger.dimension-registered", "ledger.vat-code-mapped",
            "ledger.vat-specification-mapped":
            break
        case "ledger.account-opened": accounts[try text(body, "account")] = try text(body, "name")
        case "ledger.voucher-posted": try post(body, entry)
        case "ledger.voucher-reversed": try reverse(body, entry)
        case "ledger.import-completed": imports += 1
        case "ledger.period-closed":
            guard closed.insert(try text(body, "period")).inserted else { throw Violation("it is closed already") }
        case "ledger.period-reopened":
            guard closed.remove(try text(body, "period")) != nil else { throw Violation("it was not closed") }
        // What was looked up elsewhere moves no money and files nothing.
        case let type where type.hasPrefix("authority."): break
        case let type where type.hasPrefix("filing."): try file(String(type.dropFirst(7)), body)
        default: throw Violation("the model does not know it")
        }
    }

    private func text(_ json: JSON, _ name: String) throws -> String {
        guard let text = json[name]?.string else { throw Violation("it has no '\(name)'") }
        return text
    }

    // Vouchers

    private func vat(of months: [String]) -> Int64 { months.reduce(0) { $0 + (vat[$1] ?? 0) } }

    /// Whether the VAT of the filing's months is not what was drafted, so that it must not be sent.
    func isOutdated(_ filing: Filing) -> Bool { vat(of: filing.months) != filing.draftedVAT }

    /// Whether nothing at all was posted in the filing's months since.
    func isUntouched(_ filing: Filing) -> Bool { vouchers(in: filing.months) == filing.draftedVouchers }

    private func vouchers(in months: [String]) -> Int {
        vouchers.values.count { months.contains(String($0.date.prefix(7))) }
    }

    /// `2026-T1` covers two months, `2026-M01` one.
    static func months(of period: String) -> [String] {
        let year = period.prefix(4)
        let number = Int(period.drop { $0 != "T" && $0 != "M" }.dropFirst()) ?? 0
        let months = period.contains("T") ? [2 * number - 1, 2 * number] : [number]
        return months.map { "\(year)-\($0 < 10 ? "0" : "")\($0)" }
    }

    func isClosed(month: String) -> Bool { closed.contains { PlainModel.months(of: $0).contains(month) } }

    func isClosed(date: String) -> Bool { isClosed(month: String(date.prefix(7))) }

    private mutating func post(_ voucher: JSON, _ entry: RawEntry) throws {
        let number = try text(voucher, "number")
        let key = "\(voucher["series"]?.string ?? "")/\(number)"
        guard entry.key == "voucher/" + key, vouchers[key] == nil else { throw Violation("\(key) is there already") }
        let date = try text(voucher, "date")
        guard !isClosed(date: date) else { throw Violation("\(date) lies in a closed period") }
        var lines: [(account: String, ore: Int64)] = []
        for posting in voucher["postings"]?.array ?? [] {
            let account = try text(posting, "account")
            guard accounts[account] != nil else { throw Violation("account \(account) is not open") }
            lines.append((account, posting["amountOre"]?.integer ?? 0))
            balances[account, default: 0] += posting["amountOre"]?.integer ?? 0
            vat[String(date.prefix(7)), default: 0] += posting["vat"]?["vatOre"]?.integer ?? 0
        }
        guard !lines.isEmpty, lines.reduce(0, { $0 + $1.ore }) == 0 else { throw Violation("it does not balance") }
        vouchers[key] = Voucher(sequence: entry.sequence, date: date, lines: lines)
    }

    private mutating func reverse(_ body: JSON, _ entry: RawEntry) throws {
        guard let voucher = body["voucher"], let reverses = body["reverses"] else { throw Violation("it says nothing") }
        let key = "\(reverses["series"]?.string ?? "")/\(try text(reverses, "number"))"
        guard let original = vouchers[key], Int64(original.sequence) == reverses["sequence"]?.integer else {
            throw Violation("it takes back \(key), which is not there")
        }
        guard !original.isReversed else { throw Violation("\(key) was taken back before") }
        try post(voucher, entry)
        let taken = vouchers["\(voucher["series"]?.string ?? "")/\(try text(voucher, "number"))"]
        guard taken?.lines.map(\.account) == original.lines.map(\.account),
            taken?.lines.map(\.ore) == original.lines.map({ -$0.ore })
        else { throw Violation("it is not the opposite of \(key)") }
        vouchers[key]?.isReversed = true
    }

    // Filings

    private mutating func file(_ event: String, _ body: JSON) throws {
        let id = try text(body, "filing")
        let hash = try text(body, "sha256")
        if event == "drafted" { return try draft(id, hash, body) }
        guard var filing = filings[id] else { throw Violation("\(id) was never drafted") }
        guard filing.hash == hash else { throw Violation("it is about other bytes than the draft") }
        switch event {
        case "marked-ready":
            guard filing.phase == .draft else { throw Violation("\(id) is no draft") }
            filing.phase = .ready
        case "approved":
            guard filing.phase == .ready else { throw Violation("\(id) was not ready") }
            guard filing.months.allSatisfy(isClosed(month:)) else { throw Violation("the period is open") }
            filing.phase = .approved
            everApproved[hash] = id
        case "approval-withdrawn":
            guard filing.phase == .ready || filing.phase == .approved, !filing.isSent else {
                throw Violation("there is nothing to withdraw, or \(id) was sent")
            }
            guard !filing.mayLie else { throw Violation("\(id) is withdrawn, and lies at the authority") }
            filing.phase = .draft
        case "accepted", "rejected":
            guard filing.phase == .approved || event == "rejected" && filing.isRefused else {
                throw Violation("a verdict on what nobody approved")
            }
            guard event == "rejected" || filing.isSent else { throw Violation("accepted, and never sent") }
            filing.phase = .finished
            filing.verdict = event
        case "superseded":
            guard filing.verdict == "accepted" else { throw Violation("only an accepted return is replaced") }
            filing.verdict = event
        default: try step(event, body, &filing)
        }
        filings[id] = filing
    }

    private mutating func draft(_ id: String, _ hash: String, _ body: JSON) throws {
        let period = id.split(separator: "-").dropFirst().dropLast().joined(separator: "-")
        let months = PlainModel.months(of: period)
        let filing = Filing(
            months: months, reference: try text(body["inputs"] ?? .null, "reference"),
            hash: hash, draftedVAT: vat(of: months), draftedVouchers: vouchers(in: months))
        if let before = filings[id] {
            guard before.phase != .finished, !before.isSent, !before.mayLie else {
                throw Violation("\(id) is on its way")
            }
            guard before.reference == filing.reference else { throw Violation("\(id) changed its reference") }
        } else if let other = filings.first(where: {
            $0.value.months == filing.months && ($0.value.phase != .finished || $0.value.mayLie)
        }) {
            throw Violation("\(other.key) of the same period is not finished")
        }
        filings[id] = filing
    }

    /// What leaves, and what was learnt.
    private func step(_ event: String, _ body: JSON, _ filing: inout Filing) throws {
        note(event, body, &filing)
        if filing.phase == .finished {
            // A draft that was refused is removed after the verdict, or found to be sent by a person; and documents of
            // the answer come after it.
            guard filing.isRefused || event == "feedback-received" else { throw Violation("a step after the end") }
            guard event == "submitted" else { return }
            filing.phase = .approved
            filing.verdict = nil
        }
        guard filing.phase == .approved else { throw Violation("a step of what is not approved") }
        guard filing.months.allSatisfy(isClosed(month:)) else { throw Violation("a step while the period is open") }
        if event == "submitted" { filing.isSent = true }
    }

    /// What of the filing lies at the authority.
    private func note(_ event: String, _ body: JSON, _ filing: inout Filing) {
        let instance = body["step"]?["instance"]?.string ?? ""
        switch event {
        case "instance-created": filing.instances.insert(instance)
        case "instance-deleted": filing.instances.remove(instance)
        case "completed": filing.isAnswered = true
        case "other-content-sent": (filing.isAnswered, filing.hasOtherContent) = (true, true)
        default: break
        }
    }

    /// The hash of RFC 9162, 2.1.1, by its definition.
    static func root(_ leaves: ArraySlice<SHA256Digest>) -> SHA256Digest {
        guard let first = leaves.first else { return SHA256Digest(of: []) }
        if leaves.count == 1 { return first }
        var split = 1
        while split * 2 < leaves.count { split *= 2 }
        let middle = leaves.startIndex + split
        return SHA256Digest(
            of: [1] + root(leaves[leaves.startIndex..<middle]).bytes + root(leaves[middle..<leaves.endIndex]).bytes)
    }
}
