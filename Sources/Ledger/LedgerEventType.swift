import EventLog

/// The ledger's events. A published version is frozen: a new shape is a new version (EventSchemas/README.md).
public enum LedgerEventType {
    public static let companyRegistered = EventType("company.registered", version: 1)
    public static let approvalPolicySet = EventType("company.approval-policy-set", version: 1)
    public static let approverRegistered = EventType("company.approver-registered", version: 1)
    public static let approverRemoved = EventType("company.approver-removed", version: 1)
    public static let accountOpened = EventType("ledger.account-opened", version: 1)
    public static let partyRegistered = EventType("ledger.party-registered", version: 1)
    public static let dimensionRegistered = EventType("ledger.dimension-registered", version: 1)
    public static let vatCodeMapped = EventType("ledger.vat-code-mapped", version: 1)
    public static let exchangeRateRecorded = EventType("ledger.exchange-rate-recorded", version: 1)
    public static let vatSpecificationMapped = EventType("ledger.vat-specification-mapped", version: 1)
    public static let voucherPosted = EventType("ledger.voucher-posted", version: 1)
    public static let voucherReversed = EventType("ledger.voucher-reversed", version: 1)
    public static let importCompleted = EventType("ledger.import-completed", version: 2)
    /// Before imports told how codes and names were read.
    static let importCompletedV1 = EventType("ledger.import-completed", version: 1)
    public static let periodClosed = EventType("ledger.period-closed", version: 1)
    public static let periodReopened = EventType("ledger.period-reopened", version: 1)
    public static let documentationAttached = EventType(FrequentEvent.documentationAttached, version: 1)
    public static let documentationWithdrawn = EventType(FrequentEvent.documentationWithdrawn, version: 1)

    /// Every type that is written; each has a schema and an example in EventSchemas.
    public static let all = [
        companyRegistered, approvalPolicySet, approverRegistered, approverRemoved, accountOpened, partyRegistered,
        dimensionRegistered, vatCodeMapped, exchangeRateRecorded, vatSpecificationMapped,
        voucherPosted, voucherReversed, importCompleted, periodClosed, periodReopened,
        documentationAttached, documentationWithdrawn,
    ]

    /// Versions that are read, and no longer written.
    public static let earlier = [importCompletedV1]
}
