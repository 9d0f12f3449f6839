extension CommandRegistry {
    /// Every command of `bilag`, in the order the work is done.
    public static let bilag = CommandRegistry([])
}
