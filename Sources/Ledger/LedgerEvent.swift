import EventLog
import Formats
import Values

/// What can happen to a set of books. Whoever folds them decides about each case; there is no `default`.
public enum LedgerEvent: Sendable {
    case companyRegistered(Company)
    case approvalPolicySet(ApprovalPolicy)
    case approverRegistered(ApproverKey)
    case approverRemoved(ApproverKey)
    case accountOpened(Account)
    case partyRegistered(Party)
    case dimensionRegistered(DimensionValue)
    case vatCodeMapped(VATCodeMapping)
    case exchangeRateRecorded(RecordedRate)
    case vatSpecificationMapped(VATSpecificationMapping)
    case voucherPosted(Voucher)
    case voucherReversed(VoucherReversal)
    case importCompleted(ImportRecord)
    case periodClosed(PeriodClosing)
    case periodReopened(PeriodClosing)
    case documentationAttached(DocumentationAttached)
    case documentationWithdrawn(DocumentationWithdrawn)

    /// Nil when the event belongs to another context, as a filing's does.
    ///
    /// - Throws: `LogError.damagedEntry` when the body does not have its published shape, or the version is unknown.
    public init?(_ event: RecordedEvent) throws(LogError) {
        do {
            let body = event.body
            switch event.type {
            case LedgerEventType.companyRegistered: self = .companyRegistered(try Company(body))
            case LedgerEventType.approvalPolicySet: self = .approvalPolicySet(try ApprovalPolicy(body))
            case LedgerEventType.approverRegistered: self = .approverRegistered(try ApproverKey(body))
            case LedgerEventType.approverRemoved: self = .approverRemoved(try ApproverKey(body))
            case LedgerEventType.accountOpened: self = .accountOpened(try Account(body))
            case LedgerEventType.partyRegistered: self = .partyRegistered(try Party(body))
            case LedgerEventType.dimensionRegistered: self = .dimensionRegistered(try DimensionValue(body))
            case LedgerEventType.vatCodeMapped: self = .vatCodeMapped(try VATCodeMapping(body))
            case LedgerEventType.exchangeRateRecorded: self = .exchangeRateRecorded(try RecordedRate(body))
            case LedgerEventType.vatSpecificationMapped:
                self = .vatSpecificationMapped(try VATSpecificationMapping(body))
            case LedgerEventType.voucherPosted: self = .voucherPosted(try Voucher(body))
            case LedgerEventType.voucherReversed: self = .voucherReversed(try VoucherReversal(body))
            case LedgerEventType.importCompleted, LedgerEventType.importCompletedV1:
                self = .importCompleted(try ImportRecord(body))
            case LedgerEventType.periodClosed: self = .periodClosed(try PeriodClosing(body))
            case LedgerEventType.periodReopened: self = .periodReopened(try PeriodClosing(body))
            case LedgerEventType.documentationAttached:
                self = .documentationAttached(try DocumentationAttached(body))
            case LedgerEventType.documentationWithdrawn:
                self = .documentationWithdrawn(try DocumentationWithdrawn(body))
            default:
                guard !event.type.name.hasPrefix("ledger."), !event.type.name.hasPrefix("company.") else {
                    throw InvalidInput(event.type.description, "this Bilag does not know the event; use a newer one")
                }
                return nil
            }
        } catch {
            throw .damagedEntry(event.sequence, "\(error)")
        }
    }

