/// What people, programs and authorities write, one example of each shape.
extension Seeds {
    static let mixedXML = """
        <?xml version="1.0" encoding="ISO-8859-1"?><?pi x?><!-- c --><a:r xmlns:a="urn:x" k="v &amp; &#x41;">
        <b xmlns="urn:y">text<![CDATA[<&]]></b><!DOCTYPE a [<!ENTITY e "x">]></a:r>
        """

    static let validationResults = [
        """
        <valideringsresultat xmlns="no:skatteetaten:fastsetting:avgift:mva:valideringsresultat:v1">
        <avvikVedMeldingslevering>ugyldig skattemelding</avvikVedMeldingslevering><avvik><stiTilAvvik>/a[1]</stiTilAvvik>
        <mvaKode>1</mvaKode><avviksinformasjon><begrunnelse>Nei</begrunnelse><avvikstype>ugyldig skattemelding</avvikstype>
        <avvikKode>MVA_SUM</avvikKode><regelDefinisjon>R065</regelDefinisjon><detaljer>d</detaljer></avviksinformasjon>
        </avvik></valideringsresultat>
        """,
        """
        "Valideringsfeil: <valideringsresultat><status>AVVIKENDE_SKATTEMELDING</status><valideringsfeil><stiTilFeil>a</stiTilFeil>
        <valideringsDetaljer><feilmelding>f</feilmelding><avvikKode>M</avvikKode></valideringsDetaljer></valideringsfeil>
        </valideringsresultat>"
        """,
    ]

    static let paymentInformation = """
        <betalingsinformasjon xmlns="no:skatteetaten:fastsetting:avgift:mva:betalingsinformasjon:v1">
        <kundeidentifikasjonsnummer>1234</kundeidentifikasjonsnummer><beloep>-1234.50</beloep><betaleTil>Skatt</betaleTil>
        <betalingsfrist>2026-04-10Z</betalingsfrist><betalesTilKonto><norskKontonummer>76940512057</norskKontonummer>
        <IBAN>NO83</IBAN><swiftBIC>D</swiftBIC></betalesTilKonto><informasjon>i</informasjon></betalingsinformasjon>
        """

    static let vouchers = [
        """
        {"voucher":"1","series":"A","date":"2026-02-03","text":"Salg","lines":[
        {"account":"1500","amountOre":12500,"party":"customer/10001","currency":"EUR","currencyAmount":"10.85","rate":11.52},
        {"account":"3000","amountOre":-10000,"vatCode":"3","vatBaseOre":-10000,"vatOre":-2500,"vatSpecification":"withdrawal",
        "dimensions":{"project":"12"},"text":"t"},{"account":"2700","amountOre":-2500,"vatRemark":"r","vatLedgerCode":"9"}]}
        """,
        """
        {"voucher":1,"date":"2026-02-03","lines":[]}
        {"voucher":2,"date":"2024-02-29","lines":[{"account":"1920","amountOre":9223372036854775807,"vatCode":"86"}]}
        """,
    ]

    static let jsonTexts = [
        #"{"a":[1,-2,null,true,false,"\u00e6\n\ud83d\ude00"],"b":{"c":{}},"æ":""}"#, " [ 1.5e-3 , 0 ] ", "-0",
        "9223372036854775807", "[[[[[[[[[[]]]]]]]]]]",
    ]

    static let configurations = [
        #"{"production":{"maskinporten":{"clientId":"a","keyFile":"k.pem","keyId":"k"},"altinn":{"appsUrl":"https://skd.apps.altinn.no"}}}"#,
        #"{"test":{"waiting":{"requestTimeoutSeconds":5}},"sandbox":{"idPorten":{"redirectUri":"http://127.0.0.1:0/"}}}"#,
    ]

    static let problems = [
        #"{"type":"u","title":"T","status":409,"detail":"D 01017012345","validationIssues":[{"description":"d"}]}"#,
        #"{"error":"invalid_grant","error_description":"Invalid assertion (MP-110)","error_uri":"https://docs"}"#,
        "Cannot lookup party",
    ]

    static let retryDates = ["120", "Sun, 06 Nov 1994 08:49:37 GMT"]

    static let keySet = #"{"keys":[{"kty":"RSA","kid":"k","use":"sig","alg":"RS256","e":"AQAB","n":"ALOb1Znoc"}]}"#

    static let identityToken = "eyJhbGciOiJSUzI1NiIsImtpZCI6ImsifQ.eyJpc3MiOiJodHRwczovL2lkcG9ydGVuLm5vIn0.AAAA"

    static let steps = [
        #"{"name":"instance-created","step":{"instance":"50000001/00000000-0000-0000-0000-000000000001","elements":[],"foundBy":"answer"}}"#,
        #"{"name":"upload-requested","step":{"kind":"document","name":"a.xml","contentType":"text/xml","sha256":"00"}}"#,
        #"{"name":"prevalidated","step":{"result":{"verdict":"ingen avvik","findings":[]},"answerSHA256":"0","isAccepted":true}}"#,
    ]

    static let instances = [
        """
        {"id":"50000001/00000000-0000-0000-0000-000000000001","appId":"skd/mva","instanceOwner":{"organisationNumber":"310000000"},
        "dataValues":{"a":"b"},"created":"2026-04-01T10:00:00Z","status":{"isArchived":false,"substatus":{"label":"Mottatt"}},
        "process":{"currentTask":{"altinnTaskType":"data","name":"Utfylling","actions":{"write":true},"userActions":[{"id":"x",
        "authorized":true}]}},"data":[{"id":"00000000-0000-0000-0000-000000000002","dataType":"no.skatteetaten","size":12}]}
        """,
        #"{"ended":"2026-04-01T10:00:00Z"}"#, #"[{"severity":1,"code":"c","description":"d"}]"#,
    ]

    static let tokenAnswers = [
        #"{"access_token":"a","token_type":"Bearer","expires_in":119,"scope":"a b","refresh_token":"r"}"#,
        """
        {"issuer":"https://idporten.no","authorization_endpoint":"https://login.idporten.no/authorize","token_endpoint":
        "https://idporten.no/token","jwks_uri":"https://idporten.no/jwks.json"}
        """,
        """
        {"issuer":"i","clientId":"c","subject":"s","level":"idporten-loa-high","loggedIn":"2026-04-01T10:00:00Z","scopes":["a"],
        "accessToken":"t","accessExpires":"2026-04-01T10:00:00Z","refreshToken":null}
        """,
    ]

    static let requests = [
        "GET /callback?code=a&state=b HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n\r\n",
        "POST /token HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\na=b&cGET / HTTP/1.1\r\n\r\n",
        "PUT /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5;e=f\r\nabcde\r\n0\r\nT: v\r\n\r\n",
    ]
}
