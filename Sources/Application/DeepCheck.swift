import EventLog
import Formats
import Ledger
import Projections
import Values

/// What verification looks at beyond hashes, entry by entry. It does so on a thread of its own, while the caller's reads
/// on and hashes; the log itself is asked only before and after.
final class DeepCheck {
    private let log: any EventLog
    private var fold = FiguresFold()
    private var view = VoucherView()
    private var books = Books()
    /// Events of filings, with what the entries before them state: looked at in the end, since their documents are asked
    /// for then.
    private var filingEvents: [(event: RecordedEvent, books: Books)] = []
    private var documentation = DocumentationCheck()
    /// By the number of the account in the fold: known to be open.
    private var isOpen: [Bool] = []
    private let savedSize: UInt64?
    /// What must be saved, as the fold was at the size of what is.
    private var expectedParts: [String: Snapshot]?

    init(_ log: any EventLog) {
        self.log = log
        savedSize = (try? log.snapshot(FiguresFold.headName))?.size
    }

    /// Checks the entries that a reading visits.
    ///
    /// - Throws: the first fault of either side, in the order of the log.
    func beside<Result>(_ reading: ((StoredEntry) throws -> Void) throws -> Result) throws -> Result {
        // Between the first batch and the return of `settle`, the thread alone uses this.
        nonisolated(unsafe) let check = self
        let spares = Spares<EntryBatch>()
        let thread = SideThread<EntryBatch> { batch in
            try batch.visit { try check.visit($0) }
            batch.removeAll()
            spares.give(batch)
        }
        defer { thread.end(dropping: true) }
        var batch = EntryBatch()
        do {
            let result = try reading { entry in
                batch.append(entry)
                guard batch.isFull else { return }
                try thread.hand([batch])
                batch = spares.take() ?? EntryBatch()
            }
            try thread.hand([batch])
            try thread.settle()
            return result
        } catch {
            // What the thread finds in entries before the fault comes first.
            try thread.hand([batch])
            try thread.settle()
            throw error
        }
    }

    private func visit(_ entry: StoredEntry) throws {
        do {
            // Nearly all entries are posted vouchers, which are checked where they lie.
            if EntryBytes.isHot(entry.bytes), try view.readWhole(entry) { return try visitVoucher() }
        } catch {
            try checkForm(entry)
            throw error
        }
        try checkForm(entry)
        let event = try entry.decoded()
        if let fact = try LedgerEvent(event) {
            books.apply(fact)
            try documentation.visit(event, fact)
        }
        if event.type.name.hasPrefix("filing.") { filingEvents.append((event, books)) }
        if try view.read(entry) { return try visitVoucher() }
        fold.passOver(entry.sequence)
        try expectParts()
    }

    private func checkForm(_ entry: StoredEntry) throws {
        if let fault = CanonicalForm.fault(in: entry.bytes) {
            throw LogFault(at: entry.sequence, "byte \(fault.offset) is not canonical: \(fault.reason)")
        }
    }

    private func visitVoucher() throws {
        try fold.apply(view)
        var sum = Money.zero
        for (line, account) in fold.figures.numbers.enumerated() {
            try sum += Money(ore: view.lines[line].amountOre)
            guard isKnownOpen(account) || isOpen(view.lines[line].account, account) else {
                let text = view.lines[line].account.string
                throw LogFault(at: view.sequence, "it posts to account \(text), which was not open")
            }
        }
        guard sum == .zero else { throw LogFault(at: view.sequence, "its voucher does not balance") }
        try expectParts()
    }

    private func isKnownOpen(_ account: Int) -> Bool { account < isOpen.count && isOpen[account] }

    private func isOpen(_ text: JSONCursor.Text, _ account: Int) -> Bool {
        guard let number = try? AccountNumber(text.string), books.accounts[number] != nil else { return false }
        while isOpen.count <= account { isOpen.append(false) }
        isOpen[account] = true
        return true
    }

    private func expectParts() throws {
        if fold.figures.size == savedSize { expectedParts = try fold.expectedParts() }
    }

    /// Checks what entries name and what is saved beside them.
    func finish() throws {
        var filings = FilingsCheck(log)
        for (event, books) in filingEvents { try filings.visit(event, after: books) }
        try filings.finish(size: fold.figures.size, also: documentation.files)
        try documentation.finish(log)
        try checkSaved()
    }

    private func checkSaved() throws {
        guard let savedSize else { return }
        guard let expectedParts else {
            throw LogFault(
                at: nil, "the saved figures are of \(savedSize) entries, and the log has \(fold.figures.size)")
        }
        let name =
            try FiguresFold.differing(expectedParts, in: log).first
            ?? DetailCheck(log, size: savedSize).differing()
        if let name {
            throw LogFault(
                at: nil,
                "the saved figures '\(name)' are not what the entries give; the entries before them are in order, and "
                    + "'bilag log verify --deep --rebuild' makes the figures anew")
        }
    }
}

/// Entries on their way to another thread: used by one at a time, and handed back to be filled again.
private final class EntryBatch: @unchecked Sendable {
    @exclusivity(unchecked) private var bytes: [UInt8] = []
    @exclusivity(unchecked) private var ends: [(sequence: UInt64, end: Int)] = []

    init() { bytes.reserveCapacity(Self.fullSize + 4_096) }

    /// Some hundred entries.
    private static let fullSize = 256 << 10

    var isFull: Bool { bytes.count >= Self.fullSize }

    func append(_ entry: StoredEntry) {
        bytes.append(contentsOf: entry.bytes)
        ends.append((entry.sequence, bytes.count))
    }

    func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
    }

    func visit(_ visit: (StoredEntry) throws -> Void) throws {
        try bytes.withUnsafeBytes { bytes in
            var start = 0
            for (sequence, end) in ends {
                try visit(StoredEntry(sequence: sequence, bytes: UnsafeRawBufferPointer(rebasing: bytes[start..<end])))
                start = end
            }
        }
    }
}
