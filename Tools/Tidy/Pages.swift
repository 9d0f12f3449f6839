import CommandLineInterface
import Foundation

/// Writes what is generated from the commands.
enum Pages {
    /// - Parameters:
    ///   - checkout: where `docs/reference/commands` is.
    ///   - manual: the folder for the pages of `man`; nil for none.
    static func write(in checkout: Checkout, manual: String?) throws {
        let folder = URL(filePath: checkout.folder).appending(path: "docs/reference/commands")
        let pages = CommandDocumentation.referencePages
        for page in pages { try write(page, in: folder) }
        let names = Set(pages.map(\.name))
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path)
        where name.hasSuffix(".md") && !names.contains(name) {
            try FileManager.default.removeItem(at: folder.appending(path: name))
        }
        print("Tidy: wrote \(pages.count) pages to docs/reference/commands")
        guard let manual else { return }
        let manualPages = CommandDocumentation.manualPages
        for page in manualPages { try write(page, in: URL(filePath: manual)) }
        print("Tidy: wrote \(manualPages.count) pages for man to \(manual)")
    }

    private static func write(_ page: (name: String, text: String), in folder: URL) throws {
        try Data(page.text.utf8).write(to: folder.appending(path: page.name), options: .atomic)
    }
}
