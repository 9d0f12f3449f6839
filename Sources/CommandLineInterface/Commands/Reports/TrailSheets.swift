import Application
import Formats
import Ledger
import Reports
import Values

/// A figure with the postings and documentation behind it.
struct FigureTrailSheet: Sheet {
    let trail: FigureTrail
    let accounts: [AccountNumber: Account]

    func text(in language: Language) -> String {
        let title = Phrase(en: "Behind \(trail.figure)", nb: "Bak \(trail.figure)").text(in: language)
        return [title, "", shown.text(in: language)].joined(separator: "\n")
    }

    private static let columns: [ReportTable.Column] = [
        .init("date", Phrase(en: "Date", nb: "Dato")), .init("voucher", Phrase(en: "Voucher", nb: "Bilag")),
        .init("line", Phrase(en: "Line", nb: "Linje"), .right), .init("account", Phrase(en: "Account", nb: "Konto")),
        .init("text", Phrase(en: "Text", nb: "Tekst"), widest: 36),
        .init("base", Phrase(en: "Base", nb: "Grunnlag"), .right),
        .init("amount", Phrase(en: "Amount", nb: "Beløp"), .right),
        .init("entry", Phrase(en: "Entry", nb: "Post"), .right),
        .init("documentation", Phrase(en: "Documentation", nb: "Dokumentasjon"), widest: 60),
    ]

    var table: ReportTable {
        var table = ReportTable(FigureTrailSheet.columns)
        addSteps(to: &table)
        return table
    }

    private var shown: ReportTable {
        var table = ReportTable(FigureTrailSheet.columns)
        if trail.broughtForward != .zero {
            table.add([
                .empty, .phrase(Phrase(en: "Brought forward", nb: "Overført")), .empty, .empty, .empty, .empty,
                .money(trail.broughtForward),
            ])
        }
        addSteps(to: &table)
        table.addTotal([
            .phrase(Phrase(en: "Total", nb: "Sum")), .empty, .empty, .empty, .empty, .empty, .money(trail.sum),
        ])
        return table
    }

    private func addSteps(to table: inout ReportTable) {
        for step in trail.steps {
            let line = step.line
            table.add([
                .text(line.date.description), .text(line.voucher.description), .number(Int64(line.line)),
                .text(line.posting.account.text), .text(line.posting.text ?? line.text),
                step.base.map { .money($0) } ?? .empty, .money(step.amount), .number(Int64(clamping: line.sequence)),
                .text(trail.documentation[line.sequence].map(DocumentationText.line) ?? ""),
            ])
        }
    }

    var json: JSON {
        [
            "figure": .string(trail.figure.description), "sumOre": .integer(trail.sum.ore),
            "broughtForwardOre": .integer(trail.broughtForward.ore),
            "logSize": .integer(Int64(clamping: trail.head.size)), "root": .string(trail.head.root.hex),
            "postings": .array(
                trail.steps.map { step in
                    PostingRow(step.line).json.adding([
                        "partOre": .integer(step.amount.ore),
                        "partBaseOre": step.base.map { .integer($0.ore) } ?? .null,
                    ])
                }),
            "documentation": .array(
                trail.documentation.sorted { $0.key < $1.key }.map { DocumentationText.json($0.value) }),
        ]
    }
}

/// A voucher with its documentation, and every figure and filing it is in.
struct VoucherTrailSheet: Sheet {
    let trail: VoucherTrail
    let accounts: [AccountNumber: Account]

    func text(in language: Language) -> String {
        let voucher = trail.posted.voucher
        var parts = [
            Phrase(en: "Voucher", nb: "Bilag").text(in: language)
                + " \(visibleText(voucher.number.description)), \(voucher.date), \(visibleText(voucher.text))"
        ]
        parts += DocumentationText.lines(trail.documentation).map { $0.text(in: language) }
        parts += ["", table.text(in: language), ""]
        if trail.filings.isEmpty {
            parts.append(
                Phrase(en: "It is in no filing.", nb: "Bilaget er ikke med i noen innsending.").text(in: language))
        }
        for part in trail.filings {
            let phrase =
                part.isIn
                ? Phrase(
                    en: "In filing \(part.filing) (\(part.state)), built from entry \(part.prefix).",
                    nb: "Med i \(part.filing) (\(part.state.words.text(in: .bokmal))), laget av post \(part.prefix).")
                : Phrase(
                    en: "NOT in filing \(part.filing) (\(part.state)), which was built from entry \(part.prefix). "
                        + "See 'bilag filing exceptions \(part.filing)'.",
                    nb:
                        "IKKE med i \(part.filing) (\(part.state.words.text(in: .bokmal))), som ble laget av post \(part.prefix). "
                        + "Se 'bilag filing exceptions \(part.filing)'.")
            parts.append(phrase.text(in: language))
        }
        return parts.joined(separator: "\n")
    }

