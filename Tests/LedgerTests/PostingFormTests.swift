import EventLog
import Ledger
import Testing

@Suite("Postings in the bytes of an entry")
struct PostingFormTests {
    /// The lines of an entry whose voucher has these postings.
    private func read(_ postings: String, _ visit: (VoucherView) throws -> Void) throws {
        let entry = Array(
            (#"{"body":{"date":"2026-01-15","number":"1","postings":["# + postings + #"]},"key":"voucher//1","seq":1,"#
                + #""time":"2026-01-15T12:00:00.000Z","type":"ledger.voucher-posted","version":1}"#).utf8)
        try entry.withUnsafeBytes { bytes in
            var view = VoucherView()
            #expect(try view.readWhole(StoredEntry(sequence: 1, bytes: bytes)))
            try visit(view)
        }
    }

    @Test(
        "a posting says the same whatever stands beside what is counted",
        arguments: [
            #"{"account":"3000","amountOre":-100,"vat":{"baseOre":-100,"code":"3","ledgerCode":"S","vatOre":-25}}"#,
            #"{"account":"3000","amountOre":-100,"party":{"id":"K1","role":"customer"},"sourceLine":"2","#
                + #""vat":{"baseOre":-100,"code":"3","ledgerCode":"S","vatOre":-25}}"#,
            #"{"account":"3000","amountOre":-100,"dimensions":[],"sourceLine":"2","#
                + #""vat":{"baseOre":-100,"code":"3","ledgerCode":"S","vatOre":-25}}"#,
            #"{"account":"3000","amountOre":-100,"sourceLine":"2","text":"Salg","#
                + #""vat":{"baseOre":-100,"code":"3","ledgerCode":"S","vatOre":-25}}"#,
        ])
    func sameMeaning(posting: String) throws {
        try read(posting + "," + #"{"account":"1500","amountOre":100,"sourceLine":"3"}"#) { view in
            #expect(view.lines.map { $0.account.string } == ["3000", "1500"])
            #expect(view.lines.map(\.amountOre) == [-100, 100])
            let vat = try #require(view.lines[0].vat)
            #expect(vat.code?.number == 3 && vat.ledgerCode?.string == "S")
            #expect(vat.baseOre == -100 && vat.vatOre == -25 && vat.remark == nil && vat.specification == nil)
            #expect(view.lines[1].vat == nil)
        }
    }

    @Test("VAT may have a remark, a specification and no base") func otherVAT() throws {
        try read(#"{"account":"2710","amountOre":5,"vat":{"code":"1","remark":"r","specification":"uttak"}}"#) { view in
            let vat = try #require(view.lines.first?.vat)
            #expect(vat.baseOre == nil && vat.vatOre == nil && vat.ledgerCode == nil)
            #expect(vat.remark?.string == "r" && vat.specification?.string == "uttak")
        }
    }

    @Test(
        "a posting that is not canonical is refused",
        arguments: [
            #"{"amountOre":5,"account":"1500"}"#,
            #"{"account":"1500","amountOre":05}"#,
            #"{"account":"1500","amountOre":5 }"#,
            #"{"account":"1500","amountOre":5,"sourceLine":"1","sourceLine":"1"}"#,
            #"{"account":"1500","amountOre":5,"sourceLine":"1","party":{"id":"K","role":"customer"}}"#,
            #"{"account":"1500","amountOre":5,"party":{"role":"customer","id":"K"}}"#,
            #"{"account":"1500","amountOre":5,"vat":{"code":"3","baseOre":5,"vatOre":1}}"#,
            #"{"account":"1500","amountOre":5,"vat":{"baseOre":5,"code":"300","vatOre":1}}"#,
            #"{"account":"1500","amountOre":5,"vat":{"baseOre":5,"code":"3","vatOre":1}"#,
            #"{"account":"15\u0041","amountOre":5}"#,
            #"{"account":"1500","amountOre":5,}"#,
        ])
    func refused(posting: String) {
        #expect(throws: LogError.self) { try read(posting) { _ in } }
    }
}
