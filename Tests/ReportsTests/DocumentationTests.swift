import Cryptography
import EventLog
import Formats
import Foundation
import Ledger
import Testing
import Values

@testable import Application

/// Books with one sale, and a folder with files that could document it.
private final class DocumentedBooks {
    let all: ReportBooks
    let folder: String
    let sale: Voucher

    init() throws {
        all = try ReportBooks()
        sale = try all.sell(1_000, "2026-01-15", invoice: "F-1001")
        folder = FileManager.default.temporaryDirectory.appending(path: "files-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func file(_ text: String = "Faktura 1001", _ name: String = "faktura.txt") throws -> DocumentationSource {
        try write(Array(text.utf8), name)
        return try DocumentationSource(path: folder + "/" + name)
    }

    func write(_ bytes: [UInt8], _ name: String) throws {
        try Data(bytes).write(to: URL(filePath: folder + "/" + name))
    }

    func attach(_ file: DocumentationSource, to voucher: Voucher? = nil) throws -> AttachmentResult {
        try #require(try all.books().attach([file], to: (voucher ?? sale).number).first).result
    }

    func fault() throws -> LogFault? { try all.books().verify(deep: true, rebuild: false).firstFault }
}

@Suite("Documentation of vouchers") struct DocumentationTests {
    @Test("a file is attached once, and its bytes come back with their hash")
    func attachedOnce() throws {
        let books = try DocumentedBooks()
        let file = try books.file()
        let size = try books.all.log.size()
        #expect(try books.attach(file) == .attached(size + 1))
        #expect(try books.attach(file) == .alreadyAttached(size + 1))
        // The same bytes under another name are the same file.
        #expect(try books.attach(books.file("Faktura 1001", "kopi.txt")) == .alreadyAttached(size + 1))
        #expect(try books.all.log.size() == size + 1)
        let (posted, files) = try books.all.books().documentation(of: books.sale.number)
        let attachment = try #require(files.inForce.first)
        #expect(attachment.attached.voucher == VoucherReference(books.sale.number, at: posted.sequence))
        #expect(attachment.file.name == "faktura.txt" && attachment.file.mediaType == "text/plain")
        #expect(try books.all.books().bytes(of: attachment) == Array("Faktura 1001".utf8))
        #expect(try books.fault() == nil)
    }

    @Test("one file may document many vouchers, and leads back to each of them")
    func manyVouchers() throws {
        let books = try DocumentedBooks()
        let other = try books.all.buy(300, "2026-02-03")
        let file = try books.file("Kontoutskrift", "utskrift.txt")
        _ = try books.attach(file)
        _ = try books.attach(file, to: other)
        let trail = try books.all.books().trail(DocumentationHashStart(String(file.file.hash.hex.prefix(8))))
        #expect(trail.uses.map(\.posted.voucher.number) == [books.sale.number, other.number])
        #expect(throws: DocumentationError.unknown("00000000")) {
            try books.all.books().trail(DocumentationHashStart("00000000"))
        }
    }

