import AuditBundle
import Cryptography
import EventLog
import Filing
import Formats
import Ledger
import LegalTables
import Projections
import ReportSite
import Reports
import VATReturn
import Values

/// Which days a site is of.
public enum SiteDays: Sendable {
    /// The year of the last posting.
    case latestYear
    case year(Int)
    case days(ClosedRange<CalendarDate>)
}

extension OpenBooks {
    /// Writes the books as a site of files. The log is verified by the same reading that the pages are written from.
    ///
    /// - Throws: `LogFault` at the first fault of the log; `SiteFolderError`, `OutputFileError`; `MoneyOverflow`.
    ///
    /// - Parameter holdsDocumentation: whether files that document vouchers are copied into the site; else it names them.
    public func writeSite(
        _ days: SiteDays, language: Language, to path: String, holdsDocumentation: Bool = true,
        progress: (UInt64, UInt64) -> Void = { _, _ in }
    ) throws -> SiteManifest {
        // Saved here, so that the figures need not be folded while others wait to write.
        _ = try figures()
        return try log.readingOneState {
            let contents = try siteContents(days)
            let folder = try SiteFolder(path, booksID: contents.company.booksID, head: contents.head)
            let documentation = try siteDocumentation(size: contents.head.size, isHeld: holdsDocumentation)
            var site = ReportSite(contents, language: language, documentation: documentation) { try folder.write($0) }
            let head = try log.verify { entry in
                try site.visit(entry)
                if entry.sequence.isMultiple(of: 1024) { progress(entry.sequence, contents.head.size) }
            }
            let manifest = try site.finish(verified: head)
            try folder.finish(manifest)
            return manifest
        }
    }

    /// Documentation is found by its keys while the log is read; books without any ask nothing.
    private func siteDocumentation(size: UInt64, isHeld: Bool) throws -> SiteDocumentation {
        let documented = try DocumentedEntries(log, size: size)
        return SiteDocumentation(
            attachments: { sequence in
                guard documented.areAny(of: sequence) else { return [] }
                return try VoucherFiles.load(of: sequence, from: self.log, size: size).attachments
            }, bytes: isHeld ? { try self.bytes(of: $0) } : nil)
    }

    func siteContents(_ choice: SiteDays) throws -> SiteContents {
        let figures = try Figures.load(from: log, size: try log.size())
        let head = try head(at: figures.size)
        guard let last = try log.entry(figures.size) else { throw BooksError.notInitialised }
        let time = try EntryBytes.decode(last, sequence: figures.size).time
        let days = try days(choice, figures, otherwise: time.dateInNorway)
        let books = try books(at: figures.size)
        let company = try company()
        let filings = try siteFilings(in: days, company, size: figures.size)
        let balances = try figures.trialBalance.rowsOfYear(from: days.lowerBound, to: days.upperBound)
        return SiteContents(
            company: company, days: days, head: head, lastEntry: time, checkpoint: try signed(head, by: nil).encoded,
            books: books, balances: balances,
            income: try FinancialStatement(
                .income, columns: [.init("current", Phrase(""), amounts: try figures.trialBalance.movements(in: days))],
                place: books.statementPlace),
            balance: try FinancialStatement(
                .balance,
                columns: [
                    .init("current", Phrase(""), amounts: try figures.trialBalance.balances(at: days.upperBound))
                ],
                place: books.statementPlace), place: { books.statementPlace(of: $0) },
            terms: try terms(in: days, company, filings, figures), filings: filings)
    }

    private func days(
        _ choice: SiteDays, _ figures: Figures, otherwise today: CalendarDate
    ) throws -> ClosedRange<CalendarDate> {
        let year: Int
        switch choice {
        case .days(let days): return days
        case .year(let chosen): year = chosen
        case .latestYear: year = figures.trialBalance.days?.upperBound.year ?? today.year
        }
        guard let period = ReportingPeriod(.year, 1, of: year) else {
            throw InvalidInput("\(year)", "a year has four digits, as in 2026")
        }
        return period.firstDay...period.lastDay
    }

