import EventLog
import Foundation
import Testing

@Suite("The document about the log's form")
struct LogFormatDocumentTests {
    @Test("the worked example is what our code computes")
    func workedExample() throws {
        let document = try String(
            contentsOf: PublishedEvent.checkout.appending(path: "docs/log-format.md"), encoding: .utf8)
        let entries = try PublishedEvent.inOrder().prefix(3).map(\.example)
        var tree = MerkleTree()
        for entry in entries {
            let leaf = entry.withUnsafeBytes { MerkleTree.leaf($0) }
            tree.append(leaf)
            #expect(document.contains("\n\(String(decoding: entry, as: UTF8.self))\n"))
            #expect(document.contains("`\(leaf.hex)`"))
        }
        for hash in tree.peaks + [tree.root] { #expect(document.contains("`\(hash.hex)`")) }
        let checkpoint = Checkpoint(
            origin: "bilag/310027464/7b1c9e52-4d83-4f0a-9c36-2f1de8a05b47", head: tree.head)
        #expect(document.contains("```\n\(checkpoint.text)```"))
    }

    @Test("every table of the file is described")
    func tables() throws {
        let document = try String(
            contentsOf: PublishedEvent.checkout.appending(path: "docs/log-format.md"), encoding: .utf8)
        let schema = try String(
            contentsOf: PublishedEvent.checkout.appending(path: "Sources/SQLiteEventLog/Schema.swift"),
            encoding: .utf8)
        let tables = schema.matches(of: /CREATE TABLE ([a-z]+)/).map { String($0.1) }
        #expect(tables.count == 4)
        for table in tables { #expect(document.contains("| `\(table)` |")) }
    }
}
