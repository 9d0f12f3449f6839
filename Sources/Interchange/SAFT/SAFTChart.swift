import LegalTables
import Values

/// The accounts that lines may name: those of the files, and those of the books.
struct SAFTChart {
    struct Entry {
        let number: AccountNumber
        /// As the master files have it; nil for an account of the books that no file declares.
        var stated: SAFTAccount?
        var file: String?
        /// First and last day of the selections that opening and closing balance come from.
        var openingDay: CalendarDate?
        var closingDay: CalendarDate?
        /// Debit less credit of all lines, those of known vouchers included.
        var movement: Int128 = 0
        let vatRole: VATAccountRole?
        /// Whether VAT itself is posted there.
        let isVATAccount: Bool
        let isIncome: Bool
        /// Parties have balances on it.
        var isControl = false
        var linesWithoutParty = 0
        var firstLineWithoutParty: (file: String, line: Int)?

        init(_ number: AccountNumber, _ stated: SAFTAccount?, file: String?, vatRole: VATAccountRole?) {
            self.number = number
            self.stated = stated
            self.file = file
            self.vatRole = vatRole
            isVATAccount = vatRole != nil
            isIncome = number.text.hasPrefix("3")
        }

        /// Income and cost (class 3 to 8): zero when a year starts.
        var isResult: Bool { number.isOfResult }
    }

    private(set) var entries: [Entry] = []
    private var index: [String: Int] = [:]

    func position(_ id: String) -> Int? { index[id] }

    subscript(position: Int) -> Entry {
        _read { yield entries[position] }
        _modify { yield &entries[position] }
    }

    @discardableResult
    mutating func add(_ number: AccountNumber, _ stated: SAFTAccount? = nil, file: String? = nil) -> Int {
        let standard = stated?.standardAccount ?? stated?.groupingCode
        // A chart of the company's own may number its VAT accounts otherwise, and say so by the standard account.
        let role =
            LegalTables.current.vatAccounts.role(of: number)
            ?? standard.flatMap { $0.count == 4 ? try? AccountNumber($0) : nil }
            .flatMap { LegalTables.current.vatAccounts.role(of: $0) }
        index[number.text] = entries.count
        entries.append(Entry(number, stated, file: file, vatRole: role))
        return entries.count - 1
    }
}
