import Formats
import Ledger
import Reports
import Values

/// What is attached to vouchers, asked for while a site is written.
public struct SiteDocumentation {
    /// Of the voucher in an entry, with those withdrawn.
    let attachments: (UInt64) throws -> [VoucherFiles.Attachment]
    /// The bytes of a file, with the hash that its entry names; nil where the site is to hold none.
    private let bytes: ((VoucherFiles.Attachment) throws -> [UInt8])?

    public init(
        attachments: @escaping (UInt64) throws -> [VoucherFiles.Attachment],
        bytes: ((VoucherFiles.Attachment) throws -> [UInt8])?
    ) {
        (self.attachments, self.bytes) = (attachments, bytes)
    }

    /// For a site of vouchers alone.
    public static var none: SiteDocumentation { SiteDocumentation(attachments: { _ in [] }, bytes: nil) }

    /// The file as the site has it: a copy, or, for one that was withdrawn or is left out, its hash alone.
    func document(_ attachment: VoucherFiles.Attachment) throws -> SiteDocument {
        let file = attachment.file
        let label = Phrase(file.name)
        guard attachment.isInForce, let bytes else {
            return SiteDocument(
                label, mediaType: file.mediaType, hash: file.hash, size: Int(clamping: file.byteCount))
        }
        return SiteDocument(label, mediaType: file.mediaType, hash: file.hash, bytes: try bytes(attachment))
    }
}

/// An attachment on a page.
struct SiteAttachment {
    let attachment: VoucherFiles.Attachment
    let document: SiteDocument
}

/// How many of the site's vouchers are documented by what, each counted once, by the strongest.
struct DocumentationCounts {
    private(set) var withFiles = 0
    private(set) var withSource = 0
    private(set) var reversing = 0
    private(set) var missing = 0

    var vouchers: Int { withFiles + withSource + reversing + missing }

    mutating func add(_ details: VoucherDetails, _ attached: [SiteAttachment], isReversal: Bool) {
        if attached.contains(where: \.attachment.isInForce) {
            withFiles += 1
        } else if details.source != nil {
            withSource += 1
        } else if isReversal {
            reversing += 1
        } else {
            missing += 1
        }
    }
}

extension VoucherDetails {
    /// Whether a file that is in force, a source, or the voucher it takes back documents it.
    func isDocumented(by attached: [SiteAttachment]) -> Bool {
        source != nil || reverses != nil || attached.contains { $0.attachment.isInForce }
    }
}

extension HTMLWriter {
    /// A line below a voucher's head: name, kind, size and hash of a file, linked where the site holds it.
    mutating func attachment(_ one: SiteAttachment, _ site: SiteContext) {
        let (attachment, document) = (one.attachment, one.document)
        markup("<br><small>")
        markup(
            attachment.isInForce ? site.words("attached ", "vedlagt ") : site.words("withdrawn ", "trukket tilbake "))
        if document.isWithheld {
            book(attachment.file.name)
        } else {
            markup("<a href=\"")
            text(relative(document.name, fromFolder: true))
            markup("\">")
            book(attachment.file.name)
            markup("</a>")
        }
        markup(" · ")
        text(attachment.file.mediaType)
        markup(" · ")
        whole(attachment.file.byteCount, site.numbers)
        markup(site.words(" bytes · entry ", " bytes · post "))
        number(attachment.sequence)
        if let note = attachment.attached.note {
            markup(" · ")
            book(note)
        }
        if let withdrawal = attachment.withdrawal {
            markup(site.words(" · withdrawn by entry ", " · trukket tilbake av post "))
            number(withdrawal.sequence)
            markup(": ")
            book(withdrawal.reason)
        }
        markup(" · SHA-256 <code>")
        text(attachment.file.hash.hex)
        markup("</code></small>")
    }
}
