/// The tags and metadata that mean something to us; all others are notes.
enum JournalTag: String, CaseIterable {
    case account = "konto"
    case voucher = "bilag"
    case kind = "bilagsart"
    case series = "serie"
    /// The standard code where `ledgerCode` stands beside it, else the file's own.
    case vatCode = "mva"
    case ledgerCode = "mvakode"
    case vatBase = "mvagrunnlag"
    case vatAmount = "mvabelop"
    case vatSpecification = "mvaspesifikasjon"
    case remark = "merknad"
    case customer = "kunde"
    case supplier = "leverandor"
    case department = "avdeling"
    case project = "prosjekt"
    case dueDate = "forfall"
    case kid
    case rate = "kurs"
    case reference = "faktura"
    /// hledger's own: the posting's date.
    case date

    static let byName: [String: JournalTag] = {
        var tags = Dictionary(allCases.map { ($0.rawValue, $0) }, uniquingKeysWith: { first, _ in first })
        tags["leverandør"] = .supplier
        tags["mvabeløp"] = .vatAmount
        return tags
    }()

    var isAmount: Bool { self == .vatBase || self == .vatAmount }
}

/// What tags say, on an entry, a posting or an account's declaration.
struct JournalTags {
    private(set) var values: [(tag: JournalTag, value: String)] = []
    /// Of `dim-TYPE: value`, as they came.
    private(set) var dimensions: [(type: String, id: String)] = []

    /// Before the type of a dimension.
    static let dimensionMark: StaticString = "dim-"

    var isEmpty: Bool { values.isEmpty && dimensions.isEmpty }

    subscript(tag: JournalTag) -> String? { values.isEmpty ? nil : values.first { $0.tag == tag }?.value }

    mutating func set(_ tag: JournalTag, _ value: String) {
        if self[tag] == nil { values.append((tag, value)) }
    }

    mutating func add(dimension type: String, _ id: String) {
        if !id.isEmpty { dimensions.append((type, id)) }
    }

    /// Reads `name: value, name: value` of a comment.
    ///
    /// - Returns: the rest of the comment; and a tag of ours that is written with two colons, as Ledger's expressions
    ///   are.
    mutating func read(_ comment: TextBytes) -> (rest: String?, expression: JournalTag?) {
        let comment = comment.trimmed
        if comment.isEmpty { return (nil, nil) }
        guard comment.contains(UInt8(ascii: ":")) else { return (comment.text, nil) }
        var rest: [String] = []
        var expression: JournalTag?
        var start = 0
        while start < comment.count {
            var end = start
            while end < comment.count, comment[end] != UInt8(ascii: ",") { end += 1 }
            if let (name, nameStart, colon) = JournalTags.tag(comment, start..<end) {
                let quoted = JournalTags.quoted(comment, from: colon + 1)
                if let quoted {
                    end = quoted.end
                } else if case .known(let tag) = name, tag.isAmount, end + 1 < comment.count,
                    TextBytes.isDigit(comment[end - 1]),
                    TextBytes.isDigit(comment[end + 1])
                {
                    // A decimal comma inside an amount.
                    end += 1
                    while end < comment.count, comment[end] != UInt8(ascii: ",") { end += 1 }
                }
                let value = quoted?.text ?? comment.part(colon + 1..<end).trimmed.text
                switch name {
                case .known(let tag):
                    if colon + 1 < end, comment[colon + 1] == UInt8(ascii: ":") { expression = tag }
                    set(tag, value)
                case .dimension(let type): add(dimension: type, value)
                }
                let before = comment.part(start..<nameStart).trimmed
                if !before.isEmpty { rest.append(before.text) }
            } else {
                let segment = comment.part(start..<end).trimmed
                if !segment.isEmpty { rest.append(segment.text) }
            }
            start = end + 1
        }
        return (rest.isEmpty ? nil : rest.joined(separator: ", "), expression)
    }

    /// A value in quotes that holds a comma, which would end it otherwise; doubled quotes inside are one.
    private static func quoted(_ bytes: TextBytes, from start: Int) -> (text: String, end: Int)? {
        let quote = UInt8(ascii: "\"")
        var index = start
        while index < bytes.count, bytes[index] <= 0x20 { index += 1 }
        guard index < bytes.count, bytes[index] == quote else { return nil }
        index += 1
        var text: [UInt8] = []
        while index < bytes.count {
            if bytes[index] == quote {
                guard index + 1 < bytes.count, bytes[index + 1] == quote else { break }
                index += 1
            }
            text.append(bytes[index])
            index += 1
        }
        guard index < bytes.count, text.contains(UInt8(ascii: ",")) else { return nil }
        index += 1
        while index < bytes.count, bytes[index] <= 0x20 { index += 1 }
        guard index == bytes.count || bytes[index] == UInt8(ascii: ",") else { return nil }
        return (String(decoding: text, as: UTF8.self), index)
    }

    enum Name {
        case known(JournalTag)
        case dimension(type: String)
    }

    /// Longer ones are no names of tags.
    private static let longestName = 80

    /// The first word of the segment that ends in a colon and is one of ours.
    private static func tag(_ bytes: TextBytes, _ segment: Range<Int>) -> (Name, name: Int, colon: Int)? {
        var index = segment.lowerBound
        while index < segment.upperBound {
            guard bytes[index] == UInt8(ascii: ":") else {
                index += 1
                continue
            }
            if let (name, start) = name(endingAt: index, in: bytes, from: segment.lowerBound) {
                return (name, start, index)
            }
            index += 1
        }
        return nil
    }

    /// The name that ends before a colon, if it is one of ours, and where it begins.
    static func name(endingAt colon: Int, in bytes: TextBytes, from lower: Int) -> (Name, start: Int)? {
        var start = colon
        while start > lower, bytes[start - 1] > 0x20, colon - start <= longestName { start -= 1 }
        guard start < colon, colon - start <= longestName else { return nil }
        return name(bytes.part(start..<colon)).map { ($0, start) }
    }

    static func name(_ bytes: TextBytes) -> Name? {
        if bytes.count <= 16, let tag = JournalTag.byName[bytes.text.lowercased()] { return .known(tag) }
        let mark = dimensionMark.utf8CodeUnitCount
        guard bytes.count > mark, bytes.hasPrefix(dimensionMark) else { return nil }
        return .dimension(type: bytes.part(from: mark).text)
    }
}
