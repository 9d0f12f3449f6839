import Formats

/// Law is data, and data without a source is a rumour: every row of every legal table says where it comes from, by
/// itself or through its table, and every table says when somebody last compared it.
struct LegalTableSourcesRule: HouseRule {
    func breaches(in checkout: Checkout) throws -> [Breach] {
        try checkout.paths(under: "Sources/LegalTables/Tables/", ending: ".json").flatMap { path in
            try breaches(of: try checkout.json(path), at: path)
        }
    }

    private func breaches(of table: JSON, at path: String) throws -> [Breach] {
        var breaches: [Breach] = []
        if (table["compared"]?.string ?? "").isEmpty {
            breaches.append(Breach(path, "does not say when it was last compared with its source ('compared')"))
        }
        guard let rows = table["rows"]?.array, !rows.isEmpty else { return breaches + [Breach(path, "has no rows")] }
        let tableSource = table["source"]?.string ?? ""
        for (index, row) in rows.enumerated() where tableSource.isEmpty && (row["source"]?.string ?? "").isEmpty {
            breaches.append(Breach(path, "row \(index + 1) has no source"))
        }
        return breaches
    }
}
