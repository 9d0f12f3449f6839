import EventLog
import Filing
import Formats
import Ledger
import LegalTables
import Projections
import Values

/// The page for people: the return's lines, and under each the vouchers it is the sum of. No scripts, nothing from
/// outside, and nothing but what the bundle's other files say.
struct BundlePage {
    private let story: BundleStory
    private let signed: SignedCheckpoint
    private let files: [String]

    /// - Parameter files: the names of the others.
    init(_ story: BundleStory, _ signed: SignedCheckpoint, files: [String]) {
        self.story = story
        self.signed = signed
        self.files = files.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    var bytes: [UInt8] {
        var page = HTMLWriter()
        page.markup(
            """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <meta name="viewport" content="width=device-width">
            <title>
            """)
        page.text("\(story.record.id) – \(story.company.name)")
        page.markup("</title>\n<style>")
        page.markup(BundlePage.style)
        page.markup("</style>\n</head>\n<body>\n")
        writeFacts(&page)
        writeLines(&page)
        writeHistory(&page)
        writeProof(&page)
        page.markup("</body>\n</html>\n")
        return page.bytes
    }

    private func writeFacts(_ page: inout HTMLWriter) {
        page.markup("<h1>")
        page.text("\(story.company.name): VAT return (mva-melding) \(story.record.id)")
        page.markup("</h1>\n<table class=\"facts\">\n")
        let facts: [(StaticString, String)] = [
            ("Organisation number", "\(story.company.organisationNumber)"), ("Period", "\(story.record.id.period)"),
            ("Category (meldingskategori)", story.inputs.category.rawValue), ("State", "\(story.record.state)"),
            ("Environment", "\(story.company.environment)"),
            ("Determined VAT in kroner (fastsattMerverdiavgift)", "\(story.specification.determinedVAT)"),
            ("SHA-256 of the document", story.draft.event.hashes.document.hex),
        ]
        for (name, value) in facts {
            page.markup("<tr><th>")
            page.markup(name)
            page.markup("</th><td>")
            page.text(value)
            page.markup("</td></tr>\n")
        }
        page.markup("</table>\n")
    }

    // Lines and vouchers

    private func writeLines(_ page: inout HTMLWriter) {
        page.markup("<h2>Lines of the return, and the vouchers under each</h2>\n")
        let byLine = postingsByLine
        for (index, line) in story.specification.lines.enumerated() {
            page.markup("<details><summary>")
            writeSummary(line, number: index + 1, &page)
            page.markup("</summary>\n")
            writePostings(byLine[index] ?? [], &page)
            page.markup("</details>\n")
        }
        guard let rest = byLine[-1] else { return }
        page.markup("<details><summary>Postings that came to nothing, and gave no line</summary>\n")
        writePostings(rest, &page)
        page.markup("</details>\n")
    }

    private typealias Place = (voucher: Int, posting: Int)

    /// By the line's index; −1 for postings of lines that were left out.
    private var postingsByLine: [Int: [Place]] {
        var byLine: [Int: [Place]] = [:]
        for (voucher, counted) in story.vouchers.enumerated() {
            for (posting, part) in counted.postings.enumerated() {
                for line in part.lines.isEmpty ? [-1] : part.lines {
                    byLine[line, default: []].append((voucher, posting))
                }
            }
        }
        return byLine
    }

    private func writeSummary(_ line: VATSpecificationLine, number: Int, _ page: inout HTMLWriter) {
        let row = LegalTables.current.vatCodes.code(line.code)
        let name =
            line.side == .deduction ? row?.norwegianDeductionName ?? row?.norwegianName : row?.norwegianName
        page.text("\(number). Code \(line.code) \(name ?? "")")
        if let specification = line.specification { page.text(" · \(specification)") }
        if let ledgerCode = line.ledgerCode { page.text(" · ledger code \(ledgerCode)") }
        if let base = line.grunnlag {
            page.markup(" · base (grunnlag) ")
            page.kroner(base)
        }
        if let rate = line.rate { page.text(" · \(rate)") }
        page.markup(" · <b>VAT ")
        page.kroner(line.merverdiavgift)
        page.markup("</b>")
    }

    private func writePostings(_ places: [Place], _ page: inout HTMLWriter) {
        page.markup(
            """
            <table><thead><tr><th>Entry</th><th>Voucher</th><th>Date</th><th>Text</th><th>Account</th>\
            <th>Amount</th><th>Base</th><th>VAT</th>
            """)
        if !story.documentation.isEmpty { page.markup("<th>Documentation</th>") }
        page.markup("</tr></thead><tbody>\n")
        for place in places {
            let voucher = story.vouchers[place.voucher]
            let posting = voucher.postings[place.posting]
            page.markup("<tr><td class=\"n\">")
            page.number(voucher.sequence)
            for text in [voucher.number, voucher.date.description, posting.text, posting.account] {
                page.markup("</td><td>")
                page.text(text)
            }
            for amount in [posting.amountOre, posting.baseOre, posting.vatOre] {
                page.markup("</td><td class=\"n\">")
                page.amount(amount)
            }
            if !story.documentation.isEmpty {
                page.markup("</td><td>")
                for attachment in story.documentation.files[voucher.sequence]?.attachments ?? [] {
                    write(attachment, &page)
                }
            }
            page.markup("</td></tr>\n")
        }
        page.markup("</tbody></table>\n")
    }

    /// A file that is, or was, attached: its name, linked where the bundle holds it, and its hash.
    private func write(_ attachment: VoucherFiles.Attachment, _ page: inout HTMLWriter) {
        let file = BundleFileName.documentation(attachment.file.hash, mediaType: attachment.file.mediaType)
        let isLinked = attachment.isInForce && files.contains(file)
        if isLinked {
            page.markup("<a href=\"")
            page.text(file)
            page.markup("\">")
        }
        page.text(attachment.file.name)
        if isLinked { page.markup("</a>") }
        page.text(" \(attachment.file.hash.hex.prefix(12))")
        if !attachment.isInForce { page.markup(" (withdrawn)") }
        page.markup("<br>")
    }

    // What happened

    private func writeHistory(_ page: inout HTMLWriter) {
        page.markup(
            """
            <h2>What happened</h2>
            <table><thead><tr><th>Entry</th><th>Time (UTC)</th><th>Event</th><th>Who</th><th>What</th></tr></thead><tbody>\n
            """)
        for event in story.events {
            page.markup("<tr><td class=\"n\">")
            page.number(event.sequence)
            let what = event.body["reason"]?.string ?? event.body["step"]?["name"]?.string ?? ""
            for text in [event.time.description, event.type.name, event.body["by"]?.string ?? "", what] {
                page.markup("</td><td>")
                page.text(text)
            }
            page.markup("</td></tr>\n")
        }
        page.markup("</tbody></table>\n")
    }

    private func writeProof(_ page: inout HTMLWriter) {
        page.markup(
            """
            <h2>How to check this</h2>
            <p>All amounts above are in Norwegian kroner; debit is positive. The entries are proved to lie in the log that \
            this checkpoint names, and the return follows from them:</p>
            <pre>
            """)
        page.text(signed.encoded)
        page.markup(
            """
            </pre>
            <p><code>bilag bundle verify FILE</code> checks it, and so does <code>verify_bundle.py</code>, which needs \
            nothing but Python. Compare the checkpoint with one that the company gave you before, by another way.</p>
            <h2>Files</h2>
            <ul>\n
            """)
        for file in files {
            page.markup("<li><a href=\"")
            page.text(file)
            page.markup("\">")
            page.text(file)
            page.markup("</a></li>\n")
        }
        page.markup("</ul>\n")
    }

    private static let style: StaticString = """
        body{font-family:sans-serif;max-width:70em;margin:2em auto;padding:0 1em;line-height:1.4}
        table{border-collapse:collapse;margin:.5em 0}th,td{text-align:left;padding:.15em .7em;border-bottom:1px solid #ccc}
        .n{text-align:right;white-space:nowrap}summary{cursor:pointer;padding:.3em 0}pre{background:#eee;padding:1em;
        overflow-x:auto}.facts td{word-break:break-all}
        """
}
