import Values

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

/// An amount in øre of any size as messages show it: `-12 500.01`.
func kroner(_ ore: Int128) -> String {
    let magnitude = ore.magnitude
    let whole = UInt64(clamping: magnitude / 100)
    let fraction = UInt64(magnitude % 100)
    return (ore < 0 ? "-" : "") + groupedDigits(whole) + "." + (fraction < 10 ? "0" : "") + "\(fraction)"
}
