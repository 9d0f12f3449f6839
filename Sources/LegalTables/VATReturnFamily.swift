import Values

/// The three kinds of VAT return that code lists and rules tell apart: both ordinary categories are treated alike.
public enum VATReturnFamily: String, Sendable, CaseIterable {
    case ordinary, compensation, reverseCharge
}

extension VATCategory {
    public var family: VATReturnFamily {
        switch self {
        case .alminnelig, .primaernaering: .ordinary
        case .kompensasjon: .compensation
        case .omvendtAvgiftsplikt: .reverseCharge
        }
    }
}

/// Payable or deductible, as the return writes it.
public enum VATSign: String, Sendable {
    case positive = "+"
    case negative = "-"
}
