import Application
import AuditBundle
import Cryptography
import Filing
import Foundation
import Ledger
import Testing
import Values

@Suite("Bundles of documented vouchers") struct DocumentedBundleTests {
    /// A bundle whose vouchers have a file each, one a second that was withdrawn, before the filing's last event.
    private func documented(
        seed: UInt64 = 4
    ) throws -> (books: BundledBooks, filing: FilingID, sources: [DocumentationSource]) {
        let books = try BundledBooks(seed: seed)
        let folder = FileManager.default.temporaryDirectory.appending(path: "files-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let sources = try ["Faktura", "Kvittering", "Feil fil"].map { text in
            let path = folder + "/\(text).txt"
            try Data(text.utf8).write(to: URL(filePath: path))
            return try DocumentationSource(path: path)
        }
        for number in 1...40 {
            _ = try books.books.attach([sources[number % 2]], to: VoucherNumber(number: "\(number)"), note: "Bilag")
        }
        for number in 1...40 {
            let voucher = try VoucherNumber(number: "\(number)")
            _ = try books.books.attach([sources[2]], to: voucher)
            _ = try books.books.withdrawDocumentation(
                DocumentationHashStart(sources[2].file.hash.hex), from: voucher, reason: "Feil")
        }
        // Another sale, so that the filing is drafted anew behind the documentation.
        var income = Posting(account: try AccountNumber("3000"), amount: Money(ore: -100_000))
        income.vat = PostingVAT(code: VATCode(3), base: Money(ore: -100_000), vat: Money(ore: -25_000))
        _ = try books.books.post([
            Voucher(
                number: try VoucherNumber(number: "900"), date: try CalendarDate("2026-01-20"), text: "Salg",
                postings: [
                    income, Posting(account: try AccountNumber("2700"), amount: Money(ore: -25_000)),
                    Posting(account: try AccountNumber("1500"), amount: Money(ore: 125_000)),
                ])
        ])
        let draft = try books.books.draftVATReturn(
            VATDraftRequest(period: try ReportingPeriod("2026-T1"), category: .alminnelig))
        return (books, draft.id, sources)
    }

    @Test("files are named by proved entries, or held, and both verifiers say so", arguments: [false, true])
    func proof(isHeld: Bool) throws {
        let (books, filing, sources) = try documented()
        let bundle = try books.books.bundle(filing, signedBy: books.key, holdsDocumentation: isHeld)
        let verified = try AuditBundle.verify(bundle.files)
        #expect(verified.documentationCount == 2 && verified.holdsDocumentation == isHeld)
        let held = bundle.files.filter { $0.name.hasPrefix("documentation/") }
        #expect(
            Set(held.map(\.name))
                == (isHeld ? Set(sources.prefix(2).map { "documentation/\($0.file.hash.hex).txt" }) : []))
        #expect(try AuditBundle.files(inArchive: bundle.archive()) == bundle.files)
        guard BundleScript.canRun else { return }
        let run = try BundleScript.verify(bundle.files)
        #expect(run.status == 0, "\(run.output)")
        #expect(run.output.contains("2 files document these vouchers, and are\(isHeld ? " here" : " not here")"))
    }

    @Test("files that are missing, too many or changed are found by both verifiers")
    func faults() throws {
        let (books, filing, sources) = try documented()
        let files = try books.books.bundle(filing, signedBy: books.key, holdsDocumentation: true).files
        let first = "documentation/\(sources[0].file.hash.hex).txt"
        let changes: [[BundleFile]] = [
            files.filter { $0.name != first },
            files + [BundleFile("documentation/\(sources[2].file.hash.hex).txt", Array("Feil fil".utf8))],
            files.map { $0.name == first ? BundleFile(first, Array("faktura".utf8)) : $0 },
        ]
        for changed in changes {
            let relisted = changed.resealed
            #expect(throws: BundleFault.self) { try AuditBundle.verify(relisted) }
            guard BundleScript.canRun else { continue }
            let run = try BundleScript.verify(relisted)
            #expect(run.status == 1 && run.output.hasPrefix("FAULT: documentation"), "\(run.output)")
        }
    }

    @Test("a bundle of vouchers without files is as it was, and one says so that is")
    func formats() throws {
        let plain = try BundledBooks(seed: 5).bundle().files
        #expect(String(decoding: plain[0].bytes, as: UTF8.self).contains("bilag-bundle/1"))
        let (books, filing, _) = try documented()
        let files = try books.books.bundle(filing, signedBy: books.key).files
        #expect(String(decoding: files[0].bytes, as: UTF8.self).contains("bilag-bundle/2"))
        let relabelled = files.map { file in
            let text = String(decoding: file.bytes, as: UTF8.self)
            return file.name == "manifest.json"
                ? BundleFile(file.name, Array(text.replacing("bilag-bundle/2", with: "bilag-bundle/1").utf8)) : file
        }
        #expect(throws: BundleFault.self) { try AuditBundle.verify(relabelled) }
        guard BundleScript.canRun else { return }
        #expect(try BundleScript.verify(relabelled).status == 1)
    }
}
