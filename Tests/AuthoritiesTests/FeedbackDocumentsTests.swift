import TestSupport
import Testing
import Values

@testable import Authorities

@Suite struct FeedbackDocumentsTests {
    private let current = """
        <?xml version='1.0' encoding='UTF-8'?>
        <valideringsresultat xmlns="no:skatteetaten:fastsetting:avgift:mva:valideringsresultat:v1">
          <avvikVedMeldingslevering>ugyldig skattemelding</avvikVedMeldingslevering>
          <avvik>
            <stiTilAvvik>/mvaMeldingDto/skattegrunnlagOgBeregnetSkatt/mvaSpesifikasjonslinje[1]</stiTilAvvik>
            <mvaKode>1</mvaKode>
            <xmlLinjenummer>18</xmlLinjenummer>
            <avviksinformasjon>
              <begrunnelse>Grunnlag kan ikke oppgis</begrunnelse><avvikstype>ugyldig skattemelding</avvikstype>
              <avvikKode>MVA_GRUNNLAG</avvikKode><regelDefinisjon>R065</regelDefinisjon><detaljer>kode 1</detaljer>
            </avviksinformasjon>
            <avviksinformasjon>
              <begrunnelse>Summen stemmer ikke</begrunnelse><avvikstype>avvikende skattemelding</avvikstype>
              <avvikKode>MVA_SUM</avvikKode><regelDefinisjon>R018</regelDefinisjon>
            </avviksinformasjon>
          </avvik>
        </valideringsresultat>
        """

    @Test("the validation result of the schema is read: verdict, places, messages and rules")
    func currentShape() {
        let result = ValidationResult(reading: Array(current.utf8))
        #expect(result.verdict == .invalid)
        #expect(result.findings.map(\.rule) == ["R065", "R018"])
        #expect(result.findings.map(\.verdict) == [.invalid, .deviating])
        #expect(result.findings.first?.vatCode == "1")
        #expect(result.findings.first?.message == "Grunnlag kan ikke oppgis")
        #expect(result.findings.first?.details == "kode 1")
        #expect(result.findings.last?.path.hasSuffix("mvaSpesifikasjonslinje[1]") == true)
    }

    @Test("the older shape of the documentation's sample is read as well")
    func olderShape() {
        let text = """
            <valideringsresultat><status>AVVIKENDE_SKATTEMELDING</status><valideringsfeil>
            <stiTilFeil>mvaMeldingDto.fastsattMerverdiavgift</stiTilFeil><valideringsDetaljer>
            <feilmelding>Sum stemmer ikke</feilmelding><alvorlighetsgrad>AVVIKENDE_SKATTEMELDING</alvorlighetsgrad>
            <avvikKode>MVA_SUM</avvikKode><informasjon>R018</informasjon></valideringsDetaljer>
            </valideringsfeil></valideringsresultat>
            """
        let result = ValidationResult(reading: Array(text.utf8))
        #expect(result.verdict == .deviating)
        #expect(
            result.findings == [
                ValidationFinding(
                    path: "mvaMeldingDto.fastsattMerverdiavgift", vatCode: nil, message: "Sum stemmer ikke",
                    verdict: .deviating, code: "MVA_SUM", rule: nil, details: "R018")
            ])
    }

    @Test(
        "only two verdicts count as accepted; what is not understood does not",
        arguments: [
            ("ingen avvik", true), ("avvikende skattemelding", true), ("INGEN_AVVIK", true),
            ("mangelfull skattemelding", false), ("ugyldig skattemelding", false), ("UGYLDIG_SKATTEMELDING", false),
            ("godkjent", false), ("", false),
        ])
    func accepted(words: String, isAccepted: Bool) {
        let text =
            "<valideringsresultat><avvikVedMeldingslevering>\(words)</avvikVedMeldingslevering></valideringsresultat>"
        #expect(ValidationResult(reading: Array(text.utf8)).verdict.isAccepted == isAccepted)
    }

    @Test("bytes that are no validation result are not accepted", arguments: ["", "<a/>", "{}", "<a>"])
    func unreadable(text: String) {
        #expect(!ValidationResult(reading: Array(text.utf8)).verdict.isAccepted)
    }

    @Test("verdicts are read back from their own words")
    func verdictWords() {
        for verdict in [ValidationVerdict.noDeviation, .deviating, .deficient, .invalid, .unknown("missing")] {
            #expect(ValidationVerdict(verdict.text) == verdict)
        }
    }

    @Test("payment information gives KID, amount, account and due date as they stand")
    func payment() throws {
        let text = """
            <betalingsinformasjon xmlns="no:skatteetaten:fastsetting:avgift:mva:skattemeldingformerverdiavgift:betalingsinformasjon:v1.0">
              <innsendingsreferanse>50267437/55604b08-1690-4a8d-bf6b-95c11dc40c58</innsendingsreferanse>
              <kundeidentifikasjonsnummer>1234567897</kundeidentifikasjonsnummer><beloep>53202</beloep>
              <betaleTil>Skatteetaten</betaleTil><betalingsfrist>2026-04-10</betalingsfrist>
              <betalesTilKonto><norskKontonummer>12345678903</norskKontonummer><swiftBIC>DNBANOKK</swiftBIC>
              <IBAN>NO9312345678903</IBAN></betalesTilKonto>
            </betalingsinformasjon>
            """
        let payment = PaymentInformation(reading: Array(text.utf8))
        #expect(
            payment
                == PaymentInformation(
                    paymentReference: "1234567897", amount: Money(ore: 5_320_200), payee: "Skatteetaten",
                    dueDate: try CalendarDate("2026-04-10"), accountNumber: "12345678903", iban: "NO9312345678903",
                    bic: "DNBANOKK"))
    }

    @Test(
        "amounts are read exactly or not at all",
        arguments: [
            ("0", 0), ("53202", 5_320_200), ("-31275", -3_127_500), ("7.5", 750), ("7.500", 750), ("+1.05", 105),
            ("7.505", nil), ("1e3", nil), ("", nil), ("-", nil), ("1.2.3", nil), ("99999999999999999999", nil),
            ("7,50", nil),
        ] as [(String, Int64?)])
    func amounts(text: String, ore: Int64?) {
        #expect(PaymentInformation.money(text)?.ore == ore)
    }

    @Test(
        "the official feedback is read",
        .enabled(if: OfficialFiles.arePresent, Comment(rawValue: OfficialFiles.absence)))
    func official() throws {
        let folder = "vat/examples/feedback/exampleSuccessfulFeedback17062021/"
        let result = ValidationResult(reading: try OfficialFiles.bytes(folder + "valideringsresultat.xml"))
        #expect(result == ValidationResult(verdict: .noDeviation, findings: []))
        let payment = PaymentInformation(reading: try OfficialFiles.bytes(folder + "betalingsinformasjon.xml"))
        #expect(payment?.paymentReference == "99999999999999")
        #expect(payment?.amount == .zero)
        #expect(payment?.accountNumber == "12345678903")
        let instance = try AltinnInstances.instance(try OfficialFiles.bytes(folder + "instans.json"))
        #expect(instance.id.description == "50267437/55604b08-1690-4a8d-bf6b-95c11dc40c58")
        #expect(instance.process == .ended)
        #expect(instance.substatus == "Mottatt")
        #expect(instance.elements.count == 10)
        #expect(!instance.isDraft)
    }
}
