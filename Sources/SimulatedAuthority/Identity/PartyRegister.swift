import Values

/// Altinn's numbers for organisations and persons, given out as they are first met.
struct PartyRegister {
    private var organisations: [OrganisationNumber] = []
    private var persons: [String] = []

    private static let firstOrganisation: Int64 = 50_000_001
    private static let firstPerson: Int64 = 51_000_001

    mutating func party(of organisation: OrganisationNumber) -> Int64 {
        PartyRegister.firstOrganisation + PartyRegister.place(of: organisation, in: &organisations)
    }

    mutating func party(ofPerson pid: String) -> Int64 {
        PartyRegister.firstPerson + PartyRegister.place(of: pid, in: &persons)
    }

    /// Nil for a party never met.
    func organisation(of party: Int64) -> OrganisationNumber? {
        guard party >= PartyRegister.firstOrganisation else { return nil }
        let index = party - PartyRegister.firstOrganisation
        return index < organisations.count ? organisations[Int(index)] : nil
    }

    private static func place<Value: Equatable>(of value: Value, in list: inout [Value]) -> Int64 {
        if let index = list.firstIndex(of: value) { return Int64(index) }
        list.append(value)
        return Int64(list.count - 1)
    }
}
