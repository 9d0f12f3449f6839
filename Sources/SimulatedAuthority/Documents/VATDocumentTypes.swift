import LegalTables

extension DocumentType {
    private static let text = DocumentShape.text(.text)

    private static let period = DocumentShape.sequence([
        .one(
            "periode",
            .choice(LegalTables.current.vatPeriods.rows.map { .one($0.element, .text(.values($0.values))) })),
        .one("aar", .text(.year)),
    ])

    private static let category = DocumentShape.text(
        .values(["alminnelig", "primaernaering", "kompensasjon", "omvendtAvgiftsplikt", "eHandel"]))

    /// The envelope, by the XSD of 2022-11-07.
    static let envelope = DocumentType(
        root: "mvaMeldingInnsending",
        namespace: "no:skatteetaten:fastsetting:avgift:mva:mvameldinginnsending:v1.0",
        shape: .sequence([
            .one(
                "norskIdentifikator",
                .choice([
                    .one("identifikasjonsnummer", .text(.digits(7))), .one("foedselsnummer", .text(.digits(11))),
                    .one("organisasjonsnummer", .text(.digits(9))),
                ])),
            .one("skattleggingsperiode", period), .one("meldingskategori", category),
            .optional("innsendingstype", .text(.values(["komplett", "ikke komplett"]))),
            .optional("instansstatus", text), .one("opprettetAv", text),
            .optional("opprettingstidspunkt", .text(.dateTime)), .many("vedlegg", attachment),
            .optional("endringstidspunkt", .text(.dateTime)),
        ]))

    private static let attachment = DocumentShape.sequence([
        .one("vedleggstype", .text(.values(["mva-melding", "binaerVedlegg"]))),
        .one("kildegruppe", .text(.values(["etat", "sluttbrukersystem", "sluttbruker"]))), .one("opprettetAv", text),
        .optional("opprettingstidspunkt", .text(.dateTime)),
        .one("vedleggsfil", .sequence([.one("filnavn", text), .one("filekstensjon", text), .one("filinnhold", text)])),
    ])

    /// The return, by the XSD of 2022-11-28.
    static let vatReturn = DocumentType(
        root: "mvaMeldingDto",
        namespace: "no:skatteetaten:fastsetting:avgift:mva:skattemeldingformerverdiavgift:v1.0",
        shape: .sequence([
            .one(
                "innsending",
                .sequence([
                    .one("regnskapssystemsreferanse", text),
                    .optional(
                        "regnskapssystem",
                        .sequence([.one("systemnavn", text), .optional("systemversjon", text)])),
                ])),
            .one(
                "skattegrunnlagOgBeregnetSkatt",
                .sequence([
                    .one("skattleggingsperiode", period), .one("fastsattMerverdiavgift", .text(.decimal)),
                    .many("mvaSpesifikasjonslinje", line),
                ])),
            .one("betalingsinformasjon", .sequence([.optional("kundeIdentifikasjonsnummer", text)])),
            .one(
                "skattepliktig",
                .sequence([
                    .optional("organisasjonsnummer", .text(.digits(9))),
                    .optional("identifikasjonsnummer", .text(.digits(7))),
                ])),
            .one("meldingskategori", category), .optional("merknad", remark),
        ]))

    private static let line = DocumentShape.sequence([
        .one("mvaKode", .text(.anything)), .optional("spesifikasjon", .text(.anything)),
        .optional("mvaKodeRegnskapsystem", text), .optional("grunnlag", .text(.decimal)),
        .optional("sats", .text(.anything)), .one("merverdiavgift", .text(.decimal)), .optional("merknad", remark),
    ])

    private static let remark = DocumentShape.choice([
        .one("beskrivelse", text), .one("utvalgtMerknad", .text(.anything)),
    ])
}
