/// How surely a login proves who somebody is: ID-porten's levels, as the `acr` of a token names them.
/// Source: docs.digdir.no, ID-porten, "Sikkerhetsnivå", 2024-10-17.
public enum LevelOfAssurance: String, Sendable, CaseIterable, Comparable {
    case low = "idporten-loa-low"
    case substantial = "idporten-loa-substantial"
    case high = "idporten-loa-high"

    public static func < (left: LevelOfAssurance, right: LevelOfAssurance) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .low: 0
        case .substantial: 1
        case .high: 2
        }
    }
}
