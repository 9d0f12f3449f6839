import Foundation
import SQLiteEventLog
import Testing
import Values

@testable import CommandLineInterface

/// Options of reports that contradict each other are refused before any figure is computed, and the message says which.
@Suite("Reports with contradicting options") struct ReportContradictionTests {
    @Test(
        "contradicting options are refused by name",
        arguments: [
            ("vat --year 2026 --period 2026-T1", "--year stands alone, without --period"),
            ("vat --year 2026 --what-if more.json", "--year stands alone, without --what-if"),
            ("vat --year 2026 --trace 1", "--year stands alone, without --trace"),
            ("trial-balance --compare --by department", "either --compare or --by"),
            ("trial-balance --period 2026 --from 2026-01-01", "either --period, or --from and --to"),
            ("trial-balance --from 2026-02-01 --to 2026-01-01", "--from 2026-02-01 lies after --to 2026-01-01"),
            ("parties --period 2026", "--period goes with --party"),
            ("parties --party customer/1 --on 2026-01-01", "--party stands alone"),
            ("parties --party customer/1 --items", "--party stands alone"),
            ("parties --party customer/1 --role supplier", "--party stands alone"),
            ("balance --period 2026 --on 2026-01-01", "either --on or --period"),
            ("journal --json --csv", "--json and --csv exclude each other"),
        ])
    func refused(words: String, advice: String) async throws {
        let recorded = RecordedConsole()
        let workplace = Workplace(
            environment: ["BILAG_BOOKS": "none.bilag", "USER": "kari"],
            workingDirectory: FileManager.default.temporaryDirectory.path, standardInput: { [] },
            output: recorded.outputStream(), error: recorded.errorStream(), store: TestBooksStore(),
            transport: NoAuthority(), now: { Timestamp(millisecondsSince1970: 1_773_133_200_000) }, pause: { _ in },
            randomBytes: { Array(repeating: 7, count: $0) })
        let status = await CommandLineTool().run(
            ["report"] + words.split(separator: " ").map(String.init), in: workplace)
        #expect(status == .usage)
        #expect(recorded.outputText.isEmpty)
        #expect(recorded.errorText.contains(advice), "\(recorded.errorText)")
    }
}
