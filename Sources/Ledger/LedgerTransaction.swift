import Cryptography
import EventLog
import LegalTables
import Values

/// One durable change of the books: everything that is stated through it enters the log together, or nothing does.
/// It refuses what would break the books; what it accepted can be read back at once.
public final class LedgerTransaction {
    public private(set) var books: Books
    private let writer: any LogWriter
    private let now: Timestamp
    /// Accounts that came by and are open: none is ever closed.
    private var openAccounts = RecentAccounts()

    /// - Parameter books: the fold of all that the writer's log holds.
    public init(_ writer: any LogWriter, books: Books, now: Timestamp) {
        self.writer = writer
        self.books = books
        self.now = now
    }

    /// Records an event other than a voucher's.
    ///
    /// - Returns: its sequence.
    @discardableResult
    public func record(_ event: LedgerEvent) throws -> UInt64 {
        let sequence = try writer.append(event.newEvent, at: now)
        books.apply(event)
        return sequence
    }

    /// - Throws: `AccountError.openAlready` when the account is there under another name.
    public func open(_ account: Account) throws {
        if let known = books.accounts[account.number] {
            guard known == account else { throw AccountError.openAlready(account.number, name: known.name) }
            return
        }
        try record(.accountOpened(account))
    }

    /// Posts a voucher that balances, on open accounts, in open periods, under a number that is free. A posting that has a
    /// VAT code and no specification gets the one that its account gives.
    ///
    /// - Parameter isWhole: the voucher states all there is, as one from an export of our own does, and gets no
    ///   specifications.
    /// - Throws: `VoucherError`.
    @discardableResult
    public func post(_ voucher: Voucher, isWhole: Bool = false) throws -> UInt64 {
        let voucher = isWhole ? voucher : specified(voucher)
        try check(voucher)
        return try record(.voucherPosted(voucher))
    }

    /// Posts a voucher whose number nobody has taken, as the caller knows: nothing is looked up, and its bytes may be made
    /// and stored while the caller goes on.
    ///
    /// - Parameter isWhole: as in `post`.
    /// - Throws: `VoucherError`. A number that was taken all the same ends the transaction.
    public func postNew(_ voucher: Voucher, isWhole: Bool = false) throws {
        let voucher = isWhole ? voucher : specified(voucher)
        try checkContent(voucher)
        _ = try writer.append(
            DeferredEvent(LedgerEventType.voucherPosted) { bytes, key in
                voucher.write(into: &bytes)
                voucher.number.writeKey(into: &key)
            }, at: now)
    }

    /// Whether the books hold any voucher.
    public func hasVouchers() throws -> Bool { try writer.hasKey(beginningWith: VoucherNumber.keyStart) }

    /// Whether the books hold any voucher of the series.
    public func hasVouchers(inSeries series: String?) throws -> Bool {
        try writer.hasKey(beginningWith: VoucherNumber.keyStart(ofSeries: series))
    }

    /// Takes back a voucher, whole, by one with opposite signs.
    ///
    /// - Throws: `VoucherError`.
    @discardableResult
    public func reverse(_ original: Voucher, at sequence: UInt64, by reversing: Voucher) throws -> UInt64 {
        try check(reversing)
        if let earlier = books.reversals[sequence] {
            throw VoucherError.reversedAlready(original.number, by: earlier)
        }
        return try record(
            .voucherReversed(VoucherReversal(of: original.number, at: sequence, by: reversing)))
    }

    /// The voucher of that number, as it was posted.
    public func voucher(_ number: VoucherNumber) throws -> PostedVoucher? {
        guard let sequence = try writer.sequence(ofKey: number.key), let bytes = try writer.entry(sequence) else {
            return nil
        }
        return try PostedVoucher(EntryBytes.decode(bytes, sequence: sequence))
    }

    /// The voucher with the specifications that its accounts give.
    private func specified(_ voucher: Voucher) -> Voucher {
        var voucher = voucher
        VATSpecificationRules(
            accounts: books.accounts, codes: books.vatCodeMappings, mappings: books.vatSpecificationMappings
        ).specify(&voucher)
        return voucher
    }

    /// The events whose keys begin so, in order of the log.
    func entries(ofKeysBeginningWith prefix: String) throws -> [RecordedEvent] {
        try writer.sequences(ofKeysBeginningWith: prefix).compactMap { sequence in
            try writer.entry(sequence).map { try EntryBytes.decode($0, sequence: sequence) }
        }
    }

    /// Keeps a document under its hash, with what this transaction states.
    func store(_ bytes: [UInt8], mediaType: String) throws -> SHA256Digest {
        try writer.store(bytes, mediaType: mediaType)
    }

    private func check(_ voucher: Voucher) throws {
        try checkContent(voucher)
        if let sequence = try writer.sequence(ofKey: voucher.number.key) {
            throw VoucherError.numberTaken(voucher.number, sequence: sequence)
        }
    }

