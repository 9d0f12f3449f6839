/// What a column holds. Raw values are the names of our own convention.
enum CSVColumn: Int, CaseIterable {
    case voucher
    case date
    case kind
    /// The series within the books, for vouchers that come back to them.
    case series
    case account
    case accountName
    case debit
    case credit
    case amount
    case vatCode
    case vatAmount
    case vatBase
    case vatSpecification
    case remark
    case text
    case currency
    case currencyAmount
    case rate
    case customer
    case supplier
    case reference
    case kid
    case dueDate
    case department
    case project
    case period
    case year
    case isGross
    /// GBAT10's own amount with VAT beside the one without.
    case grossAmount
    /// The mark that each row of a format begins with.
    case mark
    /// Known, and not needed.
    case ignored

    /// The name in our own convention.
    var name: String { names[0] }

    /// By which it is found, our own name first.
    private var names: [String] {
        switch self {
        case .voucher: ["bilagsnr", "bilag", "bilag nr", "bilagsnummer", "voucher", "voucherno", "transactionno"]
        case .date: ["dato", "bilagsdato", "date", "transactiondate", "dato bilag"]
        case .kind: ["bilagsart", "art", "type", "vouchertype", "journal"]
        case .series: ["serie", "series"]
        case .account: ["konto", "kontonr", "account", "hovedbokskonto"]
        case .accountName: ["kontonavn", "accountname"]
        case .debit: ["debet", "debit"]
        case .credit: ["kredit", "credit"]
        case .amount: ["beløp", "amount", "bokført beløp", "saldo"]
        case .vatCode: ["mvakode", "mva", "mva-kode", "avg.kode", "avgiftskode", "vatcode"]
        case .vatAmount: ["mvabeløp", "vatamount"]
        case .vatBase: ["mvagrunnlag", "grunnlag", "base"]
        case .vatSpecification: ["mvaspesifikasjon", "vatspecification"]
        case .remark: ["merknad", "vatremark"]
        case .text: ["tekst", "beskrivelse", "description", "comment", "forklaring"]
        case .currency: ["valuta", "currency", "iso-kode"]
        case .currencyAmount: ["valutabeløp", "beløp i valuta", "foreignamount"]
        case .rate: ["kurs", "valutakurs", "rate"]
        case .customer: ["kunde", "kundenr", "customerid"]
        case .supplier: ["leverandør", "levnr", "supplierid"]
        case .reference: ["fakturanr", "invoiceno"]
        case .kid: ["kid", "ocr"]
        case .dueDate: ["forfall", "duedate", "forfallsdato"]
        case .department: ["avdeling", "department"]
        case .project: ["prosjekt", "project"]
        case .period: ["periode", "period"]
        case .year: ["år", "year"]
        case .isGross: ["brutto"]
        case .grossAmount: ["bruttobeløp"]
        case .mark: ["format"]
        case .ignored: ["-"]
        }
    }

    /// By folded name.
    static let byName: [String: CSVColumn] = {
        var columns: [String: CSVColumn] = [:]
        for column in allCases where column != .ignored && column != .mark && column != .grossAmount {
            for name in column.names { columns[folded(name)] = column }
        }
        return columns
    }()

    /// Lower case, without blanks, dots, hyphens and underscores; æ, ø and å as ae, o and a, also where the ring is a
    /// character of its own.
    static func folded(_ name: String) -> String {
        var folded = ""
        for scalar in name.lowercased().unicodeScalars {
            switch scalar {
            case " ", "\t", ".", "-", "_", "\u{A0}", "\u{FEFF}": break
            case "æ": folded += "ae"
            case "ø": folded += "o"
            case "å": folded += "a"
            case "\u{300}"..."\u{36F}": break
            default: folded.unicodeScalars.append(scalar)
            }
        }
        return folded
    }
}
