import Application
import Filing
import Formats
import Reports
import Values

struct FilingReplayCommand: Command {
    static let description = CommandDescription(
        "filing", "replay", summary: "Build a filing again from its recorded part of the log, and compare every byte.",
        discussion: "The exit status is 1 at the first difference.", parameters: [.filing], formats: [.json],
        example: "bilag filing replay vat-2026-T1-1")

    private let id: FilingID

    init(_ arguments: Arguments) throws { id = try arguments.filing() }

    func run(in session: Session) async throws -> ExitStatus {
        let replay = try session.openBooks().replay(id)
        if session.console.wantsJSON {
            session.console.output(json(replay))
        } else {
            show(replay, on: session.console)
        }
        return replay.isIdentical ? .success : .findings
    }

    private func show(_ replay: FilingReplay, on console: Console) {
        if !replay.prefixIsUnchanged {
            console.error(
                Phrase(
                    en: "The log's first \(replay.size) entries are not those the filing was built from.",
                    nb: "Loggens første \(replay.size) poster er ikke de innsendingen ble bygget av."))
        }
        for part in replay.parts {
            if part.isIdentical {
                console.output(
                    Phrase(
                        en: "\(part.name): identical, SHA-256 \(part.recorded)",
                        nb: "\(part.name): identisk, SHA-256 \(part.recorded)"))
            } else {
                let place = part.firstDifference.map { " (byte \($0 + 1))" } ?? ""
                console.output(
                    Phrase(
                        en: "\(part.name): different\(place), recorded \(part.recorded), rebuilt \(part.rebuilt)",
                        nb: "\(part.name): forskjellig\(place), registrert \(part.recorded), bygget \(part.rebuilt)"))
            }
        }
        if replay.isIdentical {
            console.output(
                Phrase(
                    en: "\(replay.filing) replayed from the first \(replay.size) entries: identical.",
                    nb: "\(replay.filing) bygget på nytt fra de første \(replay.size) postene: identisk."))
        }
    }

    private func json(_ replay: FilingReplay) -> JSON {
        [
            "filing": .string(replay.filing.description), "identical": .bool(replay.isIdentical),
            "logSize": .integer(Int64(clamping: replay.size)), "prefixUnchanged": .bool(replay.prefixIsUnchanged),
            "parts": .array(
                replay.parts.map { part in
                    [
                        "name": .string(part.name), "identical": .bool(part.isIdentical),
                        "recorded": .string(part.recorded.hex), "rebuilt": .string(part.rebuilt.hex),
                        "firstDifference": part.firstDifference.map { .integer(Int64($0)) } ?? .null,
                    ]
                }),
        ]
    }
}
