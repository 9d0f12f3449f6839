import Cryptography
import Values

/// The text that an approver signs: what exactly is approved, of which books, in which review. It is the same for
/// everybody who approves in that review, and for no other, so no signature can be used twice.
///
///     bilag approval 1
///     books 310000051/7b1c9e52-4d83-4f0a-9c36-2f1de8a05b47
///     environment production
///     filing vat-2026-T1-1
///     review 13
///     document 6717c169…
///     envelope 708d2919…
///     attachment b1878910…
///
/// Each line ends with one line feed. `review` is the entry that marked the filing ready; there is a line for each
/// attachment, in order.
public struct ApprovalStatement: Hashable, Sendable {
    public let filing: FilingID
    public let text: String

    /// What the signature is for (`ssh-keygen -n`).
    public static let namespace = "bilag-approval"

    public init(
        organisationNumber: OrganisationNumber, booksID: String, environment: BooksEnvironment, filing: FilingID,
        review: UInt64, hashes: PackageHashes
    ) {
        self.filing = filing
        let lines =
            [
                "bilag approval 1", "books \(organisationNumber.digits)/\(booksID)", "environment \(environment)",
                "filing \(filing)", "review \(review)", "document \(hashes.document)", "envelope \(hashes.envelope)",
            ] + hashes.attachments.map { "attachment \($0)" }
        text = lines.map { $0 + "\n" }.joined()
    }

    public var bytes: [UInt8] { Array(text.utf8) }

    /// The `nonce` of a login that approves this: the SHA-256 of the text, in base64url.
    public var nonce: String { Base64.url.encode(SHA256Digest(of: bytes).bytes) }
}
