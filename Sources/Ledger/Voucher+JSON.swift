import EventLog
import Formats
import Values

/// The stored shape of vouchers: version 1 of `ledger.voucher-posted` and the `voucher` member of
/// `ledger.voucher-reversed`. Members that say nothing are left out; names are written in canonical order.
extension Voucher {
    func write(into bytes: inout [UInt8]) {
        CanonicalMembers.write(into: &bytes) { members in
            members.add("date", date.description)
            if kind != .ordinary { members.add("kind", kind.rawValue) }
            members.add("number", number.number)
            members.add("postings") { bytes in
                bytes.append(UInt8(ascii: "["))
                for (index, posting) in postings.enumerated() {
                    if index > 0 { bytes.append(UInt8(ascii: ",")) }
                    posting.write(into: &bytes)
                }
                bytes.append(UInt8(ascii: "]"))
            }
            members.add("series", number.series)
            if let source { members.add("source") { source.write(into: &$0) } }
            members.add("text", text)
        }
    }

    public var canonicalBytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(256 * (postings.count + 1))
        write(into: &bytes)
        return bytes
    }
}

extension VoucherSource {
    fileprivate func write(into bytes: inout [UInt8]) {
        CanonicalMembers.write(into: &bytes) { members in
            members.add("batch", batch)
            members.add("entered", entered?.description)
            members.add("enteredBy", enteredBy)
            members.add("journal", journal)
            members.add("period", Int64(period))
            members.add("posted", posted?.description)
            members.add("system", system)
            members.add("systemId", systemID)
            members.add("transaction", transaction)
            members.add("voucherType", voucherType)
            members.add("year", Int64(year))
        }
    }
}

extension Posting {
    fileprivate func write(into bytes: inout [UInt8]) {
        CanonicalMembers.write(into: &bytes) { members in
            members.add("account", account.text)
            members.add("amountOre", amount.ore)
            if let currency { members.add("currency") { currency.write(into: &$0) } }
            if !dimensions.isEmpty { members.add("dimensions") { write(dimensions, into: &$0) } }
            members.add("dueDate", dueDate?.description)
            members.add("kid", kid)
            members.add("matching", matching)
            if let party { members.add("party") { party.write(into: &$0) } }
            members.add("quantity", quantity)
            members.add("reference", reference)
            members.add("sourceLine", sourceLine)
            members.add("text", text)
            members.add("valueDate", valueDate?.description)
            if let vat { members.add("vat") { vat.write(into: &$0) } }
        }
    }

    private func write(_ dimensions: [Dimension], into bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "["))
        for (index, dimension) in dimensions.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            CanonicalMembers.write(into: &bytes) { members in
                members.add("amountOre", dimension.amount?.ore)
                members.add("id", dimension.id)
                members.add("type", dimension.type)
            }
        }
        bytes.append(UInt8(ascii: "]"))
    }
}

extension PostingVAT {
    fileprivate func write(into bytes: inout [UInt8]) {
        CanonicalMembers.write(into: &bytes) { members in
            members.add("baseOre", base?.ore)
            members.add("code", code?.description)
            members.add("ledgerCode", ledgerCode)
            members.add("remark", remark)
            members.add("specification", specification)
            members.add("vatOre", vat?.ore)
        }
    }
}

extension CurrencyAmount {
    fileprivate func write(into bytes: inout [UInt8]) {
        CanonicalMembers.write(into: &bytes) { members in
            members.add("amount", amount)
            members.add("code", code)
            members.add("rate", rate)
        }
    }
}

extension PartyReference {
    fileprivate func write(into bytes: inout [UInt8]) {
        CanonicalMembers.write(into: &bytes) { members in
            members.add("id", id)
            members.add("role", role.rawValue)
        }
    }
}
