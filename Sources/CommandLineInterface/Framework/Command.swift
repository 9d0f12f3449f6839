/// One thing a person can ask for: `bilag report vat`. Each stands in a file of its own, with a documentation page and a
/// transcript of the same name.
public protocol Command: SendableMetatype {
    static var description: CommandDescription { get }

    /// Takes what it needs from the command line.
    /// - Throws: `UsageError` when a value makes no sense.
    init(_ arguments: Arguments) throws

    /// Does the work. Data goes to standard output, all else to standard error.
    func run(in session: Session) async throws -> ExitStatus
}
