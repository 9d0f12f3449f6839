/// The tags and metadata that mean something to us; all others are notes.
enum JournalTag: String, CaseIterable {
    case account = "konto"
    case voucher = "bilag"
    case kind = "bilagsart"
    case series = "serie"
    case vatCode = "mva"
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

    var isEmpty: Bool { values.isEmpty }

    subscript(tag: JournalTag) -> String? { values.isEmpty ? nil : values.first { $0.tag == tag }?.value }

    mutating func set(_ tag: JournalTag, _ value: String) {
        if self[tag] == nil { values.append((tag, value)) }
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
            if let (tag, nameStart, colon) = JournalTags.tag(comment, start..<end) {
                if tag.isAmount, end + 1 < comment.count, TextBytes.isDigit(comment[end - 1]),
                    TextBytes.isDigit(comment[end + 1])
                {
                    // A decimal comma inside an amount.
                    end += 1
                    while end < comment.count, comment[end] != UInt8(ascii: ",") { end += 1 }
                }
                if colon + 1 < end, comment[colon + 1] == UInt8(ascii: ":") { expression = tag }
                set(tag, comment.part(colon + 1..<end).trimmed.text)
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

    /// The first word of the segment that ends in a colon and is one of ours.
    private static func tag(_ bytes: TextBytes, _ segment: Range<Int>) -> (JournalTag, name: Int, colon: Int)? {
        var index = segment.lowerBound
        while index < segment.upperBound {
            guard bytes[index] == UInt8(ascii: ":") else {
                index += 1
                continue
            }
            var start = index
            while start > segment.lowerBound, bytes[start - 1] > 0x20 { start -= 1 }
            if start < index, index - start <= 16, let tag = byName(bytes.part(start..<index)) {
                return (tag, start, index)
            }
            index += 1
        }
        return nil
    }

    private static func byName(_ bytes: TextBytes) -> JournalTag? { JournalTag.byName[bytes.text.lowercased()] }
}
