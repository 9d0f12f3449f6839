import Formats
import Testing

@Suite("CSV cells")
struct CSVCellTests {
    @Test(
        "a text that a spreadsheet would run gets an apostrophe, which can be taken back",
        arguments: [
            ("=1+1", "'=1+1"), ("-12", "-12"), ("+47 22 33", "'+47 22 33"), ("'=1", "''=1"), ("''=1", "'''=1"),
            ("'tis", "'tis"), ("", ""), ("'", "'"), ("'-12", "''-12"), ("@a", "'@a"), ("Salg", "Salg"),
        ])
    func defusing(text: String, cell: String) {
        #expect(CSVCell.defused(text) == cell)
        #expect(CSVCell.restored(cell) == text)
    }

    @Test(
        "each quote is doubled, whatever follows it",
        arguments: [
            ("a;b", "\"a;b\""), ("x\"", "\"x\"\"\""), ("x\"\u{301};=1+1", "\"x\"\"\u{301};=1+1\""),
            ("a\r\nb", "\"a\r\nb\""),
            ("plain", "plain"),
        ])
    func quoting(text: String, cell: String) {
        #expect(Array(CSVCell.quoted(text).utf8) == Array(cell.utf8))
    }
}
