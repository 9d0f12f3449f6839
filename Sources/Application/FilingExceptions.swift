import EventLog
import Filing
import Ledger
import LegalTables
import Projections
import VATReturn
import Values

/// The return of a filing's period as the books give it now.
public struct CorrectedReturn: Sendable {
    public let package: FilingPackage
    public let document: VATReturnDocument
    public let category: VATCategory
}

/// What reached the period of a filing after its document was built.
public struct FilingExceptions: Sendable {
    public let record: FilingRecord
    /// How many entries the filing's document was built from, and how many there are now.
    public let sizes: (filed: UInt64, now: UInt64)
    /// By line of the return, in order of the log.
    public let effects: [LineEffect]
    /// Vouchers of the period that came later without touching a line of the return.
    public let others: [OtherVoucher]
    /// VAT codes mapped anew after the filing.
    public let mappings: [VATCodeMapping]
    public let corrected: CorrectedReturn
    /// From the filed return to the corrected one.
    public let difference: VATReturnDifference

    /// A voucher that reached the period without a part in its return.
    public struct OtherVoucher: Sendable {
        public let sequence: UInt64
        public let recorded: Timestamp
        public let voucher: VoucherNumber
        public let date: CalendarDate
        public let text: String
        /// What it moved on the VAT accounts, owed positive; nil where it touches none, or settles the VAT.
        public let vatAccounts: Money?
    }

    /// Whether anything is to be looked at.
    public var isEmpty: Bool { effects.isEmpty && others.isEmpty && difference.isEmpty }
}

extension OpenBooks {
    /// Every posting that reached a filing's period after its log prefix, valued by line of the return, and the return as
    /// it would be drafted now. Nothing is recorded.
    ///
    /// - Throws: `FilingError.unknown`; `FilingComparisonError.unreadable`; what building throws.
    public func exceptions(_ id: FilingID) throws -> FilingExceptions {
        let record = try filing(id)
        let size = try log.size()
        let filed = record.current.event.prefix.size
        guard let document = VATReturnDocument(validBytes: try self.document(of: record).bytes) else {
            throw FilingComparisonError.unreadable(id)
        }
        let corrected = try correctedReturn(of: record)
        let effects = try effects(on: id.period, corrected.category, after: filed, upTo: size)
        return FilingExceptions(
            record: record, sizes: (filed, size), effects: effects,
            others: try others(in: id.period, besides: effects, after: filed, upTo: size),
            mappings: try mappings(after: filed, upTo: size), corrected: corrected,
            difference: VATReturnDifference(from: document, to: corrected.document))
    }

    /// Records the corrected return as a draft: a new filing, where the one before is finished.
    ///
    /// - Throws: as `draftVATReturn`.
    public func draft(_ exceptions: FilingExceptions) throws -> FilingRecord {
        try draftVATReturn(
            VATDraftRequest(period: exceptions.record.id.period, category: exceptions.corrected.category))
    }

    private func others(
        in period: ReportingPeriod, besides effects: [LineEffect], after low: UInt64, upTo high: UInt64
    ) throws -> [FilingExceptions.OtherVoucher] {
        let counted = Set(effects.flatMap { $0.vouchers.map(\.sequence) })
        var others: [FilingExceptions.OtherVoucher] = []
        let isOther = { (view: VoucherView) in view.kind == .ordinary && !counted.contains(view.sequence) }
        try vouchers(
            dated: period.firstDay...period.lastDay, after: low, upTo: high, where: isOther
        ) { posted, view in
            others.append(
                FilingExceptions.OtherVoucher(
                    sequence: posted.sequence, recorded: posted.time, voucher: posted.voucher.number,
                    date: posted.voucher.date, text: posted.voucher.text,
                    vatAccounts: try CountedPostings.owed(by: view)))
        }
        return others
    }

    /// The return of a filing's period as the books give it now: what `draftVATReturn` would record.
    ///
    /// - Throws: `BooksError.unmappedVATCodes`; what building throws.
    func correctedReturn(of record: FilingRecord) throws -> CorrectedReturn {
        let filed = record.current.event
        let category = try VATReturnInputs(filed.inputs).category
        let package = try draftedNow(record, category) ?? rebuild(filed, at: try log.size())
        guard let document = VATReturnDocument(validBytes: package.document.bytes) else {
            throw FilingComparisonError.unreadable(record.id)
        }
        return CorrectedReturn(package: package, document: document, category: category)
    }

    /// The package of a fresh draft that nobody sees; nil where none can be made while the filing is on its way.
    private func draftedNow(_ record: FilingRecord, _ category: VATCategory) throws -> FilingPackage? {
        let books = try tentative()
        do {
            let draft = try books.draftVATReturn(VATDraftRequest(period: record.id.period, category: category))
            return try books.rebuild(draft.current.event, at: draft.current.event.prefix.size)
        } catch FilingError.submissionBegun {
            return nil
        }
    }
}
