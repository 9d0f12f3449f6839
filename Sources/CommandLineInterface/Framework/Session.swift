import Application
import Authorities
import Cryptography
import Foundation
import Reports
import Values

/// One run of one command: where it writes, what it was told, and the world around it.
public struct Session: Sendable {
    public let console: Console
    public let options: GlobalOptions
    public private(set) var workplace: Workplace

    /// The file name as written, made absolute.
    public func path(_ name: String) -> String {
        let expanded = name == "~" || name.hasPrefix("~/") ? home + name.dropFirst() : name
        return expanded.hasPrefix("/") ? expanded : workplace.workingDirectory + "/" + expanded
    }

    /// The file of the books: `--books`, else `BILAG_BOOKS`.
    public func booksPath() throws(UsageError) -> String {
        if let books = options.books ?? workplace.environment["BILAG_BOOKS"], !books.isEmpty { return path(books) }
        throw UsageError("Which books? Give --books FILE, or set BILAG_BOOKS to their file.")
    }

    /// The configuration file, and whether the user named it; one that was not named may be absent.
    var configurationFile: (path: String, isNamed: Bool) {
        if let named = options.configuration { return (path(named), true) }
        let folder = workplace.environment["XDG_CONFIG_HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? home + "/.config"
        return (path(folder + "/bilag/config.json"), false)
    }

    /// The bytes of a file, or of standard input for `-`.
    public func read(_ name: String) throws -> [UInt8] {
        if name == "-" { return try workplace.standardInput() }
        guard let data = FileManager.default.contents(atPath: path(name)) else {
            throw UsageError("'\(name)' cannot be read. Look at the name, and whether you may read the file.")
        }
        return Array(data)
    }

    /// Has each call to an authority noted in the file that `--log` or `BILAG_LOG` names, if one does.
    ///
    /// - Throws: `CallLogError` before anything is sent.
    mutating func logCalls() throws {
        guard let name = options.callLog ?? workplace.environment["BILAG_LOG"], !name.isEmpty else { return }
        let file = try CallLogFile(path(name))
        workplace.transport = CallLog(
            workplace.transport, correlationID: try uuid(), now: workplace.now, write: { file.append($0) })
    }

    /// The books to work on.
    func openBooks() throws -> OpenBooks {
        let now = workplace.now
        return try OpenBooks(workplace.store.open(try booksPath()), person: person, user: user, clock: now)
    }

    /// Whose name stands in what is recorded: `--person`, else `BILAG_PERSON`, else the user of this machine.
    var person: String {
        let named = [options.person, workplace.environment["BILAG_PERSON"], workplace.environment["USER"]]
        return named.compactMap { $0 }.first { !$0.isEmpty } ?? "unknown"
    }

    /// The account on this machine.
    private var user: String? { workplace.environment["USER"].flatMap { $0.isEmpty ? nil : $0 } }

    /// Whether a person at the terminal says yes; false where nobody can be asked.
    func isAgreed(_ question: Phrase) -> Bool {
        workplace.askYes(
            question.text(in: console.language) + Phrase(en: " [y/N] ", nb: " [j/N] ").text(in: console.language))
            ?? false
    }

    /// A random identifier.
    func uuid() throws -> String { uuidVersion4(from: try workplace.randomBytes(16)) }

    /// Writes an answer the way the user asked for.
    func show(_ sheet: some Sheet) {
        switch console.format {
        case .text: console.output(sheet.text(in: console.language))
        case .json: console.output(sheet.json)
        case .csv: console.output(bytes: Array(sheet.csv.utf8))
        }
    }

    private var home: String { workplace.environment["HOME"] ?? "" }
}
