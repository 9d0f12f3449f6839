import Values

/// Rows and columns of a report, before anything is decided about how they look.
public struct ReportTable: Hashable, Sendable {
    public enum Alignment: Hashable, Sendable { case left, right }

    public struct Column: Hashable, Sendable {
        /// The heading in CSV: the same in all languages and versions.
        public let name: String
        /// The heading people read.
        public let heading: Phrase
        public let alignment: Alignment
        /// Longer texts are cut for people; CSV and JSON have them whole.
        public let widest: Int

        public init(_ name: String, _ heading: Phrase, _ alignment: Alignment = .left, widest: Int = 60) {
            self.name = name
            self.heading = heading
            self.alignment = alignment
            self.widest = widest
        }
    }

    public enum Cell: Hashable, Sendable {
        case empty
        case text(String)
        case phrase(Phrase)
        case money(Money)
        /// Whole kroner, as official documents write them.
        case kroner(Int64)
        case number(Int64)

        var isBlank: Bool { self == .empty || self == .text("") }
    }

    public struct Row: Hashable, Sendable {
        public enum Kind: Hashable, Sendable {
            case detail
            /// Stands below a rule in text, and is left out of CSV, where a sum would be added to what it sums.
            case total
        }

        public let kind: Kind
        public let cells: [Cell]
    }

    public let columns: [Column]
    public private(set) var rows: [Row] = []

    /// Columns that no row fills are left out for people.
    public var filledColumns: [Int] {
        columns.indices.filter { column in
            rows.isEmpty || rows.contains { $0.cells.indices.contains(column) && !$0.cells[column].isBlank }
        }
    }

    public init(_ columns: [Column]) { self.columns = columns }

    public mutating func add(_ cells: [Cell]) { rows.append(Row(kind: .detail, cells: cells)) }

    public mutating func addTotal(_ cells: [Cell]) { rows.append(Row(kind: .total, cells: cells)) }
}
