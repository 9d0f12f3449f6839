import LegalTables
import Values

/// Collects findings: up to 100 errors and 20 warnings of each code are kept, the rest counted.
struct ImportFindings {
    private(set) var warnings: [ImportNotice] = []
    private(set) var errors: [ImportNotice] = []
    private(set) var unlistedWarnings: [String: Int] = [:]
    private(set) var unlistedErrors: [String: Int] = [:]
    /// All warnings, listed or not, by code.
    private(set) var warningCounts: [String: Int] = [:]
    private let allowed: Set<String>

    static let errorLimit = 100
    static let warningLimitPerCode = 20

    /// - Parameter allowed: codes of choices that the user has made.
    init(allowing allowed: Set<String>) { self.allowed = allowed }

    var hasErrors: Bool { !errors.isEmpty }

    mutating func error(_ notice: ImportNotice) {
        if errors.count < ImportFindings.errorLimit {
            errors.append(notice.masked)
        } else {
            unlistedErrors[notice.code, default: 0] += 1
        }
    }

    mutating func warning(_ notice: ImportNotice) {
        let count = warningCounts[notice.code, default: 0]
        warningCounts[notice.code] = count + 1
        if count < ImportFindings.warningLimitPerCode {
            warnings.append(notice.masked)
        } else {
            unlistedWarnings[notice.code, default: 0] += 1
        }
    }

    /// Whether the user has made the choice of that code.
    func allows(_ code: String) -> Bool { allowed.contains(code) }

    /// Whether one more warning of the code would be listed; spares the making of its text.
    func lists(_ code: String) -> Bool { warningCounts[code, default: 0] < ImportFindings.warningLimitPerCode }

    mutating func countUnlisted(_ code: String) {
        warningCounts[code, default: 0] += 1
        unlistedWarnings[code, default: 0] += 1
    }

    /// What only the user can decide: an error, unless its code is allowed.
    mutating func choice(_ notice: ImportNotice) {
        if allowed.contains(notice.code) { return warning(notice) }
        error(
            ImportNotice(
                code: notice.code, file: notice.file, line: notice.line, column: notice.column, path: notice.path,
                message: notice.message + " To import all the same, add --allow \(notice.code)."))
    }
}

extension ImportNotice {
    /// The same without what looks like a national identity number.
    fileprivate var masked: ImportNotice {
        ImportNotice(
            code: code, file: file, line: line, column: column, path: path.map(PersonalNumbers.masked),
            message: PersonalNumbers.masked(message))
    }
}

/// National identity numbers (fødselsnummer, D-nummer), which never stand in a message.
enum PersonalNumbers {
    /// The text with each run of eleven digits that is a valid number replaced by stars, also where a blank parts the
    /// day of birth from the rest.
    static func masked(_ text: String) -> String {
        var bytes = Array(text.utf8)
        var start = 0
        while start < bytes.count {
            guard isDigit(bytes[start]) else {
                start += 1
                continue
            }
            var end = start
            while end < bytes.count, isDigit(bytes[end]) { end += 1 }
            let rest = end - start == 6 ? restOfNumber(bytes, after: end) : end..<end
            if isPersonal(bytes[start..<end] + bytes[rest]) {
                for index in start..<rest.upperBound where isDigit(bytes[index]) { bytes[index] = UInt8(ascii: "*") }
                end = rest.upperBound
            }
            start = end
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Where five digits and no more stand behind a blank, a no-break blank among them.
    private static func restOfNumber(_ bytes: [UInt8], after end: Int) -> Range<Int> {
        var start = end
        if start < bytes.count, bytes[start] == 0x20 {
            start += 1
        } else if start + 1 < bytes.count, bytes[start] == 0xC2, bytes[start + 1] == 0xA0 {
            start += 2
        }
        var last = start
        while last < bytes.count, isDigit(bytes[last]) { last += 1 }
        return start > end && last - start == 5 ? start..<last : end..<end
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func isPersonal(_ digits: ArraySlice<UInt8>) -> Bool {
        digits.count == 11 && (try? NationalIdentityNumber(String(decoding: digits, as: UTF8.self))) != nil
    }
}
