import Application
import Formats
import Reports
import Values

/// `--as-of`: a report of the books as they were.
struct ReportMoment {
    private let moment: BooksMoment?

    static let option = CommandOption.value(
        "as-of", "MOMENT",
        "What the books said then: after entry N, as in 57, at the end of a day, as in 2026-04-10, or at a time.")

    init(_ arguments: Arguments) throws { moment = try arguments.parsed("as-of", as: BooksMoment.init) }

    /// The books to report from, and what to say about them.
    func books(in session: Session) throws -> ReportedBooks {
        let now = try session.openBooks()
        guard let moment else { return ReportedBooks(books: now, asOf: nil) }
        let then = try now.asOf(moment)
        return ReportedBooks(books: then.books, asOf: then)
    }
}

/// Books that a report is made from, now or as they were.
struct ReportedBooks {
    let books: OpenBooks
    let asOf: BooksAsOf?

    /// The sheet, with the moment it is of where it is not now.
    func show(_ sheet: some Sheet, in session: Session) {
        guard let asOf else { return session.show(sheet) }
        session.show(SheetAsOf(sheet: sheet, entry: asOf.size, recorded: asOf.recorded))
    }
}

/// A report of the books as they were, which says so.
private struct SheetAsOf<Inner: Sheet>: Sheet {
    let sheet: Inner
    let entry: UInt64
    let recorded: Timestamp

    func text(in language: Language) -> String {
        let note = Phrase(
            en: "The books as of entry \(entry), recorded \(recorded).",
            nb: "Regnskapet slik det var etter post \(entry), registrert \(recorded).")
        return note.text(in: language) + "\n\n" + sheet.text(in: language)
    }

    var table: ReportTable { sheet.table }

    var json: JSON {
        guard case .object(var members) = sheet.json else { return sheet.json }
        members["asOf"] = ["entry": .integer(Int64(clamping: entry)), "recorded": .string(recorded.description)]
        return .object(members)
    }
}
