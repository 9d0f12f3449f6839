import Application
import AuditBundle
import Cryptography
import Filing
import Formats
import Ledger
import Testing
import Values

@Suite("Audit bundles")
struct AuditBundleTests {
    @Test(
        "a bundle proves its filing, to us and to the verifier written from the document alone",
        arguments: UInt64(1)...6)
    func proof(seed: UInt64) throws {
        let books = try BundledBooks(seed: seed)
        try expectProof(books)
    }

    @Test(
        "the two verifiers agree on the lines of every category",
        arguments: [
            (VATCategory.kompensasjon, VATCategory.alminnelig as VATCategory?), (.kompensasjon, .kompensasjon),
            (.primaernaering, .primaernaering), (.omvendtAvgiftsplikt, .omvendtAvgiftsplikt),
            (.omvendtAvgiftsplikt, nil),
        ])
    func categories(category: VATCategory, registered: VATCategory?) throws {
        for seed in UInt64(11)...13 {
            try expectProof(try BundledBooks(seed: seed, category: category, registered: registered))
        }
    }

    private func expectProof(_ books: BundledBooks) throws {
        let bundle = try books.bundle()
        let verified = try AuditBundle.verify(bundle.files)
        #expect(verified.filing == books.filing)
        #expect(verified.state == .draft)
        guard BundleScript.canRun else { return }
        let run = try BundleScript.verify(bundle.files)
        #expect(run.status == 0, "\(run.output)")
        #expect(
            run.output.contains(
                "fastsattMerverdiavgift \(verified.determinedVAT), follow from \(verified.voucherCount) vouchers"))
    }

    @Test("made twice, and after later postings, a bundle is the same bytes")
    func determinism() throws {
        let books = try BundledBooks(seed: 2)
        let first = try books.bundle().archive()
        try books.books.openAccount(try AccountNumber("1920"), name: "Bank")
        #expect(try books.bundle().archive() == first)
        #expect(try AuditBundle.files(inArchive: first) == books.bundle().files)
    }

    @Test("the signer's key is told from others")
    func keys() throws {
        let books = try BundledBooks(seed: 3)
        let files = try books.bundle().files
        let own = try NoteVerifier(name: books.books.origin(), publicKey: books.key.publicKey)
        #expect(try AuditBundle.verify(files, signedBy: own).signature == .trusted(own))
        #expect(try AuditBundle.verify(files).signature == .selfStated(own))
        let other = try NoteVerifier(
            name: own.name, publicKey: Ed25519PrivateKey(seed: Array(repeating: 7, count: 32)).publicKey)
        #expect(throws: BundleFault.self) { try AuditBundle.verify(files, signedBy: other) }
        let unsigned = try books.books.bundle(books.filing).files
        #expect(try AuditBundle.verify(unsigned).signature == .unsigned)
        #expect(throws: BundleFault.self) { try AuditBundle.verify(unsigned, signedBy: own) }
        guard BundleScript.canRun else { return }
        #expect(try BundleScript.verify(files, ["--key", own.description]).status == 0)
        #expect(try BundleScript.verify(files, ["--key", other.description]).status == 1)
        #expect(try BundleScript.verify(unsigned, ["--key", own.description]).status == 1)
    }

    @Test("any byte turned in any file is refused, with the file's name")
    func turnedBytes() throws {
        let files = try BundledBooks(seed: 4).bundle().files
        for file in files where file.name != "manifest.json" {
            for place in Set([0, file.bytes.count / 2, file.bytes.count - 1]) {
                let changed = files.changing(file.name) { bytes in
                    var bytes = bytes
                    bytes[place] ^= 1
                    return bytes
                }
                let fault = #expect(throws: BundleFault.self) { try AuditBundle.verify(changed) }
                #expect(fault?.file == file.name)
            }
        }
    }

    @Test("a file that is missing, unlisted or there twice is refused")
    func otherFiles() throws {
        let files = try BundledBooks(seed: 4).bundle().files
        for file in files {
            let fault = #expect(throws: BundleFault.self) {
                try AuditBundle.verify(files.filter { $0.name != file.name })
            }
            #expect(fault?.file == file.name)
        }
        #expect(throws: BundleFault("more.txt", "the manifest does not list it")) {
            try AuditBundle.verify(files + [BundleFile("more.txt", [])])
        }
        #expect(throws: BundleFault("law.json", "it is there twice")) {
            try AuditBundle.verify(files + [BundleFile("law.json", [])])
        }
        #expect(throws: BundleFault.self) { try AuditBundle.files(inArchive: Array("no archive".utf8)) }
    }

    @Test("the page for people shows every line, loads nothing, and lets no name break out")
    func page() throws {
        let files = try BundledBooks(seed: 5).bundle().files
        let page = String(decoding: files["index.html"], as: UTF8.self)
        #expect(page.contains("Fjordbrød &lt;Bakeri&gt; &amp; Sønn"))
        #expect(!page.contains("<Bakeri>"))
        for word in ["<script", "http:", "https:", "src=", "url(", "@import"] { #expect(!page.contains(word)) }
        let document = String(decoding: files["document.xml"], as: UTF8.self)
        let lines = document.ranges(of: "<mvaSpesifikasjonslinje>").count
        #expect(lines > 3)
        #expect(page.ranges(of: "<details>").count >= lines)
    }

    @Test(
        "the arithmetic of the script's Ed25519 fits RFC 8032", .enabled(if: BundleScript.canRun, BundleScript.absence))
    func scriptSelfTest() throws {
        #expect(try BundleScript.run(["--self-test"]).status == 0)
    }
}
