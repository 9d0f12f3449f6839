import Formats
import Reports
import Values

extension SiteContext {
    /// The income statement of the days and the balance sheet at their end, with the accounts behind each line.
    ///
    /// - Throws: `MoneyOverflow`.
    func statements(_ contents: SiteContents) throws -> SiteFile {
        let imbalance = try contents.balance.imbalance().first ?? .zero
        let names = contents.books.accounts.mapValues(\.name)
        let title = text(Phrase(en: "Statements", nb: "Regnskap")) + " \(daysText)"
        return page(SiteSection.statements.file, title, .statements) { html in
            html.heading(words("Income statement", "Resultatregnskap"))
            write(
                contents.income,
                Phrase(
                    en: "Income statement (regnskapsloven § 6-1), \(daysText)",
                    nb: "Resultatregnskap (regnskapsloven § 6-1), \(daysText)"), names: names, &html)
            html.heading(words("Balance sheet", "Balanse"))
            write(
                contents.balance,
                Phrase(
                    en: "Balance sheet (regnskapsloven § 6-2) at \(days.upperBound)",
                    nb: "Balanse (regnskapsloven § 6-2) per \(days.upperBound)"), names: names, &html)
            if imbalance != .zero {
                warning(
                    Phrase(
                        en: "Assets less equity and debt: \(imbalance).",
                        nb: "Eiendeler minus egenkapital og gjeld: \(imbalance)."), &html)
            }
        }
    }

    /// Sums of a single line say nothing new, and lines at zero nothing at all.
    private func isShown(_ line: FinancialStatement.Line) -> Bool {
        if case .sum(let terms) = line.row.content, terms.count == 1 { return false }
        return !line.isZero || !line.accounts.isEmpty
    }

    private func write(
        _ statement: FinancialStatement, _ caption: Phrase, names: [AccountNumber: String], _ html: inout HTMLWriter
    ) {
        var table = ReportTable([
            .init("line", Phrase(en: "Line", nb: "Linje")), .init("account", Phrase(en: "Account", nb: "Konto")),
            .init("name", Phrase(en: "Name", nb: "Navn")),
            .init("share", Phrase(en: "Of which", nb: "Herav"), .right),
            .init("amount", Phrase(en: "Amount", nb: "Beløp"), .right),
        ])
        var accounts: [String?] = []
        for line in statement.lines where isShown(line) {
            let name = Phrase(en: line.row.englishName, nb: line.row.norwegianName)
            let amount = line.amounts.first ?? .zero
            if line.row.isSum {
                table.addTotal([.phrase(name), .empty, .empty, .empty, .money(amount)])
            } else {
                table.add([.phrase(name), .empty, .empty, .empty, .money(amount)])
            }
            accounts.append(nil)
            // The result is that of the income statement, which has its accounts.
            guard line.row.content != .undistributedResult else { continue }
            for share in line.accounts {
                table.add([
                    .empty, .text(share.account.text), .text(names[share.account] ?? ""),
                    .money(share.amounts.first ?? .zero), .empty,
                ])
                accounts.append(SiteName.account(share.account))
            }
        }
        self.table(table, caption: caption, &html) { row, column in
            column == "account" && accounts.indices.contains(row) ? accounts[row] : nil
        }
        guard !statement.unplaced.isEmpty else { return }
        let unplaced = statement.unplaced.map(\.account.text).joined(separator: ", ")
        warning(
            Phrase(
                en: "Outside the groups of NS 4102, and on no line: \(unplaced).",
                nb: "Utenfor gruppene i NS 4102, og ikke på noen linje: \(unplaced)."), &html)
    }
}