    @Test("a withdrawal leaves the bytes, and the file may be attached anew")
    func withdrawal() throws {
        let books = try DocumentedBooks()
        let file = try books.file()
        let start = try DocumentationHashStart(file.file.hash.hex)
        let first = try books.all.log.size() + 1
        #expect(try books.attach(file) == .attached(first))
        let withdrawn = try books.all.books().withdrawDocumentation(start, from: books.sale.number, reason: "Feil")
        #expect(withdrawn.sequence == first + 1)
        #expect(throws: DocumentationError.self) {
            try books.all.books().withdrawDocumentation(start, from: books.sale.number, reason: "Igjen")
        }
        #expect(try books.attach(file) == .attached(first + 2))
        let files = try books.all.books().documentation(of: books.sale.number).files
        #expect(files.attachments.map(\.sequence) == [first, first + 2])
        #expect(files.attachments[0].withdrawal?.reason == "Feil")
        #expect(files.inForce.map(\.sequence) == [first + 2])
        // As the books were after each entry.
        for (size, inForce) in [(first - 1, 0), (first, 1), (first + 1, 0), (first + 2, 1)] {
            let then = try books.all.books().asOf(.entry(size)).books
            #expect(try then.documentation(of: books.sale.number).files.inForce.count == inForce)
        }
        #expect(try books.fault() == nil)
    }

    @Test("documentation changes no figure, and is taken in closed periods")
    func closedPeriod() throws {
        let books = try DocumentedBooks()
        try books.all.books().close(period("2026-M01"))
        let before = try books.all.books().figures()
        _ = try books.attach(books.file())
        let after = try books.all.books().figures()
        #expect(after.trialBalance == before.trialBalance && after.vatPostings == before.vatPostings)
    }

    @Test("a voucher and its files enter together, or not at all")
    func postedTogether() throws {
        let books = try DocumentedBooks()
        let file = try books.file()
        let voucher = Voucher(
            number: try VoucherNumber(number: "500"), date: try day("2026-03-01"),
            postings: [try line("4000", 100), try line("1920", -100)])
        let posted = try books.all.books().post(voucher, recording: [], attaching: [file])
        #expect(posted.files.map(\.result) == [.attached(posted.sequence + 1)])
        let size = try books.all.log.size()
        #expect(throws: VoucherError.self) {
            try books.all.books().post(voucher, recording: [], attaching: [try books.file("Annet", "annet.txt")])
        }
        #expect(try books.all.log.size() == size)
        #expect(try books.all.log.content(SHA256Digest(of: Array("Annet".utf8))) == nil)
    }

    @Test("a file that cannot document anything is refused with the reason")
    func refusedFiles() throws {
        let books = try DocumentedBooks()
        func reason(_ name: String) -> DocumentationFileError.Reason? {
            do { _ = try DocumentationSource(path: books.folder + "/" + name) } catch {
                return (error as? DocumentationFileError)?.reason
            }
            return nil
        }
        try books.write([], "tom")
        try books.write([0, 1, 2], "ukjent")
        #expect(mkfifo(books.folder + "/rør", 0o600) == 0)
        let large = open(books.folder + "/stor", O_CREAT | O_WRONLY, 0o600)
        #expect(ftruncate(large, (64 << 20) + 1) == 0)
        close(large)
        #expect(reason("nei") == .missing)
        #expect(reason("") == .folder)
        #expect(reason("tom") == .empty)
        #expect(reason("ukjent") == .unknownForm)
        #expect(reason("rør") == .notAFile)
        #expect(reason("stor") == .tooLarge((64 << 20) + 1))
        try books.write([0x61], "lukket")
        chmod(books.folder + "/lukket", 0)
        // The superuser reads everything.
        if geteuid() != 0 { #expect(reason("lukket") == .unreadable("Permission denied")) }
        let named = try DocumentationSource(path: books.folder + "/ukjent", mediaType: "application/vnd.ms-outlook")
        #expect(named.file.mediaType == "application/vnd.ms-outlook")
        try books.write([0x61], "linje\nskift")
        #expect(throws: InvalidInput.self) { try DocumentationSource(path: books.folder + "/linje\nskift") }
        // A number of Skatteetaten's test population (Tenor), which no person has.
        try books.write([0x61], "lønn 17912010058.txt")
        #expect(reason("lønn 17912010058.txt") == .namesPerson)
        #expect(throws: InvalidInput.self) {
            try books.all.books().attach([named], to: books.sale.number, note: "Gjelder 17912010058")
        }
        #expect(throws: VoucherError.notFound(try VoucherNumber(number: "77"))) {
            try books.all.books().attach([named], to: VoucherNumber(number: "77"))
        }
    }

    @Test("names from the log are written so that they mean nothing to a system, and no two alike")
    func names() throws {
        func file(_ name: String, _ type: String) throws -> DocumentationFile {
            try DocumentationFile(hash: SHA256Digest(of: Array(name.utf8)), mediaType: type, byteCount: 1, name: name)
        }
        let files = [
            try file("faktura.pdf", "application/pdf"), try file("Faktura.PDF", "application/pdf"),
            try file("-rf $(x).sh", "text/plain"), try file(".bashrc", "text/plain"), try file("...", "text/plain"),
            try file("bilde.jpeg", "image/jpeg"), try file("side.html", "text/html"), try file("a\\b.exe", "x/y"),
            try file("ære 1.xml", "application/xml"),
        ]
        #expect(
            DocumentationNames(files).names == [
                "faktura.pdf", "Faktura-2.pdf", "rf___x_.sh.txt", "bashrc.txt", "file.txt", "bilde.jpeg", "side.html",
                "a_b.exe.bin", "ære_1.xml",
            ])
        #expect(throws: InvalidInput.self) { try file("a/b", "text/plain") }
        #expect(throws: InvalidInput.self) { try file("..", "text/plain") }
    }

    @Test("the report tells which vouchers lack documentation")
    func report() throws {
        let books = try DocumentedBooks()
        let bought = try books.all.buy(300, "2026-02-03")
        let reversal = try books.all.books().reverse(bought.number)
        var imported = Voucher(
            number: try VoucherNumber(series: "2026-GL", number: "1"), date: try day("2026-02-04"),
            postings: [try line("4000", 100), try line("1920", -100)])
        imported.source = VoucherSource(system: "Fjordsystem", journal: "GL", year: 2026, period: 2, transaction: "1")
        _ = try books.all.books().post([imported])
        let before = try books.all.books().documentationReport(nil)
        #expect(before.vouchers.map(\.ground) == [.missing, .missing, .reversal, .source])
        #expect(before.vouchers[0].references == ["F-1001"])
        #expect(try before.vouchers[0].amount() == Money(ore: 125_000))
        _ = try books.attach(books.file())
        let report = try books.all.books().documentationReport(period("2026").days, onlyMissing: true)
        #expect(report.counts == [.files: 1, .missing: 1, .reversal: 1, .source: 1])
        #expect(report.vouchers.map(\.posted.voucher.number) == [bought.number])
        #expect(reversal.reverses == bought.number)
        let then = try books.all.books().asOf(.entry(try books.all.log.size() - 1)).books
        #expect(try then.documentationReport(nil).counts[.missing] == 2)
    }
}

