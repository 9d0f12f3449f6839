import Formats
import Values

/// Law is data, and data without a source is a rumour: every row of every legal table names one of its table's sources
/// and every table says when somebody last compared it.
struct LegalTableSourcesRule: HouseRule {
    func breaches(in checkout: Checkout) throws -> [Breach] {
        try checkout.paths(under: "Sources/LegalTables/Tables/", ending: ".json").flatMap { path in
            breaches(of: try checkout.json(path), at: path)
        }
    }

    private func breaches(of table: JSON, at path: String) -> [Breach] {
        var breaches: [Breach] = []
        if !isDay(table["comparedWithSource"]) {
            breaches.append(Breach(path, "does not say which day it was last compared with its sources"))
        }
        let sources = Set(table["sources"]?.object?.members.filter { $0.value.string != "" }.map(\.name) ?? [])
        guard let rows = table["rows"]?.array, !rows.isEmpty else { return breaches + [Breach(path, "has no rows")] }
        for (index, row) in rows.enumerated() {
            if !sources.contains(row["source"]?.string ?? "") {
                breaches.append(Breach(path, "row \(index + 1) names no source of the table"))
            }
            if let from = row["from"], !isDay(from) {
                breaches.append(Breach(path, "row \(index + 1): 'from' is no day"))
            }
        }
        return breaches
    }

    private func isDay(_ value: JSON?) -> Bool {
        guard let text = value?.string else { return false }
        return (try? CalendarDate(text)) != nil
    }
}
