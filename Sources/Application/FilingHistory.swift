import EventLog
import Filing
import LegalTables
import VATReturn
import Values

extension OpenBooks {
    /// What the books know that the validation rules ask for. What they do not know stays unknown, and the rules that
    /// need it are listed as the authority's.
    func ruleContext(for record: FilingRecord) throws -> VATRuleContext {
        let company = try company()
        var context = VATRuleContext()
        context.today = now.dateInNorway
        let inputs = try VATReturnInputs(record.current.event.inputs)
        if let registered = company.vatCategory, registered == inputs.category {
            context.registeredCategories = [registered]
            context.registeredPeriodKind = company.vatPeriod
        }
        context.earlierReturns = try earlierReturns(before: record)
        return context
    }

    /// Returns that these books delivered and the authority accepted, or has not answered yet.
    private func earlierReturns(before record: FilingRecord) throws -> [EarlierVATReturn] {
        try filings().records.compactMap { other in
            guard other.id != record.id, [.submitted, .accepted, .superseded].contains(other.state),
                let submitted = other.submittedAt,
                let document = VATReturnDocument(validBytes: try self.document(of: other).bytes),
                let category = document.category, let total = document.total?.kroner
            else { return nil }
            let bases = document.lines.compactMap { $0.grunnlag?.kroner }
            return EarlierVATReturn(
                category: category, period: other.id.period, total: total,
                totalBase: bases.reduce(0) { $0.addingReportingOverflow($1).partialValue },
                submitted: submitted.dateInNorway)
        }
    }
}
