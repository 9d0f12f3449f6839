/// Where in a file a finding is.
struct ImportPlace {
    let file: String
    /// The first line is 1.
    let line: Int
    let column: Int?
    /// Names and keys from the outside in; nil for files that have lines and columns only.
    let path: String?

    init(file: String, line: Int, column: Int? = nil, path: String? = nil) {
        self.file = file
        self.line = line
        self.column = column
        self.path = path
    }
}
