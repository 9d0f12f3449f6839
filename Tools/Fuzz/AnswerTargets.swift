import Formats
import Values

@testable import Authorities
@testable import HTTP

func readConfiguration(_ bytes: [UInt8]) {
    guard let configuration = try? AuthorityConfiguration(parsing: bytes, file: "config.json") else { return }
    for environment in BooksEnvironment.allCases {
        guard (try? configuration.record(for: environment)) != nil else { preconditionFailure("each has a record") }
    }
}

/// The readers of answers; the first byte chooses one.
func readAnswer(_ bytes: [UInt8]) {
    guard let choice = bytes.first else { return }
    let body = Array(bytes.dropFirst())
    let response = HTTPResponse(400, headers: [HTTPHeader("Retry-After", text(body))], body: body)
    switch choice % 12 {
    case 0: _ = ValidationResult(reading: body)
    case 1: _ = PaymentInformation(reading: body)
    case 2: _ = ContentRefusal(body)
    case 3: precondition(serverText(body).count <= 401, "what a server says is cut")
    case 4: _ = MaskinportenRefusal(response).code
    case 5: _ = retryAfterSeconds(response, now: moment)
    case 6: _ = try? PublishedKeys(parsing: body)
    case 7: readIDToken(body)
    case 8: readSteps(body)
    default: readJSONAnswer(body)
    }
}

private let moment = Timestamp(millisecondsSince1970: 1_767_225_600_000)

private func text(_ body: [UInt8]) -> String { String(decoding: body.prefix(200), as: UTF8.self) }

private func readJSONAnswer(_ body: [UInt8]) {
    if let instance = try? AltinnInstances.instance(body) {
        _ = (instance.isDraft, instance.process.name)
    }
    guard let json = try? JSON(parsing: body) else { return }
    if case .inTask(let task) = ProcessState(json) { _ = task.permission }
    _ = try? TokenAnswer(json, asked: moment)
    _ = Login(json)?.json
    for issue in json.array ?? [] { _ = InstanceIssue(issue) }
    guard let record = try? AuthorityConfiguration.builtIn().record(for: .production) else { return }
    _ = try? IDPortenMetadata(json, record)
}

private func readIDToken(_ body: [UInt8]) {
    guard let keys = try? PublishedKeys(parsing: Array("{\"keys\":[]}".utf8)) else { return }
    _ = try? IDToken(
        verifying: String(decoding: body, as: UTF8.self), keys: keys,
        expecting: IDToken.Expectation(
            issuer: "https://idporten.no", clientID: "c", nonce: "n", leastLevel: .substantial, now: moment))
}

private func readSteps(_ body: [UInt8]) {
    guard let json = try? JSON(parsing: body), let name = json["name"]?.string, let content = json["step"] else {
        return
    }
    _ = try? SubmissionStep(name: name, body: content)
}

/// A request to one of our loopback servers, in pieces as a network delivers it.
func readRequest(_ bytes: [UInt8]) {
    var rest = bytes[...]
    var reader = HTTPRequestReader(largestBodyBytes: 4096) {
        let piece = Array(rest.prefix(700))
        rest = rest.dropFirst(700)
        return piece
    }
    while let request = try? reader.readRequest(base: "http://127.0.0.1:8080") {
        precondition(request.body.count <= 4096, "the body is bounded")
    }
}
