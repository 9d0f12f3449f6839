/// A set of whole numbers that mostly follow each other, as the numbers of vouchers do: kept as runs, so that a million
/// in sequence take no more memory than two.
struct NumberRuns {
    /// First and last of each run, in order; no two touch.
    private(set) var runs: [ClosedRange<UInt64>] = []
    /// Numbers that came out of order and are not in the runs yet.
    private var waiting: Set<UInt64> = []

    /// Sorting so many in at once costs little for each.
    private static let mostWaiting = 1 << 15

    var isEmpty: Bool { runs.isEmpty && waiting.isEmpty }

    func contains(_ number: UInt64) -> Bool {
        if waiting.contains(number) { return true }
        var (low, high) = (0, runs.count)
        while low < high {
            let middle = (low + high) / 2
            if runs[middle].upperBound < number { low = middle + 1 } else { high = middle }
        }
        return low < runs.count && runs[low].contains(number)
    }

    mutating func insert(_ number: UInt64) {
        if let last = runs.last, number > last.upperBound, number == last.upperBound + 1, waiting.isEmpty {
            runs[runs.count - 1] = last.lowerBound...number
        } else if runs.isEmpty, waiting.isEmpty {
            runs.append(number...number)
        } else if !contains(number) {
            waiting.insert(number)
            if waiting.count >= Self.mostWaiting { settle() }
        }
    }

    /// Sorts what waits into the runs.
    mutating func settle() {
        guard !waiting.isEmpty else { return }
        let all = (runs + waiting.map { $0...$0 }).sorted { $0.lowerBound < $1.lowerBound }
        waiting.removeAll(keepingCapacity: true)
        runs.removeAll(keepingCapacity: true)
        for run in all {
            if let last = runs.last, run.lowerBound - last.upperBound == 1 {
                runs[runs.count - 1] = last.lowerBound...run.upperBound
            } else {
                runs.append(run)
            }
        }
    }
}
