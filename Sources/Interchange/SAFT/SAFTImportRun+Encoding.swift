import Values

/// Files of older desktop systems call themselves UTF-8 and are Windows-1252 (reference section 8).
extension SAFTImportRun {
    /// Whether all that is wrong with the files is the encoding of some, and Windows-1252 would read them.
    func holdsUndeclaredWindows1252() throws -> Bool {
        guard findings.errors.contains(where: { $0.code == "xml-encoding" }) else { return false }
        return parts.contains { isMisdeclared($0) }
    }

    func findMisdeclared() {
        for part in parts where isMisdeclared(part) {
            misdeclared.insert(part.name)
            warning(
                "encoding-not-as-declared", file: part.name,
                "the file calls itself UTF-8 and is not; it was read as Windows-1252. Look at a name with æ, ø or å, and tell "
                    + "the maker of the other system.")
        }
    }

    /// Not UTF-8, without a character of UTF-8 that would make it a damaged file of that, and of bytes that
    /// Windows-1252 has.
    private func isMisdeclared(_ part: SAFTPart) -> Bool {
        guard declaresUTF8(part), let facts = try? SourceFacts(try part.open()) else { return false }
        return facts.encoding == .windows1252 && facts.fault == nil && !facts.hasMultibyteUTF8
            && facts.firstInvalidLine != nil
    }

    /// UTF-8 is what a file without a declaration says, too.
    private func declaresUTF8(_ part: SAFTPart) -> Bool {
        var start = [UInt8](repeating: 0, count: 200)
        guard let source = try? part.open(),
            let count = try? start.withUnsafeMutableBytes({ try source.read(into: $0) })
        else { return false }
        let text = String(decoding: start[..<count], as: UTF8.self).lowercased()
        let declaration = text.prefix { $0 != ">" }
        return !declaration.contains("encoding") || declaration.contains("utf-8")
    }
}
