import Values

/// An amount of a journal: a number and the number of its commodity; 0 is NOK.
struct JournalAmount {
    var number: WrittenNumber
    var commodity: Int

    static let nok = 0
}

struct JournalCost {
    let amount: JournalAmount
    /// For all of the amount, not for each unit.
    let isTotal: Bool
}

/// What an account's balance is said to be.
struct JournalAssertion {
    var amount: JournalAmount
    /// No other commodity is there.
    var isSole = false
    var withSubaccounts = false
    /// At the start of the day, as Beancount has it.
    var isAtStart = false
    /// How far the balance may be off.
    var tolerance: WrittenNumber?
}

struct JournalPosting {
    /// The number of the account's name.
    var account: Int
    /// Nil where it is left out.
    var amount: JournalAmount?
    var cost: JournalCost?
    var assertion: JournalAssertion?
    var tags = JournalTags()
    var text: String?
    var line: Int

    /// What a line says that is no tag of ours.
    mutating func add(note: String) {
        if text == nil {
            text = note
        } else {
            text?.append("; ")
            text?.append(note)
        }
    }
}

/// An entry of a journal while it is read.
final class JournalEntry {
    let date: CalendarDate
    var code: String?
    /// The number it gets where it has none of its own.
    var rank: Int?
    var text = ""
    var isPending = false
    var tags = JournalTags()
    var postings: [JournalPosting] = []
    let line: Int
    var isFaulty = false

    /// What a line says that is no tag of ours.
    func add(note: String, after separator: String = "; ") {
        guard !note.isEmpty else { return }
        if !text.isEmpty { text.append(separator) }
        text.append(note)
    }

    init(date: CalendarDate, line: Int) {
        self.date = date
        self.line = line
    }
}

/// What stands before an error in the file: nothing of the entry it is in is imported.
struct JournalFault: Error {
    let code: String
    let message: String
}
