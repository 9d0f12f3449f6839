import Foundation
import TestSupport

/// `xmllint --schema` with the authority's own schemas.
enum SchemaValidator {
    static let program = ["/usr/bin/xmllint", "/usr/local/bin/xmllint"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }
    static var isPresent: Bool { program != nil && OfficialFiles.arePresent }
    static let absence = "needs xmllint (Tools/setup installs it) and " + OfficialFiles.absence

    enum Schema: String {
        case vatReturn = "no.skatteetaten.fastsetting.avgift.mva.skattemeldingformerverdiavgift.v1.0.xsd"
        case envelope = "no.skatteetaten.fastsetting.avgift.mva.mvameldinginnsending.v1.0.xsd"
    }

    /// What xmllint says is wrong; empty when the document is valid.
    static func complaints(about bytes: [UInt8], _ schema: Schema) throws -> String {
        guard let program, let folder = OfficialFiles.folder else { throw CocoaError(.fileNoSuchFile) }
        let file = FileManager.default.temporaryDirectory.appending(path: "bilag-\(UUID().uuidString).xml")
        try Data(bytes).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: program)
        process.arguments = [
            "--nonet", "--noout", "--schema", folder.appending(path: "vat/xsd/\(schema.rawValue)").path, file.path,
        ]
        process.standardError = output
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return process.terminationStatus == 0 ? "" : text
    }
}
