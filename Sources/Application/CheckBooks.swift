import Cryptography
import EventLog
import Filing
import Ledger
import LegalTables
import VATReturn
import Values

/// Something about the books that a person should look at.
public enum BooksFinding: Sendable {
    /// Others than the owner can use a file; its permissions in octal.
    case openFile(String, mode: String)
    case damaged(LogFault)
    /// A secret that the configuration names cannot be used, and why.
    case unusableKey(setting: String, reason: String)
    /// Nothing was filed for a period whose deadline has passed; with the filing that was begun, if one was.
    case overdue(ReportingPeriod, due: CalendarDate, FilingID?)
    case dueSoon(ReportingPeriod, due: CalendarDate, FilingID?)
    /// Handed over, but a person must finish in Altinn.
    case awaitingSignature(FilingID, due: CalendarDate?)
    /// Sent, and no answer is recorded.
    case unanswered(FilingID, since: Timestamp)
    /// The submission stopped on its way; the authority may hold a part of it.
    case interrupted(FilingID)
    /// Rejected, and no later filing of the period was begun.
    case rejected(FilingID)
    /// Another return that was sent counts the same postings.
    case countedTwice(FilingID, SharedPostings)
    /// The return is sent or was due, and vouchers can still be posted to the period.
    case notClosed(ReportingPeriod)

    /// What is checked, as scripts know it.
    public enum Area: String, Sendable, CaseIterable { case file, log, keys, filings, periods }

    public var area: Area {
        switch self {
        case .openFile: .file
        case .damaged: .log
        case .unusableKey: .keys
        case .overdue, .dueSoon, .awaitingSignature, .unanswered, .interrupted, .rejected, .countedTwice: .filings
        case .notClosed: .periods
        }
    }

    /// True for what only reminds: nothing is wrong yet.
    public var isReminder: Bool { if case .dueSoon = self { true } else { false } }
}

/// A secret that the configuration names, and how it is read.
public struct KeyInUse: Sendable {
    /// As in `maskinporten.keyFile`.
    public let setting: String
    /// Reads it the way its user does.
    let load: @Sendable () throws -> Void

    public init(_ setting: String, load: @escaping @Sendable () throws -> Void) {
        (self.setting, self.load) = (setting, load)
    }
}

extension OpenBooks {
    /// Looks at all that should be well with the books: their file, the log to the last byte, the keys in use, filings
    /// and periods. Changes nothing and asks nobody.
    ///
    /// - Parameter keys: the secrets that the configuration names.
    public func check(keys: [KeyInUse]) throws -> (head: TreeHead, findings: [BooksFinding]) {
        let verification = try LogVerification(of: log, deep: true)
        var findings = fileFindings()
        if let fault = verification.firstFault { findings.append(.damaged(fault)) }
        findings += keys.compactMap(finding)
        // What damaged books say of filings and periods is not worth telling.
        guard verification.isOK else { return (verification.head, findings) }
        findings += try DutyCheck(self).findings + countedTwice()
        return (verification.head, findings)
    }

    /// Sent returns with postings that a sent return begun before them has too.
    private func countedTwice() throws -> [BooksFinding] {
        let sent = try filings().records.filter { [.submitted, .accepted].contains($0.state) }.map(\.id)
        return try sent.enumerated().flatMap { index, id in
            try sharedPostings(of: id).filter { $0.filing.map(sent[..<index].contains) ?? false }
                .map { .countedTwice(id, $0) }
        }
    }

    private func fileFindings() -> [BooksFinding] {
        guard let path = (log as? any EventLogFile)?.path else { return [] }
        return [path, path + "-wal", path + "-shm"].compactMap { file in
            FileFacts.openMode(file).map { .openFile(file, mode: $0) }
        }
    }

    private func finding(_ key: KeyInUse) -> BooksFinding? {
        do {
            try key.load()
            return nil
        } catch {
            return .unusableKey(setting: key.setting, reason: "\(error)")
        }
    }
}

/// What is due, filed and closed.
private struct DutyCheck {
    private let filings: Filings
    private let books: Books
    private let company: Company
    private let now: Timestamp
    private let expected: [ReportingPeriod]

    /// A reminder comes so many days before a deadline.
    private static let reminderDays = 14
    /// The authority answers a return within minutes.
    private static let answerSeconds: Int64 = 3600

