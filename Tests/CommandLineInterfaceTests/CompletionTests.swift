import Foundation
import Testing

@testable import CommandLineInterface

@Suite("Completion")
struct CompletionTests {
    private static let words = CompletionWords(registry: .bilag)

    private static func has(_ shell: String) -> Bool {
        FileManager.default.isExecutableFile(atPath: "/usr/bin/\(shell)")
    }

    private func run(_ shell: String, _ arguments: [String], in folder: String) throws -> (
        status: Int32, output: String
    ) {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/\(shell)")
        process.arguments = arguments
        process.currentDirectoryURL = URL(filePath: folder)
        process.environment = ["PATH": folder + ":/usr/bin:/bin", "HOME": folder]
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let text = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: text, as: UTF8.self))
    }

    /// A folder with the script and a `bilag` that lists two accounts and a filing.
    private func folder(_ script: String) throws -> String {
        let url = FileManager.default.temporaryDirectory.appending(path: "bilag-completion-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        try Data(script.utf8).write(to: url.appending(path: "script"))
        let stub =
            "#!/bin/sh\ncase \"$1\" in account) printf 'account;name\\n1920;Bank\\n3000;Salg\\n';;"
            + " filing) printf 'filing\\nvat-2026-T1-1\\n';; esac\n"
        _ = FileManager.default.createFile(
            atPath: url.appending(path: "bilag").path, contents: Data(stub.utf8), attributes: [.posixPermissions: 0o755]
        )
        try Data().write(to: url.appending(path: "fil.xml"))
        return url.path
    }

    private static let cases: [(line: String, offered: [String], not: [String])] = [
        ("", ["report", "filing"], ["vat-2026-T1-1"]), ("rep", ["report"], ["filing"]),
        ("report ", ["vat", "trial-balance"], ["keys"]), ("authority keys ", ["create", "show"], ["token"]),
        ("report vat --per", ["--period"], ["--from"]), ("report vat --language ", ["nb", "en"], []),
        ("filing show ", ["vat-2026-T1-1"], ["1920"]), ("report ledger --account ", ["1920", "3000"], []),
        ("--books x.bilag filing ", ["draft", "show"], []), ("export saft --version ", ["1.30", "1.40"], []),
        ("import saft f", ["fil.xml"], []), ("vat specification map 7830 tap", ["tapPåKrav"], []),
    ]

    @Test("bash offers what may come next", .enabled(if: has("bash")), arguments: cases)
    func bash(line: String, offered: [String], not: [String]) throws {
        let folder = try folder(BashCompletion(words: Self.words).script)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let typed = ("bilag " + line).split(separator: " ", omittingEmptySubsequences: false).map { "'\($0)'" }
        let command =
            "source ./script; COMP_WORDS=(\(typed.joined(separator: " "))); "
            + "COMP_CWORD=\(typed.count - 1); _bilag; printf '%s\\n' \"${COMPREPLY[@]}\""
        let run = try run("bash", ["--norc", "-c", command], in: folder)
        let words = run.output.split(separator: "\n").map(String.init)
        for word in offered { #expect(words.contains(word), "\(run.output)") }
        for word in not { #expect(!words.contains(word)) }
    }

    @Test("fish offers what may come next", .enabled(if: has("fish")), arguments: cases)
    func fish(line: String, offered: [String], not: [String]) throws {
        let folder = try folder(FishCompletion(words: Self.words).script)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let run = try run("fish", ["--no-config", "-c", "source ./script; complete -C 'bilag \(line)'"], in: folder)
        let words = run.output.split(separator: "\n").map { String($0.split(separator: "\t").first ?? "") }
        for word in offered { #expect(words.contains(word), "\(run.output)") }
        for word in not { #expect(!words.contains(word)) }
    }

    @Test("zsh reads the script", .enabled(if: has("zsh"))) func zsh() throws {
        let folder = try folder(ZshCompletion(words: Self.words).script)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let run = try run(
            "zsh", ["-f", "-c", "autoload -Uz compinit; compinit -D; source ./script && print $_comps[bilag]"],
            in: folder)
        #expect(run.status == 0)
        #expect(run.output == "_bilag\n")
    }

    @Test("every page for man is well-formed", .enabled(if: has("mandoc"))) func manual() throws {
        let folder = try folder("")
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let pages = CommandDocumentation.manualPages
        for page in pages { try Data(page.text.utf8).write(to: URL(filePath: folder + "/" + page.name)) }
        let run = try run("mandoc", ["-T", "lint", "-W", "warning"] + pages.map(\.name), in: folder)
        // A day of making would make each page another one.
        #expect(run.output.split(separator: "\n").filter { !$0.contains("missing date") } == [])
        #expect(pages.count == CommandRegistry.bilag.commands.count + 1)
    }
}
