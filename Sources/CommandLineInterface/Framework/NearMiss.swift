/// Finds what somebody meant when they wrote something near it.
enum NearMiss {
    /// The candidate with the fewest slips of the finger from `text`; nil when none is near.
    static func best(for text: String, among candidates: some Sequence<String>) -> String? {
        let written = Array(text.lowercased())
        guard !written.isEmpty else { return nil }
        // A beginning of exactly one word is that word.
        let begun = candidates.filter { written.count >= 3 && $0.lowercased().hasPrefix(text.lowercased()) }
        if begun.count == 1 { return begun.first }
        let ranked = candidates.map { (word: $0, distance: distance(written, Array($0.lowercased()))) }
            .sorted { ($0.distance, $0.word) < ($1.distance, $1.word) }
        guard let first = ranked.first, first.distance <= max(1, min(3, written.count / 3)) else { return nil }
        return first.word
    }

    /// Letters put in, left out, changed or swapped with their neighbour (optimal string alignment).
    static func distance(_ first: [Character], _ second: [Character]) -> Int {
        var rows = [Array(0...second.count)]
        for row in 0..<first.count {
            var next = [row + 1]
            for column in 0..<second.count {
                let change = rows[row][column] + (first[row] == second[column] ? 0 : 1)
                var least = min(change, rows[row][column + 1] + 1, next[column] + 1)
                if row > 0, column > 0, first[row] == second[column - 1], first[row - 1] == second[column] {
                    least = min(least, rows[row - 1][column - 1] + 1)
                }
                next.append(least)
            }
            rows.append(next)
        }
        return rows[first.count][second.count]
    }
}
