import Foundation

// The house rules that neither the compiler nor the tests see. Prints one line for each breach and ends with 1 if there
// is any. With --freeze it writes the hashes of newly published event schemas into EventSchemas/frozen.json first.

do {
    let checkout = try Checkout(folder: FileManager.default.currentDirectoryPath)
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
