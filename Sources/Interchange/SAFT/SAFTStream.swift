import Formats
import Values

/// Turns one SAF-T file's elements into drafts and hands each over as it is complete. It reads by name within the
/// parent, so that a line's own `Amount` is never mistaken for one of its dimensions'.
final class SAFTStream: XMLEventHandler {
    enum Phase {
        /// Header and master files, up to the entries.
        case masters
        case entries
    }

    struct Level {
        var token: Int
        var context: SAFTContext
        var lastRank: UInt8
        var isEmpty: Bool
    }

    /// Thrown to stop the reading once the phase has what it wants.
    struct Done: Error {}

    static let namespace = "urn:StandardAuditFile-Taxation-Financial:NO"
    private static let elements = SAFTElement.allCases

    let file: String
    let phase: Phase
    let run: SAFTImportRun
    private let grammar = SAFTGrammar.current
    // Touched twenty times a line, one after the other and never two at once; raw memory for the same reason.
    private let levels = UnsafeMutableBufferPointer<Level>.allocate(capacity: XMLLimits().depth + 1)
    /// How many levels there are, the document itself included.
    @exclusivity(unchecked) private var height = 1
    /// Elements open below one whose content is not read.
    @exclusivity(unchecked) private var skipped = 0
    private var acceptsNoNamespace = false
    private var sawMasterFiles = false
    /// Reads on behind the entries for master files that stand in the wrong place.
    private let seeksLateMasterFiles: Bool
    private var reported: Set<String> = []
    /// The root element is not one of ours.
    private(set) var isRefused = false
    /// Where the branch that is not in use begins, while it is passed over.
    private var unusedPlace: (line: Int, column: Int)?

    var header = SAFTHeader()
    var account = SAFTAccount()
    var party = SAFTParty()
    var partyBalance = SAFTPartyBalance()
    var taxDetails = SAFTTaxDetails()
    var analysisValue = SAFTAnalysisValue()
    var journalID = ""
    var journalType: String?
    @exclusivity(unchecked) var transaction = SAFTTransaction()
    @exclusivity(unchecked) var line = SAFTLine()
    /// Lines of vouchers that are done with.
    @exclusivity(unchecked) var spareLines: [SAFTLine] = []
    static let mostSpareLines = 1_000
    @exclusivity(unchecked) var analysis = SAFTAnalysis()
    @exclusivity(unchecked) var tax = SAFTTax()
    @exclusivity(unchecked) var amount = SAFTAmount()
    var bankAccount: (currency: String?, account: String?) = (nil, nil)
    @exclusivity(unchecked) var totals = SAFTControlTotals()
    /// The value being read is reported as faulty already.
    @exclusivity(unchecked) var amountIsReported = false
    @exclusivity(unchecked) var amountPlace = 0
    @exclusivity(unchecked) private(set) var place: (line: Int, column: Int) = (1, 1)
    /// The bytes of the voucher's own text.
    @exclusivity(unchecked) var transactionText: [UInt8] = []
    /// Account numbers with their positions in the chart, which is complete before the entries are read.
    @exclusivity(unchecked) var accounts = RepeatedTexts<(number: String, position: Int?)>()
    /// The days that the vouchers should lie within.
    @exclusivity(unchecked) var selection: ClosedRange<CalendarDate>?

    init(file: String, phase: Phase, run: SAFTImportRun, seeksLateMasterFiles: Bool) {
        self.file = file
        self.phase = phase
        self.run = run
        self.seeksLateMasterFiles = seeksLateMasterFiles
        levels.initialize(repeating: Level(token: -1, context: .document, lastRank: 0, isEmpty: true))
    }

    deinit { levels.deallocate() }

    private var stack: Slice<UnsafeMutableBufferPointer<Level>> { levels[..<height] }