    init(_ open: OpenBooks) throws {
        filings = try open.filings()
        books = try open.books()
        company = try open.company()
        now = open.now
        expected = try open.expectedPeriods()
    }

    private var today: CalendarDate { now.dateInNorway }

    var findings: [BooksFinding] {
        filings.records.compactMap(finding) + expected.compactMap(missing) + unclosed.map { .notClosed($0) }
    }

    private func finding(_ record: FilingRecord) -> BooksFinding? {
        let due = deadline(of: record)
        switch record.state {
        case .awaitingSignature: return .awaitingSignature(record.id, due: isFiled(record) ? nil : due)
        case .submitted:
            let since = record.submittedAt ?? now
            return since.adding(seconds: Self.answerSeconds) < now ? .unanswered(record.id, since: since) : nil
        case .rejected:
            if record.mayLieAtAuthority { return .interrupted(record.id) }
            return filings.ofReturn(record).last?.id == record.id ? .rejected(record.id) : nil
        case .draft, .readyForReview, .approved:
            if record.mayLieAtAuthority { return .interrupted(record.id) }
            return isFiled(record) ? nil : due.flatMap { finding(record.id.period, due: $0, record.id) }
        case .accepted, .superseded: return nil
        }
    }

    /// Whether another filing of the return was sent: one that is begun afterwards is a correction, and late for nothing.
    private func isFiled(_ record: FilingRecord) -> Bool { filings.ofReturn(record).contains { $0.isDelivered } }

    /// A period of the company's own returns for which nothing was begun.
    private func missing(_ period: ReportingPeriod) -> BooksFinding? {
        guard period.lastDay < today, let category = company.vatCategory, filings.of(category, period).isEmpty,
            let due = LegalTables.current.vatDeadlines.deadline(category, period)?.day
        else { return nil }
        return finding(period, due: due, nil)
    }

    private func finding(_ period: ReportingPeriod, due: CalendarDate, _ filing: FilingID?) -> BooksFinding? {
        if due < today { return .overdue(period, due: due, filing) }
        return due <= today.adding(days: Self.reminderDays) ? .dueSoon(period, due: due, filing) : nil
    }

    private func deadline(of record: FilingRecord) -> CalendarDate? {
        guard let category = try? record.category else { return nil }
        return LegalTables.current.vatDeadlines.deadline(category, record.id.period)?.day
    }

    private var unclosed: [ReportingPeriod] {
        let sent = filings.records.filter { [.submitted, .accepted].contains($0.state) }.map(\.id.period)
        let overdue = expected.filter { period in
            company.vatCategory.flatMap { LegalTables.current.vatDeadlines.deadline($0, period)?.day }
                .map { $0 < today } ?? false
        }
        let periods = Set(sent + overdue).filter { period in
            !books.closedPeriods.contains { $0.firstDay <= period.firstDay && period.lastDay <= $0.lastDay }
        }
        return periods.sorted { ($0.firstDay, $0.lastDay) < ($1.firstDay, $1.lastDay) }
    }
}

extension OpenBooks {
    /// The periods that ended and whose return these books are to file: from the first posting on, without those that
    /// were due before the books were made and so were filed from elsewhere.
    fileprivate func expectedPeriods() throws -> [ReportingPeriod] {
        let company = try company()
        guard let category = company.vatCategory, let kind = company.vatPeriod, let made = try madeOn() else {
            return []
        }
        let today = now.dateInNorway
        let first = min(try figures(.months).trialBalance.days?.lowerBound ?? made, made)
        // Nothing that old is due any more; books of a century would be read period by period.
        let start = max(first, made.adding(days: -800))
        var periods: [ReportingPeriod] = []
        var next = ReportingPeriod.containing(start, kind: kind)
        while let period = next, period.lastDay < today {
            if let due = LegalTables.current.vatDeadlines.deadline(category, period)?.day, due >= made {
                periods.append(period)
            }
            next = ReportingPeriod.containing(period.lastDay.adding(days: 1), kind: kind)
        }
        return periods
    }

    private func madeOn() throws -> CalendarDate? {
        try log.entry(1).map { try EntryBytes.decode($0, sequence: 1).time.dateInNorway }
    }
}
