import Cryptography
import EventLog
import Filing
import Ledger
import Values

/// Makes a set of books.
public struct InitialiseBooks {
    public let organisationNumber: OrganisationNumber
    public let name: String
    public let environment: BooksEnvironment
    /// Nil for a company that is not in the VAT register.
    public let vatCategory: VATCategory?
    public let vatPeriod: ReportingPeriod.Kind?
    /// What the register said, where it was asked; recorded behind the company.
    public let lookup: CompanyLookedUp?

    public init(
        organisationNumber: OrganisationNumber, name: String, environment: BooksEnvironment,
        vatCategory: VATCategory?, vatPeriod: ReportingPeriod.Kind?, lookup: CompanyLookedUp? = nil
    ) {
        self.organisationNumber = organisationNumber
        self.name = name
        self.environment = environment
        self.vatCategory = vatCategory
        self.vatPeriod = vatPeriod
        self.lookup = lookup
    }

    /// - Parameter booksID: a random identifier, UUID text.
    /// - Throws: `LogError.cannotOpen` when there are books at the path already; `InvalidInput` for an empty name.
    public func callAsFunction(
        at path: String, in store: any BooksStore, booksID: String, now: Timestamp
    ) throws -> Company {
        guard name.contains(where: { !$0.isWhitespace }) else { throw InvalidInput(name, "a company has a name") }
        let company = Company(
            organisationNumber: organisationNumber, name: name, environment: environment, booksID: booksID,
            vatCategory: vatCategory, vatPeriod: vatPeriod ?? vatCategory.map(\.usualPeriod))
        let log = try unfinished(path, store) ?? store.create(path)
        try log.write(expecting: 0) { writer in
            _ = try LedgerTransaction(writer, books: Books(), now: now).record(.companyRegistered(company))
            if let lookup { _ = try writer.append(lookup.newEvent, at: now) }
        }
        return company
    }

    /// Books without a company: an earlier attempt was killed half-way.
    private func unfinished(_ path: String, _ store: any BooksStore) throws -> (any EventLog)? {
        guard let log = try? store.open(path), try log.size() == 0 else { return nil }
        return log
    }
}

extension VATCategory {
    /// The kind of period that a registration has unless another is granted or imposed
    /// (skatteforvaltningsforskriften § 8-3-3 and following; vat-return 11.2).
    public var usualPeriod: ReportingPeriod.Kind {
        switch self {
        case .alminnelig, .kompensasjon: .twoMonths
        case .primaernaering: .year
        case .omvendtAvgiftsplikt: .quarter
        }
    }
}
