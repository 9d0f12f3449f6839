import Ledger
import Values

/// Which voucher is which: repeats within the files, and what the books hold already (reference 7.3).
extension SAFTImportRun {
    func take(_ read: Voucher, _ stream: SAFTStream) throws {
        var voucher = read
        let transaction = stream.transaction
        let place = (transaction.place, transaction.column)
        if let period = ledger.books.closedPeriod(containing: voucher.date), try !isKnown(voucher) {
            return stream.report(
                .error, "period-closed",
                "the voucher is dated \(voucher.date), in the closed period \(period). Reopen it with 'bilag period "
                    + "reopen \(period)', or leave the voucher out of the export.",
                at: place, path: stream.transactionPath)
        }
        let content = transaction.content.value
        guard try number(&voucher, content, stream) else { return }
        noteNumber(voucher, transaction.id)
        warnAboutTwin(voucher, stream)
        guard !options.balancesOnly else { return }
        if hasEarlierImports {
            if try compare(voucher, stream) { return }
            newEssences.insert(SAFTEssence(voucher))
        }
        guard !findings.hasErrors else { return }
        do {
            try ledger.post(voucher)
            vouchers += 1
            postings += voucher.postings.count
        } catch VoucherError.numberTaken where !hasEarlierImports {
            _ = try compare(voucher, stream)
        } catch let error as VoucherError {
            stream.report(.error, "voucher-refused", "\(error)", at: place, path: stream.transactionPath)
        }
    }

    private func isKnown(_ voucher: Voucher) throws -> Bool {
        guard let known = try ledger.voucher(voucher.number) else { return false }
        return SAFTImportRun.differences(known.voucher, voucher).isEmpty
    }

    /// Gives a repeated number its running mark.
    ///
    /// - Returns: false when the voucher must not enter the books.
    private func number(_ voucher: inout Voucher, _ content: UInt64, _ stream: SAFTStream) throws -> Bool {
        let key = SAFTImportRun.keyHash(voucher.number)
        guard var earlier = seen[key] else {
            seen[key] = SAFTSeenVoucher(content: content, part: UInt32(truncatingIfNeeded: part), count: 1)
            return true
        }
        let place = (stream.transaction.place, stream.transaction.column)
        guard earlier.part == UInt32(truncatingIfNeeded: part) else {
            stream.report(
                .error, "voucher-in-two-parts",
                "voucher \(voucher.number) stands in another of the files too. Give each part once, and export them "
                    + "for different periods.", at: place, path: stream.transactionPath)
            return false
        }
        earlier.count += 1
        seen[key] = earlier
        let marked = "\(voucher.number.number)#\(earlier.count)"
        let isSame = earlier.content == content
        stream.report(
            isSame ? .choice : .warning, isSame ? "voucher-repeated-same" : "voucher-repeated",
            isSame
                ? "voucher \(voucher.number) stands there twice with the same content. Remove one of them and export "
                    + "again."
                : "voucher \(voucher.number) stands there twice with different content; this one became \(marked).",
            at: place, path: stream.transactionPath)
        voucher.number = try VoucherNumber(series: voucher.number.series, number: marked)
        seen[SAFTImportRun.keyHash(voucher.number)] = SAFTSeenVoucher(content: content, part: earlier.part, count: 1)
        return true
    }

    private func noteNumber(_ voucher: Voucher, _ id: String) {
        let name = voucher.number.series ?? ""
        let isNumber =
            id.utf8.count <= 18 && id.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        if isNumber, let number = UInt64(id) {
            series[name, default: SAFTSeries()].numbers.append(number)
        } else {
            series[name, default: SAFTSeries()].hasOtherNumbers = true
        }
    }

    /// Two vouchers of the same day, accounts and amounts under different numbers may be one entered twice.
    private func warnAboutTwin(_ voucher: Voucher, _ stream: SAFTStream) {
        guard voucher.postings.contains(where: { $0.amount != .zero }) else { return }
        let print = stream.transaction.essence.value
        let packed = SAFTImportRun.packed(stream.transaction.id)
        if let earlier = fingerprints[print] {
            let other = SAFTImportRun.unpacked(earlier).map { "voucher \($0)" } ?? "another voucher"
            stream.report(
                .warning, "voucher-twin",
                "voucher \(SAFTStream.short(stream.transaction.id)) has the same date, accounts and amounts as \(other). "
                    + "Check that it was not entered twice.",
                at: (stream.transaction.place, stream.transaction.column), path: stream.transactionPath)
        } else {
            fingerprints[print] = packed
        }
    }

