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
}
