import Foundation
import HTTP

/// A person with a browser, over real sockets: opens an address, presses a button, and goes where that leads.
struct PersonAtTheKeyboard {
    private let transport = URLSessionTransport()

    /// The page at an address.
    func open(_ address: String) async throws -> String {
        let page = try await transport.send(HTTPRequest(.get, address))
        guard page.status == 200 else { throw Violation("\(path(address)) answered \(page.status)") }
        return String(decoding: page.body, as: UTF8.self)
    }

    /// Presses the button of a page's form that answers so, with the page's own hidden fields, and follows where the
    /// answer leads.
    /// - Returns: the last page.
    func press(_ answer: String, on page: String, at address: String, _ fields: [(String, String)] = []) async throws
        -> String
    {
        let hidden = page.split(separator: "<input type=\"hidden\" name=\"").dropFirst().map { part in
            let halves = part.split(separator: "\" value=\"", maxSplits: 1)
            return (String(halves.first ?? ""), String((halves.last ?? "").prefix { $0 != "\"" }))
        }
        let target =
            page.split(separator: "action=\"").dropFirst().first.map { String($0.prefix { $0 != "\"" }) } ?? address
        let body = formEncoded(hidden + fields + [("answer", answer)])
        let response = try await transport.send(
            HTTPRequest(
                .post, target, headers: [HTTPHeader("Content-Type", "application/x-www-form-urlencoded")],
                body: Array(body.utf8)))
        if response.status == 302, let next = response.header("Location") { return try await open(next) }
        guard response.status == 200 else { throw Violation("\(path(target)) answered \(response.status)") }
        return String(decoding: response.body, as: UTF8.self)
    }

    private func path(_ address: String) -> String { String(address.prefix { $0 != "?" }) }
}
