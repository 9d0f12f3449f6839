import Application
import Filing
import Formats
import Interchange
import Ledger
import Projections
import Values

/// What somebody does with the books.
enum Command: CustomStringConvertible {
    case openAccount(String, name: String)
    case post([Voucher])
    case reverse(String)
    case close(String)
    case reopen(String)
    case draft(String)
    case ready(String)
    case approve(String, hash: String)
    case withdraw(String)
    case importFile(GeneratedSAFT)
    case report
    case saveFigures
    case verify
    case submit(String)
    case follow(String)

    var description: String {
        switch self {
        case .openAccount(let number, _): "open account \(number)"
        case .post(let vouchers): "post \(vouchers.map(\.number.number).joined(separator: ", "))"
        case .reverse(let number): "reverse \(number)"
        case .close(let period): "close \(period)"
        case .reopen(let period): "reopen \(period)"
        case .draft(let period): "draft \(period)"
        case .ready(let id): "ready \(id)"
        case .approve(let id, let hash): "approve \(id) as \(hash.prefix(12))"
        case .withdraw(let id): "withdraw \(id)"
        case .importFile(let file): "import \(file.name) (\(file.vouchers) vouchers of \(file.months))"
        case .report: "report"
        case .saveFigures: "report, and save the figures"
        case .verify: "verify"
        case .submit(let id): "submit \(id)"
        case .follow(let id): "follow \(id)"
        }
    }

    /// The filing that the authority is asked about.
    var outward: String? {
        switch self {
        case .submit(let id), .follow(let id), .withdraw(let id): id
        default: nil
        }
    }

    /// Carries out all but what calls the authority.
    func perform(in books: OpenBooks) throws {
        switch self {
        case .openAccount(let number, let name): try books.openAccount(AccountNumber(number), name: name)
        case .post(let vouchers): _ = try books.post(vouchers)
        case .reverse(let number): _ = try books.reverse(VoucherNumber(number: number))
        case .close(let period): try books.close(ReportingPeriod(period))
        case .reopen(let period): _ = try books.reopen(ReportingPeriod(period), reason: nil)
        case .draft(let period): _ = try books.draftVATReturn(VATDraftRequest(period: ReportingPeriod(period)))
        case .ready(let id): try books.markReady(FilingID(id))
        case .approve(let id, let hash): _ = try books.approve(FilingID(id), hash: hash)
        case .importFile(let file): try Command.carryIn(file, books)
        case .report, .saveFigures:
            if case .saveFigures = self { try FiguresFold.bringUpToDate(books.log, size: books.log.size()) }
            _ = try books.trialBalance(nil)
        case .verify:
            if let fault = try books.verify(deep: true).firstFault { throw Violation("verification finds: \(fault)") }
        case .submit, .follow, .withdraw: break
        }
    }

    private static func carryIn(_ file: GeneratedSAFT, _ books: OpenBooks) throws {
        let source = ImportFile(name: file.name) { MemoryBytes(Array(file.text.utf8)) }
        var options = SAFTImportOptions()
        // The exports know nothing of what else was posted.
        options.allowed = ["opening-differs-from-books", "before-first-import"]
        let report = try books.importSAFT([source], options: options)
        switch report.outcome {
        case .accepted, .acceptedWithWarnings:
            guard report.vouchers == file.vouchers else { throw Violation("half of \(file.name) was imported") }
        case .rejected: throw Refused(reason: report.errors.first?.text ?? "no reason")
        case .alreadyImported: break
        }
    }

    /// An import that was refused, which is no error of the product.
    struct Refused: Error { let reason: String }
}

/// What the model expects to come of a command when nothing strikes.
enum Expectation {
    case done, refused, either
}

extension Command {
    func expectation(in model: PlainModel) -> Expectation {
        switch self {
        case .openAccount(let number, let name):
            model.accounts[number].map { $0 == name } ?? true ? .done : .refused
        case .post(let vouchers): Command.expectation(of: vouchers, model)
        case .reverse(let number): Command.expectation(ofReversing: number, model)
        case .close(let period): model.closed.contains(period) ? .refused : .done
        case .reopen(let period): model.closed.contains(period) ? .either : .refused
        case .draft, .ready, .follow: .either
        case .importFile(let file): file.months.contains(where: model.isClosed(month:)) ? .either : .done
        case .approve(let id, let hash): Command.expectation(ofApproving: id, hash, model)
        case .withdraw(let id):
            switch model.filings[id]?.phase {
            case .ready?: .done
            case .approved?: .either
            default: model.filings[id]?.mayLie == true ? .either : .refused
            }
        case .submit(let id):
            model.filings[id].map { $0.phase == .approved || $0.mayLie } == true ? .either : .refused
        case .report, .saveFigures, .verify: .done
        }
    }

    private static func expectation(of vouchers: [Voucher], _ model: PlainModel) -> Expectation {
        var taken = Set(model.vouchers.keys)
        for voucher in vouchers {
            let sum = voucher.postings.reduce(0) { $0 + $1.amount.ore }
            guard sum == 0, !model.isClosed(date: voucher.date.description),
                voucher.postings.allSatisfy({ model.accounts["\($0.account)"] != nil }),
                taken.insert("/\(voucher.number.number)").inserted
            else { return .refused }
        }
        return .done
    }

    private static func expectation(ofReversing number: String, _ model: PlainModel) -> Expectation {
        guard let original = model.vouchers["/" + number], !original.isReversed,
            model.vouchers["/\(number)-R"] == nil, !model.isClosed(date: original.date)
        else { return .refused }
        return .done
    }

    private static func expectation(ofApproving id: String, _ hash: String, _ model: PlainModel) -> Expectation {
        guard let filing = model.filings[id], filing.phase == .ready, filing.hash.hasPrefix(hash),
            filing.months.allSatisfy(model.isClosed(month:))
        else { return .refused }
        // The model knows sums; the return may differ in its lines as well.
        return model.isOutdated(filing) ? .refused : model.isUntouched(filing) ? .done : .either
    }
}
