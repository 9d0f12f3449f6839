import HTTP

extension AltinnInstances {
    /// A refusal as an error with the next step.
    func refusal(_ response: HTTPResponse, _ doing: String) -> AuthorityError {
        AltinnInstances.refusal(response, doing, app: app)
    }

    static func refusal(_ response: HTTPResponse, _ doing: String, app: AltinnApp) -> AuthorityError {
        let text = serverText(response.body)
        let problem = "\(doing) was refused (\(statusText(response.status, text)))"
        let (kind, nextStep) = advice(response.status, text, app)
        return AuthorityError(kind, service, problem, nextStep)
    }

    private static func advice(_ status: Int, _ text: String, _ app: AltinnApp) -> (AuthorityError.Kind, String) {
        switch status {
        case 403:
            (
                .forbidden,
                "The customer must approve the system user with access to \(app) (for VAT the access package "
                    + "urn:altinn:accesspackage:merverdiavgift), or the person who logged in needs the right to act "
                    + "for the company."
            )
        case 404 where text.contains("Cannot lookup party"):
            (.notFound, "Altinn knows no such organisation here; check the number and the environment.")
        case 404:
            (
                .notFound,
                "It may have been deleted in Altinn, or access withdrawn; look there. If it was deleted before it was sent, "
                    + "'bilag filing withdraw' ends the submission."
            )
        case 409: (.conflict, "Run the command again; it first reads what the authority has.")
        case 413: (.refused(status: status), "The file is too large; an attachment holds at most 25 MB.")
        case 415: (.refused(status: status), "The content type does not fit; update Bilag if the app has changed.")
        case 418: (.refused(status: status), "The app is closed; set vat.app to the name in use now.")
        default: (.refused(status: status), "Check the app's name and the addresses in the configuration.")
        }
    }
}
