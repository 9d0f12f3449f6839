import EventLog
import Formats
import Values

/// Enhetsregisteret was asked about the company, and its answer decided something: that books were made from it, or that
/// a submission went on or was stopped.
public struct CompanyLookedUp: Hashable, Sendable {
    public enum Answer: String, Sendable {
        case registered
        case deleted
        /// Taken out of the open data.
        case removed
        /// No company and no sub-unit has the number.
        case unknown
    }

    public enum Occasion: String, Sendable { case initialisation, submission }

    public enum Decision: String, Sendable { case cleared, stopped }

    /// What the register says of a company that is in it. On a deleted one all of it is absent there, not false.
    public struct Facts: Hashable, Sendable {
        /// AS, ENK, NUF …
        public let form: String
        public let isVATRegistered: Bool
        public let isBankrupt: Bool
        public let isWindingUp: Bool
        public let isForciblyDissolved: Bool
        /// The day of bankruptcy, where the register gives it.
        public let bankruptOn: String?

        public init(
            form: String, isVATRegistered: Bool, isBankrupt: Bool, isWindingUp: Bool, isForciblyDissolved: Bool,
            bankruptOn: String?
        ) {
            (self.form, self.isVATRegistered, self.isBankrupt) = (form, isVATRegistered, isBankrupt)
            (self.isWindingUp, self.isForciblyDissolved) = (isWindingUp, isForciblyDissolved)
            self.bankruptOn = bankruptOn
        }
    }

    public let organisationNumber: OrganisationNumber
    public let answer: Answer
    public let name: String?
    /// Nil unless the company is registered.
    public let facts: Facts?
    /// The day it was deleted or removed, where the register gives it.
    public let endedOn: String?
    public let occasion: Occasion
    public let decision: Decision
    /// Why a submission was stopped.
    public let objection: String?
    /// The filing that was to be submitted.
    public let filing: FilingID?
    /// The register's address.
    public let source: String
    public let by: String

    public init(
        organisationNumber: OrganisationNumber, answer: Answer, name: String?, facts: Facts?, endedOn: String?,
        occasion: Occasion, decision: Decision, objection: String?, filing: FilingID?, source: String, by: String
    ) {
        (self.organisationNumber, self.answer, self.name) = (organisationNumber, answer, name)
        (self.facts, self.endedOn, self.occasion) = (facts, endedOn, occasion)
        (self.decision, self.objection, self.filing) = (decision, objection, filing)
        (self.source, self.by) = (source, by)
    }

    public var newEvent: NewEvent {
        var body: [String: JSON] = [
            "organisationNumber": .string(organisationNumber.digits), "answer": .string(answer.rawValue),
            "occasion": .string(occasion.rawValue), "decision": .string(decision.rawValue),
            "source": .string(source), "by": .string(by),
        ]
        body["name"] = name.map(JSON.string)
        body["endedOn"] = endedOn.map(JSON.string)
        body["objection"] = objection.map(JSON.string)
        body["filing"] = filing.map { .string($0.description) }
        body["company"] = facts?.json
        return NewEvent(AuthorityEventType.companyLookedUp, body: .object(body))
    }

    public init(_ body: JSON) throws(InvalidInput) {
        let member = JSONMembers(body, of: "a look-up of a company")
        let filing: FilingID?
        if let text = try member.optionalText("filing") { filing = try FilingID(text) } else { filing = nil }
        self.init(
            organisationNumber: try OrganisationNumber(try member.text("organisationNumber")),
            answer: try CompanyLookedUp.value(member, "answer"), name: try member.optionalText("name"),
            facts: try Facts(member.optional("company")), endedOn: try member.optionalText("endedOn"),
            occasion: try CompanyLookedUp.value(member, "occasion"),
            decision: try CompanyLookedUp.value(member, "decision"), objection: try member.optionalText("objection"),
            filing: filing, source: try member.text("source"), by: try member.text("by"))
    }

    private static func value<Value: RawRepresentable>(
        _ member: JSONMembers, _ name: String
    ) throws(InvalidInput) -> Value where Value.RawValue == String {
        let text = try member.text(name)
        guard let value = Value(rawValue: text) else {
            throw InvalidInput(text, "a look-up of a company has another '\(name)'")
        }
        return value
    }
}

extension CompanyLookedUp.Facts {
    /// Nil where there are none.
    fileprivate init?(_ json: JSON?) throws(InvalidInput) {
        guard let json else { return nil }
        let member = JSONMembers(json, of: "a company of the register")
        func flag(_ name: String) throws(InvalidInput) -> Bool {
            guard let value = json[name]?.bool else {
                throw InvalidInput("", "a company of the register needs a member '\(name)' that is true or false")
            }
            return value
        }
        self.init(
            form: try member.text("form"), isVATRegistered: try flag("isVatRegistered"),
            isBankrupt: try flag("isBankrupt"), isWindingUp: try flag("isWindingUp"),
            isForciblyDissolved: try flag("isForciblyDissolved"), bankruptOn: try member.optionalText("bankruptOn"))
    }

    fileprivate var json: JSON {
        var members: [String: JSON] = [
            "form": .string(form), "isVatRegistered": .bool(isVATRegistered), "isBankrupt": .bool(isBankrupt),
            "isWindingUp": .bool(isWindingUp), "isForciblyDissolved": .bool(isForciblyDissolved),
        ]
        members["bankruptOn"] = bankruptOn.map(JSON.string)
        return .object(members)
    }
}
