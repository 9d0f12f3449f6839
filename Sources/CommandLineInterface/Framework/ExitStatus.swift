/// What a command ends with. Part of the contract: scripts rely on these numbers.
public enum ExitStatus: Int32, Sendable, CaseIterable {
    /// Done, and nothing to remark.
    case success = 0
    /// Done, and the answer is not clean: findings, differences, a rejected file or return.
    case findings = 1
    /// The command line or the input makes no sense; nothing was done.
    case usage = 2
    /// The log is not what was written, or cannot be read.
    case damagedLog = 3
    /// A rule of bookkeeping or of filing forbids it; nothing was done.
    case refused = 4
    /// The books moved on, or an authority did not answer; the same command may succeed later.
    case tryLater = 5

    /// One line for help and documentation.
    public var meaning: String {
        switch self {
        case .success: "done"
        case .findings: "done, with findings, differences or a rejection to look at"
        case .usage: "the command line or the input makes no sense; nothing was done"
        case .damagedLog: "the log is damaged or cannot be read"
        case .refused: "a rule of bookkeeping or filing forbids it; nothing was done"
        case .tryLater: "the books moved on or an authority did not answer; try again"
        }
    }
}
