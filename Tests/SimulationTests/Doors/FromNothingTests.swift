import Formats
import Foundation
import HTTP
import Testing

/// From no key to filed returns, over loopback HTTP and in real processes: what a company and its vendor do once, and
/// then each term. What was said is approved by a person, in `from-nothing.transcript`.
@Suite(
    "From nothing to a filed return", .serialized,
    .enabled(if: BilagCommand.binary != nil, "there is no 'bilag' beside the tests"))
struct FromNothingTests {
    private static let scopes = [
        "altinn:instances.read", "altinn:instances.write", "altinn:authentication/systemregister.write",
        "altinn:authentication/systemuser.request.read", "altinn:authentication/systemuser.request.write",
    ]

    @Test("a company gets from no key to an approved system user, and files as a person and as a machine")
    func fromNothing() async throws {
        let run = try DoorsRun()
        defer { run.end() }
        try run.startSandbox()
        let port = try freePort()
        try writeConfiguration(run, port: port, token: "idPorten")
        try await registerClients(run, port: port, accessTokenSeconds: 600)
        try await grantSystemUser(run)
        try makeBooks(run)

        run.say("A person's login files the first month: the way the tax authority documents.")
        try await run.logIn()
        var scan = SecretScan(run)
        try scan.learnLogin()
        try run.run("authority check --filing vat")
        try file("2025-M01", run)
        try run.run("authority whoami --environment sandbox")

        run.say("The system user files the second.")
        try writeConfiguration(run, port: port, token: "maskinportenSystemUser")
        try run.run("authority check --filing vat")
        try file("2025-M02", run)
        try run.run("authority user list --environment sandbox")
        try scan.learnLogin()
        try run.run("authority logout --environment sandbox")
        try run.run("authority whoami --environment sandbox", 4)
        try run.run("log verify --deep")

        #expect(try scan.leaks() == [])
        try compare(run.transcript)
    }