    func startElement(_ token: Int, _ tag: XMLStartTag, textBefore: UnsafeBufferPointer<UInt8>) throws {
        if skipped > 0 {
            skipped += 1
            return
        }
        let top = height - 1
        let parent = levels[top].context
        if parent == .document { try checkRoot(token, tag) }
        let isOurs = tag.isInNamespace || (acceptsNoNamespace && tag.namespace == nil)
        let rule = grammar.rule(isOurs ? token : -1, in: parent)
        levels[top].isEmpty = false
        // The parser refuses what is deeper than the levels.
        guard rule.rank > 0, height < levels.count else { return skip(tag, parent) }
        if rule.rank < levels[top].lastRank {
            reportOrder(token, tag)
        } else {
            levels[top].lastRank = rule.rank
        }
        var context = rule.context
        if context != .leaf {
            context = try opening(context, tag)
            if context == .ignored {
                skipped = 1
                return
            }
        }
        levels[height] = Level(token: token, context: context, lastRank: 0, isEmpty: true)
        height += 1
        if context != .leaf { opened(context, SAFTStream.elements[token: token], tag.place) }
    }

    func endElement(_ token: Int, text: UnsafeBufferPointer<UInt8>, _ place: XMLPlace) throws {
        if skipped > 0 {
            skipped -= 1
            return
        }
        guard height > 1 else { return }
        // The path of a finding in the value ends with the element itself.
        defer { height -= 1 }
        let level = levels[height - 1]
        if level.context == .leaf {
            guard let element = SAFTStream.elements[token: level.token] else { return }
            read(element, in: levels[height - 2].context, SAFTText.trimmed(text), place)
        } else {
            self.place = (place.line, place.column)
            if level.isEmpty, level.context.mustNotBeEmpty { reportEmpty(level) }
            try closed(level.context, SAFTText.trimmed(text))
        }
    }

    var ownElement: SAFTElement? { stack.last.flatMap { SAFTStream.elements[token: $0.token] } }

    func take(_ place: XMLPlace) { self.place = (place.line, place.column) }
}

extension Array {
    fileprivate subscript(token index: Int) -> Element? { index >= 0 && index < count ? self[index] : nil }
}

// MARK: - Root, phases and what is skipped

extension SAFTStream {
    private func checkRoot(_ token: Int, _ tag: XMLStartTag) throws {
        take(tag.place)
        isRefused = true
        guard tag.name == "AuditFile" else {
            report(
                .error, "not-saft",
                "the root element is '\(SAFTStream.short(tag.name))', not AuditFile. Give a SAF-T Financial file.")
            throw Done()
        }
        guard !tag.isInNamespace else {
            isRefused = false
            return
        }
        guard tag.namespace == nil else {
            report(
                .error, "wrong-namespace",
                "the namespace is '\(SAFTStream.short(tag.namespace ?? ""))', not \(SAFTStream.namespace). Give a "
                    + "Norwegian SAF-T Financial file.")
            throw Done()
        }
        isRefused = false
        acceptsNoNamespace = true
        if phase == .masters {
            report(
                .warning, "missing-namespace",
                "the file has no namespace; it is read as if it had \(SAFTStream.namespace).")
        }
    }

    /// The context to read a container in during this phase.
    private func opening(_ context: SAFTContext, _ tag: XMLStartTag) throws -> SAFTContext {
        switch (phase, context) {
        case (.masters, .masterFiles):
            sawMasterFiles = true
            return context
        case (.masters, .entries):
            if sawMasterFiles || !seeksLateMasterFiles { throw Done() }
            return .ignored
        case (.entries, .masterFiles), (.entries, .header): return .ignored
        case (.masters, .unused) where tag.depth == 1: return .ignored
        case (_, .unused):
            unusedPlace = (tag.place.line, tag.place.column)
            return context
        default: return context
        }
    }

    private func skip(_ tag: XMLStartTag, _ parent: SAFTContext) {
        skipped = 1
        if parent == .unused { return reportUnused(tag) }
        let name = SAFTStream.short(tag.name)
        guard isReporting, reported.insert("unknown/\(parent)/\(name)").inserted else { return }
        take(tag.place)
        report(
            .warning, "unknown-element",
            "\(name) is not known here; it and any like it were skipped. Tell the maker of the other system.",
            element: name)
    }

