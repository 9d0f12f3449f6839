import Formats
import Ledger
import LegalTables
import Projections
import Reports
import Values

/// The first page: what the days came to, in charts with the same figures beside them.
struct OverviewPage {
    let site: SiteContext
    let contents: SiteContents
    let result: ResultByMonth
    let figures: SiteFigures
    /// At the end of each day on which it moved.
    let liquidity: [(day: CalendarDate, balance: Money)]
    let liquidityOpening: Money

    var file: SiteFile {
        let title = site.text(Phrase(en: "Overview", nb: "Oversikt")) + " \(site.daysText)"
        return site.page(SiteSection.overview.file, title, .overview) { html in
            writeCards(&html)
            writeResult(&html)
            writeVAT(&html)
            writeLiquidity(&html)
            writeFilings(&html)
        }
    }

    private func writeCards(_ html: inout HTMLWriter) {
        html.markup("<dl class=\"cards\">\n")
        card(site.words("Operating income", "Driftsinntekter"), &html) {
            $0.amount(result.total.income.ore, site.numbers)
        }
        card(site.words("Operating costs", "Driftskostnader"), &html) {
            $0.amount(result.total.costs.ore, site.numbers)
        }
        card(site.words("Result", "Resultat"), &html) { $0.amount(result.total.result.ore, site.numbers) }
        card(site.words("Cash and bank", "Kasse og bank"), &html) {
            $0.amount((liquidity.last?.balance ?? liquidityOpening).ore, site.numbers)
        }
        card(site.words("Vouchers", "Bilag"), &html) { $0.whole(Int64(figures.vouchers), site.numbers) }
        card(site.words("Log verified, entries", "Logg verifisert, poster"), &html) {
            $0.whole(Int64(clamping: site.head.size), site.numbers)
        }
        html.markup("</dl>\n")
    }

    private func card(_ name: StaticString, _ html: inout HTMLWriter, _ value: (inout HTMLWriter) -> Void) {
        html.markup("<div><dt>")
        html.markup(name)
        html.markup("</dt><dd>")
        value(&html)
        html.markup("</dd></div>\n")
    }

    // Result

    private func writeResult(_ html: inout HTMLWriter) {
        let names = monthNames
        let series = [
            ChartSeries(
                name: Phrase(en: "Operating income", nb: "Driftsinntekter"), style: "income",
                amounts: result.months.map(\.income.truncatedKroner)),
            ChartSeries(
                name: Phrase(en: "Operating costs", nb: "Driftskostnader"), style: "cost",
                amounts: result.months.map(\.costs.truncatedKroner)),
        ]
        let line = ChartSeries(
            name: Phrase(en: "Result", nb: "Resultat"), style: "result",
            amounts: result.months.map(\.result.truncatedKroner))
        let chart = BarChart(
            frame: ChartFrame(
                id: "result", title: site.text(Phrase(en: "Result by month", nb: "Resultat per måned")),
                description: site.text(
                    Phrase(
                        en:
                            "Bars of operating income and operating costs for each month, and a line of the result. The table "
                            + "after the chart has the same figures.",
                        nb:
                            "Søyler for driftsinntekter og driftskostnader hver måned, og en linje for resultatet. Tabellen "
                            + "etter diagrammet har de samme tallene.")
                )), labels: names, bars: series, line: line)
        var table = ReportTable([
            .init("month", Phrase(en: "Month", nb: "Måned")),
            .init("income", Phrase(en: "Income", nb: "Inntekter"), .right),
            .init("costs", Phrase(en: "Costs", nb: "Kostnader"), .right),
            .init("result", Phrase(en: "Result", nb: "Resultat"), .right),
        ])
        for (name, month) in zip(names, result.months) {
            table.add([.text(name), .money(month.income), .money(month.costs), .money(month.result)])
        }
        table.addTotal([
            .phrase(Phrase(en: "Total", nb: "Sum")), .money(result.total.income), .money(result.total.costs),
            .money(result.total.result),
        ])
        section(site.words("Result by month", "Resultat per måned"), id: "result-heading", &html) { html in
            chart.write(site, &html)
        } beside: { html in
            site.table(table, caption: Phrase(en: "Result by month", nb: "Resultat per måned"), &html)
        }
    }

    // VAT

    private func writeVAT(_ html: inout HTMLWriter) {
        let own = contents.terms.filter { contents.isOwn($0) }
        guard !own.isEmpty else { return }
        let chart = BarChart(
            frame: ChartFrame(
                id: "vat", title: site.text(Phrase(en: "VAT by term", nb: "Mva per termin")),
                description: site.text(
                    Phrase(
                        en:
                            "A bar for each term: VAT to pay above zero, VAT to be repaid below. The table after the chart has the "
                            + "same figures.",
                        nb:
                            "En søyle per termin: mva å betale over null, mva til gode under. Tabellen etter diagrammet har de "
                            + "samme tallene.")
                )), labels: own.map(\.period.shortName),
            bars: [
                ChartSeries(
                    name: Phrase("fastsattMerverdiavgift"), style: "vat",
                    amounts: own.map(\.specification.determinedVAT)
                )
            ], line: nil)
        section(site.words("VAT by term", "Mva per termin"), id: "vat-heading", &html) { html in
            chart.write(site, &html)
        } beside: { html in
            let table = VATPages(site, contents).shortTable(own)
            site.table(table, caption: Phrase(en: "VAT by term, in kroner", nb: "Mva per termin, i kroner"), &html) {
                row, column in
                column == "term" && own.indices.contains(row) ? SiteName.term(own[row], isOwn: true) : nil
            }
        }
    }

