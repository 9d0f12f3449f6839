import Values

/// Entries and their postings.
extension JournalReader {
    func beginEntry(_ line: TextBytes) throws {
        let date: CalendarDate
        var index: Int
        do throws(JournalFault) { (date, index) = try JournalDate.read(line, year: scope.year) } catch {
            fail(error)
            // What follows belongs to it, and is passed over.
            isInDirective = true
            return
        }
        let entry = JournalEntry(date: date, line: lines.line)
        self.entry = entry
        var secondary: TextBytes?
        if index < line.count, line[index] == UInt8(ascii: "=") {
            let start = index + 1
            while index < line.count, line[index] > 0x20 { index += 1 }
            secondary = line.part(start..<index)
        }
        var rest = line.part(from: index).trimmed
        if let first = rest.first, first == UInt8(ascii: "*") || first == UInt8(ascii: "!") {
            entry.isPending = first == UInt8(ascii: "!")
            rest = rest.part(from: 1).trimmed
        }
        if rest.first == UInt8(ascii: "("), let end = rest.firstIndex(of: UInt8(ascii: ")")) {
            let code = rest.part(1..<end).trimmed
            if !code.isEmpty { entry.code = code.text }
            rest = rest.part(from: end + 1).trimmed
        }
        if let start = rest.firstIndex(of: UInt8(ascii: ";")) {
            let note = read(rest.part(from: start + 1), into: &entry.tags)
            rest = rest.part(0..<start).trimmed
            entry.text = rest.text
            entry.add(note: note ?? "")
        } else {
            entry.text = rest.text
        }
        if let secondary {
            warn(
                "secondary-date",
                "the secondary date \(shortened(secondary.text)) is kept as a note; the first one counts.")
            entry.add(note: "(=\(secondary.text))")
        }
    }

    /// Reads the tags of a comment.
    ///
    /// - Returns: what else it says.
    private func read(_ comment: TextBytes, into tags: inout JournalTags) -> String? {
        let (rest, expression) = tags.read(comment)
        if let expression {
            fail(
                JournalFault(
                    code: "tag-expression",
                    message:
                        "tag '\(expression.rawValue)' is an expression, which is not computed. Write its value after one "
                        + "colon"))
        }
        checkPostingDate(comment, tags)
        return rest
    }

    /// A posting of another day than its entry would be a voucher of two dates.
    private func checkPostingDate(_ comment: TextBytes, _ tags: JournalTags) {
        var dates: [TextBytes] = []
        var tagged: [CalendarDate] = []
        if let text = tags[.date], !text.isEmpty {
            var text = text
            text.withUTF8 { bytes in
                if let read = try? JournalDate.read(bytes, year: entry?.date.year) { tagged.append(read.date) }
            }
        }
        if let open = comment.firstIndex(of: UInt8(ascii: "[")), open + 1 < comment.count,
            TextBytes.isDigit(comment[open + 1]),
            let close = comment[open...].firstIndex(of: UInt8(ascii: "]"))
        {
            dates.append(comment.part(open + 1..<close))
        }
        for bytes in dates {
            if let read = try? JournalDate.read(bytes, year: entry?.date.year) { tagged.append(read.date) }
        }
        guard let date = entry?.date, let other = tagged.first(where: { $0 != date }) else { return }
        fail(
            JournalFault(
                code: "posting-date",
                message: "the posting is dated \(other), its entry \(date). A voucher has one date: make two entries"))
    }

    // MARK: Postings

    func takeIndented(_ line: TextBytes) throws {
        if line.first == UInt8(ascii: ";") { return comment(line.part(from: 1)) }
        do throws(JournalFault) {
            guard let posting = try posting(line) else { return }
            entry?.postings.append(posting)
        } catch { fail(error) }
    }

    /// A comment line belongs to what stands above it.
    private func comment(_ bytes: TextBytes) {
        // Tags are taken out while they are read, and nothing else is: an entry may have very many lines.
        if let last = entry?.postings.indices.last {
            var tags = entry?.postings[last].tags ?? JournalTags()
            entry?.postings[last].tags = JournalTags()
            let note = read(bytes, into: &tags)
            entry?.postings[last].tags = tags
            if let note { entry?.postings[last].add(note: note) }
        } else {
            var tags = entry?.tags ?? JournalTags()
            entry?.tags = JournalTags()
            let note = read(bytes, into: &tags)
            entry?.tags = tags
            if let note { entry?.add(note: note) }
        }
    }

