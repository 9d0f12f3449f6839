import Application
import Authorities
import EventLog
import Filing
import Ledger

/// One command, and what the model says about what came of it.
struct Attempt {
    private let command: Command
    private let before: PlainModel

    init(_ command: Command, before: PlainModel) {
        self.command = command
        self.before = before
    }

    /// - Throws: `Violation`.
    func check(_ failure: (any Error)?, _ after: PlainModel, isDisturbed: Bool) throws {
        if let failure { try checkKnown(failure) }
        guard !isDisturbed else { return try checkAllOrNothing(after, isDisturbed) }
        let expectation = command.expectation(in: before)
        switch (expectation, failure) {
        case (.done, let failure?): throw Violation("'\(command)' should have gone through: \(failure)")
        case (.refused, nil): throw Violation("'\(command)' should have been refused")
        default: break
        }
        if failure != nil, command.outward == nil, after.count != before.count {
            throw Violation("'\(command)' was refused, and left something in the log")
        }
        guard failure == nil else { return }
        try checkEffect(after)
    }

    private func checkEffect(_ after: PlainModel) throws {
        switch command {
        case .post(let vouchers):
            for voucher in vouchers {
                let posted = after.vouchers["/" + voucher.number.number]
                guard posted?.lines.map(\.ore) == voucher.postings.map(\.amount.ore) else {
                    throw Violation("acknowledged voucher \(voucher.number) is not in the log")
                }
            }
            guard after.count == before.count + vouchers.count else { throw Violation("something else was posted") }
        case .close(let period): try demand(after.closed.contains(period))
        case .reopen(let period):
            try demand(!after.closed.contains(period))
            for (id, filing) in after.filings where filing.phase == .approved {
                try demand(filing.months.allSatisfy(after.isClosed(month:)), "\(id) is approved, and its period open")
            }
        case .approve(let id, _): try demand(after.filings[id]?.phase == .approved)
        case .withdraw(let id):
            let filing = after.filings[id]
            try demand(filing?.phase == .draft || filing?.verdict == "rejected" && filing?.mayLie == false)
        case .ready(let id): try demand(after.filings[id]?.phase == .ready)
        case .report, .saveFigures, .verify: try demand(after.count == before.count)
        default: break
        }
    }

    private func demand(_ holds: Bool, _ what: String = "it is not in the log") throws {
        guard holds else { throw Violation("'\(command)' was acknowledged, and \(what)") }
    }

    /// A command that died or failed left all of itself or nothing.
    func checkAllOrNothing(_ after: PlainModel, _ isDisturbed: Bool) throws {
        switch command {
        case .post(let vouchers):
            let new = Set(vouchers.map { "/" + $0.number.number }).filter { before.vouchers[$0] == nil }
            let there = new.count { after.vouchers[$0] != nil }
            guard isDisturbed || there == 0 || there == vouchers.count else {
                throw Violation("half of '\(command)' is in the log")
            }
        case .importFile(let file):
            let came = after.vouchers.count - before.vouchers.count
            guard isDisturbed || came == 0 || came == file.vouchers else {
                throw Violation("half of '\(command)' is in the log")
            }
        default: break
        }
    }

    /// Errors that a user may see; anything else is a fault of ours.
    private func checkKnown(_ error: any Error) throws {
        switch error {
        case is VoucherError, is FilingError, is OutdatedDraft, is BooksError, is AccountError, is SubmissionRefusal,
            is SubmissionConflict, is AuthorityError, is SubmissionError, is Command.Refused, is CrashSignal:
            return
        case LogError.storage, LogError.busy, LogError.movedOn: return
        case let error as Violation: throw error
        default: throw Violation("'\(command)' failed with \(type(of: error)): \(error)")
        }
    }
}
