import LegalTables

extension DocumentSchema {
    /// `no.skatteetaten.fastsetting.avgift.mva.skattemeldingformerverdiavgift.v1.0.xsd`.
    static let vatReturn = DocumentSchema(
        namespace: VATReturn.namespace,
        root: .required(
            "mvaMeldingDto",
            .sequence([
                .required(
                    "innsending",
                    .sequence([
                        .required("regnskapssystemsreferanse", .tekst),
                        .optional(
                            "regnskapssystem",
                            .sequence([.required("systemnavn", .tekst), .optional("systemversjon", .tekst)])),
                    ])),
                .required(
                    "skattegrunnlagOgBeregnetSkatt",
                    .sequence([
                        .required("skattleggingsperiode", .period),
                        .required("fastsattMerverdiavgift", .text(.decimal)),
                        .any("mvaSpesifikasjonslinje", .specificationLine),
                    ])),
                .required(
                    "betalingsinformasjon", .sequence([.optional("kundeIdentifikasjonsnummer", .tekst)])),
                .required(
                    "skattepliktig",
                    .sequence([
                        .optional("organisasjonsnummer", .text(.digits(count: 9))),
                        .optional("identifikasjonsnummer", .text(.digits(count: 7))),
                    ])),
                .required("meldingskategori", .category),
                .optional("merknad", .remark),
            ])))

    /// `no.skatteetaten.fastsetting.avgift.mva.mvameldinginnsending.v1.0.xsd`.
    static let vatEnvelope = DocumentSchema(
        namespace: VATEnvelope.namespace,
        root: .required(
            "mvaMeldingInnsending",
            .sequence([
                .required(
                    "norskIdentifikator",
                    .choice([
                        .required("identifikasjonsnummer", .text(.digits(count: 7))),
                        .required("foedselsnummer", .text(.digits(count: 11))),
                        .required("organisasjonsnummer", .text(.digits(count: 9))),
                    ])),
                .required("skattleggingsperiode", .period),
                .required("meldingskategori", .category),
                .optional("innsendingstype", .text(.oneOf(VATEnvelope.Completeness.allCases.map(\.rawValue)))),
                .optional("instansstatus", .tekst),
                .required("opprettetAv", .tekst),
                .optional("opprettingstidspunkt", .text(.dateTime)),
                .any("vedlegg", .attachment),
                .optional("endringstidspunkt", .text(.dateTime)),
            ])))
}

extension DocumentSchema.Content {
    fileprivate static let tekst = DocumentSchema.Content.text(.string(longest: VATReturn.longestText))
    fileprivate static let anyText = DocumentSchema.Content.text(.string(longest: nil))

    /// The category that the schema knows beside ours (VOEC) is refused by rule R104 instead.
    fileprivate static let category = DocumentSchema.Content.text(
        .oneOf(["alminnelig", "primaernaering", "kompensasjon", "omvendtAvgiftsplikt", "eHandel"]))

    fileprivate static let period = DocumentSchema.Content.sequence([
        .required(
            "periode",
            .choice(LegalTables.current.vatPeriods.rows.map { .required($0.element, .text(.oneOf($0.values))) })),
        .required("aar", .text(.year)),
    ])

    fileprivate static let remark = DocumentSchema.Content.choice([
        .required("beskrivelse", .tekst), .required("utvalgtMerknad", .anyText),
    ])

    fileprivate static let specificationLine = DocumentSchema.Content.sequence([
        .required("mvaKode", .anyText),
        .optional("spesifikasjon", .anyText),
        .optional("mvaKodeRegnskapsystem", .tekst),
        .optional("grunnlag", .text(.decimal)),
        .optional("sats", .anyText),
        .required("merverdiavgift", .text(.decimal)),
        .optional("merknad", .remark),
    ])

    fileprivate static let attachment = DocumentSchema.Content.sequence([
        .required("vedleggstype", .text(.oneOf(VATEnvelope.Attachment.Kind.allCases.map(\.rawValue)))),
        .required("kildegruppe", .text(.oneOf(VATEnvelope.Attachment.Origin.allCases.map(\.rawValue)))),
        .required("opprettetAv", .tekst),
        .optional("opprettingstidspunkt", .text(.dateTime)),
        .required(
            "vedleggsfil",
            .sequence([
                .required("filnavn", .tekst), .required("filekstensjon", .tekst), .required("filinnhold", .tekst),
            ])),
    ])
}
