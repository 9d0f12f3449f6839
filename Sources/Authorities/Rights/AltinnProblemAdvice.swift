/// What a person is to do about a refusal of Altinn's.
enum AltinnProblemAdvice: String, CaseIterable {
    case again
    case agent
    case app
    case approved
    case approver
    case bug
    case change
    case client
    case environment
    case level
    case linking
    case manager
    case needs
    case packages
    case party
    case redirect
    case reference
    case register
    case renew
    case scopes
    case service
    case status
    case system
    case systemID
    case update
    case vendor
    case visible
    case waiting

    /// As a sentence.
    var sentence: String {
        switch self {
        case .again: "Run the command again later; if it stays, ask Altinn's support and name the code."
        case .agent: "This is about system users for customers of accountants, which Bilag does not ask for."
        case .app: "Correct vat.app: the resource is app_ and the app's owner and name, version and all."
        case .approved:
            "Nothing needs approval: 'bilag authority user status' shows it. For more rights ask for a change: "
                + "'bilag authority user change'."
        case .approver: "Let somebody approve who holds the access in question, or the company's access manager."
        case .bug: "Update Bilag; the interface has changed."
        case .change: "Ask again with 'bilag authority user change', which takes a new correlation id."
        case .client: "Take the client id off the other system, or make a client of its own for this one."
        case .environment: "Check the number, and the environment: test companies exist in test only."
        case .level: "Let the approver log in with BankID, Buypass or Commfides."
        case .linking: "This is about persons without a national identity number, and should not come here."
        case .manager: "Let the company's access manager (tilgangsstyrer) decide it in Altinn."
        case .needs: "Say what the filing needs: vat.app and vat.accessPackages are both empty."
        case .packages: "Correct vat.accessPackages; Altinn's access package register lists those there are."
        case .party: "Let the approver choose the right organisation in Altinn, and open the address again."
        case .redirect: "Set system.redirectUrls to absolute https addresses, then 'bilag authority system update'."
        case .reference: "Check the reference and the environment: 'bilag authority user list' shows what there is."
        case .register:
            "Register it in this environment: 'bilag authority system register'. Test and production know "
                + "nothing of each other."
        case .renew:
            "Take it back with 'bilag authority user withdraw', then ask again with 'bilag authority user request'."
        case .scopes:
            "Ask Digdir for the scopes altinn:authentication/systemregister.write and "
                + "altinn:authentication/systemuser.request.read and .write."
        case .service: "Look at the service's own conditions in Altinn."
        case .status: "See how it was decided: 'bilag authority user status'."
        case .system: "Compare what is registered with what is declared: 'bilag authority system show'."
        case .systemID: "Choose another systemUser.systemId: the vendor's number, an underscore and a name."
        case .update: "Bring the register up to date in this environment: 'bilag authority system update'."
        case .vendor: "Check that client, system and environment are of one organisation: 'bilag authority check'."
        case .visible: "Set system.isVisible to false, then 'bilag authority system update'."
        case .waiting: "It waits for the customer: 'bilag authority user status' gives the address to open."
        }
    }
}
