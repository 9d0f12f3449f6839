import EventLog
import Filing
import Interchange
import Ledger
import Projections
import VATReturn
import Values

extension OpenBooks {
    /// Does something that may map VAT codes, and refuses what would give another return than the one that a filing on its
    /// way was approved with: nothing could be sent any more, and the period cannot be reopened either.
    ///
    /// - Throws: `BooksError.mappingMovesFiling`, also for a dry run; what the body throws.
    func keepingFilings<Result>(as ledger: LedgerTransaction, _ body: () throws -> Result) throws -> Result {
        let (books, size) = (ledger.books, try log.size())
        do {
            let result = try body()
            try refuseMovedFilings(from: books, to: ledger.books, at: size)
            return result
        } catch let rollback as ImportRollback {
            if rollback.report.outcome != .rejected { try refuseMovedFilings(from: books, to: ledger.books, at: size) }
            throw rollback
        }
    }

    private func refuseMovedFilings(from before: Books, to after: Books, at size: UInt64) throws {
        guard after.vatCodeMappings.count > before.vatCodeMappings.count else { return }
        let underWay = try Filings.load(from: log, size: size).records.filter {
            $0.mayLieAtAuthority && !$0.isFinished
        }
        for record in underWay {
            let draft = record.current.event
            let category = try VATReturnInputs(draft.inputs).category
            func lines(_ books: Books, at size: UInt64) throws -> [VATSpecificationLine] {
                let period = record.id.period
                let figures = try Figures.load(from: log, size: size, .days(period.firstDay...period.lastDay))
                return try figures.vatPostings.specification(
                    period, category: category, registered: books.company?.vatCategory, books: books
                ).lines
            }
            let mapped = try lines(after, at: size)
            // To map back what was mapped away leads out of the trouble.
            guard
                try mapped == lines(before, at: size)
                    || mapped == lines(books(at: draft.prefix.size), at: draft.prefix.size)
            else { throw BooksError.mappingMovesFiling("\(record.id)", record.id.period) }
        }
    }
}
