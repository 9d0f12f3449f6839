import CommandLineInterface
import Formats
import Foundation
import HTTP
import Testing

/// No secret leaves the memory and the files made for it. Every transcript is searched for secrets as well.
@Suite struct SecretsTests {
    private static let flow = """
        $ bilag books init --orgnr 310000051 --name "Fjordbrød Bakeri AS" --environment sandbox --json
        $ bilag import saft $DEMO/fjordbrod-2026.xml --json
        $ bilag import saft $DEMO/no-such-file.xml --json
        $ bilag filing draft vat --period 2026-T1 --json
        $ bilag filing submit vat-2026-T1-1 --json
        $ bilag filing ready vat-2026-T1-1
        $ bilag period close 2026-T1
        $ bilag filing approve vat-2026-T1-1 --hash b3823c14ad13
        $ bilag authority login --json
        $ bilag authority whoami --json
        $ bilag authority token --scope altinn:instances.read
        $ bilag authority token --scope no:such

        """
    private static let end = """
        $ bilag filing submit vat-2026-T1-1 --json
        $ bilag filing status vat-2026-T1-1 --json
        $ bilag filing show vat-2026-T1-1 --json
        $ bilag filing xml vat-2026-T1-1
        $ bilag filing bundle vat-2026-T1-1 -o bundle.zip --json
        $ bilag log key create --key log-key.pem
        $ bilag log checkpoint --key log-key.pem --json
        $ bilag log verify --deep --json
        $ bilag log export
        $ bilag authority logout
        $ bilag books status --json

        """

    @Test("a whole filing shows no secret, neither in its output nor in the books, nor do its errors")
    func wholeFlow() async throws {
        let world = try await TranscriptWorld()
        defer { world.remove() }
        let played = try await world.play(Self.session(Self.flow + Self.end))
        let leaks = try world.leaks()
        #expect(leaks == [])
        // The flow is what it says: it reaches the end, and tokens passed on the way.
        #expect(played.text.contains(#""state":"ACCEPTED""#))
        #expect(world.watch.count > 5)
    }

    @Test(
        "an authority that says back what it was sent makes us show no secret either",
        arguments: ["/instances", "/maskinporten/token", "/authentication/", "/idporten/token"],
        [400, 401, 403, 409, 500])
    func echoes(path: String, status: Int) async throws {
        let world = try await TranscriptWorld()
        defer { world.remove() }
        world.watch.echo(status: status, path: path)
        let played = try await world.play(Self.session(Self.flow + Self.end))
        let leaks = try world.leaks()
        #expect(leaks == [])
        #expect(path == "/idporten/token" || !played.text.contains(#""state":"ACCEPTED""#))
    }

    @Test("the search finds a secret wherever it is put")
    func findsSecrets() async throws {
        let world = try await TranscriptWorld()
        defer { world.remove() }
        let line = "$ bilag authority token --environment sandbox --scope altinn:instances.read --reveal\n"
        let revealed = try await world.play(Self.session(line))
        #expect(try world.leaks() == [])
        try Data(revealed.text.utf8).write(to: URL(filePath: world.folder + "/notes.txt"))
        let leaks = try world.leaks()
        #expect(leaks == ["notes.txt holds an answer's access_token, the signature of an answer's access_token"])
    }

    /// Command lines of which it does not matter beforehand what they say.
    private static func session(_ lines: String) throws -> Transcript {
        try Transcript(parsing: lines.split(separator: "\n").map { "\($0)\n= \n" }.joined())
    }
}
