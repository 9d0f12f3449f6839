import Foundation

extension Session {
    /// A secret never stands on a command line, where other users of the machine could see it.
    ///
    /// - Parameters:
    ///   - option: the option that named the descriptor, without dashes.
    ///   - name: what is handed in, for messages.
    /// - Throws: `UsageError` when the descriptor gives nothing.
    func secret(from descriptor: Int32, option: String, _ name: String) throws(UsageError) -> String {
        let data = try? FileHandle(fileDescriptor: descriptor, closeOnDealloc: false).readToEnd()
        let text = String(decoding: data ?? Data(), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        guard !text.isEmpty else {
            throw UsageError("File descriptor \(descriptor) gave no \(name). Hand one in as in: --\(option) 3 3< file")
        }
        return text
    }
}