@Suite("Verification of documentation") struct DocumentationVerificationTests {
    private static let hash = SHA256Digest(of: Array("Faktura 1001".utf8))

    private func forge(_ event: LedgerEvent, key: String? = nil, in books: DocumentedBooks) throws {
        let honest = event.newEvent
        let forged = NewEvent(honest.type, key: key ?? honest.key, body: honest.body)
        try books.all.log.write(expecting: nil) { _ = try $0.append(forged, at: ReportBooks.start) }
    }

    private func attached(
        _ voucher: VoucherReference, bytes: Int64 = 12, type: String = "text/plain", withdrawn: UInt64? = nil
    ) throws -> LedgerEvent {
        .documentationAttached(
            DocumentationAttached(
                voucher: voucher,
                file: try DocumentationFile(hash: Self.hash, mediaType: type, byteCount: bytes, name: "faktura.txt"),
                by: "kari", withdrawn: withdrawn))
    }

    @Test("documentation that does not follow is found, and told by its entry")
    func forgeries() throws {
        func books() throws -> (DocumentedBooks, VoucherReference, UInt64) {
            let books = try DocumentedBooks()
            let sequence = try books.all.books().voucher(books.sale.number).sequence
            return (books, VoucherReference(books.sale.number, at: sequence), try books.all.log.size())
        }
        func store(_ books: DocumentedBooks) throws {
            try books.all.log.write(expecting: nil) {
                _ = try $0.store(Array("Faktura 1001".utf8), mediaType: "text/plain")
            }
        }
        // The bytes are missing, of another length, or kept as something else.
        var (made, voucher, size) = try books()
        try forge(attached(voucher), in: made)
        #expect(try made.fault()?.sequence == size + 1)
        try store(made)
        #expect(try made.fault() == nil)
        for event in [try attached(voucher, bytes: 13), try attached(voucher, type: "application/pdf")] {
            (made, voucher, size) = try books()
            try store(made)
            try forge(event, in: made)
            #expect(try made.fault()?.sequence == size + 1)
        }
        // The voucher is another, or none; the key leads elsewhere; nothing was withdrawn before.
        let wrong = [
            VoucherReference(voucher.number, at: 1),
            VoucherReference(try VoucherNumber(number: "9"), at: voucher.sequence),
            VoucherReference(voucher.number, at: voucher.sequence + 5),
        ]
        for reference in wrong {
            (made, voucher, size) = try books()
            try store(made)
            try forge(attached(reference), in: made)
            #expect(try made.fault()?.sequence == size + 1)
        }
        (made, voucher, size) = try books()
        try store(made)
        try forge(attached(voucher), key: "documentation/1/x", in: made)
        #expect(try made.fault()?.reason == "its key is not that of its voucher and file")
        (made, voucher, size) = try books()
        try store(made)
        try forge(attached(voucher, withdrawn: 3), in: made)
        #expect(try made.fault()?.sequence == size + 1)
        (made, voucher, size) = try books()
        try store(made)
        try forge(attached(voucher), in: made)
        try forge(attached(voucher), key: "another", in: made)
        #expect(try made.fault()?.reason == "it attaches a file that is attached already")
        (made, voucher, size) = try books()
        let withdrawn = DocumentationWithdrawn(voucher: voucher, hash: Self.hash, attached: 2, reason: "x", by: "kari")
        try forge(.documentationWithdrawn(withdrawn), in: made)
        #expect(try made.fault()?.reason == "it withdraws a file that is not attached")
    }
}