    private func checkContent(_ voucher: Voucher) throws {
        guard voucher.postings.count >= 1 else { throw VoucherError.empty(voucher.number) }
        let imbalance = try voucher.imbalance()
        guard imbalance == .zero else { throw VoucherError.unbalanced(voucher.number, by: imbalance) }
        if let period = books.closedPeriods.first(where: { $0.contains(voucher.date) }) {
            throw VoucherError.periodClosed(voucher.number, voucher.date, period)
        }
        // Field by field, since a posting that is copied takes hold of all its texts.
        let (postings, number) = (voucher.postings, voucher.number)
        for index in postings.indices {
            if postings[index].amount.isBeyondReason || postings[index].vat?.base?.isBeyondReason == true
                || postings[index].vat?.vat?.isBeyondReason == true
                || postings[index].dimensions.contains(where: { $0.amount?.isBeyondReason == true })
            {
                throw VoucherError.amountBeyondReason(number, line: index + 1)
            }
            let account = postings[index].account
            guard openAccounts.contains(account) || isOpen(account) else {
                throw VoucherError.unknownAccount(
                    number, line: index + 1, account, near: books.accountNear(account))
            }
            if let code = postings[index].vat?.code, !LegalTables.current.vatCodes.holds(code) {
                throw VoucherError.unknownVATCode(number, line: index + 1, code)
            }
            if let specification = postings[index].vat?.specification,
                VATSpecificationKind(rawValue: specification) == nil
            {
                throw VoucherError.unknownSpecification(number, line: index + 1, specification)
            }
        }
    }

    private func isOpen(_ account: AccountNumber) -> Bool {
        guard books.accounts.index(forKey: account) != nil else { return false }
        openAccounts.insert(account)
        return true
    }
}

/// A voucher as it lies in the log.
public struct PostedVoucher: Sendable {
    public let sequence: UInt64
    public let time: Timestamp
    public let voucher: Voucher
    /// The voucher that this one takes back.
    public let reverses: VoucherNumber?

    init(sequence: UInt64, time: Timestamp, voucher: Voucher, reverses: VoucherNumber?) {
        (self.sequence, self.time, self.voucher, self.reverses) = (sequence, time, voucher, reverses)
    }

    /// Nil when the event is no voucher.
    public init?(_ event: RecordedEvent) throws(LogError) {
        sequence = event.sequence
        time = event.time
        switch try LedgerEvent(event) {
        case .voucherPosted(let voucher):
            self.voucher = voucher
            reverses = nil
        case .voucherReversed(let reversal):
            voucher = reversal.voucher
            reverses = reversal.original
        default: return nil
        }
    }
}

public enum AccountError: Error, Equatable, CustomStringConvertible {
    case openAlready(AccountNumber, name: String)

    public var description: String {
        switch self {
        case .openAlready(let number, let name):
            "Account \(number) is open already, as '\(name)'. Choose another number."
        }
    }
}

/// Why a voucher was refused, and what to do.
public enum VoucherError: Error, Equatable, CustomStringConvertible {
    case empty(VoucherNumber)
    case unbalanced(VoucherNumber, by: Money)
    case amountBeyondReason(VoucherNumber, line: Int)
    case periodClosed(VoucherNumber, CalendarDate, ReportingPeriod)
    case unknownAccount(VoucherNumber, line: Int, AccountNumber, near: AccountNumber? = nil)
    case unknownVATCode(VoucherNumber, line: Int, VATCode)
    case unknownSpecification(VoucherNumber, line: Int, String)
    case numberTaken(VoucherNumber, sequence: UInt64)
    case reversedAlready(VoucherNumber, by: VoucherNumber)
    case notFound(VoucherNumber)

    public var description: String {
        switch self {
        case .empty(let number): "Voucher \(number) has no lines. Give it at least two that balance."
        case .unbalanced(let number, let difference):
            "Voucher \(number) is off by \(difference). Correct a line, or add the missing posting."
        case .amountBeyondReason(let number, let line):
            "Voucher \(number), line \(line): an amount is above \(Money.largest), more than any business has. Look for a slip "
                + "of the keyboard, or for amounts in øre that were taken for kroner."
        case .periodClosed(let number, let date, let period):
            "Voucher \(number) is dated \(date), in the closed period \(period). Use a date in an open period, or reopen "
                + "it with 'bilag period reopen \(period)'."
        case .unknownAccount(let number, let line, let account, let near):
            "Voucher \(number), line \(line): account \(account) is not open. "
                + (near.map { "Did you mean \($0)? Else open" } ?? "Open") + " it with "
                + "'bilag account open \(account) NAME', or correct the number."
        case .unknownVATCode(let number, let line, let code):
            "Voucher \(number), line \(line): there is no standard VAT code \(code). Use the code of the SAF-T list, such as "
                + "3 for sales at the high rate or 1 for purchases."
        case .unknownSpecification(let number, let line, let specification):
            "Voucher \(number), line \(line): there is no VAT specification '\(specification)'. The official ones are "
                + VATSpecificationKind.allCases.map(\.rawValue).joined(separator: ", ") + "."
        case .numberTaken(let number, let sequence):
            "Voucher \(number) is in the books already, as entry \(sequence). Use the next free number."
        case .reversedAlready(let number, let reversing):
            "Voucher \(number) was reversed by voucher \(reversing) already. Reverse that one if it was wrong."
        case .notFound(let number):
            "There is no voucher \(number). Numbers of imported vouchers stand behind their series, as in 2026-GL/1001."
        }
    }
}
