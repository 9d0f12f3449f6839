import Formats
import HTTP
import Values

/// What a server says in an error body, made fit for a message: the sentence out of a JSON problem or a JSON string,
/// identity numbers and anything like a token masked, no control signs, not too long.
func serverText(_ body: [UInt8], limit: Int = 400) -> String {
    let raw = String(decoding: body.prefix(65_536), as: UTF8.self)
    let text = (try? JSON(parsing: body)).flatMap(sentence) ?? raw
    let words = text.split(whereSeparator: { $0.isWhitespace || $0.isNewline }).map(String.init)
    let joined = withoutIdentityNumbers(withoutTokens(words).joined(separator: " ")).unicodeScalars.filter {
        $0.value >= 0x20 && $0.value != 0x7F
    }
    let clean = String(String.UnicodeScalarView(joined))
    return clean.count <= limit ? clean : clean.prefix(limit) + "…"
}

/// The answer's status, and what the server says of it if it says anything: `HTTP 503: maintenance`.
func statusText(_ response: HTTPResponse) -> String {
    statusText(response.status, serverText(response.body, limit: 200))
}

func statusText(_ status: Int, _ said: String) -> String { "HTTP \(status)" + (said.isEmpty ? "" : ": \(said)") }

/// The sentence of a problem document (RFC 9457), an OAuth error or a bare JSON string.
private func sentence(_ json: JSON) -> String? {
    if let text = json.string { return text }
    guard json.object != nil else { return nil }
    let parts = ["code", "title", "detail", "error", "error_description", "description", "message"]
        .compactMap { json[$0]?.string }
    let issues = (json["validationIssues"]?.array ?? []).compactMap { $0["description"]?.string }
    return parts.isEmpty && issues.isEmpty ? nil : (parts + issues).joined(separator: ": ")
}

/// Words that are tokens, or might be: what begins as a JWT does, what follows "Bearer", and any long unbroken run.
private func withoutTokens(_ words: [String]) -> [String] {
    words.enumerated().map { index, word in
        if index > 0, words[index - 1].lowercased().hasSuffix("bearer") { return "‹token›" }
        if word.utf8.count > 120 { return "‹…›" }
        // "eyJ" is base64 for the brace and quote that every JWT begins with.
        return word.firstRange(of: "eyJ").map { word[..<$0.lowerBound] + "‹token›" } ?? word
    }
}

/// Eleven digits in a row, or six and five with a blank between, are a national identity number.
private func withoutIdentityNumbers(_ text: String) -> String {
    var result: [Character] = []
    var digits: [Character] = []
    func flush() {
        let isNumber = digits.count == 11 || (digits.count == 12 && digits[6] == " ")
        result += isNumber ? Array("‹identity number›") : digits
        digits = []
    }
    for character in text {
        let isBlankInNumber = character == " " && digits.count == 6
        if isBlankInNumber || (character.isASCII && character.isNumber) {
            digits.append(character)
        } else {
            flush()
            result.append(character)
        }
    }
    flush()
    return String(result)
}

/// The pause a server asks for, in seconds: a number, or a date (RFC 9110, section 10.2.3).
func retryAfterSeconds(_ response: HTTPResponse, now: Timestamp) -> Int64? {
    guard let text = response.header("Retry-After")?.split(separator: " ").joined(separator: " ") else { return nil }
    if let seconds = Int64(text) { return seconds >= 0 ? seconds : nil }
    guard let moment = httpDate(text) else { return nil }
    return max(0, moment.secondsSince1970 - now.secondsSince1970)
}

/// Reads the preferred form of RFC 9110: `Sun, 06 Nov 1994 08:49:37 GMT`.
private func httpDate(_ text: String) -> Timestamp? {
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let parts = text.split(separator: " ").map(String.init)
    guard parts.count == 6, parts[5] == "GMT", let month = months.firstIndex(of: parts[2]) else { return nil }
    let number = month + 1 < 10 ? "0\(month + 1)" : "\(month + 1)"
    return try? Timestamp("\(parts[3])-\(number)-\(parts[1])T\(parts[4])Z")
}
