import Formats

/// The quick way through postings that have nothing out of the ordinary: their members are looked for where they stand, so
/// that no name is taken apart. What it accepts is canonical to the last byte, since its own texts are.
extension VoucherView.Line {
    /// Nil, with the cursor where it was, for a posting of another form, which says nothing against it.
    init?(usualForm cursor: inout JSONCursor) throws {
        let start = cursor
        guard let line = try VoucherView.Line.read(&cursor) else {
            cursor = start
            return nil
        }
        self = line
    }

    private static func read(_ cursor: inout JSONCursor) throws -> VoucherView.Line? {
        guard cursor.passes(#"{"account":"#) else { return nil }
        let account = try cursor.text()
        guard cursor.passes(#","amountOre":"#) else { return nil }
        var line = VoucherView.Line(account: account, amountOre: try cursor.integer())
        if cursor.passes(#","party":{"id":"#) {
            _ = try cursor.text()
            guard cursor.passes(#","role":"#) else { return nil }
            _ = try cursor.text()
            guard cursor.passes("}") else { return nil }
        }
        if cursor.passes(#","sourceLine":"#) { _ = try cursor.text() }
        if cursor.passes(#","vat":{"#) {
            guard let vat = try VoucherView.VAT.read(&cursor) else { return nil }
            line.vat = vat
        }
        return cursor.passes("}") ? line : nil
    }
}

extension VoucherView.VAT {
    /// From behind the brace that opens it.
    fileprivate static func read(_ cursor: inout JSONCursor) throws -> VoucherView.VAT? {
        guard cursor.passes(#""baseOre":"#) else { return nil }
        var vat = VoucherView.VAT()
        vat.baseOre = try cursor.integer()
        guard cursor.passes(#","code":"#) else { return nil }
        vat.code = try VoucherView.code(try cursor.text(), cursor)
        if cursor.passes(#","ledgerCode":"#) { vat.ledgerCode = try cursor.text() }
        guard cursor.passes(#","vatOre":"#) else { return nil }
        vat.vatOre = try cursor.integer()
        return cursor.passes("}") ? vat : nil
    }
}
