import Foundation

// The house rules that neither the compiler nor the tests see. Prints one line for each breach and ends with 1 if there
// is any. With --docs it only writes the pages that are made from the commands (Tools/docs). With --freeze it writes the hashes of newly published event schemas into EventSchemas/frozen.json first.

do {
    let checkout = try Checkout(folder: FileManager.default.currentDirectoryPath)
    if let index = CommandLine.arguments.firstIndex(of: "--docs") {
        try Pages.write(in: checkout, manual: CommandLine.arguments.dropFirst(index + 1).first)
        exit(0)
    }
    if CommandLine.arguments.contains("--freeze") { try FrozenSchemasRule.freezeNew(in: checkout) }
    let rules: [any HouseRule] = [
        ImportsRule(), FrozenSchemasRule(), LegalTableSourcesRule(), CommandPagesRule(), MachinePathsRule(),
        SourceTextRule(), CommandMentionsRule(), LinksRule(),
    ]
    let breaches = try rules.flatMap { try $0.breaches(in: checkout) }
    for breach in breaches { print(breach) }
    print(breaches.isEmpty ? "Tidy: the house is in order" : "Tidy: \(breaches.count) to mend")
    exit(breaches.isEmpty ? 0 : 1)
} catch {
    print("Tidy: \(error)")
    exit(2)
}
