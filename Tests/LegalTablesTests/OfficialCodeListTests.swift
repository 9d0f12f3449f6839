import Formats
import LegalTables
import TestSupport
import Testing
import Values

/// An entry of an official code list: its name and what stands in `kodetillegg`.
struct CodeListEntry {
    let name: String
    let details: [String: String]
    let from: String?
    let to: String?
    let texts: [String: String]

    static func read(_ file: String) throws -> [CodeListEntry] {
        let root = try XMLElement(parsing: OfficialFiles.bytes("vat/codelists/\(file).xml"))
        return root.children("kode").map { code in
            CodeListEntry(
                name: code.child("tekniskNavn")?.text.normalised ?? "",
                details: Dictionary(
                    (code.child("kodetillegg")?.children ?? []).map { ($0.name, $0.text.normalised) },
                    uniquingKeysWith: { first, _ in first }),
                from: code.at("gyldigForBehandling", "fradato")?.text,
                to: code.at("gyldigForBehandling", "tildato")?.text,
                texts: Dictionary(
                    (code.child("beskrivelse")?.children("spraakTekst") ?? []).map {
                        ($0.child("spraak")?.text ?? "", $0.child("tekst")?.text.normalised ?? "")
                    }, uniquingKeysWith: { first, _ in first }))
        }
    }

    func says(_ name: String) -> Bool { details[name] == "SANN" }
}

extension String {
    /// Blanks of any kind and number as one space.
    fileprivate var normalised: String { split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}

@Suite(
    "The tables against the authority's code lists",
    .enabled(if: OfficialFiles.arePresent, Comment(rawValue: OfficialFiles.absence)))
struct OfficialCodeListTests {
    let tables = LegalTables.current

    @Test("the codes of the return are those of the list, with names, dates, order and specifications")
    func codes() throws {
        let entries = try CodeListEntry.read("mvaKodeSAFT")
        #expect(entries.count == tables.vatCodes.rows.filter(\.isReported).count)
        let flags: [(VATSpecificationKind, String)] = [
            (.badDebt, "tapPaaKrav"), (.adjustment, "justering"), (.withdrawal, "uttak"),
            (.reversedDeduction, "tilbakefoeringAvInngaaendeMerverdiavgift"),
            (.rightToCompensation, "kompensasjonsrett"),
        ]
        for entry in entries {
            let row = try #require(try tables.vatCodes.code(VATCode(entry.name)))
            #expect(row.norwegianName == entry.texts["no"])
            #expect(row.englishName == entry.texts["en"])
            #expect(row.from?.description == entry.from)
            #expect(row.displayPlace(in: .alminnelig)?.theme == entry.details["temaRekkefoelge"].flatMap { Int($0) })
            #expect(
                row.displayPlace(in: .alminnelig)?.order == entry.details["kodeRekkefoelgeITema"].flatMap { Int($0) })
            #expect((row.shape(in: .kompensasjon) != nil) == entry.says("kompensasjon"))
            #expect((row.shape(in: .omvendtAvgiftsplikt) != nil) == entry.says("omvendtAvgiftsplikt"))
            #expect((row.shape(in: .alminnelig) == .outputAndDeduction) == (entry.details["fradrag"] != nil))
            for (kind, flag) in flags {
                #expect(row.specifications(in: .alminnelig).contains(kind) == entry.says(flag))
            }
            let mayAdjust = row.specifications(in: .kompensasjon).contains(.compensationAdjustment)
            #expect(mayAdjust == entry.says("kompensasjonJustering"))
            let theme = try #require(row.displayPlace(in: .alminnelig)?.theme)
            #expect(tables.vatCodes.theme(theme, in: .alminnelig)?.norwegian == entry.details["tema"])
        }
    }

    @Test("the rates are those of the list, by rate type and dates")
    func rates() throws {
        let types: [VATRateClass: String] = [
            .high: "alminnelig sats", .medium: "redusert sats, næringsmiddel", .low: "redusert sats",
            .rawFish: "redusert sats, råfisk", .zero: "nullsats",
        ]
        let listed = try CodeListEntry.read("sats").map {
            [$0.details["satstype"] ?? "", $0.name, $0.from ?? "", $0.to ?? ""].joined(separator: "|")
        }
        let ours = tables.vatRates.rows.compactMap { row in
            types[row.rateClass].map {
                [$0, row.rate.officialText, row.from?.description ?? "", row.to?.description ?? ""]
                    .joined(separator: "|")
            }
        }
        #expect(listed.sorted() == ours.sorted())
        for entry in try CodeListEntry.read("mvaKodeSAFT") {
            let rateClass = try tables.vatCodes.code(VATCode(entry.name))?.rateClass
            #expect(entry.details["satstype"] == rateClass.flatMap { types[$0] })
        }
    }