    /// The event as it enters the log, with the key that makes stating it twice the same as once.
    public var newEvent: NewEvent {
        switch self {
        case .companyRegistered(let company):
            NewEvent(LedgerEventType.companyRegistered, key: "company", body: company.json)
        case .approvalPolicySet(let policy): NewEvent(LedgerEventType.approvalPolicySet, body: policy.json)
        case .approverRegistered(let approver): NewEvent(LedgerEventType.approverRegistered, body: approver.json)
        case .approverRemoved(let approver): NewEvent(LedgerEventType.approverRemoved, body: approver.json)
        case .accountOpened(let account):
            NewEvent(LedgerEventType.accountOpened, key: "account/\(account.number)", body: account.json)
        case .partyRegistered(let party):
            NewEvent(LedgerEventType.partyRegistered, key: "party/\(party.role)/\(party.id)", body: party.json)
        case .dimensionRegistered(let value):
            NewEvent(LedgerEventType.dimensionRegistered, key: "dimension/\(value.type)/\(value.id)", body: value.json)
        case .vatCodeMapped(let mapping): NewEvent(LedgerEventType.vatCodeMapped, body: mapping.json)
        case .exchangeRateRecorded(let rate): NewEvent(LedgerEventType.exchangeRateRecorded, body: rate.json)
        case .vatSpecificationMapped(let mapping):
            NewEvent(LedgerEventType.vatSpecificationMapped, body: mapping.json)
        case .voucherPosted(let voucher):
            NewEvent(LedgerEventType.voucherPosted, key: voucher.number.key, body: voucher.canonicalBytes)
        case .voucherReversed(let reversal):
            NewEvent(LedgerEventType.voucherReversed, key: reversal.voucher.number.key, body: reversal.canonicalBytes)
        case .importCompleted(let record): NewEvent(LedgerEventType.importCompleted, body: record.json)
        case .periodClosed(let closing): NewEvent(LedgerEventType.periodClosed, body: closing.json)
        case .periodReopened(let closing): NewEvent(LedgerEventType.periodReopened, body: closing.json)
        case .documentationAttached(let attached):
            NewEvent(LedgerEventType.documentationAttached, key: attached.key, body: attached.json)
        case .documentationWithdrawn(let withdrawn):
            NewEvent(LedgerEventType.documentationWithdrawn, key: withdrawn.key, body: withdrawn.json)
        }
    }
}

extension LedgerEvent {
    /// The voucher that the event is documentation of; nil for other events.
    public var documentedVoucher: VoucherReference? {
        switch self {
        case .documentationAttached(let attached): attached.voucher
        case .documentationWithdrawn(let withdrawn): withdrawn.voucher
        case .companyRegistered, .approvalPolicySet, .approverRegistered, .approverRemoved, .accountOpened,
            .partyRegistered, .dimensionRegistered, .vatCodeMapped, .exchangeRateRecorded, .vatSpecificationMapped,
            .voucherPosted, .voucherReversed, .importCompleted, .periodClosed, .periodReopened:
            nil
        }
    }
}

/// A voucher that takes back another one, whole (bokføringsloven § 9). The original stays where it is.
public struct VoucherReversal: Hashable, Sendable {
    public let original: VoucherNumber
    /// Entry of the original.
    public let originalSequence: UInt64
    /// The original's postings with opposite signs.
    public let voucher: Voucher

    public init(of original: VoucherNumber, at originalSequence: UInt64, by voucher: Voucher) {
        self.original = original
        self.originalSequence = originalSequence
        self.voucher = voucher
    }

    init(_ json: JSON) throws(InvalidInput) {
        let reverses = JSONMembers(json["reverses"] ?? .null, of: "the reversed voucher")
        original = try VoucherNumber(series: try reverses.optionalText("series"), number: try reverses.text("number"))
        originalSequence = UInt64(clamping: try reverses.number("sequence"))
        voucher = try Voucher(json["voucher"] ?? .null)
    }

    var canonicalBytes: [UInt8] {
        var bytes: [UInt8] = []
        CanonicalMembers.write(into: &bytes) { members in
            members.add("reverses") { bytes in
                CanonicalMembers.write(into: &bytes) { members in
                    members.add("number", original.number)
                    members.add("sequence", Int64(clamping: originalSequence))
                    members.add("series", original.series)
                }
            }
            members.add("voucher") { voucher.write(into: &$0) }
        }
        return bytes
    }
}
