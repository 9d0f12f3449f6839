import Formats
import Values

/// The stored form of an entry: one line of canonical JSON with the members `body`, `key` (where there is one), `seq`,
/// `time`, `type` and `version`. What is hashed is what is stored; nothing re-encodes an entry to verify it.
public enum EntryBytes {
    public static func encode(_ event: NewEvent, sequence: UInt64, time: Timestamp) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(event.body.count + 160)
        append(start, to: &bytes)
        bytes.append(contentsOf: event.body)
        if let key = event.key {
            append(keyStart, to: &bytes)
            JSON.write(key, into: &bytes)
        }
        writeEnd(event.type, sequence: sequence, time: time.description, into: &bytes)
        return bytes
    }

    /// Writes an entry behind what is there, and its key, UTF-8, behind other keys.
    ///
    /// - Parameter time: as `Timestamp.description` gives it.
    public static func write(
        _ event: DeferredEvent, sequence: UInt64, time: String, into bytes: inout [UInt8], key keys: inout [UInt8]
    ) {
        append(start, to: &bytes)
        let before = keys.count
        event.write(&bytes, &keys)
        append(keyStart, to: &bytes)
        keys.withUnsafeBufferPointer { JSON.write(utf8: UnsafeBufferPointer(rebasing: $0[before...]), into: &bytes) }
        writeEnd(event.type, sequence: sequence, time: time, into: &bytes)
    }

    private static let start: StaticString = "{\"body\":"
    private static let keyStart: StaticString = ",\"key\":"

    private static func append(_ text: StaticString, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    private static func writeEnd(
        _ type: EventType, sequence: UInt64, time: String, into bytes: inout [UInt8]
    ) {
        append(",\"seq\":", to: &bytes)
        JSON.write(Int64(clamping: sequence), into: &bytes)
        append(",\"time\":\"", to: &bytes)
        bytes.append(contentsOf: time.utf8)
        append("\",\"type\":", to: &bytes)
        JSON.write(type.name, into: &bytes)
        append(",\"version\":", to: &bytes)
        JSON.write(type.version, into: &bytes)
        bytes.append(UInt8(ascii: "}"))
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
        if isHot(bytes) {
            let count = HotEvent.name.utf8.count
            let end = bytes.count - 14
            return bytes.slice((end - count)..<end)
        }
        // A version has few digits, and a name is short: an entry that does not show them near its end is none.
        guard let end = bytes.lastOffset(of: "\",\"version\":", reach: 40),
            let start = bytes.slice(0..<end).lastOffset(of: "\"type\":\"", reach: 120)
        else { return nil }
        return bytes.slice((start + 8)..<end)
    }

    /// Whether the bytes end as an entry of the hot type, in its version 1, does: the quick way to tell nearly all
    /// entries of a log. An entry that does not may be of that type all the same.
    @inline(__always)
    public static func isHot(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.holds(hotEnd, at: bytes.count - hotEnd.utf8CodeUnitCount)
    }

    private static let hotEnd: StaticString = #""type":"ledger.voucher-posted","version":1}"#

    /// Whether the end of the entry states this type, key and number, as the columns beside it say.
    public static func ends(
        _ bytes: UnsafeRawBufferPointer, with type: UnsafeRawBufferPointer, key: UnsafeRawBufferPointer?,
        sequence: UInt64
    ) -> Bool {
        guard let found = typeName(of: bytes), found.equals(type), let base = bytes.baseAddress,
            let start = found.baseAddress
        else { return false }
        // 24 characters of time and the text between the parts stand before the type.
        var end = start - base - 8 - 26
        func literal(_ text: StaticString) -> Bool {
            end -= text.utf8CodeUnitCount
            return end >= bodyOffset && bytes.holds(text, at: end)
        }
        guard literal(",\"time\":\"") else { return false }
        // Digits from the last to the first.
        var rest = sequence
        repeat {
            end -= 1
            guard end >= bodyOffset, bytes[end] == UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10) else {
                return false
            }
            rest /= 10
        } while rest > 0
        guard literal(",\"seq\":") else { return false }
        guard let key else { return end > bodyOffset && bytes[end - 1] == UInt8(ascii: "}") }
        var expected: [UInt8] = []
        if key.contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }) {
            JSON.write(String(decoding: key, as: UTF8.self), into: &expected)
            return expected.withUnsafeBytes { stands($0, before: &end, in: bytes) } && literal("},\"key\":")
        }
        return literal("\"") && stands(key, before: &end, in: bytes) && literal("},\"key\":\"")
    }

    public static func ends(
        _ bytes: UnsafeRawBufferPointer, with type: String, key: String?, sequence: UInt64
    ) -> Bool {
        let key = key.map { Array($0.utf8) }
        return Array(type.utf8).withUnsafeBytes { type in
            guard let key else { return ends(bytes, with: type, key: nil, sequence: sequence) }
            return key.withUnsafeBytes { ends(bytes, with: type, key: $0, sequence: sequence) }
        }
    }

    private static func stands(
        _ text: UnsafeRawBufferPointer, before end: inout Int, in bytes: UnsafeRawBufferPointer
    ) -> Bool {
        end -= text.count
        return end >= bodyOffset && bytes.slice(end..<end + text.count).equals(text)
    }
}