    private func posting(_ whole: TextBytes) throws(JournalFault) -> JournalPosting? {
        var line = whole
        if let first = line.first, first == UInt8(ascii: "*") || first == UInt8(ascii: "!"), line.count > 1 {
            if first == UInt8(ascii: "!") { entry?.isPending = true }
            line = line.part(from: 1).trimmed
        }
        let end = JournalReader.accountEnd(line)
        let account = line.part(0..<end).trimmed
        var rest = line.part(from: end).trimmed
        if let first = account.first, first == UInt8(ascii: "(") || first == UInt8(ascii: "[") {
            guard run.options.dropsVirtual else {
                throw JournalFault(
                    code: "virtual-posting",
                    message:
                        "'\(shortened(account.text))' is a virtual posting, which is none of the books'. Take it out, or "
                        + "add --drop-virtual")
            }
            warn("virtual-dropped", "the virtual posting '\(shortened(account.text))' was left out.")
            return nil
        }
        if rest.first == UInt8(ascii: ";") || rest.isEmpty {
            try refuseAmountInName(account)
        }
        var posting = JournalPosting(account: try name(account), line: lines.line)
        if rest.first != UInt8(ascii: ";"), !rest.isEmpty {
            let used = try amounts(rest, into: &posting)
            rest = rest.part(from: used)
        }
        if rest.first == UInt8(ascii: ";") { posting.text = read(rest.part(from: 1), into: &posting.tags) }
        return posting
    }

    /// Where two blanks, a tab or a comment end the account's name.
    private static func accountEnd(_ line: TextBytes) -> Int {
        var index = 0
        while index < line.count {
            let byte = line[index]
            if byte == 0x09 { return index }
            if byte == 0x20, index + 1 < line.count {
                let next = line[index + 1]
                if next == 0x20 || next == 0x09 || next == UInt8(ascii: ";") { return index }
            }
            index += 1
        }
        return line.count
    }

    /// One blank between account and amount makes the amount part of the name, and another posting's amount left out.
    private func refuseAmountInName(_ account: TextBytes) throws(JournalFault) {
        guard account.contains(0x20), run.survey.accounts[account.text] == nil else { return }
        let words = account.split(separator: 0x20).map { TextBytes(rebasing: $0) }
        guard words.count > 1, var last = words.last else { return }
        if words.count > 2, !TextBytes.isDigit(last[0]), last.count <= 3, last[0] | 0x20 != last[0] || last.equals("kr")
        {
            last = words[words.count - 2]
        }
        let isSigned = last[0] == UInt8(ascii: "-") || last[0] == UInt8(ascii: "+")
        let digits = isSigned ? last.part(from: 1) : last
        guard let first = digits.first, TextBytes.isDigit(first),
            digits.allSatisfy({ TextBytes.isDigit($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ",") })
        else { return }
        let hasMark = digits.contains(UInt8(ascii: ".")) || digits.contains(UInt8(ascii: ","))
        guard isSigned || hasMark || account.first.map(TextBytes.isDigit) ?? false else { return }
        throw JournalFault(
            code: "amount-in-name",
            message:
                "'\(shortened(account.text))' ends in what looks like an amount. Two blanks part account and amount")
    }

    private func name(_ account: TextBytes) throws(JournalFault) -> Int {
        if account.isEmpty { throw JournalFault(code: "account-missing", message: "the posting names no account") }
        do {
            let place = { ImportPlace(file: self.file, line: self.lines.line) }
            guard !scope.aliases.isEmpty || !scope.prefix.isEmpty else { return try run.name(account, at: place) }
            var name = (scope.prefix + [account.text]).joined(separator: ":")
            for alias in scope.aliases.reversed() {
                if name == alias.old {
                    name = alias.new
                } else if name.hasPrefix(alias.old + ":") {
                    name = alias.new + name.dropFirst(alias.old.count)
                }
            }
            return try name.withUTF8 { try run.name($0, at: place) }
        } catch {
            throw JournalFault(code: "account-refused", message: "\(error)")
        }
    }

    // MARK: Amounts

