import EventLog
import Formats
import Foundation
import TestSupport
import Testing

/// Two readers of canonical form that know nothing of each other must agree on every line.
@Suite("Canonical form, judged twice", .enabled(if: VerifierScript.canRun, VerifierScript.absence))
struct CanonicalFormTests {
    @Test("damaged lines are refused by both readers or by neither", arguments: [UInt64(1), 2, 3])
    func damagedLines(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let examples = try PublishedEvent.inOrder().map(\.example)
        let lines = (0..<1500).map { index in
            Self.damaged(examples[index % examples.count], &generator)
        }
        try compare(lines)
    }

    @Test("letters and numbers at the edges are judged alike")
    func edges() throws {
        let texts = [
            #""\u007f""#, "\"\u{7f}\"", #""\u001f""#, #""\u001F""#, #""\b\t\n\f\r""#, #""\/""#, #""/""#,
            #""\ud83d\ude00""#,
            "\"😀\"", #""\ud83d""#, "\"e\u{301}\"", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
            "-9223372036854775809", "01", "+1", "NaN", "Infinity", "true", "True", "null", "[]", "[1,2]", "[1, 2]",
            "[1,]",
            #"{"a":1,"a":1}"#, #"{"b":1,"a":1}"#, "{\"\u{FFFF}\":1,\"😀\":2}", "{\"😀\":2,\"\u{FFFF}\":1}", "\u{FEFF}1",
            String(repeating: "[", count: 64) + String(repeating: "]", count: 64),
            String(repeating: "[", count: 65) + String(repeating: "]", count: 65),
        ]
        try compare(texts.map { Array($0.utf8) } + [[0x22, 0xFF, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22]])
    }

    private func compare(_ lines: [[UInt8]]) throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "lines-\(UUID().uuidString)")
        try Data(lines.flatMap { $0 + [0x0A] }).write(to: file)
        let code = """
            from sys import argv, path
            path.insert(0, argv[1])
            from verify_log import Fault, parse
            for line in open(argv[2], "rb"):
                try:
                    parse(line[:-1])
                    print("yes")
                except Fault:
                    print("no")
            """
        let tools = PublishedEvent.checkout.appending(path: "Tools").path
        let run = try VerifierScript.python(["-B", "-c", code, tools, file.path])
        #expect(run.status == 0)
        let theirs = run.output.split(separator: "\n").map { $0 == "yes" }
        try #require(theirs.count == lines.count)
        for (line, theirs) in zip(lines, theirs) {
            #expect(Self.isCanonical(line) == theirs, "\(String(decoding: line, as: UTF8.self))")
        }
    }

    private static func isCanonical(_ line: [UInt8]) -> Bool {
        guard let value = try? JSON(parsing: line), value.canonicalBytes == line else { return false }
        return !value.holdsDecimals
    }

    /// One to three bytes changed, added or taken away; never a line feed.
    private static func damaged(_ line: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
        let letters = Array(#"{}[]:,"\ 0123456789-.eEnulltrfasx"#.utf8) + [0x00, 0x1F, 0x7F, 0x80, 0xC3, 0xED, 0xFF]
        var line = line
        for _ in 0..<Int.random(in: 1...3, using: &generator) {
            let place = Int.random(in: 0..<line.count, using: &generator)
            let letter = letters.randomElement(using: &generator) ?? 0
            switch Int.random(in: 0..<3, using: &generator) {
            case 0: line[place] = letter
            case 1: line.insert(letter, at: place)
            default: line.remove(at: place)
            }
        }
        return line
    }
}

extension JSON {
    /// Numbers that are not whole, which no entry holds.
    fileprivate var holdsDecimals: Bool {
        switch self {
        case .decimal: true
        case .array(let values): values.contains(where: \.holdsDecimals)
        case .object(let object): object.members.contains { $0.value.holdsDecimals }
        case .null, .bool, .integer, .string: false
        }
    }
}
