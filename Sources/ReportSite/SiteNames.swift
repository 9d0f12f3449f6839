import Cryptography
import Filing
import Formats
import LegalTables
import Values

/// The names of a site's files: letters and digits that every file system and every browser takes as they are, and that
/// do not differ by case alone.
enum SiteName {
    static let style = "style.css"
    static let manifest = "manifest.json"

    static func account(_ account: AccountNumber, page: Int = 1) -> String {
        "accounts/\(safe(account.text))\(suffix(page)).html"
    }

    static func vouchers(page: Int) -> String { "vouchers/\(page).html" }

    static func term(_ term: SiteContents.Term, isOwn: Bool) -> String {
        "vat/\(term.period)\(isOwn ? "" : "-\(term.category.rawValue)").html"
    }

    /// The postings behind a line of a term, from 1.
    static func line(_ line: Int, of term: SiteContents.Term, isOwn: Bool, page: Int = 1) -> String {
        "vat/\(term.period)\(isOwn ? "" : "-\(term.category.rawValue)")-line-\(line)\(suffix(page)).html"
    }

    static func filing(_ id: FilingID) -> String { "filings/\(id).html" }

    /// A document by its hash. XML can hold scripts that a browser would run, and so can what nobody knows: both are
    /// named as what a browser only shows or keeps.
    static func document(_ hash: SHA256Digest, mediaType: String) -> String {
        "documents/\(hash.hex)\(ending(of: mediaType))"
    }

    private static func ending(of mediaType: String) -> String {
        let essence = MediaType.essence(mediaType)
        return switch essence {
        case "application/xml", "text/xml": ".xml.txt"
        case "message/rfc822",
            _ where essence.hasPrefix("text/"):
            ".txt"
        default: MediaType.fileExtension(of: essence).map { "." + $0 } ?? ".bin"
        }
    }

    /// Whether a site may hold a file of that name: what is cleaned up is only ever of this form.
    static func isPossible(_ name: String) -> Bool {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        guard let file = parts.last, parts.count <= 2, !file.hasPrefix("."), !file.isEmpty,
            file.utf8.allSatisfy({ isPlain($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") })
        else { return false }
        return parts.count == 1 || folders.contains(String(parts[0]))
    }

    static let folders = ["accounts", "documents", "filings", "vat", "vouchers"]

    /// Digits and capitals stand for themselves; anything else for its hash.
    private static func safe(_ text: String) -> String {
        let isSafe =
            text.utf8.count <= 20
            && text.utf8.allSatisfy { isDigit($0) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
        return isSafe ? text : "x" + SHA256Digest(of: Array(text.utf8)).hex.prefix(24)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func isPlain(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
            || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
    }

    private static func suffix(_ page: Int) -> String { page == 1 ? "" : "-p\(page)" }
}

/// From a page in a folder to another file of the site, or from one beside it.
func relative(_ name: String, fromFolder isInFolder: Bool) -> String { isInFolder ? "../" + name : name }
