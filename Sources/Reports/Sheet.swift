import Formats
import Values

/// An answer ready to be written for people, programs or spreadsheets.
public protocol Sheet: Sendable {
    /// Whole, with title, columns and totals.
    func text(in language: Language) -> String
    /// The stable shape of `--json`: names and types are a contract.
    var json: JSON { get }
    /// The rows of `--csv`.
    var table: ReportTable { get }
}

extension Sheet {
    public var csv: String { table.csv }
}
