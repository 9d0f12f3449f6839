/// A national identity number (fødselsnummer) or D-number (D-nummer): eleven digits whose two check digits fit, on a day
/// that exists.
///
/// It shows itself as stars wherever it is printed, dumped, compared in a test or encoded: the digits come out by
/// `revealed` alone, for a filing that must hold them. Neither sex nor century are told: from 2032 on they are not in
/// the number.
public struct NationalIdentityNumber: Hashable, Sendable {
    private let digits: String
    public let form: IdentityNumberRules.Form
    public let series: IdentityNumberRules.Series

    /// Blanks between the digits are accepted.
    ///
    /// - Throws: `InvalidInput`, with every digit of the text as a star.
    public init(_ text: String, rules: IdentityNumberRules) throws(InvalidInput) {
        let digits = text.filter { !$0.isWhitespace }
        let masked = NationalIdentityNumber.masked(text)
        let numbers = digits.utf8.map { Int($0) - 48 }
        guard numbers.count == 11, numbers.allSatisfy({ (0...9).contains($0) }) else {
            throw InvalidInput(masked, "a national identity number has eleven digits")
        }
        guard let form = rules.form(of: numbers) else {
            throw InvalidInput(masked, "the number's first six digits are no day of birth")
        }
        guard let series = rules.series(of: numbers) else {
            throw InvalidInput(masked, "a check digit does not fit; look for two digits swapped")
        }
        self.digits = digits
        self.form = form
        self.series = series
    }

    /// All eleven digits. For the documents of filings that demand them, and for nothing else.
    public var revealed: String { digits }

    /// The text with a star for each digit.
    private static func masked(_ text: String) -> String { String(text.map { $0.isNumber ? "*" : $0 }) }
}

extension NationalIdentityNumber: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable, Encodable {
    public var description: String { "***********" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: [:]) }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// Which forms of national identity numbers there are, and which remainders of the first check digit. The rows stand in
/// the legal tables.
public struct IdentityNumberRules: Sendable {
    /// What is added to day and month, and what that says of the number.
    public struct Form: Hashable, Sendable {
        /// As in `fodselsnummer`, `dNummer`, `hjelpenummer`.
        public let name: String
        /// Added to the day.
        public let dayOffset: Int
        /// Added to the month.
        public let monthOffset: Int
        /// True for numbers of test populations, which no person has. The month ranges of help numbers and of some test
        /// systems are the same; they count as synthetic.
        public let isSynthetic: Bool

        public init(name: String, dayOffset: Int, monthOffset: Int, isSynthetic: Bool) {
            (self.name, self.dayOffset) = (name, dayOffset)
            (self.monthOffset, self.isSynthetic) = (monthOffset, isSynthetic)
        }
    }

    /// Numbers whose weighted sum with the first check digit leaves this remainder modulo 11.
    public struct Series: Hashable, Sendable {
        public let remainder: Int
        /// The day from which numbers of the series are given out; nil for the one there has always been. They are
        /// accepted before, since systems are to be ready.
        public let issuedFrom: CalendarDate?

        public init(remainder: Int, issuedFrom: CalendarDate?) {
            (self.remainder, self.issuedFrom) = (remainder, issuedFrom)
        }
    }

    private let forms: [Form]
    private let allSeries: [Series]

    public init(forms: [Form], series: [Series]) {
        self.forms = forms
        allSeries = series
    }

    /// The form whose day and month exist in some year with these two last digits.
    func form(of digits: [Int]) -> Form? {
        let (day, month) = (digits[0] * 10 + digits[1], digits[2] * 10 + digits[3])
        let year = digits[4] * 10 + digits[5]
        return forms.first { form in
            // 2000 was a leap year, 1900 was none: the century is not known, so 29 February 00 may exist.
            CalendarDate(year: 2000 + year, month: month - form.monthOffset, day: day - form.dayOffset) != nil
        }
    }

    /// The series of the number; nil when a check digit does not fit.
    ///
    /// The second check digit has weight 1 in a sum that must be a multiple of 11, and all other weights are prime to 11:
    /// it finds every change of a single digit, whatever the series.
    func series(of digits: [Int]) -> Series? {
        let first = zip(digits, [3, 7, 6, 1, 8, 9, 4, 5, 2, 1]).map(*).reduce(0, +)
        let second = zip(digits, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]).map(*).reduce(0, +)
        guard second.isMultiple(of: 11) else { return nil }
        return allSeries.first { $0.remainder == first % 11 }
    }
}