    @Test("commands at once renew one login without tripping the detection of reuse, and a stolen token ends it")
    func rotation() async throws {
        let run = try DoorsRun()
        defer { run.end() }
        try run.startSandbox()
        let port = try freePort()
        try writeConfiguration(run, port: port, token: "idPorten")
        // Ten seconds before its end a token is no longer used, so this one lives for two.
        try await registerClients(run, port: port, accessTokenSeconds: 12)
        try run.run("books init --orgnr \(CommandSource.organisation) --name 'Prøve AS' --environment sandbox")
        try await run.logIn(cancels: true, status: 4)
        try await run.logIn()
        let login = run.command.path(".local/state/bilag/login-sandbox.json")
        let stolen = try #require(FileManager.default.contents(atPath: login))
        for _ in 0..<2 {
            try await Task.sleep(for: .milliseconds(2200))
            let words = ["--config", run.command.path("config.json"), "authority", "check", "--filing", "vat"]
            let running = try (0..<4).map { _ in try run.command.start(words) }
            for command in running {
                #expect(command.waitForExit() == 0, "\(command.takeOutput())")
            }
        }
        var scan = SecretScan(run)
        try scan.learnLogin()
        try stolen.write(to: URL(filePath: login))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: login)
        try scan.learnLogin()
        let said = try run.run("authority check --filing vat", 4)
        #expect(said.contains("invalid_grant") && said.contains("Log in again"))
        #expect(try scan.leaks() == [])
    }

    // What has to be done once

    /// A port that a web client has registered exactly.
    private func freePort() throws -> UInt16 {
        let server = try HTTPServer { _ in .drop }
        defer { server.stop() }
        return server.port
    }

    private func writeConfiguration(_ run: DoorsRun, port: UInt16, token: String) throws {
        try run.write(
            """
            { "sandbox": {
                "baseUrl": "\(run.base)",
                "maskinporten": { "clientId": "vendor", "keyFile": "client.jwk" },
                "idPorten": { "clientId": "vendor-login", "clientAuthentication": "private_key_jwt",
                  "keyFile": "client.jwk", "redirectUrl": "http://127.0.0.1:\(port)/callback" },
                "systemUser": { "systemId": "310000000_bilag" },
                "vat": { "token": "\(token)" } } }
            """, to: "config.json")
    }

    private func registerClients(_ run: DoorsRun, port: UInt16, accessTokenSeconds: Int) async throws {
        run.say("A key, and its public part at Digdir's self-service.")
        try run.run("authority keys create $DIR/client.jwk --format jwk --key-id vendor-1")
        let keys = try run.run("authority keys jwk $DIR/client.jwk")
        let scopes = Self.scopes.map { "\"\($0)\"" }.joined(separator: ",")
        try await run.selfService(
            "/sandbox/registrations",
            """
            {"clientId":"vendor","vendor":"310000000","jwks":\(keys),"scopes":[\(scopes)],"systemUsers":"registered"}
            """)
        try await run.selfService(
            "/sandbox/idporten/clients",
            """
            {"clientId":"vendor-login","jwks":\(keys),"redirectUrls":["http://127.0.0.1:\(port)/callback"],
             "accessTokenSeconds":\(accessTokenSeconds)}
            """)
    }

    private func grantSystemUser(_ run: DoorsRun) async throws {
        run.say("The vendor's system, and the company's approval on Altinn's page.")
        try run.run(
            "books init --orgnr \(CommandSource.organisation) --name 'Prøve AS' --environment sandbox --vat-period month"
        )
        try run.run("authority system register")
        try run.run("authority user request", 5)
        let shown = try run.json("authority user status --json", 5)
        let address = try #require(shown["confirmUrl"]?.string)
        let page = try await run.keyboard.open(address)
        #expect(page.contains("urn:altinn:accesspackage:merverdiavgift"))
        #expect(try await run.keyboard.press("yes", on: page, at: address).contains("Approved"))
        try run.run("authority user status")
    }

    private func makeBooks(_ run: DoorsRun) throws {
        run.say("Books with two months of sales.")
        for (number, name) in [("1500", "Kundefordringer"), ("2700", "Utgående mva"), ("3000", "Salg")] {
            try run.run("account open \(number) '\(name)'")
        }
        let vouchers = ["2025-01-15", "2025-02-15"].enumerated().map { index, date in
            """
            {"voucher":"\(index + 1)","date":"\(date)","text":"Salg","lines":[{"account":"3000","amountOre":-40000,\
            "vatCode":"3","vatBaseOre":-40000,"vatOre":-10000},{"account":"2700","amountOre":-10000},\
            {"account":"1500","amountOre":50000}]}
            """
        }
        try run.write(vouchers.joined(separator: "\n"), to: "sales.json")
        try run.run("voucher post $DIR/sales.json")
    }

    private func file(_ period: String, _ run: DoorsRun) throws {
        let id = "vat-\(period)-1"
        try run.run("filing draft vat --period \(period)")
        try run.run("filing ready \(id)")
        try run.run("period close \(period)")
        let shown = try run.json("filing show \(id) --json")
        let hash = try #require(shown["hash"]?.string)
        try run.run("filing approve \(id) --hash \(hash)")
        try run.run("filing submit \(id)")
        let status = try run.json("filing status \(id) --json")
        #expect(status["state"]?.string == "ACCEPTED")
        try run.run("filing replay \(id)")
    }

    private func compare(_ transcript: String) throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "from-nothing.transcript")
        if ProcessInfo.processInfo.environment["BILAG_APPROVE"] == "1" {
            return try Data(transcript.utf8).write(to: file)
        }
        let approved = String(decoding: FileManager.default.contents(atPath: file.path) ?? Data(), as: UTF8.self)
        let (now, then) = (transcript.split(separator: "\n"), approved.split(separator: "\n"))
        for (index, line) in now.enumerated() where index >= then.count || line != then[index] {
            Issue.record("line \(index + 1) is '\(line)', and was '\(index < then.count ? String(then[index]) : "")'")
            return
        }
        #expect(now.count == then.count)
    }
}
