import Application
import AuditBundle
import Cryptography
import Filing
import Formats
import Foundation
import Reports
import Values

struct FilingBundleCommand: Command {
    static let description = CommandDescription(
        "filing", "bundle", summary: "Write all that proves a filing to somebody without the books.",
        discussion: """
            The bundle holds the document's exact bytes, envelope and attachments; approval, steps of the submission,
            receipt and feedback; every voucher that the return counts, with a proof that it lies in the log of one
            checkpoint; the rows of law that were used; a manifest of hashes; and index.html, which shows the return's
            lines with the vouchers under each. 'bilag bundle verify' checks it, and so does Tools/verify_bundle.py.

            Where files are attached to these vouchers ('bilag voucher attach'), the bundle proves their names, sizes and
            hashes; with --with-documentation it holds the files themselves, but for those that were withdrawn.

            Made twice, it is the same bytes, whatever is posted later. The checkpoint is signed when there is a key.
            Only you can read what is written: vouchers may name people.
            """,
        parameters: [.filing],
        options: [
            .value("output", "FILE", "The zip archive to write.", letter: "o"),
            .value("dir", "DIR", "Write the files into this new or empty folder instead."),
            .flag("with-documentation", "Hold the files that document the vouchers."), .logKey,
        ], formats: [.json], example: "bilag filing bundle vat-2026-T1-1 -o vat-2026-T1-1.zip")

    private enum Target {
        case archive(String)
        case folder(String)
    }

    private let id: FilingID
    private let target: Target
    private let keyFile: String?
    private let holdsDocumentation: Bool

    init(_ arguments: Arguments) throws {
        id = try arguments.filing()
        keyFile = arguments.value("key")
        holdsDocumentation = arguments.has("with-documentation")
        switch (arguments.value("output"), arguments.value("dir")) {
        case (let file?, nil): target = .archive(file)
        case (nil, let folder?): target = .folder(folder)
        default: throw UsageError("Where to? Give either -o FILE or --dir DIR.", help: "bilag filing bundle --help")
        }
    }

    func run(in session: Session) async throws -> ExitStatus {
        let books = try session.openBooks()
        let bundle = try books.bundle(
            id, signedBy: session.logKey(keyFile, books.company().environment),
            holdsDocumentation: holdsDocumentation)
        let name: String
        switch target {
        case .archive(let file):
            name = file
            try OutputFile.write(bundle.archive(), to: session.path(file), .replacing)
        case .folder(let folder):
            name = folder
            try write(bundle, to: session.path(folder))
        }
        let manifest = SHA256Digest(of: bundle.files.first?.bytes ?? [])
        if session.console.wantsJSON {
            session.console.output([
                "filing": .string("\(id)"), "files": .integer(Int64(bundle.files.count)),
                "manifest": .string(manifest.hex), "written": .string(name),
            ])
        } else {
            session.console.output(
                Phrase(
                    en: "Wrote \(bundle.files.count) files to \(name). SHA-256 of the manifest: \(manifest)",
                    nb: "Skrev \(bundle.files.count) filer til \(name). SHA-256 av manifestet: \(manifest)"))
        }
        return .success
    }

    private func write(_ bundle: AuditBundle, to folder: String) throws {
        let manager = FileManager.default
        let there = try? manager.contentsOfDirectory(atPath: folder)
        guard there?.isEmpty ?? !manager.fileExists(atPath: folder) else {
            throw UsageError("'\(folder)' holds something already. Name a new or an empty folder.")
        }
        for file in bundle.files {
            let path = folder + "/" + file.name
            do {
                try manager.createDirectory(
                    atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true,
                    attributes: [.posixPermissions: 0o700])
            } catch {
                throw UsageError("The folder '\(folder)' cannot be made: \(error.localizedDescription)")
            }
            try OutputFile.write(file.bytes, to: path, .new)
        }
    }
}
