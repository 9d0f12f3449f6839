import Application
import AuditBundle
import Authorities
import Cryptography
import EventLog
import Filing
import Formats
import HTTP
import Interchange
import Ledger
import VATReturn
import Values

/// What a person is told about an error, and the status the command ends with.
struct ErrorReport {
    let status: ExitStatus
    let message: String
    let advice: String?

    init(_ error: any Error) {
        switch error {
        case let error as UsageError:
            self.init(.usage, error.description, advice: error.help.map { "More: \($0)" })
        case let error as InvalidInput: self.init(.usage, error.description + ".")
        case let error as MoneyOverflow: self.init(.usage, error.description)
        case let error as VoucherInputError: self.init(.usage, error.description)
        case let error as LogError: self.init(ErrorReport.status(of: error), error.description)
        case let error as LogFault: self.init(.damagedLog, error.description)
        case let error as VoucherError:
            if case .notFound = error {
                self.init(.usage, error.description)
            } else {
                self.init(.refused, error.description)
            }
        case let error as FilingError: self.init(ErrorReport.status(of: error), error.description)
        case let error as ApprovalError: self.init(ErrorReport.status(of: error), error.description)
        case let error as AuthorityError: self.init(ErrorReport.status(of: error.kind), error.description)
        case is SubmissionConflict: self.init(.tryLater, String(describing: error))
        case let error as ConfigurationError:
            self.init(.usage, error.description + ".", advice: ErrorReport.advice(on: error))
        case is CryptographyError, is DraftError, is HTTPServerError, is OutputFileError, is SiteFolderError,
            is VATEnvelopeError:
            self.init(.usage, String(describing: error))
        case let error as VATReturnError: self.init(ErrorReport.status(of: error), error.description)
        case is LogProofError, is CheckpointRefusal:
            self.init(ErrorReport.status(ofProof: error), String(describing: error))
        case let fault as BundleFault: self.init(.findings, "The bundle is refused: \(fault)")
        case let error as UpkeepRefusal: self.init(ErrorReport.status(of: error), error.description)
        case let error as RestoreRefusal: self.init(ErrorReport.status(of: error), error.description)
        case let error as DocumentationError: self.init(ErrorReport.status(of: error), error.description)
        case is CallLogError: self.init(.usage, String(describing: error))
        case is CheckpointError: self.init(.usage, String(describing: error))
        case let error as ExportError: self.init(ErrorReport.status(of: error), error.description)
        case is LogEntryError, is AccountReportError, is DimensionError, is BooksMomentError,
            is PartyError, is FigureError, is FilingComparisonError, is DocumentationFileError:
            self.init(.usage, String(describing: error))
        default: self.init(.refused, String(describing: error))
        }
    }

    init(_ status: ExitStatus, _ message: String, advice: String? = nil) {
        self.status = status
        self.message = message
        self.advice = advice
    }

    private static func status(of error: LogError) -> ExitStatus {
        switch error {
        case .movedOn, .busy, .storage: .tryLater
        case .keyReused, .keyTwice: .refused
        case .damagedEntry, .damagedFile: .damagedLog
        case .cannotOpen: .usage
        }
    }

    private static func status(of error: ExportError) -> ExitStatus {
        if case .differsFromBooks = error { .findings } else { .usage }
    }

    private static func status(of error: VATReturnError) -> ExitStatus {
        switch error {
        case .textTooLong, .forbiddenCharacter: .usage
        case .totalTooLarge, .halfAssessment, .unmappedCodes: .refused
        }
    }

    private static func status(ofProof error: any Error) -> ExitStatus {
        if case LogProofError.beyond = error { .usage } else { .damagedLog }
    }

    private static func status(of error: UpkeepRefusal) -> ExitStatus {
        switch error {
        case .fileExists, .notInAFile: .usage
        case .damaged, .differs, .notTidied: .damagedLog
        }
    }

    private static func status(of error: RestoreRefusal) -> ExitStatus {
        switch error {
        case .noBackup: .usage
        case .damagedBackup, .damagedTarget: .damagedLog
        case .leftover, .otherBooks, .newer, .parted: .refused
        }
    }

    /// Nobody registers a client of the sandbox by hand.
    private static func advice(on error: ConfigurationError) -> String? {
        guard error.path.hasPrefix("sandbox.maskinporten.") else { return nil }
        return "In the sandbox: 'bilag sandbox serve --write-config FILE' makes a client; then add --config FILE here."
    }

    private static func status(of error: DocumentationError) -> ExitStatus {
        if case .alreadyWithdrawn = error { .refused } else { .usage }
    }

    private static func status(of error: FilingError) -> ExitStatus {
        switch error {
        case .unknown, .hashTooShort: .usage
        default: .refused
        }
    }

    private static func status(of error: ApprovalError) -> ExitStatus {
        switch error {
        case .unreadableSignature, .noSignature: .usage
        default: .refused
        }
    }

    private static func status(of kind: AuthorityError.Kind) -> ExitStatus {
        switch kind {
        case .unreachable, .answerUnclear, .busy, .notFound, .conflict: .tryLater
        case .unauthorised, .forbidden, .refused, .unreadableAnswer, .unexpectedState, .maskinporten: .refused
        }
    }

    func show(on console: Console) -> ExitStatus {
        console.error(message)
        if let advice { console.note(advice) }
        return status
    }
}
