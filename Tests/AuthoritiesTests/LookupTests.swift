import Formats
import HTTP
import SimulatedAuthority
import Testing
import Values

@testable import Authorities

@Suite("Look-ups") struct LookupTests {
    private func register(_ transport: ScriptedTransport) throws -> CompanyRegister {
        let clock = try WaitingClock()
        return try #require(
            CompanyRegister(try Fixture.record(), transport: transport, surroundings: clock.surroundings))
    }

    @Test("a company is asked for under a pinned version") func request() async throws {
        let body =
            #"{"organisasjonsnummer":"974760673","navn":"BRREG","registrertIMvaregisteret":true,"konkurs":false}"#
        let transport = ScriptedTransport(.json(200, body))
        let lookup = try await register(transport).find(try OrganisationNumber("974760673"))
        let sent = try #require(transport.requests.first)
        #expect(sent.line == "GET https://data.brreg.no/enhetsregisteret/api/enheter/974760673")
        #expect(sent.header("Accept") == "application/vnd.brreg.enhetsregisteret.enhet.v2+json;charset=UTF-8")
        #expect(lookup.objection(to: .alminnelig) == nil)
    }

    @Test(
        "what stands in the way of a VAT return is told",
        arguments: [
            (
                #"{"organisasjonsnummer":"974760673","respons_klasse":"SlettetEnhet","slettedato":"2025-01-02"}"#, 200,
                "2025-01-02"
            ),
            (#"{"organisasjonsnummer":"974760673","slettedato":"2025-01-02"}"#, 410, "taken out"),
            (#"{"organisasjonsnummer":"974760673"}"#, 200, "not in the VAT register"),
        ])
    func objections(body: String, status: Int, expected: String) async throws {
        let lookup = try await register(ScriptedTransport(.json(status, body)))
            .find(try OrganisationNumber("974760673"))
        #expect(lookup.objection(to: .alminnelig)?.text(in: .english).contains(expected) == true)
    }

    @Test("a body outside the VAT register files for reverse charge and compensation, and for nothing else")
    func outsideTheRegister() async throws {
        let body = #"{"organisasjonsnummer":"974760673","registrertIMvaregisteret":false}"#
        let lookup = try await register(ScriptedTransport(.json(200, body)))
            .find(try OrganisationNumber("974760673"))
        let hindered = VATCategory.allCases.filter { lookup.objection(to: $0) != nil }
        #expect(hindered == [.alminnelig, .primaernaering])
        #expect(lookup.objection(to: nil) == nil)
    }

    @Test("the estate of a bankrupt company files, and is told so") func bankruptcy() async throws {
        let body = #"{"organisasjonsnummer":"974760673","registrertIMvaregisteret":true,"konkurs":true}"#
        let lookup = try await register(ScriptedTransport(.json(200, body)))
            .find(try OrganisationNumber("974760673"))
        #expect(VATCategory.allCases.allSatisfy { lookup.objection(to: $0) == nil })
        guard case .registered(let company) = lookup else {
            Issue.record("it is registered")
            return
        }
        #expect(company.concern?.text(in: .english).contains("BOBE") == true)
    }

    @Test("a number that is no company's is looked for among the sub-units") func subUnit() async throws {
        let body = #"{"organisasjonsnummer":"974760673","overordnetEnhet":"310000000"}"#
        let transport = ScriptedTransport(.text(404), .json(200, body))
        let lookup = try await register(transport).find(try OrganisationNumber("974760673"))
        #expect(lookup.objection(to: nil)?.text(in: .english).contains("310000000") == true)
        #expect(transport.requests.last?.url.hasSuffix("/underenheter/974760673") == true)
        let nobody = ScriptedTransport(.text(404), .text(404))
        #expect(try await register(nobody).find(try OrganisationNumber("974760673")) == .unknown)
    }

    @Test("an answer about another company is refused") func otherCompany() async throws {
        let transport = ScriptedTransport(.json(200, #"{"organisasjonsnummer":"923609016"}"#))
        let error = await authorityError {
            _ = try await register(transport).find(try OrganisationNumber("974760673"))
        }
        #expect(error?.kind == .unreadableAnswer)
    }

    @Test("roles that have ended, and those of the dead, are left out") func roles() async throws {
        func role(_ name: String, _ more: String) -> String {
            #"{"type":{"kode":"MEDL"},"person":{"navn":{"etternavn":"\#(name)"}\#(more == "dead" ? #","erDoed":true"# : "")}"#
                + (more == "left" ? #","avregistrert":true"# : more == "old" ? #","fratraadt":true"# : "") + "}"
        }
        let list = [role("A", ""), role("B", "dead"), role("C", "left"), role("D", "old")].joined(separator: ",")
        let transport = ScriptedTransport(.json(200, #"{"rollegrupper":[{"roller":[\#(list)]}]}"#))
        let roles = try await register(transport).roles(of: try OrganisationNumber("974760673"))
        #expect(roles.map(\.holder) == ["A"])
    }

    // Amounts worked out by hand from Norges Bank's rates of 14 August and 9 October 2026.
    @Test(
        "an amount is converted exactly, halves away from zero",
        arguments: [
            ("250", "10.9325", 0, 273_313), ("-250", "10.9325", 0, -273_313), ("1000", "99.40", 2, 99_400),
            ("100000", "6.0423", 2, 604_230), ("0.01", "10.9325", 0, 11), ("0.00", "10.9325", 0, 0),
        ] as [(String, String, Int, Int64)])
    func conversion(amount: String, rate: String, multiplier: Int, ore: Int64) throws {
        let perUnit = try ExactDecimal(rate).dividedByPowerOfTen(multiplier)
        #expect(try ExactDecimal(amount).converted(at: perUnit).ore == ore)
    }

    @Test("what is no plain decimal number is refused, and what is too large overflows") func decimals() throws {
        for text in ["", "-", "1,5", "1e3", ".5", "5.", "1.2.3", "١", "12345678901234567890123456789"] {
            #expect(throws: InvalidInput.self) { try ExactDecimal(text) }
        }
        let large = try ExactDecimal("9999999999999999999999999999")
        #expect(throws: MoneyOverflow.self) { try large.converted(at: large) }
        #expect(try ExactDecimal("-0.0500").description == "-0.0500")
        #expect(try ExactDecimal("99.40").dividedByPowerOfTen(2).description == "0.994")
    }

    @Test("the last rate before a weekend counts, and an empty window is widened once") func preceding() async throws {
        let clock = try WaitingClock()
        let authority = try SimulatedAuthority(clock: { clock.now }, signingKey: try Fixture.key.get())
        let rates = try ExchangeRates(
            try Fixture.record(.sandbox), transport: authority, surroundings: clock.surroundings)
        let rate = try await rates.rate(of: "SEK", on: try CalendarDate("2026-03-08"))
        #expect(rate.date.description == "2026-03-06")
        #expect(rate.perUnit.description == "0.994")
        let error = await authorityError { _ = try await rates.rate(of: "RUB", on: try CalendarDate("2026-03-08")) }
        #expect(error?.kind == .refused(status: 404))
        #expect(await authority.requests.count { $0.status == 404 } == 2)
    }

    @Test("the open register is production's alone") func environments() throws {
        #expect(try Fixture.record(.test).lookups.companies == nil)
        #expect(throws: ConfigurationError.self) {
            try Fixture.record(.test, ["lookups": ["companiesUrl": "https://data.brreg.no/enhetsregisteret/api"]])
        }
    }
}
