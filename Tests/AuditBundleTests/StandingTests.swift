import Application
import Cryptography
import EventLog
import Filing
import Testing

@Suite("The log that events of a filing stand on")
struct StandingTests {
    @Test("a deep verification finds an event that names another log than the entries before it")
    func otherLog() throws {
        let head = try BundledBooks(seed: 9).books.log.head()
        let wrong = [
            TreeHead(size: head.size, root: SHA256Digest(of: [1])), TreeHead(size: head.size - 1, root: head.root),
        ]
        for log in wrong {
            let fault = try verification(standingOn: log).firstFault
            #expect(fault?.sequence == head.size + 2)
            #expect(fault?.reason == "it stands on another log than the entries before it")
        }
        #expect(try verification(standingOn: nil).isOK)
    }

    /// Two withdrawals in one transaction, so that no tree was recorded between them; the second names the log given,
    /// or the right one.
    private func verification(standingOn log: TreeHead?) throws -> LogVerification {
        let bundled = try BundledBooks(seed: 9)
        let books = bundled.books
        let document = try books.filing(bundled.filing).current.event.hashes.document
        try books.log.write(expecting: nil) { writer in
            for given in [nil, log] {
                let note = FilingNote(filing: bundled.filing, hash: document, by: "ola", log: given ?? writer.head)
                _ = try writer.append(note.newEvent(FilingEventType.approvalWithdrawn), at: books.now)
            }
        }
        return try books.verify(deep: true)
    }
}