    @Test("the specifications are those of the list, letter by letter")
    func specifications() throws {
        let entries = try CodeListEntry.read("mvaSpesifikasjon")
        #expect(Set(entries.map(\.name)) == Set(VATSpecificationKind.allCases.map(\.rawValue)))
        for entry in entries {
            let row = try #require(VATSpecificationKind(rawValue: entry.name).flatMap(tables.vatSpecifications.row))
            #expect(row.norwegianName == entry.texts["no"])
            #expect(Array(row.kind.rawValue.utf8) == Array(entry.name.utf8))
            #expect(row.categories.contains(.alminnelig) == entry.says("alminneligPrimær"))
            #expect(row.categories.contains(.primaernaering) == entry.says("alminneligPrimær"))
            #expect(row.categories.contains(.kompensasjon) == entry.says("kompensasjon"))
            #expect(row.categories.contains(.omvendtAvgiftsplikt) == entry.says("omvendtAvgiftsplikt"))
        }
    }

    @Test("the remarks are those of the list, in its spelling, for its categories and places")
    func remarks() throws {
        let entries = try CodeListEntry.read("merknad")
        #expect(entries.count == tables.vatRemarks.rows.count)
        for entry in entries {
            let place: VATRemarkTable.Place = entry.details["merknadGjelder"] == "mva-melding" ? .return : .line
            for category in VATCategory.allCases {
                let row = tables.vatRemarks.remark(entry.name, on: place, in: category)
                #expect((row != nil) == entry.says(flag(category, "alminneligPrimær")))
                if let row { #expect(Array(row.technicalName.utf8) == Array(entry.name.utf8)) }
            }
        }
    }

    @Test("each of the 663 rows of the mapping is allowed, and nothing else is")
    func mapping() throws {
        let entries = try CodeListEntry.read("merknadTilsvarendeMvaKode")
        #expect(entries.count == 663)
        var listed: Set<String> = []
        for entry in entries {
            for category in VATCategory.allCases where entry.says(flag(category, "alminneligprimær")) {
                let line = VATRemarkMapping.Line(
                    category: category, code: try VATCode(entry.details["mvaKode"] ?? ""),
                    delivered: try #require(entry.details["levertFortegn"].flatMap { VATSign(rawValue: $0) }),
                    expected: try #require(entry.details["forventetFortegn"].flatMap { VATSign(rawValue: $0) }),
                    specification: entry.details["mvaSpesifikasjon"].flatMap { VATSpecificationKind(rawValue: $0) },
                    isDeductionOfTwoLineCode: entry.details["fradrag"] != nil)
                let remark = entry.details["merknad"] ?? ""
                if remark == "fritekstfelt" {
                    #expect(tables.vatRemarkMapping.offersFreeText(for: line))
                } else {
                    #expect(tables.vatRemarkMapping.allows(remark, on: line), "\(remark) \(line)")
                    listed.insert("\(category.family) \(remark.lowercased()) \(line.code) \(key(line))")
                }
            }
        }
        let ours = tables.vatRemarkMapping.rows.flatMap { row in
            row.codes.compactMap { code -> String? in
                let category = VATCategory.allCases.first { $0.family == row.family } ?? .alminnelig
                let line = VATRemarkMapping.Line(
                    category: category, code: code, delivered: row.deliveredSign, expected: row.expectedSign,
                    specification: row.specification, isDeductionOfTwoLineCode: row.isDeductionOfTwoLineCode)
                return row.remark.map { "\(row.family) \($0.lowercased()) \(code) \(key(line))" }
            }
        }
        #expect(Set(ours) == listed)
    }

    @Test("the SAF-T codes have the descriptions and compensation flags of the SAF-T list")
    func saftCodes() throws {
        let root = try XMLElement(
            parsing: OfficialFiles.bytes("saf-t/standard-tax-codes/Standard_Tax_Codes.xml"))
        let entries = root.children("TaxCode")
        #expect(entries.count == tables.vatCodes.rows.count)
        for entry in entries {
            let row = try #require(try tables.vatCodes.code(VATCode(entry.child("ID")?.text ?? "")))
            #expect(row.mayCarryCompensation == (entry.child("Compensation")?.text == "true"))
            let descriptions = entry.children("Description")
            let norwegian = descriptions.first { $0.attribute("ISOLanguageCode") == "NOB" }?.text.normalised
            #expect(row.saftNorwegianDescription == norwegian)
        }
    }

    private func flag(_ category: VATCategory, _ ordinary: String) -> String {
        category.isOrdinary ? ordinary : category.rawValue
    }

    private func key(_ line: VATRemarkMapping.Line) -> String {
        "\(line.delivered.rawValue)\(line.expected.rawValue) \(line.specification?.rawValue ?? "") "
            + "\(line.isDeductionOfTwoLineCode)"
    }
}