    /// An empty branch holds nothing that could be missed.
    private func reportUnused(_ tag: XMLStartTag) {
        guard let branch = stack.last, reported.insert("unused/\(branch.token)").inserted else { return }
        if let unusedPlace { place = unusedPlace }
        let name = grammar.names[branch.token]
        report(
            .warning, "skipped-branch",
            "\(name) is not in use in SAF-T Financial and was skipped. Nothing is needed.", element: name)
    }

    private func reportOrder(_ token: Int, _ tag: XMLStartTag) {
        let parent = stack.last?.context ?? .document
        guard isReporting, reported.insert("order/\(parent)/\(token)").inserted else { return }
        take(tag.place)
        report(
            .warning, "element-order",
            "\(tag.name) does not stand where the schema has it; it was read all the same. Tell the maker of the other "
                + "system.", element: tag.name)
    }

    private func reportEmpty(_ level: Level) {
        guard isReporting else { return }
        report(.warning, "empty-table", "\(grammar.names[level.token]) is empty, which the schema does not allow.")
    }

    /// Whether findings about structure belong to this phase: what stands outside the entries is read in both.
    private var isReporting: Bool {
        stack.contains { $0.context == .entries } == (phase == .entries)
    }
}

// MARK: - Findings

extension SAFTStream {
    enum Grade { case error, warning, choice }

    /// Reports a finding at the element being read, or at a place given.
    func report(
        _ grade: Grade, _ code: String, _ message: @autoclosure () -> String, at place: (line: Int, column: Int)? = nil,
        element: String? = nil, path: @autoclosure () -> String? = nil
    ) {
        if grade == .warning, !run.findings.lists(code) { return run.findings.countUnlisted(code) }
        let place = place ?? self.place
        let notice = ImportNotice(
            code: code, file: file, line: place.line, column: place.column, path: path() ?? self.path(element),
            message: message())
        switch grade {
        case .error: run.findings.error(notice)
        case .warning: run.findings.warning(notice)
        case .choice: run.findings.choice(notice)
        }
    }

    /// Local names below the root, with keys, ending in the element being read and perhaps one more.
    func path(_ last: String? = nil) -> String {
        var parts = stack.dropFirst(2).map { level in
            grammar.names[level.token] + (key(of: level.context).map { "[\(SAFTStream.short($0))]" } ?? "")
        }
        if let last { parts.append(last) }
        return parts.isEmpty ? "AuditFile" : parts.joined(separator: "/")
    }

    /// The path of the voucher being read.
    var transactionPath: String {
        "GeneralLedgerEntries/Journal[\(SAFTStream.short(journalID))]/Transaction[\(SAFTStream.short(transaction.id))]"
    }

    func path(of line: SAFTLine) -> String {
        transactionPath + "/Line" + (line.record.map { "[\(SAFTStream.short($0))]" } ?? "")
    }

    private func key(of context: SAFTContext) -> String? {
        let key: String? =
            switch context {
            case .account: account.id
            case .customer, .supplier: party.id
            case .balanceAccount: partyBalance.account
            case .taxDetails: taxDetails.code
            case .analysisEntry: "\(analysisValue.type) \(analysisValue.id)"
            case .journal: journalID
            case .transaction: transaction.id
            case .line: line.record
            case .analysis: "\(analysis.type) \(analysis.id)"
            case .taxInformation: tax.code
            default: nil
            }
        return key == "" || key == " " ? nil : key
    }

    /// Text from the file as it may stand in a message.
    static func short(_ text: String) -> String { shortened(text) }

    static func short(_ bytes: UnsafeBufferPointer<UInt8>) -> String { short(String(decoding: bytes, as: UTF8.self)) }
}

/// What the entries of one file claim to add up to, and what they do.
struct SAFTControlTotals {
    var statedCount: (number: Int, line: Int)?
    var statedDebit: (ore: Int64, line: Int)?
    var statedCredit: (ore: Int64, line: Int)?
    var count = 0
    /// In more than 64 bits: the sum of ten of the largest amounts needs them.
    var debit: Int128 = 0
    var credit: Int128 = 0
    /// An amount could not be read, and is reported; the sums say nothing then.
    var isIncomplete = false
}
