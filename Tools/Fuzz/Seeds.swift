import Cryptography
import EventLog
import Formats
import Foundation
import Values

/// Inputs to begin with, made from the tests' fixtures, the published examples and the demo's file.
enum Seeds {
    static func of(_ target: FuzzTarget) -> [[UInt8]] {
        switch target {
        case .saft: saft
        case .xml: texts([Sample.formB] + validationResults + [paymentInformation, mixedXML])
        case .zip: archives
        case .voucher: texts(vouchers)
        case .json: texts(jsonTexts) + examples().map(\.entry)
        case .export: exports
        case .configuration: texts(configurations)
        case .answers: answers
        case .request: texts(requests)
        case .checkpoint: texts(checkpoints)
        case .sshsig: signatures
        case .bundle: bundles
        case .keys: keys
        case .csv: csv
        case .journal: chosenTexts(0, journals) + journalsByChoice
        case .beancount: chosenTexts(0, beancount)
        }
    }

    static func texts(_ texts: [String]) -> [[UInt8]] { texts.map { Array($0.utf8) } }

    private static var saft: [[UInt8]] {
        var archive = ZipBuilder()
        archive.add("saft_1_1.xml", Array(Sample.formB.utf8))
        let files = [Sample.formB, Sample.formA, Sample.version140]
        return texts(files) + [archive.bytes()]
    }

    private static var archives: [[UInt8]] {
        [false, true].flatMap { isWide in
            [false, true].map { describes in
                var builder = ZipBuilder()
                builder.usesZip64 = isWide
                builder.usesDataDescriptors = describes
                builder.add("a/b.xml", Array(repeating: UInt8(ascii: "x"), count: 500))
                builder.add("c.xml", Array("<c/>".utf8)) { $0.isDeflated = false }
                return builder.bytes()
            }
        }
    }

    /// The published examples of events, as entries 1, 2, 3 of a log.
    private static func examples() -> [(event: NewEvent, entry: [UInt8])] {
        let paths = (FileManager.default.subpaths(atPath: "EventSchemas") ?? []).filter {
            $0.hasSuffix(".example.json")
        }
        return paths.sorted().compactMap { path in
            guard let data = FileManager.default.contents(atPath: "EventSchemas/" + path),
                let entry = try? JSON(parsing: Array(data)), let type = entry["type"]?.string,
                let version = entry["version"]?.integer, let body = entry["body"]
            else { return nil }
            let event = NewEvent(EventType(type, version: version), key: entry["key"]?.string, body: body)
            return (event, EntryBytes.encode(event, sequence: 1, time: time))
        }
    }

    private static let time = Timestamp(millisecondsSince1970: 1_767_225_600_000)

    /// Each example alone, and a filing's life in one log.
    private static var exports: [[UInt8]] {
        let all = examples()
        let filing = all.map(\.event).filter { $0.type.name.hasPrefix("filing.") }
        let drafted = filing.filter { $0.type.name == "filing.drafted" }
        let life = (drafted + filing).enumerated().map { index, event in
            EntryBytes.encode(event, sequence: UInt64(index) + 1, time: time)
        }
        return all.map(\.entry) + [Array(life.joined(separator: [0x0A]))]
    }

    private static var answers: [[UInt8]] {
        let documents: [(UInt8, [String])] = [
            (0, validationResults), (1, [paymentInformation]), (2, validationResults), (3, problems), (4, problems),
            (5, retryDates), (6, [keySet]), (7, [identityToken]), (8, steps), (9, instances + tokenAnswers),
        ]
        return documents.flatMap { choice, texts in texts.map { [choice] + Array($0.utf8) } }
    }

    private static var signatures: [[UInt8]] {
        SSHExamples.all.flatMap { example in
            [[0] + Array(example.signature.utf8), [2] + Array(example.key.utf8)] + binary(example)
        }
    }

    private static func binary(_ example: SSHExamples.Example) -> [[UInt8]] {
        let lines = example.signature.split(separator: "\n").dropFirst().dropLast()
        guard let blob = try? Base64.standard.decode(lines.joined()),
            let key = try? Base64.standard.decode(String(example.key.split(separator: " ").last ?? ""))
        else { return [] }
        return [[1] + blob, [3] + key]
    }

    /// The key of the example in https://c2sp.org/signed-note.
    static let verifierKey = "example.com/foo+530d903b+AcNWFnpsIMF5UQD1x3wTy2TGeTjaXYESQMd9cHxeQFmn"

    private static var checkpoints: [String] {
        let head = TreeHead(size: 3, root: SHA256Digest(of: Array("root".utf8)))
        let plain = Checkpoint(origin: "bilag/310000000/b", head: head).text
        guard let key = try? Ed25519PrivateKey(seed: Array(repeating: 7, count: 32)),
            let signer = try? NoteSigner(name: "bilag/310000000/b", key: key), let signed = try? signer.sign(plain)
        else { return [plain, verifierKey] }
        return [plain, verifierKey, signed.encoded, signer.verifier.description]
    }
}
