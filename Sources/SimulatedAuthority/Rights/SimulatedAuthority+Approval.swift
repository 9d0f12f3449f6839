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
        else { throw Refusal(.page(404, "Nothing to approve", "<p>There is no such request.</p>")) }
        let asked = rights.requests[index]
        if request.method == .post {
            let fields = formFields(String(decoding: request.body, as: UTF8.self)) ?? []
            let isApproved = fields.contains { $0.name == "answer" && $0.value == "yes" }
            try decide(index, isApproved)
            if let address = asked.redirectURL {
                return HTTPResponse(302, headers: [HTTPHeader("Location", address)])
            }
            return .page(
                200, isApproved ? "Approved" : "Rejected", "<p id=\"done\">You can close this page.</p>")
        }
        guard asked.status == "New" else {
            return .page(200, "Decided already", "<p id=\"done\">The request is \(asked.status).</p>")
        }
        let list = (asked.resources + asked.packages).map { "<li>\(plain($0))</li>" }.joined()
        return .page(
            200, "Give \(plain(asked.systemID)) access?",
            """
            <p>On behalf of organisation \(asked.party):</p>
            <ul>\(list)</ul>
            <form method="post"><p><button id="approve" name="answer" value="yes">Approve</button>
            <button id="reject" name="answer" value="no">Reject</button></p></form>
            """)
    }

    private func plain(_ text: String) -> String { text.filter { !"<>&\"'".contains($0) } }

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
