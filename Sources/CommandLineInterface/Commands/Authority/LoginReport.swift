import Authorities
import Formats
import Reports
import Values

extension FactSheet {
    /// What may be shown of a login.
    static func of(_ login: Login, _ record: AuthorityRecord, now: Timestamp) -> FactSheet {
        let missing = record.idPorten.scopes.filter { !login.scopes.contains($0) }
        let isFresh = now < login.accessExpires
        var sheet = FactSheet(
            Phrase(en: "Login", nb: "Innlogging"),
            json: [
                "environment": .string(record.environment.rawValue), "clientId": .string(login.clientID),
                "level": .string(login.level.rawValue), "since": .string(login.loggedIn.description),
                "accessExpires": .string(login.accessExpires.description), "isFresh": .bool(isFresh),
                "isRenewable": .bool(login.refreshToken != nil), "scopes": .array(login.scopes.map(JSON.string)),
                "notGranted": .array(missing.map(JSON.string)),
            ])
        sheet.add("environment", "Environment", "Miljø", record.environment.rawValue)
        sheet.add("client", "Client", "Klient", login.clientID)
        sheet.add("level", "Level", "Nivå", login.level.rawValue)
        sheet.add("since", "Since", "Siden", login.loggedIn.description)
        let until = login.accessExpires.description
        sheet.add(
            "until", "Access token until", "Tilgangstoken gjelder til",
            isFresh ? Phrase(until) : Phrase(en: until + " (ended)", nb: until + " (utløpt)"))
        sheet.add("renewed", "Renewed when it ends", "Fornyes når det utløper", login.refreshToken != nil)
        sheet.add("scopes", "Scopes", "Scopes", login.scopes.joined(separator: " "))
        sheet.add("missing", "Not granted", "Ikke gitt", missing.joined(separator: " "))
        return sheet
    }
}
