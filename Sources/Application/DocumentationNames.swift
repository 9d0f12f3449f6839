import Formats
import Ledger

/// Names under which attached files are written out again. What stands in the log is text of others: it names no folder,
/// hides nothing, means nothing to a shell, and ends as the file's kind does.
public struct DocumentationNames: Sendable {
    /// One for each file, in order, no two alike in any case of letters.
    public private(set) var names: [String] = []

    public init(_ files: [DocumentationFile]) {
        var taken: Set<String> = []
        for file in files {
            let (stem, ending) = DocumentationNames.parts(of: file)
            var name = stem + ending
            var count = 1
            while !taken.insert(name.lowercased()).inserted {
                count += 1
                name = "\(stem)-\(count)\(ending)"
            }
            names.append(name)
        }
    }

    private static func parts(of file: DocumentationFile) -> (stem: String, ending: String) {
        let expected = MediaType.fileExtension(of: file.mediaType) ?? "bin"
        let safe = String(file.name.map { isSafe($0) ? $0 : "_" })
        let trimmed = String(safe.drop { $0 == "." || $0 == "-" || $0 == "_" })
        let dot = trimmed.lastIndex(of: ".")
        let ending = dot.map { trimmed[trimmed.index(after: $0)...].lowercased() }
        guard let dot, let ending, ([expected] + (spellings[expected] ?? [])).contains(ending) else {
            return (shortened(trimmed), ".\(expected)")
        }
        return (shortened(String(trimmed[..<dot])), ".\(ending)")
    }

    /// Other endings that mean the same.
    private static let spellings = [
        "jpg": ["jpeg"], "tif": ["tiff"], "html": ["htm"], "heic": ["heif"], "txt": ["csv", "log", "md"],
        "xml": ["ehf", "ubl"],
    ]

    private static func shortened(_ stem: String) -> String {
        stem.isEmpty ? "file" : String(stem.prefix(80))
    }

    private static func isSafe(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || "-_.".contains(character)
    }
}
