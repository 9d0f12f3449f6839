import Formats

func readXML(_ bytes: [UInt8]) {
    guard let root = try? XMLElement(parsing: bytes) else { return }
    precondition(deepest(root) <= XMLLimits().depth, "the depth is bounded")
}

private func deepest(_ element: XMLElement) -> Int { 1 + (element.children.map(deepest).max() ?? 0) }

func readZip(_ bytes: [UInt8]) {
    let budget = ZipBudget(totalBytes: 1 << 22, ratioFreeBytes: 1 << 16)
    guard let archive = try? ZipArchive(MemoryBytes(bytes), budget: budget) else { return }
    var block = [UInt8](repeating: 0, count: 4096)
    for entry in archive.entries {
        precondition(!entry.name.hasPrefix("/") && !entry.name.split(separator: "/").contains(".."))
        guard let source = try? archive.open(entry) else { continue }
        while let count = try? block.withUnsafeMutableBytes({ try source.read(into: $0) }), count > 0 {}
    }
}

/// All that the reader takes in canonical form, the check of the form takes, and the other way round.
func readJSON(_ bytes: [UInt8]) {
    let fault = bytes.withUnsafeBytes { CanonicalForm.fault(in: $0) }
    do throws(JSONError) {
        let value = try JSON(parsing: bytes)
        let canonical = value.canonicalBytes
        precondition((try? JSON(parsing: canonical)) == value, "what is written is read back")
        let isWhole = canonical.elementsEqual(bytes)
        precondition(!isWhole || fault == nil || holdsDecimals(value), "canonical bytes have the canonical form")
        precondition(fault != nil || isWhole, "only canonical bytes have the canonical form")
    } catch {
        // Names that look alike, as with an accent in one sign or in two, are one name to the reader.
        precondition(fault != nil || error.reason.contains("stands twice"), "the canonical form is JSON: \(error)")
    }
    bytes.withUnsafeBytes { bytes in
        var cursor = JSONCursor(bytes)
        let isPassed = (try? cursor.skipValue()) != nil && cursor.offset == bytes.count
        precondition(fault != nil || isPassed, "the cursor passes over what is canonical")
    }
}

private func holdsDecimals(_ value: JSON) -> Bool {
    switch value {
    case .decimal: true
    case .array(let values): values.contains(where: holdsDecimals)
    case .object(let object): object.members.contains { holdsDecimals($0.value) }
    case .null, .bool, .integer, .string: false
    }
}
