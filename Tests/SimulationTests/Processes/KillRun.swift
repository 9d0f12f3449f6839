import Formats
import Foundation
import HTTP
import TestSupport

/// One set of books that the command is killed at again and again.
final class KillRun {
    private(set) var kills = 0
    private(set) var acknowledged: [String] = []
    var random: SeededGenerator
    private let command: BilagCommand
    private var sandbox: RunningCommand?
    private var batches: [[String]] = []
    private var files: [GeneratedSAFT] = []
    /// How long a command takes undisturbed, in microseconds: kills fall within.
    private var durations: [String: UInt32] = [:]

    init(seed: UInt64) throws {
        random = SeededGenerator(seed: seed)
        command = try BilagCommand()
    }

    func end() {
        _ = sandbox?.kill(afterMicroseconds: 0)
        command.remove()
    }

    func startSandbox() throws {
        let started = try command.start(
            ["sandbox", "serve", "--port", "0", "--write-config", command.path("sandbox.json")])
        sandbox = started
        for _ in 0..<3000 where !started.outputSoFar.contains("listens") { usleep(10_000) }
        guard started.outputSoFar.contains("listens") else { throw Violation("the sandbox does not start") }
    }

    func makeBooks() throws {
        try command.run(
            "books", "init", "--orgnr", CommandSource.organisation, "--name", "Prøve AS", "--environment", "sandbox",
            "--vat-period", "month")
        for (number, name) in [("1500", "Kundefordringer"), ("2700", "Utgående mva"), ("3000", "Salg")] {
            try command.run("account", "open", number, name)
        }
    }

    /// - Returns: true when it ended by itself and said that all is done.
    private func killed(_ kind: String, _ arguments: [String], allowing statuses: Set<Int32> = [0]) throws -> Bool {
        let most = durations[kind] ?? 20_000_000
        let start = ContinuousClock.now
        let running = try command.start(arguments)
        let pause = durations[kind] == nil ? most : UInt32.random(in: 0...most, using: &random)
        let status = running.kill(afterMicroseconds: pause)
        let output = running.takeOutput()
        guard let status else {
            kills += 1
            return false
        }
        guard statuses.contains(status) else {
            throw Violation("'\(arguments.joined(separator: " "))' ended with \(status): \(output)")
        }
        let taken = (ContinuousClock.now - start).components
        let microseconds = UInt32(clamping: taken.seconds * 1_000_000 + taken.attoseconds / 1_000_000_000_000)
        durations[kind] = durations[kind].map { min($0 * 2, microseconds) } ?? microseconds
        return status == 0
    }

    func post() throws {
        let numbers = (0..<Int.random(in: 1...5, using: &random)).map { "\(batches.count + 1)-\($0)" }
        batches.append(numbers)
        let file = try command.write(
            numbers.map { voucher($0, date: "2026-01-15") }.joined(separator: "\n"), to: "v.json")
        if try killed("post", ["voucher", "post", file]) { acknowledged += numbers.map { "voucher//\($0)" } }
    }

    private func voucher(_ number: String, date: String) -> String {
        """
        {"voucher":"\(number)","date":"\(date)","text":"Salg","lines":[{"account":"3000","amountOre":-40000,\
        "vatCode":"3","vatBaseOre":-40000,"vatOre":-10000},{"account":"2700","amountOre":-10000},\
        {"account":"1500","amountOre":50000}]}
        """
    }

    /// Imports a file, a new one or one whose import was killed.
    func carryIn() throws {
        if files.isEmpty || random.chance(1, in: 2) {
            files.append(
                GeneratedSAFT(
                    number: files.count + 1, organisation: CommandSource.organisation,
                    month: Int.random(in: 1...9, using: &random), using: &random))
        }
        guard let file = random.pick(files) else { return }
        let path = try command.write(file.text, to: file.name)
        let isDone = try killed(
            "import",
            [
                "import", "saft", path, "--allow", "opening-differs-from-books", "--allow", "before-first-import",
            ])
        if isDone { acknowledged += file.transactions }
        // Accounts have keys too, and '/1500' may be the end of one.
        let there = try keys().count { key in
            key.hasPrefix("voucher/") && file.transactions.contains { key.hasSuffix($0) }
        }
        guard there == 0 || there == file.vouchers, !isDone || there > 0 else {
            throw Violation("\(there) of \(file.vouchers) vouchers of \(file.name) are in the books")
        }
    }

    private func keys() throws -> [String] { try RawBooks(command.books).entries().compactMap(\.key) }

    // Filing

    /// Brings one month to its acceptance, however often the submission is killed.
    func fileOne(month: Int, most: Int) throws -> String {
        let period = "2025-M\(month < 10 ? "0" : "")\(month)"
        let (id, config) = ("vat-\(period)-1", command.path("sandbox.json"))
        let text = voucher("sale-\(month)", date: "2025-\(period.suffix(2))-15")
        try command.run("voucher", "post", try command.write(text, to: "sale.json"))
        try command.run("filing", "draft", "vat", "--period", period)
        try command.run("filing", "ready", id)
        try command.run("period", "close", period)
        let shown = try JSON(parsing: Array(command.run("filing", "show", id, "--json").utf8))
        try command.run("filing", "approve", id, "--hash", shown["hash"]?.string ?? "")
        let limit = kills + most
        let submit = ["--config", config, "filing", "submit", id]
        // A kill may come when all is recorded and only the answer was not printed.
        while try kills < limit && state(of: id) != "ACCEPTED" {
            if try killed("submit", submit, allowing: [0, 5]) { break }
        }
        for _ in 0..<10 where try state(of: id) != "ACCEPTED" {
            try command.run("--config", config, "filing", "submit", id, allowing: [0, 5])
        }
        guard try state(of: id) == "ACCEPTED" else { throw Violation("\(id) cannot be brought to its end") }
        return id
    }

    private func state(of id: String) throws -> String? {
        try JSON(parsing: Array(command.run("filing", "status", id, "--json").utf8))["state"]?.string
    }

    // What must hold

    func checkBooks() throws {
        let answer = try JSON(parsing: Array(command.run("log", "verify", "--deep", "--json").utf8))
        guard answer["ok"]?.bool == true else { throw Violation("verification: \(answer.canonicalText)") }
        let keys = try keys()
        for voucher in acknowledged where !keys.contains(where: { $0.hasSuffix(voucher) }) {
            throw Violation("acknowledged \(voucher) is gone")
        }
        let there = Set(keys)
        for batch in batches {
            let count = batch.count { there.contains("voucher//\($0)") }
            guard count == 0 || count == batch.count else { throw Violation("half of batch \(batch) is there") }
        }
        var model = PlainModel()
        for entry in try RawBooks(command.books).entries() { try model.take(entry) }
    }

    func checkAuthority(_ filings: [String]) async throws {
        let settings = try JSON(
            parsing: Array(FileManager.default.contents(atPath: command.path("sandbox.json")) ?? Data()))
        let base = settings["sandbox"]?["baseUrl"]?.string ?? ""
        let answer = try await URLSessionTransport().send(HTTPRequest(.get, base + "/sandbox/instances"))
        let instances = try JSON(parsing: answer.body).array ?? []
        let completed = instances.filter { $0["process"]?["ended"]?.string != nil }
        let references = Set(completed.compactMap { $0["dataValues"]?.canonicalText })
        guard completed.count == filings.count, references.count == filings.count else {
            throw Violation("\(filings.count) returns were filed, and \(completed.count) instances are completed")
        }
    }
}
