import Formats
import Values

/// The company whose books these are, and the world they belong to. The first event of every log.
public struct Company: Hashable, Sendable {
    public let organisationNumber: OrganisationNumber
    public let name: String
    public let environment: BooksEnvironment
    /// A random identifier of this set of books (UUID text).
    public let booksID: String
    /// The kind of VAT return the company is registered for. Nil when it is not in the VAT register.
    public let vatCategory: VATCategory?
    /// The kind of period its VAT returns are for.
    public let vatPeriod: ReportingPeriod.Kind?

    public init(
        organisationNumber: OrganisationNumber, name: String, environment: BooksEnvironment, booksID: String,
        vatCategory: VATCategory?, vatPeriod: ReportingPeriod.Kind?
    ) {
        self.organisationNumber = organisationNumber
        self.name = name
        self.environment = environment
        self.booksID = booksID
        self.vatCategory = vatCategory
        self.vatPeriod = vatPeriod
    }

    init(_ json: JSON) throws(InvalidInput) {
        let member = JSONMembers(json, of: "a company")
        organisationNumber = try OrganisationNumber(try member.text("organisationNumber"))
        name = try member.text("name")
        environment = try BooksEnvironment(try member.text("environment"))
        booksID = try member.text("booksId")
        vatCategory = try member.optionalText("vatCategory").map { text throws(InvalidInput) in try VATCategory(text) }
        vatPeriod = try member.optionalText("vatPeriod").map { text throws(InvalidInput) in
            guard let kind = ReportingPeriod.Kind(rawValue: text) else {
                throw InvalidInput(text, "an unknown kind of period")
            }
            return kind
        }
    }

    var json: JSON {
        .compact([
            "organisationNumber": .string(organisationNumber.digits), "name": .string(name),
            "environment": .string(environment.rawValue), "booksId": .string(booksID),
            "vatCategory": vatCategory.map { .string($0.rawValue) },
            "vatPeriod": vatPeriod.map { .string($0.rawValue) },
        ])
    }
}

/// An account of the general ledger.
public struct Account: Hashable, Sendable {
    public let number: AccountNumber
    public let name: String
    /// Category and code of the official grouping (SAF-T from 1.30), where the source gave them.
    public let groupingCategory: String?
    public let groupingCode: String?
    /// The standard account of SAF-T before 1.30.
    public let standardAccount: String?

    public init(
        number: AccountNumber, name: String, groupingCategory: String? = nil, groupingCode: String? = nil,
        standardAccount: String? = nil
    ) {
        self.number = number
        self.name = name
        self.groupingCategory = groupingCategory
        self.groupingCode = groupingCode
        self.standardAccount = standardAccount
    }

    init(_ json: JSON) throws(InvalidInput) {
        let member = JSONMembers(json, of: "an account")
        self.init(
            number: try AccountNumber(try member.text("account")), name: try member.text("name"),
            groupingCategory: try member.optionalText("groupingCategory"),
            groupingCode: try member.optionalText("groupingCode"),
            standardAccount: try member.optionalText("standardAccount"))
    }

    var json: JSON {
        .compact([
            "account": .string(number.text), "name": .string(name),
            "groupingCategory": groupingCategory.map { .string($0) },
            "groupingCode": groupingCode.map { .string($0) }, "standardAccount": standardAccount.map { .string($0) },
        ])
    }
}

/// A customer or supplier. National identity numbers are never kept here.
public struct Party: Hashable, Sendable {
    public let role: PartyReference.Role
    public let id: String
    public let name: String
    public let organisationNumber: String?
    /// The control account of its balance.
    public let account: AccountNumber?

    public init(
        role: PartyReference.Role, id: String, name: String, organisationNumber: String? = nil,
        account: AccountNumber? = nil
    ) {
        self.role = role
        self.id = id
        self.name = name
        self.organisationNumber = organisationNumber
        self.account = account
    }

    public var reference: PartyReference { PartyReference(role, id) }

    init(_ json: JSON) throws(InvalidInput) {
        let member = JSONMembers(json, of: "a party")
        let roleText = try member.text("role")
        guard let role = PartyReference.Role(rawValue: roleText) else {
            throw InvalidInput(roleText, "a party is customer or supplier")
        }
        self.init(
            role: role, id: try member.text("id"), name: try member.text("name"),
            organisationNumber: try member.optionalText("organisationNumber"),
            account: try member.optionalText("account").map { text throws(InvalidInput) in try AccountNumber(text) })
    }

    var json: JSON {
        .compact([
            "role": .string(role.rawValue), "id": .string(id), "name": .string(name),
            "organisationNumber": organisationNumber.map { .string($0) },
            "account": account.map { .string($0.text) },
        ])
    }
}

/// A value of a dimension: department 1 is "Oslo".
public struct DimensionValue: Hashable, Sendable {
    public let type: String
    public let typeName: String?
    public let id: String
    public let name: String?

    public init(type: String, typeName: String?, id: String, name: String?) {
        self.type = type
        self.typeName = typeName
        self.id = id
        self.name = name
    }

    init(_ json: JSON) throws(InvalidInput) {
        let member = JSONMembers(json, of: "a dimension")
        self.init(
            type: try member.text("type"), typeName: try member.optionalText("typeName"), id: try member.text("id"),
            name: try member.optionalText("name"))
    }

    var json: JSON {
        .compact([
            "type": .string(type), "typeName": typeName.map { .string($0) }, "id": .string(id),
            "name": name.map { .string($0) },
        ])
    }
}

extension JSON {
    /// An object without the members that have no value.
    static func compact(_ members: [String: JSON?]) -> JSON { .object(members.compactMapValues { $0 }) }
}