    /// The terms of the company's own return that touch the days, and what else was filed for.
    private func terms(
        in days: ClosedRange<CalendarDate>, _ company: Company, _ filings: [SiteContents.Filing], _ figures: Figures
    ) throws -> [SiteContents.Term] {
        var wanted: [(period: ReportingPeriod, category: VATCategory)] = []
        if let category = company.vatCategory, let kind = company.vatPeriod {
            var day = days.lowerBound
            while day <= days.upperBound, let period = ReportingPeriod.containing(day, kind: kind) {
                wanted.append((period, category))
                day = period.lastDay.adding(days: 1)
            }
        }
        for filing in filings {
            let term = (filing.record.id.period, filing.category)
            if !wanted.contains(where: { $0 == term }) { wanted.append(term) }
        }
        let own = company.vatCategory ?? .alminnelig
        let sorted = wanted.sorted {
            ($0.period.firstDay, $0.period.lastDay, $0.category == own ? 0 : 1, $0.category.rawValue)
                < ($1.period.firstDay, $1.period.lastDay, $1.category == own ? 0 : 1, $1.category.rawValue)
        }
        let books = try books(at: figures.size)
        return try sorted.map { period, category in
            SiteContents.Term(
                try figures.vatPostings.specification(
                    period, category: category, registered: books.company?.vatCategory, books: books),
                deadline: LegalTables.current.vatDeadlines.deadline(category, period),
                comparesAccounts: company.vatCategory == nil || company.vatCategory == category)
        }
    }

    // Filings

    private func siteFilings(
        in days: ClosedRange<CalendarDate>, _ company: Company, size: UInt64
    ) throws -> [SiteContents.Filing] {
        let records = try Filings.load(from: log, size: size).records.filter {
            $0.id.period.firstDay <= days.upperBound && days.lowerBound <= $0.id.period.lastDay
        }
        guard !records.isEmpty else { return [] }
        var events: [String: [RecordedEvent]] = [:]
        try log.readRare(1...size) { entry in
            guard let type = EntryBytes.typeName(of: entry.bytes), type.starts(with: "filing.".utf8) else { return }
            let event = try entry.decoded()
            if let id = event.body["filing"]?.string { events[id, default: []].append(event) }
        }
        return try records.map { record in
            let inputs = try VATReturnInputs(record.current.event.inputs)
            let events = events[record.id.description] ?? []
            return SiteContents.Filing(
                record, category: inputs.category, events: events,
                document: VATReturnDocument(validBytes: try document(of: record).bytes),
                deadline: LegalTables.current.vatDeadlines.deadline(inputs.category, record.id.period),
                documents: try siteDocuments(of: record, inputs, events))
        }
    }

    /// What a site may show of a filing: all that went out, came back or was signed, but no token of a login.
    private func siteDocuments(
        of record: FilingRecord, _ inputs: VATReturnInputs, _ events: [RecordedEvent]
    ) throws -> [SiteDocument] {
        let hashes = record.current.event.hashes
        var wanted: [(Phrase, SHA256Digest)] = [
            (Phrase(en: "The return (mva-melding)", nb: "Mva-meldingen"), hashes.document),
            (Phrase(en: "The envelope (konvolutt)", nb: "Konvolutten"), hashes.envelope),
        ]
        for (index, hash) in hashes.attachments.enumerated() {
            let name = inputs.attachments.indices.contains(index) ? inputs.attachments[index].name : "\(index + 1)"
            wanted.append((Phrase(en: "Attachment: \(name)", nb: "Vedlegg: \(name)"), hash))
        }
        let references = BundleReferences(events)
        for (sequence, hash) in references.answers {
            let kind = events.first { $0.sequence == sequence }?.body["step"]?["kind"]?.string
            wanted.append(
                kind.map { (Phrase(en: "The authority's \($0)", nb: "Myndighetens \($0)"), hash) }
                    ?? (Phrase(en: "The authority's answer", nb: "Myndighetens svar"), hash))
        }
        wanted += references.signatures.map {
            (Phrase(en: "A signature of approval", nb: "En signatur på godkjenningen"), $0.hash)
        }
        return try wanted.map { label, hash in
            let document = try stored(hash)
            guard document.hash == hash else {
                throw LogFault(at: nil, "the document \(hash) does not have the hash it is stored under")
            }
            return SiteDocument(label, mediaType: document.mediaType, hash: hash, bytes: document.bytes)
        }
    }
}
