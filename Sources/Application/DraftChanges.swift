import Filing
import Ledger
import VATReturn
import Values

/// What came between a draft and the books as they are now: lines of the return that differ, and vouchers of the period
/// that entered since.
public struct DraftChanges: Sendable {
    public let difference: VATReturnDifference?
    public let vouchers: [PostedVoucher]

    /// More than people read in an error; 'filing draft' and 'filing diff' show all.
    private static let mostListed = 20

    /// A line of text each, amounts in whole kroner as in the return.
    var lines: [String] {
        let changed = (difference?.lines ?? []).map(DraftChanges.text)
        let causes = vouchers.map {
            "  entry \($0.sequence): voucher \($0.voucher.number) of \($0.voucher.date), \($0.voucher.text)"
        }
        return DraftChanges.cut(changed)
            + (vouchers.isEmpty
                ? ["No voucher of the period came since; a VAT code's mapping did."] : DraftChanges.cut(causes))
    }

    private static func cut(_ lines: [String]) -> [String] {
        lines.count <= mostListed
            ? lines : lines.prefix(mostListed) + ["  and \(lines.count - mostListed) more"]
    }

    private static func text(_ line: VATReturnDifference.Line) -> String {
        let name = [line.code, line.specification, line.ledgerCode].compactMap { $0 }.joined(separator: " ")
        func change(_ word: String, _ before: Int64?, _ after: Int64?) -> String? {
            before == after ? nil : "\(word) \(before.map { "\($0)" } ?? "–") → \(after.map { "\($0)" } ?? "–")"
        }
        let parts = [
            change("grunnlag", line.before?.grunnlag, line.after?.grunnlag),
            change("merverdiavgift", line.before?.merverdiavgift, line.after?.merverdiavgift),
            line.before?.remark == line.after?.remark ? nil : "merknad",
        ]
        return "  code \(name): " + parts.compactMap { $0 }.joined(separator: ", ")
    }
}

/// A draft that the books no longer give, so that nobody need review it.
public struct OutdatedDraft: Error, CustomStringConvertible {
    public let filing: FilingID
    /// Where it is not the one that the company is registered for.
    let category: VATCategory?
    let drafted: String
    let now: String
    public let changes: DraftChanges

    public var description: String {
        let first =
            "Filing \(filing) was drafted as \(drafted.prefix(16)), and the books now give \(now.prefix(16)). Draft it again "
            + "with 'bilag filing draft vat --period \(filing.period)\(category.map { " --category \($0)" } ?? "")', and look at "
            + "the difference."
        return ([first] + changes.lines).joined(separator: "\n")
    }
}

extension OpenBooks {
    /// What came since a filing's draft.
    func changes(since record: FilingRecord, giving package: FilingPackage) throws -> DraftChanges {
        let draft = record.current.event
        let before = VATReturnDocument(validBytes: try stored(draft.hashes.document).bytes)
        let after = VATReturnDocument(validBytes: package.document.bytes)
        return DraftChanges(
            difference: before.flatMap { before in after.map { VATReturnDifference(from: before, to: $0) } },
            vouchers: try vouchers(after: draft.prefix.size, in: record.id.period))
    }

    /// Builds the document from the books as they are now.
    ///
    /// - Throws: `OutdatedDraft` when a byte differs from the draft.
    func expectCurrent(_ record: FilingRecord) throws {
        let package = try rebuild(record.current.event, at: try log.size())
        guard package.hashes != record.current.event.hashes else { return }
        let category = try record.category
        throw OutdatedDraft(
            filing: record.id, category: try company().vatCategory == category ? nil : category,
            drafted: record.current.event.hashes.document.hex, now: package.document.hash.hex,
            changes: try changes(since: record, giving: package))
    }
}
