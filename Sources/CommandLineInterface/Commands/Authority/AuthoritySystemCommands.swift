import Application
import Authorities
import Formats
import Reports
import Values

struct AuthoritySystemRegisterCommand: Command {
    static let description = CommandDescription(
        "authority", "system register", summary: "Enter the system in Altinn's System Register, once per environment.",
        discussion: """
            Customers give rights to a system. What is registered is made from the table of what each filing needs
            (resource, access packages) and the settings systemUser.systemId and system.*. The id is taken for ever, and
            a client id goes with one system only. Test and production are separate registers.
            """,
        options: [.flag("dry-run", "Show what would be registered."), .environment], formats: [.json],
        example: "bilag authority system register --environment test --dry-run")

    private let isDryRun: Bool
    private let environment: EnvironmentChoice

    init(_ arguments: Arguments) throws {
        isDryRun = arguments.has("dry-run")
        environment = try EnvironmentChoice(arguments)
    }

    func run(in session: Session) async throws -> ExitStatus {
        let access = try session.authorityAccess(try session.environment(environment))
        let system = try SystemRegistration(declaredBy: access.record)
        if !isDryRun {
            let register = try access.systemRegister()
            if try await register.find(system.id) != nil {
                session.console.error(
                    "\(system.id) is registered in \(access.record.environment) already. "
                        + "'bilag authority system show' compares it, 'bilag authority system update' changes it.")
                return .refused
            }
            try await register.register(system)
        }
        session.show(FactSheet.of(system, in: access.record.environment))
        session.console.note(
            isDryRun
                ? Phrase(en: "Nothing was registered (--dry-run).", nb: "Ingenting ble registrert (--dry-run).")
                : Phrase(
                    en:
                        "Registered in \(access.record.environment). Customers are asked with 'bilag authority user request'.",
                    nb: "Registrert i \(access.record.environment). Kunder spørres med 'bilag authority user request'.")
        )
        return .success
    }
}

struct AuthoritySystemShowCommand: Command {
    static let description = CommandDescription(
        "authority", "system show", summary: "Show the registered system, and where it differs from what is declared.",
        discussion: "The exit status is 1 when they differ, or nothing is registered in this environment.",
        options: [.environment], formats: [.json], example: "bilag authority system show --environment test")

    private let environment: EnvironmentChoice

    init(_ arguments: Arguments) throws { environment = try EnvironmentChoice(arguments) }

    func run(in session: Session) async throws -> ExitStatus {
        let access = try session.authorityAccess(try session.environment(environment))
        let declared = try SystemRegistration(declaredBy: access.record)
        guard let registered = try await access.systemRegister().find(declared.id) else {
            session.console.note(
                Phrase(
                    en: "\(declared.id) is not registered in \(access.record.environment); what test has, production "
                        + "may lack. 'bilag authority system register' enters it.",
                    nb:
                        "\(declared.id) er ikke registrert i \(access.record.environment); det test har, kan produksjon "
                        + "mangle. 'bilag authority system register' registrerer det."))
            return .findings
        }
        session.show(FactSheet.of(registered, in: access.record.environment))
        return session.tell(declared.differences(from: registered)) ? .findings : .success
    }
}

struct AuthoritySystemUpdateCommand: Command {
    static let description = CommandDescription(
        "authority", "system update", summary: "Bring the registered system up to what is declared.",
        discussion: """
            Shows the difference, and changes nothing without --yes. System users that are approved already do not gain
            what is added: they are asked with 'bilag authority user change'.
            """,
        options: [.flag("yes", "Make the change that is shown."), .environment],
        example: "bilag authority system update --environment test --yes")

    private let isConfirmed: Bool
    private let environment: EnvironmentChoice

    init(_ arguments: Arguments) throws {
        isConfirmed = arguments.has("yes")
        environment = try EnvironmentChoice(arguments)
    }

    func run(in session: Session) async throws -> ExitStatus {
        let access = try session.authorityAccess(try session.environment(environment))
        let declared = try SystemRegistration(declaredBy: access.record)
        let register = try access.systemRegister()
        guard let registered = try await register.find(declared.id) else {
            session.console.error(
                "\(declared.id) is not registered in \(access.record.environment). "
                    + "'bilag authority system register' enters it.")
            return .refused
        }
        guard session.tell(declared.differences(from: registered)) else { return .success }
        guard isConfirmed else {
            session.console.note(
                Phrase(
                    en: "Nothing was changed. Add --yes to change it.",
                    nb: "Ingenting er endret. Legg til --yes for å endre."))
            return .findings
        }
        try await register.update(declared)
        session.console.output(
            Phrase(
                en: "Updated \(declared.id) in \(access.record.environment).",
                nb: "Oppdaterte \(declared.id) i \(access.record.environment)."))
        return .success
    }
}

extension Session {
    /// Shows what is registered otherwise than declared, and says whether there is anything.
    fileprivate func tell(_ differences: [SystemRegistration.Difference]) -> Bool {
        guard !differences.isEmpty else {
            console.note(
                Phrase(en: "It is registered as declared.", nb: "Det er registrert slik det er deklarert."))
            return false
        }
        console.note(Phrase(en: "Declared otherwise:", nb: "Deklarert annerledes:"))
        for difference in differences {
            console.note("- \(difference.member): \(difference.registered)")
            console.note("+ \(difference.member): \(difference.declared)")
        }
        return true
    }
}

extension FactSheet {
    static func of(_ system: SystemRegistration, in environment: BooksEnvironment) -> FactSheet {
        var sheet = FactSheet(Phrase(en: "System", nb: "System"), json: system.json)
        sheet.add("environment", "Environment", "Miljø", environment.rawValue)
        sheet.add("id", "System id", "System-id", system.id)
        sheet.add("vendor", "Vendor", "Leverandør", system.vendor.digits)
        sheet.add("name", "Name", "Navn", system.name.nb)
        sheet.add("clients", "Client ids", "Klient-id-er", system.clientIDs.joined(separator: ", "))
        sheet.add("resources", "Resources", "Ressurser", system.resources.joined(separator: ", "))
        sheet.add("packages", "Access packages", "Tilgangspakker", system.accessPackages.joined(separator: ", "))
        sheet.add("visible", "Customers can find it", "Synlig for kunder", system.isVisible)
        sheet.add("redirects", "Redirect addresses", "Redirect-adresser", system.redirectURLs.joined(separator: ", "))
        return sheet
    }
}