    var table: ReportTable {
        var table = ReportTable([
            .init("line", Phrase(en: "Line", nb: "Linje"), .right),
            .init("account", Phrase(en: "Account", nb: "Konto")),
            .init("name", Phrase(en: "Name", nb: "Navn"), widest: 36),
            .init("figure", Phrase(en: "Figure", nb: "Tall"), widest: 80),
            .init("amount", Phrase(en: "Amount", nb: "Beløp"), .right),
        ])
        for part in trail.parts {
            let posting = trail.posted.voucher.postings[part.line - 1]
            table.add([
                .number(Int64(part.line)), .text(posting.account.text), .text(accounts[posting.account]?.name ?? ""),
                .text(part.figure.description), .money(part.amount),
            ])
        }
        return table
    }

    var json: JSON {
        let voucher = trail.posted.voucher
        return [
            "voucher": .string(voucher.number.description), "date": .string(voucher.date.description),
            "text": .string(voucher.text), "documentation": DocumentationText.json(trail.documentation),
            "figures": .array(
                trail.parts.map { part in
                    [
                        "line": .integer(Int64(part.line)), "figure": .string(part.figure.description),
                        "amountOre": .integer(part.amount.ore),
                    ]
                }),
            "filings": .array(
                trail.filings.map { part in
                    [
                        "filing": .string(part.filing.description), "state": .string(part.state.rawValue),
                        "isIn": .bool(part.isIn), "logSize": .integer(Int64(clamping: part.prefix)),
                    ]
                }),
        ]
    }
}

/// What documents a voucher, in words.
enum DocumentationText {
    /// `faktura.pdf 5891b5b522d5; Fjordsystem, SALG 2026: 1001`: files with the first digits of their hashes, and the source.
    static func line(_ documentation: VoucherDocumentation) -> String {
        let files = documentation.attached.inForce.map { "\($0.file.name) \($0.file.hash.hex.prefix(12))" }
        return (files + [documentation.source.map(line)].compactMap { $0 }).joined(separator: "; ")
    }

    /// `Fjordsystem, SALG 2026: 1001`.
    static func line(_ source: VoucherSource) -> String {
        "\(source.system), \(source.journal) \(source.year): \(source.transaction)"
    }

    static func lines(_ documentation: VoucherDocumentation) -> [Phrase] {
        var lines = [
            Phrase(
                en: "Entry \(documentation.sequence), recorded \(documentation.recorded), hash \(documentation.leaf)",
                nb: "Post \(documentation.sequence), registrert \(documentation.recorded), hash \(documentation.leaf)")
        ]
        lines += AttachmentText.lines(documentation.attached)
        if let source = documentation.source {
            let text = visibleText(line(source))
            lines.append(Phrase(en: "From \(text)", nb: "Fra \(text)"))
        }
        for file in documentation.files {
            lines.append(
                Phrase(
                    en: "Imported from \(visibleText(file.name)), SHA-256 \(file.sha256)",
                    nb: "Importert fra \(visibleText(file.name)), SHA-256 \(file.sha256)"))
        }
        if let original = documentation.reverses {
            lines.append(Phrase(en: "Reverses \(original)", nb: "Tilbakefører \(original)"))
        }
        if let reversing = documentation.reversedBy {
            lines.append(Phrase(en: "Reversed by \(reversing)", nb: "Tilbakeført av \(reversing)"))
        }
        let isDocumented = !documentation.attached.inForce.isEmpty || documentation.source != nil
        if !isDocumented, documentation.reverses == nil { lines.append(AttachmentText.nothing) }
        return lines
    }

    static func json(_ source: VoucherSource) -> JSON {
        [
            "system": .string(source.system), "journal": .string(source.journal),
            "year": .integer(Int64(source.year)), "period": .integer(Int64(source.period)),
            "transaction": .string(source.transaction),
        ]
    }

    static func json(_ documentation: VoucherDocumentation) -> JSON {
        [
            "sequence": .integer(Int64(clamping: documentation.sequence)),
            "recorded": .string(documentation.recorded.description), "leaf": .string(documentation.leaf),
            "attached": AttachmentText.json(documentation.attached),
            "source": documentation.source.map(json) ?? .null,
            "files": .array(
                documentation.files.map { ["name": .string($0.name), "sha256": .string($0.sha256)] }),
            "reverses": documentation.reverses.map { .string($0.description) } ?? .null,
            "reversedBy": documentation.reversedBy.map { .string($0.description) } ?? .null,
        ]
    }
}
