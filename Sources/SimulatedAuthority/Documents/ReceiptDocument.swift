/// The receipt (kvittering) as a PDF of one page: a few lines of text, nothing else.
struct ReceiptDocument {
    let lines: [String]

    /// PDF 1.4 (ISO 32000): five objects, a table of where each begins, and the way to the first.
    func document() -> [UInt8] {
        let content = page
        let objects = [
            Array("<< /Type /Catalog /Pages 2 0 R >>".utf8), Array("<< /Type /Pages /Kids [3 0 R] /Count 1 >>".utf8),
            Array(
                ("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
                    + "/Resources << /Font << /F1 5 0 R >> >> >>").utf8),
            Array("<< /Length \(content.count) >>\nstream\n".utf8) + content + Array("\nendstream".utf8),
            Array("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".utf8),
        ]
        var bytes = Array("%PDF-1.4\n".utf8)
        var places: [Int] = []
        for (index, object) in objects.enumerated() {
            places.append(bytes.count)
            bytes += Array("\(index + 1) 0 obj\n".utf8) + object + Array("\nendobj\n".utf8)
        }
        let table = bytes.count
        bytes += Array("xref\n0 \(objects.count + 1)\n0000000000 65535 f \n".utf8)
        for place in places {
            bytes += Array((String(repeating: "0", count: 10 - "\(place)".count) + "\(place) 00000 n \n").utf8)
        }
        bytes += Array("trailer\n<< /Size \(objects.count + 1) /Root 1 0 R >>\nstartxref\n\(table)\n%%EOF\n".utf8)
        return bytes
    }

    private var page: [UInt8] {
        var bytes = Array("BT /F1 12 Tf 16 TL 60 780 Td\n".utf8)
        for line in lines { bytes += Array("(".utf8) + escaped(line) + Array(") Tj T*\n".utf8) }
        return bytes + Array("ET".utf8)
    }

    /// Latin 1, in which PDF's WinAnsiEncoding has æ, ø and å; anything beyond becomes a question mark.
    private func escaped(_ text: String) -> [UInt8] {
        text.unicodeScalars.flatMap { scalar -> [UInt8] in
            guard scalar.value >= 0x20, let byte = UInt8(exactly: scalar.value) else { return [UInt8(ascii: "?")] }
            return "()\\".unicodeScalars.contains(scalar) ? [UInt8(ascii: "\\"), byte] : [byte]
        }
    }
}
