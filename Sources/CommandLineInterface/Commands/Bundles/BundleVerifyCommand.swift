import Application
import AuditBundle
import Cryptography
import Formats
import Foundation
import Reports
import Values

struct BundleVerifyCommand: Command {
    static let description = CommandDescription(
        "bundle", "verify", summary: "Check an audit bundle of a filing, without any books.",
        discussion: """
            Every file must have the hash that the manifest lists; every entry must lie in the log of the checkpoint; what
            was approved, sent and receipted must be one document; and the bundle's vouchers must give that document
            again, byte for byte. The first thing that is wrong is named, and the exit status is 1.

            A bundle proves nothing about who made it unless its checkpoint is one that you know: give the signer's key
            with --verifier-key, as 'bilag log key show' wrote it for you. That no voucher was left out follows only from
            the whole log; 'bilag log verify --against' with the bundle's checkpoint.txt ties the two together.
            """,
        parameters: [CommandParameter("FILE", "The zip archive, or the folder with its files.")],
        options: [.value("verifier-key", "KEY", "The key that must have signed the checkpoint.")], formats: [.json],
        example: "bilag bundle verify vat-2026-T1-1.zip")

    private let file: String
    private let key: NoteVerifier?

    init(_ arguments: Arguments) throws {
        file = try arguments.required("FILE")
        key = try arguments.parsed("verifier-key", as: NoteVerifier.init)
    }

    func run(in session: Session) async throws -> ExitStatus {
        let console = session.console
        do {
            let found = try AuditBundle.verify(try files(in: session), signedBy: key)
            if console.wantsJSON { console.output(json(found)) } else { show(found, on: console) }
            return .success
        } catch let fault as BundleFault {
            guard console.wantsJSON else { throw fault }
            console.output([
                "ok": false,
                "fault": [
                    "file": fault.file.map { .string($0) } ?? .null,
                    "sequence": fault.sequence.map { .integer(Int64(clamping: $0)) } ?? .null,
                    "reason": .string(fault.reason),
                ],
            ])
            return .findings
        }
    }

    private func files(in session: Session) throws -> [BundleFile] {
        let path = session.path(file)
        var isFolder: ObjCBool = false
        guard file != "-", FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue
        else { return try AuditBundle.files(inArchive: session.read(file)) }
        return try files(inFolder: path, session)
    }

    private func files(inFolder path: String, _ session: Session) throws -> [BundleFile] {
        var (files, total): ([BundleFile], Int64) = ([], 0)
        for name in (FileManager.default.subpaths(atPath: path) ?? []).sorted() {
            let full = path + "/" + name
            // Of the name itself: a link leads elsewhere, and a pipe may never end.
            let facts = try FileManager.default.attributesOfItem(atPath: full)
            if facts[.type] as? FileAttributeType == .typeDirectory { continue }
            guard facts[.type] as? FileAttributeType == .typeRegular else {
                throw BundleFault(name, "it is no ordinary file")
            }
            total += (facts[.size] as? NSNumber)?.int64Value ?? 0
            guard total <= AuditBundle.largestSizeBytes, files.count < AuditBundle.mostFiles else {
                throw BundleFault(name, "the folder holds more than any bundle does")
            }
            files.append(BundleFile(name, try session.read(full)))
        }
        return files
    }

    private func show(_ found: BundleVerification, on console: Console) {
        console.output(
            "\(found.filing), \(found.company.organisationNumber) \(found.company.name), \(found.company.environment): "
                + found.state.words.text(in: console.language))
        let (head, origin) = (found.checkpoint.head, found.checkpoint.origin)
        console.output(
            Phrase(
                en: "All \(found.fileCount) files are those of the manifest.",
                nb: "Alle \(found.fileCount) filer er de i manifestet."))
        console.output(
            Phrase(
                en:
                    "\(found.entryCount) entries lie in the log \(origin) of \(head.size) entries, root \(head.root.hex).",
                nb:
                    "\(found.entryCount) poster ligger i loggen \(origin) med \(head.size) poster, rot \(head.root.hex)."
            ))
        console.output(
            Phrase(
                en:
                    "\(found.voucherCount) vouchers (\(found.postingCount) postings) give the document again, byte for byte.",
                nb:
                    "\(found.voucherCount) bilag (\(found.postingCount) posteringer) gir dokumentet igjen, byte for byte."
            ))
        console.output("fastsattMerverdiavgift \(found.determinedVAT), SHA-256 \(found.document)")
        console.output(
            Phrase(en: "Of these bytes: \(steps(found, .english)).", nb: "Disse bytene: \(steps(found, .bokmal))."))
        showDocumentation(found, on: console)
        showSignature(found.signature, on: console)
        if !found.lawIsCurrent {
            console.note(
                Phrase(
                    en: "The rows of law in the bundle are not the ones that this version would use; compare law.json.",
                    nb: "Lovradene i pakken er ikke de denne versjonen ville brukt; sammenlign law.json."))
        }
    }

