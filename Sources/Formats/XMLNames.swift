import CLibxml2

/// Finds a name's place in the vocabulary by the address of libxml2's one copy of it, which spares a comparison of
/// text for every tag.
///
/// Raw memory, since it is asked twenty times for each line of a ledger.
final class XMLNames {
    private let tokens: [String: Int]
    private let namespace: [UInt8]
    private let slots: UnsafeMutablePointer<Slot>
    @exclusivity(unchecked) private var used = 0
    @exclusivity(unchecked) private var knownNamespace: UnsafePointer<xmlChar>?
    /// A document with more names than this is looked up by text; none that means well has as many.
    private static let capacity = 1024

    private struct Slot {
        var address: UnsafePointer<xmlChar>?
        var token: Int
    }

    init(_ vocabulary: [String], namespace: String) {
        tokens = Dictionary(vocabulary.enumerated().map { ($1, $0) }) { first, _ in first }
        self.namespace = Array(namespace.utf8)
        slots = .allocate(capacity: XMLNames.capacity)
        slots.initialize(repeating: Slot(address: nil, token: -1), count: XMLNames.capacity)
    }

    deinit { slots.deallocate() }

    @inline(__always)
    func token(_ name: UnsafePointer<xmlChar>) -> Int {
        var index = Int(truncatingIfNeeded: (UInt(bitPattern: name) &* 0x9E37_79B9_7F4A_7C15) >> 54)
        while let address = slots[index].address {
            if address == name { return slots[index].token }
            index = (index &+ 1) & (XMLNames.capacity &- 1)
        }
        return look(up: name, keepingAt: index)
    }

    private func look(up name: UnsafePointer<xmlChar>, keepingAt index: Int) -> Int {
        let token = tokens[String(cString: name)] ?? -1
        if used < XMLNames.capacity / 2 {
            slots[index] = Slot(address: name, token: token)
            used += 1
        }
        return token
    }

    @inline(__always)
    func isNamespace(_ uri: UnsafePointer<xmlChar>?) -> Bool {
        if let uri, uri == knownNamespace { return true }
        return isNamespaceByText(uri)
    }

    private func isNamespaceByText(_ uri: UnsafePointer<xmlChar>?) -> Bool {
        guard let uri else { return namespace.isEmpty }
        var index = 0
        while index < namespace.count, uri[index] == namespace[index] { index += 1 }
        guard index == namespace.count, uri[index] == 0 else { return false }
        knownNamespace = uri
        return true
    }
}
