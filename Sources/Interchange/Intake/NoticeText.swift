/// Text of a file as a message shows it: on one line, and not too long.
func shortened(_ text: String) -> String {
    let visible = String(text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : Character($0) })
    return visible.count <= 70 ? visible : visible.prefix(67) + "..."
}

/// Up to ten, then how many more.
func listedShort(_ texts: [String]) -> String {
    let shown = texts.prefix(10).joined(separator: ", ")
    return texts.count > 10 ? "\(shown) and \(texts.count - 10) more" : shown
}