    /// Reads the amount, its cost and what is asserted about the balance.
    ///
    /// - Returns: how many bytes they take.
    private func amounts(_ bytes: TextBytes, into posting: inout JournalPosting) throws(JournalFault) -> Int {
        var reader = JournalAmountReader(bytes)
        if reader.current == UInt8(ascii: "=") {
            throw JournalFault(
                code: "balance-assignment",
                message: "a balance stands where the amount should. Write the amount; 'hledger print -x' shows it")
        }
        if reader.current == UInt8(ascii: "(") {
            throw JournalFault(
                code: "amount-expression",
                message: "'\(shortened(bytes.text))' is an expression. Write the amount itself")
        }
        posting.amount = try amount(try reader.read())
        while let byte = reader.current, byte != UInt8(ascii: ";") {
            switch byte {
            case UInt8(ascii: "@"):
                let isTotal = reader.startsWith("@@")
                reader.advance(isTotal ? 2 : 1)
                let cost = JournalCost(amount: try amount(try reader.read()), isTotal: isTotal)
                // The cost behind an assertion is of no use here.
                if posting.assertion == nil { posting.cost = cost }
            case UInt8(ascii: "(") where reader.startsWith("(@@)") || reader.startsWith("(@)"):
                let isTotal = reader.startsWith("(@@)")
                reader.advance(isTotal ? 4 : 3)
                posting.cost = JournalCost(amount: try amount(try reader.read()), isTotal: isTotal)
            case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "("):
                throw JournalFault(
                    code: "lot",
                    message: "lots are not read. Write the amount in NOK, or with a cost as in '@@ 1150.00 NOK'")
            case UInt8(ascii: "="): posting.assertion = try assertion(&reader)
            default:
                throw JournalFault(
                    code: "amount-invalid", message: "'\(shortened(bytes.text))' is no amount that can be read")
            }
            reader.skipBlanks()
        }
        return reader.index
    }

    private func assertion(_ reader: inout JournalAmountReader) throws(JournalFault) -> JournalAssertion {
        reader.advance()
        var isSole = false
        if reader.current == UInt8(ascii: "=") {
            isSole = true
            reader.advance()
        }
        var withSubaccounts = false
        if reader.current == UInt8(ascii: "*") {
            withSubaccounts = true
            reader.advance()
        }
        return JournalAssertion(
            amount: try amount(try reader.read()), isSole: isSole, withSubaccounts: withSubaccounts)
    }

    func amount(_ parts: JournalAmountReader.Parts) throws(JournalFault) -> JournalAmount {
        let commodity = parts.commodity.map { run.commodity($0) }
        let mark =
            scope.decimalMark ?? (commodity ?? scope.defaultCommodity).flatMap { scope.marks[$0] }
            ?? (commodity == nil ? scope.bareMark : nil)
        let text = { shortened(parts.number.text) }
        switch WrittenNumber.read(parts.number, decimalMark: mark) {
        case .number(var number):
            number.isNegative = parts.isNegative && number.digits != 0
            if let commodity { return JournalAmount(number: number, commodity: commodity) }
            if let common = scope.defaultCommodity { return JournalAmount(number: number, commodity: common) }
            if run.options.bareAmountsAreNOK || number.digits == 0 {
                return JournalAmount(number: number, commodity: JournalAmount.nok)
            }
            throw JournalFault(
                code: "commodity-missing",
                message:
                    "'\(text())' says no currency. Write NOK after it, add a line 'D 1000.00 NOK' to the journal, or add "
                    + "--bare-amounts-are-nok")
        case .ambiguous:
            throw JournalFault(
                code: "number-ambiguous",
                message:
                    "'\(text())' could be thousands or decimals. Add a line 'decimal-mark .' or 'decimal-mark ,' to the "
                    + "journal")
        case .tooLarge:
            throw JournalFault(code: "amount-too-large", message: "'\(text())' has more than 18 digits")
        case .invalid:
            throw JournalFault(
                code: "amount-invalid", message: "'\(text())' is no number with the decimal mark that is in force")
        }
    }
}

/// Dates of journals: year, month and day parted by a hyphen, slash or point, the year perhaps left out.
enum JournalDate {
    static func read(_ bytes: TextBytes, year: Int?) throws(JournalFault) -> (date: CalendarDate, length: Int) {
        var parts: [Int] = []
        var index = 0
        var separator: UInt8?
        while parts.count < 3 {
            let start = index
            while index < bytes.count, TextBytes.isDigit(bytes[index]), index - start < 5 { index += 1 }
            guard let number = bytes.part(start..<index).smallNumber else { break }
            parts.append(number)
            guard index + 1 < bytes.count, TextBytes.isDigit(bytes[index + 1]), parts.count < 3 else { break }
            let byte = bytes[index]
            guard byte == UInt8(ascii: "-") || byte == UInt8(ascii: "/") || byte == UInt8(ascii: "."),
                separator == nil || separator == byte
            else { break }
            separator = byte
            index += 1
        }
        let text = { shortened(bytes.part(0..<Swift.min(bytes.count, 20)).text) }
        let isWhole = index == bytes.count || bytes[index] <= 0x20 || bytes[index] == UInt8(ascii: "=")
        if parts.count == 2, isWhole {
            guard let year else {
                throw JournalFault(
                    code: "date-without-year",
                    message: "'\(text())' has no year. Write it, or add a line 'Y2025' above")
            }
            parts.insert(year, at: 0)
        }
        guard parts.count == 3, isWhole, parts[0] > 99,
            let date = CalendarDate(year: parts[0], month: parts[1], day: parts[2])
        else {
            throw JournalFault(
                code: "date-invalid", message: "'\(text())' is no date that exists. Write it as in 2025-01-03")
        }
        return (date, index)
    }
}
