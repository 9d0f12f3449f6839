import Cryptography
import EventLog
import Values

/// What the books know besides their vouchers: the company, accounts, parties, mappings, imports and closed periods.
/// A pure fold over the log.
public struct Books: Sendable {
    public private(set) var company: Company?
    public private(set) var approvalPolicy = ApprovalPolicy.initial
    /// In the order they were registered, without those removed.
    public private(set) var approvers: [ApproverKey] = []
    public private(set) var accounts: [AccountNumber: Account] = [:]
    public private(set) var parties: [PartyReference: Party] = [:]
    public private(set) var dimensions: Set<Dimension.Key> = []
    /// What the registered values of dimensions are called.
    public private(set) var dimensionValues: [Dimension.Key: DimensionValue] = [:]
    /// In the order they were recorded.
    public private(set) var vatCodeMappings: [VATCodeMapping] = []
    public private(set) var exchangeRates = RecordedRates()
    /// In the order they were recorded.
    public private(set) var vatSpecificationMappings: [VATSpecificationMapping] = []
    public private(set) var imports: [ImportRecord] = []
    public private(set) var closedPeriods: [ReportingPeriod] = []
    /// Entries of vouchers that were taken back, with the number of the voucher that did it.
    public private(set) var reversals: [UInt64: VoucherNumber] = [:]
    /// The entries folded so far.
    public private(set) var size: UInt64 = 0

    public init() {}

    /// The fold over the rare entries up to a size of the log.
    public static func load(from log: any EventLog, size: UInt64) throws -> Books {
        try Books().extended(to: size, in: log)
    }

    /// The fold brought up to a later size of the same log.
    public func extended(to size: UInt64, in log: any EventLog) throws -> Books {
        guard size > self.size else { return self }
        var books = self
        try log.readRare((self.size + 1)...size) { entry in
            if let event = try LedgerEvent(entry.decoded()) { books.apply(event) }
        }
        books.size = size
        return books
    }

    public mutating func apply(_ event: LedgerEvent) {
        switch event {
        case .companyRegistered(let company): self.company = company
        case .approvalPolicySet(let policy): approvalPolicy = policy
        case .approverRegistered(let approver):
            approvers.removeAll { $0.key == approver.key }
            approvers.append(approver)
        case .approverRemoved(let approver): approvers.removeAll { $0.key == approver.key }
        case .accountOpened(let account): accounts[account.number] = account
        case .partyRegistered(let party): parties[party.reference] = party
        case .dimensionRegistered(let value):
            let key = Dimension.Key(type: value.type, id: value.id)
            dimensions.insert(key)
            dimensionValues[key] = value
        case .vatCodeMapped(let mapping): vatCodeMappings.append(mapping)
        case .exchangeRateRecorded(let rate): exchangeRates.add(rate)
        case .vatSpecificationMapped(let mapping): vatSpecificationMappings.append(mapping)
        case .voucherPosted: break  // Postings are folded by the projections.
        case .voucherReversed(let reversal): reversals[reversal.originalSequence] = reversal.voucher.number
        case .importCompleted(let record): imports.append(record)
        case .periodClosed(let closing):
            if !closedPeriods.contains(closing.period) { closedPeriods.append(closing.period) }
        case .periodReopened(let closing): closedPeriods.removeAll { $0 == closing.period }
        case .documentationAttached, .documentationWithdrawn:
            // There may be as many as vouchers, and they move no money: they are found by voucher (`VoucherFiles`).
            break
        }
    }

    /// Whose key it is now.
    public func approver(of key: SSHPublicKey) -> ApproverKey? { approvers.first { $0.key == key } }

    /// The closed period that the day lies in, which no voucher may be posted to.
    public func closedPeriod(containing date: CalendarDate) -> ReportingPeriod? {
        closedPeriods.first { $0.contains(date) }
    }

    /// Whether every day of the period lies in closed periods.
    public func isClosed(_ period: ReportingPeriod) -> Bool {
        var day = period.firstDay
        while day <= period.lastDay {
            guard let closed = closedPeriod(containing: day) else { return false }
            day = closed.lastDay.adding(days: 1)
        }
        return true
    }

    /// The standard code that a mapping gives the ledger's code on the day.
    public func mappedCode(_ ledgerCode: String, on date: CalendarDate) -> VATCode? {
        vatCodeMappings.code(for: ledgerCode, on: date)
    }

    /// Whether the mapping is recorded and no later one says otherwise for any of its days.
    public func holds(_ mapping: VATCodeMapping) -> Bool {
        guard let index = vatCodeMappings.lastIndex(of: mapping) else { return false }
        return !vatCodeMappings[(index + 1)...].contains { $0.ledgerCode == mapping.ledgerCode && $0.overlaps(mapping) }
    }

    /// The products that vouchers were imported from, in order of appearance.
    public var sourceSystems: [String] {
        imports.reduce(into: []) { systems, record in
            if !systems.contains(record.system) { systems.append(record.system) }
        }
    }
}

extension Dimension {
    public struct Key: Hashable, Sendable {
        public let type: String
        public let id: String

        public init(type: String, id: String) {
            self.type = type
            self.id = id
        }
    }
}
