import Application
import Filing
import Formats
import Reports
import Values

struct FilingExceptionsCommand: Command {
    static let description = CommandDescription(
        "filing", "exceptions",
        summary: "Show every posting that reached a filed period afterwards, and the corrected return.",
        discussion: """
            Lists the vouchers that entered the books after the filing's document was built, valued by line of the return, with
            the return as it would be drafted now and what differs. Nothing is recorded, unless --draft asks for the corrected
            return as a draft of its own. The exit status is 1 when anything reached the period.
            """,
        parameters: [.filing],
        options: [.flag("draft", "Records the corrected return as a draft, as 'filing draft' does.")],
        formats: [.json, .csv], example: "bilag filing exceptions vat-2026-T1-1")

    private let id: FilingID
    private let drafts: Bool

    init(_ arguments: Arguments) throws {
        id = try arguments.filing()
        drafts = arguments.has("draft")
    }

    func run(in session: Session) async throws -> ExitStatus {
        let books = try session.openBooks()
        let exceptions = try books.exceptions(id)
        let recorded = drafts && !exceptions.difference.isEmpty ? try books.draft(exceptions) : nil
        session.show(ExceptionSheet(exceptions: exceptions, recorded: recorded?.id))
        return exceptions.isEmpty ? .success : .findings
    }
}

/// What reached a filed period, by line of the return.
private struct ExceptionSheet: Sheet {
    let exceptions: FilingExceptions
    /// The draft that was recorded, if one was.
    let recorded: FilingID?

    func text(in language: Language) -> String {
        let record = exceptions.record
        let title = Phrase(
            en: "Filing \(record.id) (\(record.state)) was built from entry \(exceptions.sizes.filed); the books have "
                + "\(exceptions.sizes.now).",
            nb:
                "\(record.id) (\(record.state.words.text(in: .bokmal))) ble laget av post \(exceptions.sizes.filed); regnskapet har "
                + "\(exceptions.sizes.now).")
        var parts = [title.text(in: language)]
        if exceptions.effects.isEmpty {
            parts += [
                "",
                Phrase(
                    en: "No later posting has a part in the return.",
                    nb: "Ingen senere postering har noe i meldingen å gjøre."
                ).text(in: language),
            ]
        } else {
            parts += ["", EffectTable(exceptions.effects).table.text(in: language)]
        }
        if !exceptions.others.isEmpty { parts += ["", others.text(in: language)] }
        if !exceptions.mappings.isEmpty { parts += ["", EffectTable.mapped(exceptions.mappings).text(in: language)] }
        let same = Phrase(en: "The return would say the same.", nb: "Meldingen ville sagt det samme.")
        parts += ["", exceptions.difference.isEmpty ? same.text(in: language) : changes.text(in: language)]
        if let recorded {
            parts += [
                "",
                Phrase(
                    en: "Recorded as draft \(recorded).", nb: "Registrert som utkast \(recorded)."
                ).text(in: language),
            ]
        } else if !exceptions.difference.isEmpty {
            parts += [
                "",
                Phrase(
                    en:
                        "The corrected return is not recorded. 'bilag filing exceptions \(record.id) --draft' makes it a draft.",
                    nb:
                        "Den korrigerte meldingen er ikke registrert. 'bilag filing exceptions \(record.id) --draft' lager et utkast."
                ).text(in: language),
            ]
        }
        return parts.joined(separator: "\n")
    }

    private var changes: FilingChanges {
        FilingChanges(
            exceptions.difference, heading: Phrase(en: "Corrected return", nb: "Korrigert melding"),
            before: "\(exceptions.record.id)", after: nil)
    }

    private var others: ReportTable {
        var table = ReportTable([
            .init("voucher", Phrase(en: "In the period, but on no line", nb: "I perioden, men ikke på noen linje")),
            .init("date", Phrase(en: "Date", nb: "Dato")), .init("entry", Phrase(en: "Entry", nb: "Post"), .right),
            .init("text", Phrase(en: "Text", nb: "Tekst"), widest: 40),
            .init("vatAccounts", Phrase(en: "Owed on VAT accounts", nb: "Skyldig på mva-konti"), .right),
        ])
        for other in exceptions.others {
            table.add([
                .text(other.voucher.description), .text(other.date.description),
                .number(Int64(clamping: other.sequence)),
                .text(other.text), other.vatAccounts.map { .money($0) } ?? .empty,
            ])
        }
        return table
    }

    var table: ReportTable { EffectTable(exceptions.effects).table }

    var json: JSON {
        [
            "filing": .string(exceptions.record.id.description), "state": .string(exceptions.record.state.rawValue),
            "logSizeFiled": .integer(Int64(clamping: exceptions.sizes.filed)),
            "logSize": .integer(Int64(clamping: exceptions.sizes.now)), "lines": EffectTable(exceptions.effects).json,
            "others": .array(
                exceptions.others.map { other in
                    [
                        "voucher": .string(other.voucher.description), "date": .string(other.date.description),
                        "sequence": .integer(Int64(clamping: other.sequence)), "text": .string(other.text),
                        "vatAccountsOre": other.vatAccounts.map { .integer($0.ore) } ?? .null,
                    ]
                }), "mappings": EffectTable.json(exceptions.mappings),
            "corrected": FilingChanges(exceptions.difference).json,
            "correctedHash": .string(exceptions.corrected.package.document.hash.hex),
            "draft": recorded.map { .string($0.description) } ?? .null,
        ]
    }
}
