import EventLog
import Foundation
import Testing

/// `Tools/verify_log.py`, which knows nothing but docs/log-format.md, against the log as our code writes it.
@Suite("The verifier written from the document alone", .enabled(if: VerifierScript.canRun, VerifierScript.absence))
struct VerifierScriptTests {
    @Test("finds our root in the exported lines and in the SQLite file")
    func sameRoot() throws {
        let books = try SampleBooks()
        let head = try books.log.head()
        for place in [try file(books.export()), books.path] {
            let run = try VerifierScript.run([place])
            #expect(run.status == 0)
            #expect(
                run.output == """
                    log bilag/310027464/7b1c9e52-4d83-4f0a-9c36-2f1de8a05b47
                    size \(head.size)
                    root \(head.root.hex)
                    all is in order

                    """)
        }
    }

    @Test("agrees with our checkpoints, and with no other")
    func checkpoints() throws {
        let books = try SampleBooks()
        let lines = try file(books.export())
        for checkpoint in [try books.checkpoint(), try books.checkpoint(at: 5), try books.checkpoint(at: 1)] {
            let run = try VerifierScript.run([lines, "--checkpoint", try file(Array(checkpoint.text.utf8))])
            #expect(run.status == 0)
            #expect(run.output.contains("checkpoint of \(checkpoint.head.size) entries agrees"))
        }
        let (five, six) = (try books.checkpoint(at: 5), try books.checkpoint(at: 6))
        let other = [
            Checkpoint(origin: five.origin, head: TreeHead(size: 5, root: six.head.root)),
            Checkpoint(origin: "bilag/310448214/x", head: five.head),
            Checkpoint(origin: five.origin, head: TreeHead(size: 500, root: five.head.root)),
        ]
        for checkpoint in other {
            let run = try VerifierScript.run([lines, "--checkpoint", try file(Array(checkpoint.text.utf8))])
            #expect(run.status == 1)
            #expect(run.output.hasPrefix("FAULT"))
        }
    }

    @Test(
        "says which entry is at fault",
        arguments: [
            // An amount off by an øre, a blank, a wrong number, a fact rewritten, a fraction, and a key used twice.
            (#""amountOre":1250000"#, #""amountOre":1250001"#, "FAULT: entry 9: its voucher does not balance"),
            (#"{"approver"#, #"{ "approver"#, "FAULT: entry 2: it is not in canonical form"),
            (#""seq":3,"#, #""seq":4,"#, "FAULT: entry 3: it says that it is entry 4"),
            (#""name":"Eksempel Bakeri AS""#, #""name":"Eksempel Bakeri""#, "FAULT: entry 14: the 13 entries"),
            (#""postings":["#, #""postings":[1.5,"#, "FAULT: entry 9: it holds the number 1.5, which is not whole"),
            (
                #""key":"account/2700""#, #""key":"account/1500""#,
                "FAULT: entry 4: its key 'account/1500' occurs before"
            ),
        ])
    func faults(original: String, changed: String, expected: String) throws {
        let text = String(decoding: try SampleBooks().export(), as: UTF8.self)
        try #require(text.contains(original))
        let run = try VerifierScript.run([
            try file(Array(text.replacing(original, with: changed, maxReplacements: 1).utf8))
        ])
        #expect(run.output.contains(expected), "\(run.output)")
    }

    @Test("sees that a row was removed behind SQLite's back", arguments: ["content", "tree"])
    func removedRows(table: String) throws {
        let books = try SampleBooks()
        let code = """
            from sqlite3 import connect
            from sys import argv
            c = connect(argv[1])
            c.execute("DROP TRIGGER \(table)_is_not_deleted")
            c.execute("DELETE FROM \(table) WHERE rowid = (SELECT max(rowid) FROM \(table))")
            c.commit()
            """
        #expect(try VerifierScript.python(["-c", code, books.path]).status == 0)
        let run = try VerifierScript.run([books.path])
        #expect(run.status == 1)
        #expect(run.output.hasPrefix("FAULT"))
    }

    private func file(_ bytes: [UInt8]) throws -> String {
        let url = FileManager.default.temporaryDirectory.appending(path: "verify-\(UUID().uuidString)")
        try Data(bytes).write(to: url)
        return url.path
    }
}

enum VerifierScript {
    static let canRun = (try? python(["-c", "pass"]).status) == 0
    static let absence: Comment = "python3 is not installed; Tools/setup installs it"

    static func run(_ arguments: [String]) throws -> (status: Int32, output: String) {
        try python([PublishedEvent.checkout.appending(path: "Tools/verify_log.py").path] + arguments)
    }

    static func python(_ arguments: [String]) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3"] + arguments
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: data, as: UTF8.self))
    }
}