    /// - Returns: true when the books have the number, with this or other content.
    private func compare(_ voucher: Voucher, _ stream: SAFTStream) throws -> Bool {
        guard let known = try ledger.voucher(voucher.number) else { return false }
        let differences = SAFTImportRun.differences(known.voucher, voucher)
        if differences.isEmpty {
            alreadyKnown += 1
        } else {
            stream.report(
                .error, "voucher-differs-from-books",
                "voucher \(voucher.number) is in the books (entry \(known.sequence)) with other content: "
                    + SAFTImportRun.listed(differences)
                    + ". Reverse it with 'bilag voucher reverse' and post it anew, or correct the other system.",
                at: (stream.transaction.place, stream.transaction.column), path: stream.transactionPath)
        }
        return true
    }

    // MARK: Content

    /// The posting as far as it is content: the line's own number is not, and the standard code may be mapped anew.
    private static func content(_ posting: Posting) -> Posting {
        var content = posting
        content.sourceLine = nil
        content.vat?.code = nil
        return content
    }

    private static func number(_ id: String) -> UInt64? {
        guard id.utf8.count <= 18 else { return nil }
        var number: UInt64 = 0
        for byte in id.utf8 {
            let digit = byte &- UInt8(ascii: "0")
            guard digit <= 9 else { return nil }
            number = number * 10 + UInt64(digit)
        }
        return number
    }

    static func keyHash(_ number: VoucherNumber) -> UInt64 { UInt64(bitPattern: Int64(number.hashValue)) }

    /// A number of up to eight bytes in a word; 0 for a longer one.
    static func packed(_ id: String) -> UInt64 {
        id.utf8.count <= 8 ? id.utf8.reduce(0) { $0 << 8 | UInt64($1) } : 0
    }

    static func unpacked(_ word: UInt64) -> String? {
        guard word != 0 else { return nil }
        let bytes = (0..<8).reversed().map { UInt8(truncatingIfNeeded: word >> (8 * UInt64($0))) }
        return String(decoding: bytes.drop { $0 == 0 }, as: UTF8.self)
    }

    static func differences(_ books: Voucher, _ file: Voucher) -> [String] {
        var texts: [String] = []
        if books.date != file.date { texts.append("date \(books.date) in the books, \(file.date) in the file") }
        if books.text != file.text { texts.append("text") }
        if books.postings.count != file.postings.count {
            texts.append("\(books.postings.count) lines in the books, \(file.postings.count) in the file")
        }
        for (index, pair) in zip(books.postings, file.postings).enumerated() where content(pair.0) != content(pair.1) {
            texts.append("line \(index + 1): " + differences(content(pair.0), content(pair.1)))
        }
        return texts
    }

    private static func differences(_ books: Posting, _ file: Posting) -> String {
        if books.account != file.account { return "account \(books.account) in the books, \(file.account) in the file" }
        if books.amount != file.amount { return "amount \(books.amount) in the books, \(file.amount) in the file" }
        if books.vat != file.vat { return "VAT" }
        if books.party != file.party { return "customer or supplier" }
        if books.dimensions != file.dimensions { return "dimensions" }
        if books.currency != file.currency { return "currency amount" }
        if books.reference != file.reference { return "reference" }
        return "text, due date, KID or other details"
    }
}

/// What makes two vouchers the same for people: day, accounts, amounts, parties and VAT. Compared only with vouchers of
/// earlier imports, so that first imports need not keep it.
struct SAFTEssence: Hashable {
    private let hash: Int

    init(_ voucher: Voucher) {
        var hasher = Hasher()
        hasher.combine(voucher.date)
        for posting in voucher.postings {
            hasher.combine(posting.account)
            hasher.combine(posting.amount)
            hasher.combine(posting.party)
            hasher.combine(posting.vat?.ledgerCode)
            hasher.combine(posting.vat?.base)
            hasher.combine(posting.vat?.vat)
        }
        hash = hasher.finalize()
    }
}
