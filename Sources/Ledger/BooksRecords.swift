import Formats
import Values

/// Which standard code a VAT code of the ledger stands for, from and to which day. A later mapping of the same code
/// and days goes before an earlier one, and before what a posting itself says.
public struct VATCodeMapping: Hashable, Sendable {
    public let ledgerCode: String
    public let from: CalendarDate?
    /// The last day.
    public let to: CalendarDate?
    public let code: VATCode
    /// Who said so: `import` (the source's own table) or `person`.
    public let origin: Origin

    public enum Origin: String, Sendable {
        case source = "import"
        case person
    }

    public init(ledgerCode: String, from: CalendarDate? = nil, to: CalendarDate? = nil, code: VATCode, origin: Origin) {
        self.ledgerCode = ledgerCode
        self.from = from
        self.to = to
        self.code = code
        self.origin = origin
    }

    public func applies(on date: CalendarDate) -> Bool {
        from.map { $0 <= date } ?? true && to.map { date <= $0 } ?? true
    }

    func overlaps(_ other: VATCodeMapping) -> Bool {
        let startsInTime = from.flatMap { from in other.to.map { from <= $0 } } ?? true
        let endsInTime = to.flatMap { to in other.from.map { $0 <= to } } ?? true
        return startsInTime && endsInTime
    }

    init(_ json: JSON) throws(InvalidInput) {
        let member = JSONMembers(json, of: "a VAT code mapping")
        let originText = try member.text("origin")
        guard let origin = Origin(rawValue: originText) else {
            throw InvalidInput(originText, "a mapping comes from import or person")
        }
        self.init(
            ledgerCode: try member.text("ledgerCode"), from: try member.optionalDate("from"),
            to: try member.optionalDate("to"), code: try VATCode(try member.text("code")), origin: origin)
    }

    var json: JSON {
        .compact([
            "ledgerCode": .string(ledgerCode), "from": from.map { .string($0.description) },
            "to": to.map { .string($0.description) }, "code": .string(code.description),
            "origin": .string(origin.rawValue),
        ])
    }
}

/// The closing or reopening of a period, and who did it.
public struct PeriodClosing: Hashable, Sendable {
    public let period: ReportingPeriod
    public let by: String
    public let reason: String?

    public init(period: ReportingPeriod, by: String, reason: String? = nil) {
        self.period = period
        self.by = by
        self.reason = reason
    }

    init(_ json: JSON) throws(InvalidInput) {
        let member = JSONMembers(json, of: "a period's closing")
        period = try ReportingPeriod(try member.text("period"))
        by = try member.text("by")
        reason = try member.optionalText("reason")
    }

    var json: JSON {
        .compact([
            "period": .string(period.description), "by": .string(by), "reason": reason.map { .string($0) },
        ])
    }
}
