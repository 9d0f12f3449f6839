import Formats
import LegalTables
import Reports
import Values

extension SiteContext {
    /// The trial balance, from which each account is a step away.
    ///
    /// - Throws: `MoneyOverflow`.
    func accountList(_ contents: SiteContents) throws -> SiteFile {
        let sheet = try TrialBalanceSheet(
            from: days.lowerBound, to: days.upperBound, rows: contents.balances.rows,
            earlierResults: contents.balances.earlierResults,
            names: contents.books.accounts.mapValues(\.name))
        let title = text(Phrase(en: "Trial balance", nb: "Saldobalanse")) + " \(daysText)"
        return page(SiteSection.accounts.file, title, .accounts) { html in
            table(
                sheet.table,
                caption: Phrase(
                    en: "Opening, movement and closing of each account; debit positive",
                    nb: "Inngående, bevegelse og utgående på hver konto; debet positiv"), &html
            ) { row, column in
                column == "account" && contents.balances.rows.indices.contains(row)
                    ? SiteName.account(contents.balances.rows[row].account) : nil
            }
        }
    }
}
