import AuditBundle
import Cryptography
import Formats
import TestSupport
import Testing

/// What somebody tries who knows how bundles are made: each change comes with a manifest that fits it.
struct Forgery: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let file: String
    let change: @Sendable (String) -> String
    /// Where both verifiers must find the fault.
    let place: String

    static let all = [
        Forgery(testDescription: "an amount of a voucher", file: "entries.jsonl", place: "entries.jsonl") {
            // Both sides of a voucher, so that it balances still.
            $0.replacing("Bilag", with: "Bilaget")
        },
        Forgery(testDescription: "a voucher left out", file: "entries.jsonl", place: "entries.jsonl") { text in
            var lines = text.split(separator: "\n").map(String.init)
            if let index = lines.firstIndex(where: { $0.contains("voucher-posted") }) { lines.remove(at: index) }
            return lines.map { $0 + "\n" }.joined()
        },
        Forgery(testDescription: "two vouchers in another order", file: "entries.jsonl", place: "entries.jsonl") {
            text in
            var lines = text.split(separator: "\n").map(String.init)
            lines.swapAt(1, 2)
            return lines.map { $0 + "\n" }.joined()
        },
        Forgery(testDescription: "a blank in an entry", file: "entries.jsonl", place: "entries.jsonl") {
            $0.replacing("{\"body\":", with: "{ \"body\":", maxReplacements: 1)
        },
        Forgery(testDescription: "a figure of the document", file: "document.xml", place: "document.xml") {
            $0.replacing("<merverdiavgift>", with: "<merverdiavgift>1", maxReplacements: 1)
        },
        Forgery(testDescription: "the envelope", file: "envelope.xml", place: "envelope.xml") {
            $0.replacing("kari", with: "ola")
        },
        Forgery(testDescription: "a hash of the proof less", file: "inclusion.txt", place: "inclusion.txt") {
            String($0.drop { $0 != "\n" }.dropFirst())
        },
        Forgery(testDescription: "a hash of the proof more", file: "inclusion.txt", place: "inclusion.txt") {
            $0 + "2U98b2yVS/anAJPuiHQm90H628GnScYsWT400oqJ6jM=\n"
        },
        Forgery(testDescription: "no proof of the draft's log", file: "consistency.jsonl", place: "entries.jsonl") {
            _ in
            ""
        },
        Forgery(testDescription: "another log of the draft", file: "consistency.jsonl", place: "consistency.jsonl") {
            $0.replacing("\"root\":\"", with: "\"root\":\"0", maxReplacements: 1).replacing(
                /"root":"(0[0-9a-f]{63})[0-9a-f]"/, with: { "\"root\":\"\($0.1)\"" })
        },
        Forgery(testDescription: "a larger log", file: "checkpoint.txt", place: "checkpoint.txt") {
            $0.replacing(/\n([0-9]+)\n/, maxReplacements: 1, with: { "\n\($0.1)1\n" })
        },
        Forgery(testDescription: "no signature", file: "checkpoint.txt", place: "checkpoint.txt") { text in
            text.split(separator: "\n", omittingEmptySubsequences: false).prefix(3).map { $0 + "\n" }.joined()
        },
        Forgery(testDescription: "the signer's key", file: "key.txt", place: "key") {
            $0.replacing("+", with: "+0", maxReplacements: 1)
        },
    ]

    init(testDescription: String, file: String, place: String, _ change: @escaping @Sendable (String) -> String) {
        (self.testDescription, self.file, self.place, self.change) = (testDescription, file, place, change)
    }
}

@Suite("Forged bundles")
struct BundleForgeryTests {
    @Test("a change is found by both verifiers, and where", arguments: Forgery.all)
    func forgery(_ forgery: Forgery) throws {
        let files = try BundledBooks(seed: 7).bundle().files
        let forged = files.changing(forgery.file) { Array(forgery.change(String(decoding: $0, as: UTF8.self)).utf8) }
        #expect(forged != files)
        let fault = #expect(throws: BundleFault.self) { try AuditBundle.verify(forged.resealed) }
        #expect(fault?.description.contains(forgery.place) == true, "\(fault?.description ?? "")")
        guard BundleScript.canRun else { return }
        let run = try BundleScript.verify(forged.resealed)
        #expect(run.status == 1)
        #expect(run.output.hasPrefix("FAULT"))
        #expect(run.output.contains(forgery.place), "\(run.output)")
    }

    @Test("a page that says something else is refused")
    func otherPage() throws {
        let files = try BundledBooks(seed: 7).bundle().files
        let forged = files.changing("index.html") { $0 + Array("<p>All is well.</p>".utf8) }.resealed
        let fault = #expect(throws: BundleFault.self) { try AuditBundle.verify(forged) }
        #expect(fault?.file == "index.html")
    }

    @Test("changed rows of law are told, and the figures that follow from them refused")
    func otherLaw() throws {
        let files = try BundledBooks(seed: 7).bundle().files
        let forged = files.changing("law.json") { bytes in
            Array(String(decoding: bytes, as: UTF8.self).replacing(#""sale":true"#, with: #""sale":false"#).utf8)
        }.resealed
        #expect(forged != files)
        #expect(try !AuditBundle.verify(forged).lawIsCurrent)
        guard BundleScript.canRun else { return }
        let run = try BundleScript.verify(forged)
        #expect(run.output.contains("FAULT: document.xml"), "\(run.output)")
    }

    @Test("random bytes in place of a file are refused, and stop nothing", arguments: UInt64(0)...10)
    func noise(seed: UInt64) throws {
        let files = try BundledBooks(seed: 8).bundle().files
        var generator = SeededGenerator(seed: seed)
        let noise = (0..<(seed * 20 + 1)).map { _ in UInt8.random(in: 0...255, using: &generator) }
        let name = files[Int(seed) % files.count].name
        #expect(throws: BundleFault.self) { try AuditBundle.verify(files.changing(name) { _ in noise }.resealed) }
    }
}
