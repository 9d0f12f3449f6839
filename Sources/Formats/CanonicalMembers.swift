/// Writes a JSON object member by member, straight to bytes. The caller keeps canonical order; absent values leave no
/// trace.
public struct CanonicalMembers {
    private var bytes: [UInt8] = []
    private var isFirst = true

    /// Appends one object to `bytes`, with the members that `body` adds.
    public static func write(into bytes: inout [UInt8], _ body: (inout CanonicalMembers) -> Void) {
        var members = CanonicalMembers()
        // The buffer is taken over and handed back, so that it is never copied.
        swap(&members.bytes, &bytes)
        members.bytes.append(UInt8(ascii: "{"))
        body(&members)
        members.bytes.append(UInt8(ascii: "}"))
        swap(&members.bytes, &bytes)
    }

    public mutating func add(_ name: StaticString, _ value: String?) {
        guard let value else { return }
        begin(name)
        JSON.write(value, into: &bytes)
    }

    public mutating func add(_ name: StaticString, _ value: Int64?) {
        guard let value else { return }
        begin(name)
        JSON.write(value, into: &bytes)
    }

    public mutating func add(_ name: StaticString, _ value: JSON?) {
        if let value { add(name) { value.write(into: &$0) } }
    }

    private mutating func begin(_ name: StaticString) {
        bytes.append(addingCapacity: name.utf8CodeUnitCount + 4) { output in
            if !isFirst { output.append(UInt8(ascii: ",")) }
            output.append(UInt8(ascii: "\""))
            for index in 0..<name.utf8CodeUnitCount { output.append(name.utf8Start[index]) }
            output.append(UInt8(ascii: "\""))
            output.append(UInt8(ascii: ":"))
        }
        isFirst = false
    }

    /// - Parameter write: appends exactly one value.
    public mutating func add(_ name: StaticString, _ write: (inout [UInt8]) -> Void) {
        begin(name)
        write(&bytes)
    }
}
