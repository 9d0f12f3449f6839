import Values

@testable import VATReturn

/// A return written out by hand, right or wrong, for tests of rules.
struct RawReturn: Sendable {
    var category = "alminnelig"
    var period = "<skattleggingsperiodeToMaaneder>januar-februar</skattleggingsperiodeToMaaneder>"
    var year = "2026"
    /// Nil: the sum of the lines.
    var total: String?
    var kid: String?
    var remark: String?
    var lines: [Line] = []

    struct Line: Sendable {
        let code: String
        var base: String?
        var rate: String?
        let vat: String
        var specification: String?
        var structured: String?
        var text: String?
    }

    static let quarter = "<skattleggingsperiodeTreMaaneder>januar-mars</skattleggingsperiodeTreMaaneder>"
    static let year = "<skattleggingsperiodeAar>aarlig</skattleggingsperiodeAar>"

    static func ordinary(_ lines: Line...) -> RawReturn { RawReturn(lines: lines) }
    static func compensation(_ lines: Line...) -> RawReturn { RawReturn(category: "kompensasjon", lines: lines) }
    static func reverse(_ lines: Line...) -> RawReturn {
        RawReturn(category: "omvendtAvgiftsplikt", period: quarter, lines: lines)
    }

    func with(_ change: (inout RawReturn) -> Void) -> RawReturn {
        var copy = self
        change(&copy)
        return copy
    }

    var bytes: [UInt8] {
        let sum = lines.reduce(0) { $0 + (Int($1.vat) ?? 0) }
        let kidElement = kid.map { "<kundeIdentifikasjonsnummer>\($0)</kundeIdentifikasjonsnummer>" } ?? ""
        let remarkElement = remark.map { "<merknad><utvalgtMerknad>\($0)</utvalgtMerknad></merknad>" } ?? ""
        return Array(
            """
            <mvaMeldingDto xmlns="\(VATReturn.namespace)">
            <innsending><regnskapssystemsreferanse>1</regnskapssystemsreferanse></innsending>
            <skattegrunnlagOgBeregnetSkatt>
            <skattleggingsperiode><periode>\(period)</periode><aar>\(year)</aar></skattleggingsperiode>
            <fastsattMerverdiavgift>\(total ?? String(sum))</fastsattMerverdiavgift>
            \(lines.map(\.xml).joined(separator: "\n"))
            </skattegrunnlagOgBeregnetSkatt>
            <betalingsinformasjon>\(kidElement)</betalingsinformasjon>
            <skattepliktig><organisasjonsnummer>310000000</organisasjonsnummer></skattepliktig>
            <meldingskategori>\(category)</meldingskategori>\(remarkElement)
            </mvaMeldingDto>
            """.utf8)
    }
}

extension RawReturn.Line {
    /// Base, rate and VAT.
    static func out(
        _ code: Int, _ base: String, _ rate: String, _ vat: String, _ specification: String? = nil,
        structured: String? = nil, text: String? = nil
    ) -> Self {
        Self(
            code: String(code), base: base, rate: rate, vat: vat, specification: specification, structured: structured,
            text: text)
    }

    /// VAT alone.
    static func amount(
        _ code: Int, _ vat: String, _ specification: String? = nil, structured: String? = nil, text: String? = nil
    ) -> Self {
        Self(code: String(code), vat: vat, specification: specification, structured: structured, text: text)
    }

    fileprivate var xml: String {
        func element(_ name: String, _ text: String?) -> String { text.map { "<\(name)>\($0)</\(name)>" } ?? "" }
        let remark = element("utvalgtMerknad", structured) + element("beskrivelse", text)
        return "<mvaSpesifikasjonslinje>" + element("mvaKode", code) + element("spesifikasjon", specification)
            + element("grunnlag", base) + element("sats", rate) + element("merverdiavgift", vat)
            + element("merknad", remark.isEmpty ? nil : remark) + "</mvaSpesifikasjonslinje>"
    }
}
