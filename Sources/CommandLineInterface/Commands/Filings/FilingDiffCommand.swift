import Application
import Filing
import Formats
import Reports
import VATReturn
import Values

struct FilingDiffCommand: Command {
    static let description = CommandDescription(
        "filing", "diff", summary: "Compare two filings or drafts line by line, with the vouchers that explain it.",
        discussion: """
            A side is a filing, vat-2026-T1-1, for its current draft; vat-2026-T1-1:2 for its second draft; or books for the
            return of the same period as the books give it now. Vouchers are named when both are returns of one period: those
            that entered the books between the two. The exit status is 1 when the sides differ.
            """,
        parameters: [
            CommandParameter("A", "The earlier side, as in vat-2026-T1-1."),
            CommandParameter("B", "The later side, as in vat-2026-T1-2 or books."),
        ],
        formats: [.json, .csv], example: "bilag filing diff vat-2026-T1-1 books")

    private let before: FilingVersion
    private let after: FilingVersion

    init(_ arguments: Arguments) throws {
        before = try arguments.requiredParsed("A", as: FilingVersion.init)
        after = try arguments.requiredParsed("B", as: FilingVersion.init)
    }

    func run(in session: Session) async throws -> ExitStatus {
        let comparison = try session.openBooks().compare(before, after)
        session.show(FilingDiffSheet(comparison: comparison))
        return comparison.difference.isEmpty ? .success : .findings
    }
}

/// What differs between two filings.
private struct FilingDiffSheet: Sheet {
    let comparison: FilingComparison

    func text(in language: Language) -> String {
        let title = Phrase(
            en: "From \(comparison.before) (entry \(comparison.sizes.before)) to \(comparison.after) "
                + "(entry \(comparison.sizes.after))",
            nb: "Fra \(name(comparison.before, .bokmal)) (post \(comparison.sizes.before)) til "
                + "\(name(comparison.after, .bokmal)) "
                + "(post \(comparison.sizes.after))")
        var parts = [title.text(in: language), ""]
        if comparison.difference.isEmpty {
            parts.append(Phrase(en: "The returns say the same.", nb: "Meldingene sier det samme.").text(in: language))
        } else {
            parts.append(
                FilingChanges(
                    comparison.difference,
                    heading: Phrase(en: "Line", nb: "Linje"), before: name(comparison.before, language),
                    after: name(comparison.after, language)
                ).text(in: language))
        }
        if comparison.effects == nil {
            parts += [
                "",
                Phrase(
                    en: "They are not returns of one period and kind: no voucher explains one from the other.",
                    nb: "De gjelder ikke samme periode og slag: ingen bilag forklarer den ene fra den andre."
                ).text(in: language),
            ]
        }
        if let effects = comparison.effects, !effects.isEmpty {
            parts += ["", EffectTable(effects).table.text(in: language)]
        }
        if !comparison.mappings.isEmpty { parts += ["", EffectTable.mapped(comparison.mappings).text(in: language)] }
        return parts.joined(separator: "\n")
    }

    private func name(_ version: FilingVersion, _ language: Language) -> String {
        guard case .books = version else { return version.description }
        return Phrase(en: version.description, nb: "regnskapet").text(in: language)
    }

    /// The vouchers; the lines themselves stand in text and JSON.
    var table: ReportTable { EffectTable(comparison.effects ?? []).table }

    var json: JSON {
        FilingChanges(comparison.difference).json.adding([
            "before": .string(comparison.before.description), "after": .string(comparison.after.description),
            "logSizeBefore": .integer(Int64(clamping: comparison.sizes.before)),
            "logSize": .integer(Int64(clamping: comparison.sizes.after)),
            "periodBefore": .string(comparison.periods.before.description),
            "period": .string(comparison.periods.after.description),
            "vouchers": comparison.effects.map { EffectTable($0).json } ?? .null,
            "mappings": EffectTable.json(comparison.mappings),
        ])
    }
}
