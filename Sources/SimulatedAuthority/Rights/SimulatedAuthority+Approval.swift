import Formats
import HTTP
import Values

extension SimulatedAuthority {
    /// The page where a customer decides: `accessmanagement/ui/systemuser/request?id=…`.
    func approvalPage(
        _ path: [String], _ target: RequestTarget, _ request: HTTPRequest
    ) throws(Refusal) -> HTTPResponse {
        guard path.count == 2, path[0] == "systemuser", ["request", "changerequest"].contains(path[1]) else {
            throw Refusal(404)
        }
        guard let id = target.parameter("id"),
            let index = rights.requests.firstIndex(where: { $0.id == id && !$0.isDeleted })
        else { throw Refusal(.page(404, "Altinn", "Nothing to approve", "<p>There is no such request.</p>")) }
        let asked = rights.requests[index]
        if request.method == .post {
            let fields = formFields(String(decoding: request.body, as: UTF8.self)) ?? []
            let answers = fields.filter { $0.name == "answer" }.map(\.value)
            guard answers == ["yes"] || answers == ["no"] else { throw Refusal(400) }
            guard asked.status == "New" else { return decidedPage(asked) }
            try decide(index, answers == ["yes"])
            if let address = asked.redirectURL {
                return HTTPResponse(302, headers: [HTTPHeader("Location", address)])
            }
            return .page(
                200, "Altinn", answers == ["yes"] ? "Approved" : "Rejected",
                "<p id=\"done\">Your answer is recorded. You can close this page.</p>")
        }
        return asked.status == "New" ? requestPage(asked) : decidedPage(asked)
    }

    private func decidedPage(_ asked: RightsRegister.Request) -> HTTPResponse {
        .page(
            200, "Altinn", "Decided already",
            "<p id=\"done\">The request is \(pageText(asked.status)). You can close this page.</p>")
    }

    private func requestPage(_ asked: RightsRegister.Request) -> HTTPResponse {
        let name = rights.system(asked.systemID)?.json["name"]?["nb"]?.string
        let title =
            asked.systemUser == nil
            ? "Give \(name ?? asked.systemID) access?" : "Change the access of \(name ?? asked.systemID)?"
        func list(_ heading: String, _ items: [String]) -> String {
            items.isEmpty
                ? "" : "<dt>\(heading)</dt><dd><ul>\(items.map { "<li>\(pageText($0))</li>" }.joined())</ul></dd>"
        }
        return .page(
            200, "Altinn", pageText(title),
            """
            <dl>
            <dt>On behalf of</dt><dd>organisation \(asked.party)</dd>
            <dt>System</dt><dd>\(pageText(asked.systemID))</dd>
            <dt>Reference</dt><dd>\(pageText(asked.reference))</dd>
            \(list("Rights", asked.resources))
            \(list("Access packages", asked.packages))
            </dl>
            <form method="post">
            <button id="approve" name="answer" value="yes">Approve</button>
            <button id="reject" name="answer" value="no" class="second">Reject</button>
            </form>
            """)
    }

    private func decide(_ index: Int, _ isApproved: Bool) throws(Refusal) {
        let asked = rights.requests[index]
        guard asked.status == "New" else { throw .authentication("AUTH-00013", 409) }
        guard isApproved else {
            rights.requests[index].status = "Rejected"
            return
        }
        guard rights.system(asked.systemID)?.hasName == true else { throw .authentication("AUTH-00017", 404) }
        rights.requests[index].status = "Accepted"
        if let id = asked.systemUser, let user = rights.users.firstIndex(where: { $0.id == id }) {
            rights.users[user].resources = Array(Set(rights.users[user].resources + asked.resources)).sorted()
            rights.users[user].packages = Array(Set(rights.users[user].packages + asked.packages)).sorted()
            return
        }
        rights.users.append(
            RightsRegister.User(
                id: asked.id, systemID: asked.systemID, party: asked.party, reference: asked.reference,
                title: asked.title, resources: asked.resources, packages: asked.packages))
    }

    /// A customer takes the rights back in Altinn: the system user is gone, the request stays accepted.
    /// - Throws: `InvalidInput` when the customer has none.
    public func customerRemoves(_ party: OrganisationNumber) throws(InvalidInput) {
        guard rights.users.contains(where: { $0.party == party }) else {
            throw InvalidInput(party.digits, "this organisation has no system user")
        }
        rights.users.removeAll { $0.party == party }
    }

    /// A customer decides over all that waits for it.
    /// - Throws: `InvalidInput` when nothing does.
    public func customerDecides(_ party: OrganisationNumber, approves: Bool) throws(InvalidInput) {
        let waiting = rights.requests.indices.filter {
            rights.requests[$0].party == party && rights.requests[$0].status == "New" && !rights.requests[$0].isDeleted
        }
        guard !waiting.isEmpty else { throw InvalidInput(party.digits, "nothing waits for this organisation") }
        for index in waiting {
            do { try decide(index, approves) } catch { throw InvalidInput(party.digits, "it cannot be decided") }
        }
    }
}
