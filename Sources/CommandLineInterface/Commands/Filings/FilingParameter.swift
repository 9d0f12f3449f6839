import Filing

extension CommandParameter {
    static let filing = CommandParameter("ID", "The filing, as in vat-2026-T1-1.")
}

extension Arguments {
    func filing() throws(UsageError) -> FilingID { try requiredParsed("ID", as: FilingID.init) }
}
