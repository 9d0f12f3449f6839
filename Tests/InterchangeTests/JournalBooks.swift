import Foundation
import Interchange
import Ledger
import Testing
import Values

/// A folder of journals for a test.
final class JournalFiles {
    let folder: URL

    init(_ files: [String: String]) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "journal-\(UUID().uuidString)/books")
        for (name, text) in files { try write(Data(text.utf8), name) }
    }

    func write(_ bytes: Data, _ name: String) throws {
        let place = folder.appending(path: name)
        try FileManager.default.createDirectory(
            at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
        try bytes.write(to: place)
    }

    deinit { try? FileManager.default.removeItem(at: folder.deletingLastPathComponent()) }

    func path(_ name: String) -> String { folder.appending(path: name).path }
}

extension TestBooks {
    @discardableResult
    func importing(
        journal text: String, _ syntax: JournalImport.Syntax = .journal, more files: [String: String] = [:],
        _ change: (inout JournalImportOptions) -> Void = { _ in }
    ) throws -> ImportReport {
        let folder = try JournalFiles(files.merging(["main.journal": text]) { first, _ in first })
        return try importing(folder, syntax, change)
    }

    func importing(
        _ folder: JournalFiles, _ syntax: JournalImport.Syntax = .journal, main: String = "main.journal",
        _ change: (inout JournalImportOptions) -> Void = { _ in }
    ) throws -> ImportReport {
        var options = JournalImportOptions()
        options.shared.balances = { day in try self.money(through: day) }
        change(&options)
        return try attempting { transaction, _ in
            try JournalImport(syntax, options: options).run(path: folder.path(main), into: transaction)
        }
    }
}

/// A construct and what becomes of it.
struct JournalCase: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let text: String
    /// The code of the finding; nil where nothing is said.
    let code: String?
    /// The line it stands on.
    let line: Int?

    init(_ name: String, _ text: String, _ code: String? = nil, _ line: Int? = nil) {
        testDescription = name
        self.text = text
        self.code = code
        self.line = line
    }
}

/// One text of several.
func joined(_ parts: String...) -> String { parts.joined() }
