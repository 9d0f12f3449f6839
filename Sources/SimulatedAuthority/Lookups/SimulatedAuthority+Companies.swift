import Formats
import HTTP
import Values

extension SimulatedAuthority {
    /// `brreg/enhetsregisteret/api/…`. Every valid number is a company in the VAT register, unless the sandbox was told
    /// otherwise with `PUT /sandbox/companies/{orgnr}`.
    func companies(_ path: [String], _ request: HTTPRequest) throws(Refusal) -> HTTPResponse {
        guard request.method == .get, path.count >= 2 else { throw Refusal(path.count >= 2 ? 405 : 404) }
        guard let number = try? OrganisationNumber(path[1]), number.digits == path[1] else {
            throw Refusal(malformedNumber(path))
        }
        let told = companies[number]
        switch (path[0], path.count) {
        case ("enheter", 2):
            if told?["overordnetEnhet"]?.string != nil { throw Refusal(404) }
            return try answer(told ?? usualCompany(number), number)
        case ("underenheter", 2):
            guard let told, told["overordnetEnhet"]?.string != nil else { throw Refusal(404) }
            return try answer(told, number)
        case ("enheter", 3) where path[2] == "roller":
            return .json(200, ["rollegrupper": told?["rollegrupper"] ?? Self.usualRoles])
        default: throw Refusal(404)
        }
    }

    private func answer(_ company: JSON, _ number: OrganisationNumber) throws(Refusal) -> HTTPResponse {
        let status = company["status"]?.integer ?? 200
        if status == 404 { throw Refusal(404) }
        var members = company.object
        members?["organisasjonsnummer"] = .string(number.digits)
        members?["status"] = nil
        members?["rollegrupper"] = nil
        return .json(Int(clamping: status), members.map(JSON.object) ?? company)
    }

    /// The register's own form of a malformed request.
    private func malformedNumber(_ path: [String]) -> HTTPResponse {
        .json(
            400,
            [
                "tidsstempel": .string(clock().description), "status": 400,
                "feilmelding": "Feilaktig forespørsel",
                "sti": .string("/enhetsregisteret/api/" + path.joined(separator: "/")),
                "antallFeil": 1,
                "valideringsfeil": [
                    [
                        "feilmelding": "Organisasjonsnummer må bestå av 9 siffer og være gyldig",
                        "parametere": ["organisasjonsnummer"], "feilaktigVerdi": .string(path[1]),
                    ]
                ],
            ])
    }

    private func usualCompany(_ number: OrganisationNumber) -> JSON {
        [
            "respons_klasse": "Enhet", "navn": .string("SANDKASSE \(number) AS"),
            "organisasjonsform": ["kode": "AS", "beskrivelse": "Aksjeselskap"],
            "registrertIMvaregisteret": true, "konkurs": false, "underAvvikling": false,
            "underTvangsavviklingEllerTvangsopplosning": false,
            "forretningsadresse": [
                "adresse": ["Sandveien 1"], "postnummer": "0150", "poststed": "OSLO", "land": "Norge", "landkode": "NO",
            ],
        ]
    }

    private static let usualRoles: JSON = [
        [
            "type": ["kode": "DAGL", "beskrivelse": "Daglig leder"],
            "roller": [
                [
                    "type": ["kode": "DAGL", "beskrivelse": "Daglig leder"], "avregistrert": false,
                    "person": [
                        "fodselsdato": "1990-01-18", "erDoed": false,
                        "navn": ["fornavn": "KARI", "etternavn": "SANDKASSE"],
                    ],
                ]
            ],
        ]
    ]
}