    // Liquidity

    private func writeLiquidity(_ html: inout HTMLWriter) {
        let firsts = figures.months.compactMap { CalendarDate(year: $0.year, month: $0.month, day: 1) }
        let labels = zip(firsts, monthNames).map { (day: max($0, site.days.lowerBound), text: $1) }
        let chart = DayChart(
            frame: ChartFrame(
                id: "liquidity", title: site.text(Phrase(en: "Cash and bank", nb: "Kasse og bank")),
                description: site.text(
                    Phrase(
                        en:
                            "A line of the balance of cash and bank from day to day. The table after the chart has the balance at "
                            + "the end of each month.",
                        nb:
                            "En linje for saldoen i kasse og bank fra dag til dag. Tabellen etter diagrammet har saldoen ved "
                            + "slutten av hver måned.")
                )), days: site.days, lastDay: figures.lastDay ?? site.days.lowerBound,
            opening: liquidityOpening.truncatedKroner,
            balances: liquidity.map { ($0.day, $0.balance.truncatedKroner) }, labels: labels)
        var table = ReportTable([
            .init("day", Phrase(en: "Day", nb: "Dag")), .init("balance", Phrase(en: "Balance", nb: "Saldo"), .right),
        ])
        table.add([.phrase(Phrase(en: "Opening", nb: "Inngående")), .money(liquidityOpening)])
        for first in firsts.prefix(figures.knownMonths) {
            let days = CalendarDate.daysIn(month: first.month, of: first.year)
            let last = min(first.adding(days: days - 1), site.days.upperBound)
            let balance = liquidity.last { $0.day <= last }?.balance ?? liquidityOpening
            table.add([.text(last.description), .money(balance)])
        }
        section(site.words("Liquidity", "Likviditet"), id: "liquidity-heading", &html) { html in
            chart.write(site, &html)
        } beside: { html in
            let line = LegalTables.current.statementLines.line(SiteFigures.liquidLine, of: .balance)
            site.table(
                table,
                caption: Phrase(
                    en: "\(line?.englishName ?? ""), by month", nb: "\(line?.norwegianName ?? ""), per måned"), &html)
        }
    }

    private func section(
        _ heading: StaticString, id: StaticString, _ html: inout HTMLWriter, chart: (inout HTMLWriter) -> Void,
        beside: (inout HTMLWriter) -> Void
    ) {
        html.markup("<section class=\"pair\" aria-labelledby=\"")
        html.markup(id)
        html.markup("\">\n")
        html.heading(heading, id: id)
        html.markup("<figure>\n")
        chart(&html)
        html.markup("</figure>\n")
        beside(&html)
        html.markup("</section>\n")
    }

    private func writeFilings(_ html: inout HTMLWriter) {
        html.heading(site.words("Filings", "Innsendinger"))
        FilingPages(site, contents).writeList(&html)
    }

    /// `Jan`, or `Jan 2026` where there are several years.
    private var monthNames: [String] {
        let names = site.language == .english ? OverviewPage.english : OverviewPage.norwegian
        let isOneYear = figures.months.first?.year == figures.months.last?.year
        return figures.months.map { year, month in
            let name = names.indices.contains(month - 1) ? names[month - 1] : "\(month)"
            return isOneYear ? name : "\(name) \(year)"
        }
    }

    private static let english = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    private static let norwegian = [
        "jan.", "feb.", "mars", "april", "mai", "juni", "juli", "aug.", "sep.", "okt.", "nov.", "des.",
    ]
}

extension ReportingPeriod {
    /// Without the year, where there is something else: `T1`.
    var shortName: String {
        let text = description
        return text.utf8.count > 5 ? String(text.dropFirst(5)) : text
    }
}

/// Income, costs and result of each month, and of all of them, as the income statement has them.
struct ResultByMonth {
    struct Month {
        let income: Money
        let costs: Money
        let result: Money

        /// - Parameter column: of the statement.
        fileprivate init(_ statement: FinancialStatement, _ column: Int) {
            func amount(_ line: String) -> Money {
                let amounts = statement.amounts(line)
                return amounts.indices.contains(column) ? amounts[column] : .zero
            }
            income = amount("driftsinntektSum")
            costs = amount("sumDriftskostnad")
            result = amount("aarsresultat")
        }
    }

    let months: [Month]
    let total: Month

    /// - Parameters:
    ///   - movements: of each month by account, debit positive.
    ///   - known: how many of the months are shown.
    ///   - contents: with the income statement of all days.
    /// - Throws: `MoneyOverflow`.
    init(_ movements: [[AccountNumber: Money]], _ known: Int, _ contents: SiteContents) throws {
        let columns = movements.prefix(known).enumerated().map { index, amounts in
            FinancialStatement.Column("\(index + 1)", Phrase("\(index + 1)"), amounts: amounts)
        }
        let statement = try FinancialStatement(.income, columns: columns, place: contents.place)
        months = columns.indices.map { Month(statement, $0) }
        total = Month(contents.income, 0)
    }
}
