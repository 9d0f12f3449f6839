import Filing
import Values

/// What should be so of one period's filing after any history, told as simply as possible and without a line of the
/// product's own code: a document is the sum of sales it was drafted from, an approval is a name with a method, and
/// everything that may invalidate an approval empties the list.
struct ApprovalModel {
    struct Policy { var (method, excludesPreparer, twoAbove) = (ApprovalMethod.local, false, Int64?.none) }

    struct Given { let (name, method): (String, ApprovalMethod) }

    enum State { case none, draft, ready, approved, underWay, done }

    var state = State.none
    /// Whole kroner without VAT.
    var sales: Int64 = 0
    var isClosed = false
    var policy = Policy()
    /// Of the current draft.
    var (drafted, preparer) = (Int64(0), "")
    var wasWithdrawn = false
    /// Counts every time a filing is marked ready.
    var round = 0
    var approvals: [Given] = []
    var (attempts, accepted) = (0, 0)
    /// Which synthetic person logged in first under which name.
    var personOfName: [String: String] = [:]

    // What may happen; each returns whether it is allowed, and what follows if so.

    mutating func sell(_ kroner: Int64) -> Bool {
        guard !isClosed else { return false }
        sales += kroner
        return true
    }

    mutating func close() -> Bool {
        defer { isClosed = true }
        return !isClosed
    }

    mutating func reopen() -> Bool {
        guard isClosed, state != .underWay else { return false }
        isClosed = false
        if !approvals.isEmpty, state == .ready || state == .approved { end(withdrawn: true) }
        return true
    }

    mutating func draft(by person: String) -> Bool {
        guard state != .underWay else { return false }
        let isOpen = state == .draft || state == .ready || state == .approved
        // What is there already need not be drafted again, unless it was just taken back.
        if isOpen, drafted == sales, state != .draft || !wasWithdrawn { return true }
        if !isOpen {
            attempts += 1
            wasWithdrawn = false
        }
        end(withdrawn: wasWithdrawn)
        (drafted, preparer) = (sales, person)
        return true
    }

    mutating func markReady() -> Bool {
        guard state == .draft, drafted == sales else { return false }
        round += 1
        state = .ready
        return true
    }

    /// - Parameter isGenuine: hash, signature or login is right for what is there now, and the person's own.
    mutating func approve(_ name: String, _ method: ApprovalMethod, isGenuine: Bool) -> Bool {
        let excluded = policy.excludesPreparer && name == preparer
        guard state == .ready, isClosed, drafted == sales, isGenuine, counts(method), !excluded else { return false }
        let (before, after) = (counted(approvals), counted(approvals + [Given(name: name, method: method)]))
        guard after.count >= needed || after.count > before.count else { return false }
        approvals.append(Given(name: name, method: method))
        if after.count >= needed { state = .approved }
        wasWithdrawn = false
        return true
    }

    mutating func withdraw() -> Bool {
        guard state == .ready || state == .approved else { return false }
        end(withdrawn: true)
        return true
    }

    /// A submission happens if and only if enough approvals stand for exactly what the books now give.
    var maySubmit: Bool { state == .approved && drafted == sales || state == .underWay }

    private mutating func end(withdrawn: Bool) {
        state = .draft
        approvals = []
        wasWithdrawn = withdrawn
    }

    private func counts(_ method: ApprovalMethod) -> Bool { policy.method == .local || policy.method == method }

    private func counted(_ given: [Given]) -> Set<String> {
        Set(given.filter { counts($0.method) && !(policy.excludesPreparer && $0.name == preparer) }.map(\.name))
    }

    /// 25 % of the sales is what the return comes to.
    private var needed: Int { policy.twoAbove.map { abs(drafted / 4) > $0 ? 2 : 1 } ?? 1 }
}
