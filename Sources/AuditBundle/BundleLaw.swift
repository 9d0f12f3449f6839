import Formats
import LegalTables
import Projections
import Values

/// The rows of the legal tables that the figures of a filing rest on, with their sources.
enum BundleLaw {
    static func bytes(for story: BundleStory) -> [UInt8] {
        let codes = story.codes
        let classes = Set(
            rows("vat_codes") { codes.contains($0["code"]?.integer ?? -1) }.compactMap { $0["rateClass"]?.string })
        let specifications = story.specifications
        let period = story.specification.period
        var law: [String: JSON] = [:]
        for file in LegalTables.files {
            let isUsed: (JSON) -> Bool
            switch file.name {
            case "vat_accounts": isUsed = { _ in true }
            case "vat_codes": isUsed = { codes.contains($0["code"]?.integer ?? -1) }
            case "vat_rates":
                isUsed = { row in
                    classes.contains(row["rateClass"]?.string ?? "") && holds(row, in: period)
                }
            case "vat_specifications": isUsed = { specifications.contains($0["value"]?.string ?? "") }
            default: continue
            }
            law[file.name] = table(file, isUsed)
        }
        return JSON.object(law).canonicalBytes
    }

    private static func rows(_ name: String, where isUsed: (JSON) -> Bool) -> [JSON] {
        LegalTables.files.filter { $0.name == name }.flatMap(\.rows).map(\.json).filter(isUsed)
    }

    private static func table(_ file: LegalTableFile, _ isUsed: (JSON) -> Bool) -> JSON {
        let rows = file.rows.map(\.json).filter(isUsed)
        let keys = Set(rows.compactMap { $0["source"]?.string })
        return [
            "title": .string(file.title), "comparedWithSource": .string("\(file.comparedWithSource)"),
            "sources": .object(file.sources.filter { keys.contains($0.key) }.mapValues { .string($0) }),
            "rows": .array(rows),
        ]
    }

    private static func holds(_ row: JSON, in period: ReportingPeriod) -> Bool {
        let from = row["from"]?.string ?? ""
        let to = row["to"]?.string ?? "9999-12-31"
        return from <= "\(period.lastDay)" && "\(period.firstDay)" <= to
    }
}
