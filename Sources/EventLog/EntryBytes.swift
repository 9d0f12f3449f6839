import Formats
import Values

/// The stored form of an entry: one line of canonical JSON with the members `body`, `key` (where there is one), `seq`,
/// `time`, `type` and `version`. What is hashed is what is stored; nothing re-encodes an entry to verify it.
public enum EntryBytes {
    public static func encode(_ event: NewEvent, sequence: UInt64, time: Timestamp) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(event.body.count + 160)
        bytes.append(contentsOf: "{\"body\":".utf8)
        bytes.append(contentsOf: event.body)
        if let key = event.key {
            bytes.append(contentsOf: ",\"key\":".utf8)
            JSON.write(key, into: &bytes)
        }
        bytes.append(contentsOf: ",\"seq\":".utf8)
        JSON.write(Int64(clamping: sequence), into: &bytes)
        bytes.append(contentsOf: ",\"time\":\"".utf8)
        bytes.append(contentsOf: time.description.utf8)
        bytes.append(contentsOf: "\",\"type\":".utf8)
        JSON.write(event.type.name, into: &bytes)
        bytes.append(contentsOf: ",\"version\":".utf8)
        JSON.write(event.type.version, into: &bytes)
        bytes.append(UInt8(ascii: "}"))
        return bytes
    }

    /// Where the body begins: after `{"body":`.
    public static let bodyOffset = 8

    /// - Throws: `LogError.damagedEntry` when the bytes are not such an entry, or not in canonical form.
    public static func decode(_ bytes: [UInt8], sequence: UInt64) throws(LogError) -> RecordedEvent {
        let json: JSON
        do {
            json = try JSON(parsing: bytes)
        } catch {
            throw .damagedEntry(sequence, "it is not JSON: \(error)")
        }
        if let fault = bytes.withUnsafeBytes({ CanonicalForm.fault(in: $0) }) {
            throw .damagedEntry(sequence, "it is not in canonical form: byte \(fault.offset), \(fault.reason)")
        }
        guard let body = json["body"], body.object != nil, let number = json["seq"]?.integer,
            let timeText = json["time"]?.string, let time = try? Timestamp(timeText), time.description == timeText,
            let name = json["type"]?.string, let version = json["version"]?.integer,
            json.object?.members.count == (json["key"] == nil ? 5 : 6), json["key"] == nil || json["key"]?.string != nil
        else { throw .damagedEntry(sequence, "a member is missing, of the wrong type, or too much") }
        guard number == Int64(clamping: sequence) else {
            throw .damagedEntry(sequence, "it says that it is entry \(number)")
        }
        return RecordedEvent(
            sequence: sequence, time: time, type: EventType(name, version: version), key: json["key"]?.string,
            body: body)
    }

    /// The entry's type, read from its last bytes alone: enough to tell the hot entries from the others without parsing
    /// them. Nil when the bytes do not end as an entry does.
    public static func typeName(of bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        // A version has few digits, and a name is short: an entry that does not show them near its end is none.
        guard let end = bytes.lastOffset(of: "\",\"version\":", reach: 40),
            let start = bytes.slice(0..<end).lastOffset(of: "\"type\":\"", reach: 120)
        else { return nil }
        return bytes.slice((start + 8)..<end)
    }

    /// Whether the end of the entry states this type, key and number, as the columns beside it say.
    public static func ends(
        _ bytes: UnsafeRawBufferPointer, with type: String, key: String?, sequence: UInt64
    ) -> Bool {
        guard let found = typeName(of: bytes), found.elementsEqual(type.utf8), let base = bytes.baseAddress,
            let start = found.baseAddress
        else { return false }
        var expected: [UInt8] = Array((key == nil ? "}" : "},\"key\":").utf8)
        if let key { JSON.write(key, into: &expected) }
        expected.append(contentsOf: ",\"seq\":".utf8)
        JSON.write(Int64(clamping: sequence), into: &expected)
        expected.append(contentsOf: ",\"time\":\"".utf8)
        // 24 characters of time and the text between the parts stand before the type.
        let end = start - base - 8 - 26
        let first = end - expected.count
        guard first >= bodyOffset else { return false }
        return expected.withUnsafeBytes { expected in
            expected.indices.allSatisfy { expected[$0] == bytes[first + $0] }
        }
    }
}
