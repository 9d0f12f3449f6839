import Ledger
import Values

/// The numbers of vouchers: such as repeat, such as cannot be told apart, and vouchers entered twice.
extension VoucherIntake {
    /// Whether a voucher of that number came by in this import.
    func hasSeen(_ number: VoucherNumber) -> Bool { seen.contains(number) }

    /// Gives a repeated number its running mark.
    ///
    /// - Returns: false when the voucher must not enter the books.
    func number(
        _ voucher: inout Voucher, _ content: UInt64, _ part: Int, at place: () -> ImportPlace
    ) throws -> Bool {
        let part = UInt32(truncatingIfNeeded: part)
        var earlier: SeenVouchers.Voucher
        var isSame: Bool
        switch seen.note(voucher.number, content: content, part: part) {
        case .new: return true
        case .repeated(let known): (earlier, isSame) = (known, known.content == content)
        case .repeatedLong:
            // What it was lies in the books, unless something is wrong already.
            let isElsewhere = seen.isInAnotherPart(voucher.number, than: part)
            earlier = SeenVouchers.Voucher(content: content, part: isElsewhere ? part &+ 1 : part, count: 1)
            isSame = try isKnown(voucher)
        }
        guard earlier.part == part else {
            report(
                .error, "voucher-in-two-parts",
                "voucher \(voucher.number) stands in another of the files too. Give each part once, and export them "
                    + "for different periods.", at: place)
            return false
        }
        guard let free = mark(voucher.number, &earlier, content, at: place) else { return false }
        let marked = free.number
        report(
            isSame ? .choice : .warning, isSame ? "voucher-repeated-same" : "voucher-repeated",
            isSame
                ? "voucher \(voucher.number) stands there twice with the same content. Remove one of them and export "
                    + "again."
                : "voucher \(voucher.number) stands there twice with different content; this one became \(marked).",
            at: place)
        voucher.number = free
        return true
    }

    /// The number with the next running mark that no other has; nil after a finding.
    private func mark(
        _ number: VoucherNumber, _ earlier: inout SeenVouchers.Voucher, _ content: UInt64, at place: () -> ImportPlace
    ) -> VoucherNumber? {
        while true {
            earlier.count += 1
            let text = "\(number.number)#\(earlier.count)"
            do throws(InvalidInput) {
                let marked = try VoucherNumber(series: number.series, number: text)
                guard case .new = seen.note(marked, content: content, part: earlier.part) else { continue }
                seen.keep(earlier, as: number)
                return marked
            } catch {
                report(
                    .error, "invalid-voucher-number",
                    "voucher \(shortened(number.number)) stands there more than once, and '\(shortened(text))', which this "
                        + "one would become, is too long: \(error.advice). Give it a number of its own.", at: place)
                return nil
            }
        }
    }

    func reportFiledAlike(_ number: VoucherNumber, at place: () -> ImportPlace) {
        report(
            .error, "voucher-number-ambiguous",
            "voucher \(shortened(number.number)) of series \(shortened(number.series ?? "")) cannot be told from another "
                + "one: '\(shortened(number.description))' is series and number of both. Give it a number without a slash.",
            at: place)
    }

    /// The numbers that came by, by series.
    var series: [String: NumberSeries] {
        var series = otherSeries
        if let last = noted.name { series[last] = noted.series }
        return series
    }

    /// Nil for what is not written in up to 18 digits.
    private static func number(_ id: String) -> UInt64? {
        guard (1...18).contains(id.utf8.count) else { return nil }
        var number: UInt64 = 0
        for byte in id.utf8 {
            guard TextBytes.isDigit(byte) else { return nil }
            number = number * 10 + UInt64(byte - UInt8(ascii: "0"))
        }
        return number
    }

    func noteNumber(_ voucher: Voucher, _ id: String) {
        let name = voucher.number.series ?? ""
        if name != noted.name {
            if let last = noted.name { otherSeries[last] = noted.series }
            // Held in one place only, so that it is changed where it is.
            noted = (name, otherSeries.removeValue(forKey: name) ?? NumberSeries())
        }
        if let number = VoucherIntake.number(id) {
            noted.series.numbers.insert(number)
        } else {
            noted.series.hasOtherNumbers = true
        }
    }

    /// Two vouchers of the same day, accounts and amounts under different numbers may be one entered twice.
    func warnAboutTwin(_ voucher: Voucher, _ id: String, _ essence: UInt64, at place: () -> ImportPlace) {
        guard voucher.postings.indices.contains(where: { voucher.postings[$0].amount != .zero }) else { return }
        if let earlier = seen.noteTwin(essence, VoucherIntake.packed(id)) {
            let other = VoucherIntake.unpacked(earlier).map { "voucher \($0)" } ?? "another voucher"
            report(
                .warning, "voucher-twin",
                "voucher \(shortened(id)) has the same date, accounts and amounts as \(other). "
                    + "Check that it was not entered twice.", at: place)
        }
    }
}

/// The numbers of one series, for finding gaps.
struct NumberSeries {
    var numbers = NumberRuns()
    var hasOtherNumbers = false
}
