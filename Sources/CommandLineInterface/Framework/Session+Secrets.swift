import Foundation

extension Session {
    /// A secret never stands on a command line, where other users of the machine could see it.
    ///
    /// - Parameters:
    ///   - option: the option that named the descriptor, without dashes.
    ///   - name: what is handed in, for messages.
    /// - Returns: the first line, blanks and all: they may belong to a passphrase.
    /// - Throws: `UsageError` when the descriptor gives nothing.
    func secret(from descriptor: Int32, option: String, _ name: String) throws(UsageError) -> String {
        let data = try? FileHandle(fileDescriptor: descriptor, closeOnDealloc: false).readToEnd()
        let text = String(String(decoding: data ?? Data(), as: UTF8.self).prefix { !$0.isNewline })
        guard !text.isEmpty else {
            throw UsageError("File descriptor \(descriptor) gave no \(name). Hand one in as in: --\(option) 3 3< file")
        }
        return text
    }

    /// A token, which has no blanks of its own.
    func token(from descriptor: Int32, option: String, _ name: String) throws(UsageError) -> String {
        try secret(from: descriptor, option: option, name).trimmingCharacters(in: .whitespaces)
    }
}