    private func showDocumentation(_ found: BundleVerification, on console: Console) {
        guard found.documentationCount > 0 else { return }
        console.output(
            found.holdsDocumentation
                ? Phrase(
                    en:
                        "\(found.documentationCount) files that document these vouchers are in it, and have the stated hashes.",
                    nb:
                        "\(found.documentationCount) filer som dokumenterer disse bilagene er med, og har de oppgitte hashene."
                )
                : Phrase(
                    en:
                        "\(found.documentationCount) files document these vouchers. They are named, not in it: ask for them by "
                        + "their hashes.",
                    nb:
                        "\(found.documentationCount) filer dokumenterer disse bilagene. De er oppgitt, men ikke med: be om dem "
                        + "etter hashen."))
    }

    private func steps(_ found: BundleVerification, _ language: Language) -> String {
        func word(_ isDone: Bool, _ phrase: Phrase) -> String {
            (isDone ? "" : Phrase(en: "not ", nb: "ikke ").text(in: language)) + phrase.text(in: language)
        }
        return [
            word(found.isApproved, Phrase(en: "approved", nb: "godkjent")),
            word(found.isSent, Phrase(en: "sent", nb: "sendt")),
            word(found.isReceipted, Phrase(en: "receipted", nb: "kvittert")),
        ].joined(separator: ", ")
    }

    private func showSignature(_ signature: BundleVerification.Signature, on console: Console) {
        switch signature {
        case .trusted(let key):
            console.output(
                Phrase(
                    en: "The checkpoint is signed by \(key.name), key \(hexadecimal(key.keyID)).",
                    nb: "Sjekkpunktet er signert av \(key.name), nøkkel \(hexadecimal(key.keyID))."))
        case .selfStated(let key):
            console.note(
                Phrase(
                    en:
                        "The checkpoint is signed by the key in the bundle, \(hexadecimal(key.keyID)). Make sure that it is "
                        + "the company's: --verifier-key.",
                    nb:
                        "Sjekkpunktet er signert av nøkkelen i pakken, \(hexadecimal(key.keyID)). Forsikre deg om at den er "
                        + "selskapets: --verifier-key."))
        case .unsigned:
            console.note(
                Phrase(
                    en: "The checkpoint is not signed. Compare it with one that the company gave you by another way.",
                    nb: "Sjekkpunktet er ikke signert. Sammenlign det med et selskapet har gitt deg på annen måte."))
        }
    }

    private func json(_ found: BundleVerification) -> JSON {
        let signature =
            switch found.signature {
            case .unsigned: "unsigned"
            case .trusted: "trusted"
            case .selfStated: "selfStated"
            }
        return [
            "ok": true, "fault": .null, "filing": .string("\(found.filing)"), "state": .string("\(found.state)"),
            "hash": .string(found.document.hex), "fastsattMerverdiavgift": .integer(found.determinedVAT),
            "origin": .string(found.checkpoint.origin), "size": .integer(Int64(clamping: found.checkpoint.head.size)),
            "root": .string(found.checkpoint.head.root.hex), "signature": .string(signature),
            "entries": .integer(Int64(found.entryCount)), "vouchers": .integer(Int64(found.voucherCount)),
            "approved": .bool(found.isApproved), "sent": .bool(found.isSent), "receipted": .bool(found.isReceipted),
            "lawIsCurrent": .bool(found.lawIsCurrent), "documentation": .integer(Int64(found.documentationCount)),
            "holdsDocumentation": .bool(found.holdsDocumentation),
        ]
    }
}
