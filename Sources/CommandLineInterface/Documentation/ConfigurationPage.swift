import Authorities
import Values

/// The page `docs/reference/configuration.md`: every setting that has a built-in value, by environment.
enum ConfigurationPage {
    static var text: String {
        var lines = [
            "# Configuration", "",
            "One JSON object with the members `sandbox`, `test` and `production`, each with settings by section, as in",
            "[connect-to-the-authorities](../how-to/connect-to-the-authorities.md). All may be left out; an unknown one is refused.",
            "The authorities roll addresses, app names and versions: each built-in value has its source and the day it was read.",
        ]
        for environment in BooksEnvironment.allCases {
            lines += ["", "## \(environment)", "", "| Setting | Built-in value | Source |", "|---|---|---|"]
            for setting in AuthorityConfiguration.describe(environment) {
                let value = setting.value.replacing("|", with: "\\|")
                lines.append("| `\(setting.path)` | `\(value)` | \(setting.source) |")
            }
        }
        lines += [
            "", "## Without a built-in value", "", "| Setting | Meaning |", "|---|---|",
            "| `maskinporten.clientId` | The Maskinporten client |",
            "| `maskinporten.keyFile` | Its private key, PEM or JWK, readable by its owner alone |",
            "| `maskinporten.keyId` | The id the key is registered under |",
            "| `maskinporten.certificateChainFile` | Instead of a key id: an enterprise certificate and those above it, PEM |",
            "| `idPorten.clientId` | The ID-porten client |",
            "| `log.keyFile` | The key that checkpoints of the log are signed with, Ed25519 as PEM, readable by its owner alone |",
            "| `systemUser.systemId` | The system's id in Altinn's system register |",
            "| `systemUser.externalRef` | The reference of the customer's system user, where it has one of its own |",
        ]
        return lines.joined(separator: "\n") + "\n"
    }
}
