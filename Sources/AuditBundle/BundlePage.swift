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

    var bytes: [UInt8] { Array(text.utf8) }

    private var text: String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <meta name="viewport" content="width=device-width">
        <title>\(escaped("\(story.record.id) – \(story.company.name)"))</title>
        <style>\(BundlePage.style)</style>
        </head>
        <body>
        \(heading)
        \(lines)
        \(history)
        \(proof)
        </body>
        </html>

        """
    }

    private var heading: String {
        let rows = [
            ("Organisation number", "\(story.company.organisationNumber)"),
            ("Period", "\(story.record.id.period)"), ("Category (meldingskategori)", story.inputs.category.rawValue),
            ("State", "\(story.record.state)"), ("Environment", "\(story.company.environment)"),
            ("Determined VAT (fastsattMerverdiavgift)", kroner(story.specification.determinedVAT)),
            ("SHA-256 of the document", story.draft.event.hashes.document.hex),
        ]
        return "<h1>\(escaped(story.company.name)): VAT return (mva-melding) \(escaped("\(story.record.id)"))</h1>\n"
            + "<table class=\"facts\">\n"
            + rows.map { "<tr><th>\($0.0)</th><td>\(escaped($0.1))</td></tr>\n" }.joined() + "</table>"
    }

    // Lines and vouchers

    private var lines: String {
        var text = "<h2>Lines of the return, and the vouchers under each</h2>\n"
        let byLine = contributionsByLine
        for (index, line) in story.specification.lines.enumerated() {
            text += "<details><summary>\(summary(line, number: index + 1))</summary>\n"
            text += vouchers(byLine[index] ?? []) + "</details>\n"
        }
        if let rest = byLine[-1] {
            text += "<details><summary>Postings that came to nothing, and gave no line</summary>\n"
            text += vouchers(rest) + "</details>\n"
        }
        return text
    }

    /// By the line's index; −1 for postings of lines that were left out.
    private var contributionsByLine: [Int: [(posted: PostedVoucher, posting: Int)]] {
        var byLine: [Int: [(posted: PostedVoucher, posting: Int)]] = [:]
        for (posted, contributions) in story.vouchers {
            for contribution in contributions {
                for line in contribution.lines.isEmpty ? [-1] : contribution.lines {
                    byLine[line, default: []].append((posted, contribution.posting))
                }
            }
        }
        return byLine
    }

    private func summary(_ line: VATSpecificationLine, number: Int) -> String {
        let row = LegalTables.current.vatCodes.code(line.code)
        let name =
            line.side == .deduction
            ? row?.norwegianDeductionName ?? row?.norwegianName : row?.norwegianName
        let parts = [
            line.specification.map { "\($0)" }, line.ledgerCode.map { "ledger code \($0)" },
            line.grunnlag.map { "base (grunnlag) \(kroner($0))" }, line.rate.map { "\($0)" },
        ].compactMap { $0 }.map { " · " + escaped($0) }.joined()
        return "\(number). Code \(line.code) \(escaped(name ?? ""))\(parts) · <b>VAT \(kroner(line.merverdiavgift))</b>"
    }

    private func vouchers(_ postings: [(posted: PostedVoucher, posting: Int)]) -> String {
        var rows = ""
        for (posted, index) in postings {
            let (voucher, posting) = (posted.voucher, posted.voucher.postings[index])
            rows += "<tr><td class=\"n\">\(posted.sequence)</td><td>\(escaped("\(voucher.number)"))</td>"
            rows += "<td>\(voucher.date)</td><td>\(escaped(posting.text ?? voucher.text))</td>"
            rows += "<td>\(escaped("\(posting.account)"))</td><td class=\"n\">\(posting.amount)</td>"
            rows += "<td class=\"n\">\(posting.vat?.base.map { "\($0)" } ?? "")</td>"
            rows += "<td class=\"n\">\(posting.vat?.vat.map { "\($0)" } ?? "")</td></tr>\n"
        }
        return """
            <table><thead><tr><th>Entry</th><th>Voucher</th><th>Date</th><th>Text</th><th>Account</th>\
            <th>Amount</th><th>Base</th><th>VAT</th></tr></thead><tbody>
            \(rows)</tbody></table>

            """
    }

    // What happened

    private var history: String {
        let rows = story.events.map { event in
            let who = event.body["by"]?.string ?? ""
            let what = event.body["reason"]?.string ?? event.body["step"]?["name"]?.string ?? ""
            return
                "<tr><td class=\"n\">\(event.sequence)</td><td>\(event.time)</td><td>\(escaped(event.type.name))</td>"
                + "<td>\(escaped(who))</td><td>\(escaped(what))</td></tr>\n"
        }
        return "<h2>What happened</h2>\n<table><thead><tr><th>Entry</th><th>Time (UTC)</th><th>Event</th><th>Who</th>"
            + "<th>What</th></tr></thead><tbody>\n\(rows.joined())</tbody></table>"
    }

    private var proof: String {
        let links = files.map { "<li><a href=\"\(escaped($0))\">\(escaped($0))</a></li>\n" }.joined()
        return """
            <h2>How to check this</h2>
            <p>All amounts above are in Norwegian kroner; debit is positive. The entries are proved to lie in the log that \
            this checkpoint names, and the return follows from them:</p>
            <pre>\(escaped(signed.encoded))</pre>
            <p><code>bilag bundle verify FILE</code> checks it, and so does <code>verify_bundle.py</code>, which needs \
            nothing but Python. Compare the checkpoint with one that the company gave you before, by another way.</p>
            <h2>Files</h2>
            <ul>
            \(links)</ul>
            """
    }

    private func kroner(_ amount: Int64) -> String {
        (amount < 0 ? "-" : "") + groupedDigits(amount.magnitude) + " kr"
    }

    private func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            case "\n": escaped += "\n"
            // Signs that would turn the direction of the text, or hide in it, are shown as what they are.
            case _ where scalar.value < 0x20 || scalar.properties.generalCategory == .format: escaped += "\u{FFFD}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    private static let style = """
        body{font-family:sans-serif;max-width:70em;margin:2em auto;padding:0 1em;line-height:1.4}
        table{border-collapse:collapse;margin:.5em 0}th,td{text-align:left;padding:.15em .7em;border-bottom:1px solid #ccc}
        .n{text-align:right;white-space:nowrap}summary{cursor:pointer;padding:.3em 0}pre{background:#eee;padding:1em;
        overflow-x:auto}.facts td{word-break:break-all}
        """
}
