import Formats
import Foundation
import TestSupport
import Testing

@Suite(
    "Eight processes at once", .serialized,
    .enabled(if: BilagCommand.binary != nil, "there is no 'bilag' beside the tests"))
struct ConcurrencyTests {
    private static let seconds = Extent.number("BILAG_SIMULATE_SECONDS", 6)

    @Test("no update is lost, no saved figure is wrong, and no error comes but those that are documented")
    func postAndReport() throws {
        var crowd = try Crowd(seed: UInt64(Extent.number("BILAG_SIMULATE_FIRST_SEED", 1)))
        defer { crowd.end() }
        try crowd.makeBooks()
        try crowd.work(seconds: Self.seconds)
        try crowd.check()
        print(
            "processes: \(crowd.commands) commands, \(crowd.acknowledged.count) vouchers, \(crowd.later) told to try later"
        )
    }
}

/// Eight places, each with a process that posts, reports or verifies, and another one as soon as it ends.
private struct Crowd {
    private enum Work {
        case post([String])
        /// The same number as others: one of them gets it.
        case contend(String)
        case report
    }

    private(set) var acknowledged: [String] = []
    private(set) var commands = 0
    private(set) var later = 0
    private var won: [String: Int] = [:]
    private let command: BilagCommand
    private var random: SeededGenerator
    private var next = 1

    init(seed: UInt64) throws {
        command = try BilagCommand()
        random = SeededGenerator(seed: seed)
    }

    func end() { command.remove() }

    func makeBooks() throws {
        try command.run(
            "books", "init", "--orgnr", CommandSource.organisation, "--name", "Prøve AS", "--environment", "sandbox")
        for number in ["1500", "3000"] { try command.run("account", "open", number, "Konto \(number)") }
    }

    mutating func work(seconds: Int) throws {
        let end = ContinuousClock.now + .seconds(seconds)
        var places: [(work: Work, running: RunningCommand)?] = Array(repeating: nil, count: 8)
        while ContinuousClock.now < end || places.contains(where: { $0 != nil }) {
            for place in places.indices {
                if let (work, running) = places[place], let status = running.poll() {
                    try settle(work, status, running.takeOutput())
                    places[place] = nil
                }
                if places[place] == nil, ContinuousClock.now < end { places[place] = try begin(place) }
            }
            usleep(500)
        }
    }

    private mutating func begin(_ place: Int) throws -> (Work, RunningCommand) {
        commands += 1
        switch Int.random(in: 0..<10, using: &random) {
        case 0..<5:
            let numbers = (0..<Int.random(in: 1...80, using: &random)).map { "\(next)-\($0)" }
            next += 1
            return (.post(numbers), try post(numbers, place))
        case 5: return (.contend("c\(next / 6)"), try post(["c\(next / 6)"], place))
        case 6, 7: return (.report, try command.start(["report", "trial-balance", "--json"]))
        case 8: return (.report, try command.start(["report", "vat", "--period", "2026-T1", "--json"]))
        default: return (.report, try command.start(["log", "verify", "--deep", "--json"]))
        }
    }

    private func post(_ numbers: [String], _ place: Int) throws -> RunningCommand {
        let lines = numbers.map {
            """
            {"voucher":"\($0)","date":"2026-01-15","text":"","lines":[{"account":"3000","amountOre":-100},\
            {"account":"1500","amountOre":100}]}
            """
        }
        return try command.start(
            ["voucher", "post", try command.write(lines.joined(separator: "\n"), to: "v\(place).json")])
    }

    private mutating func settle(_ work: Work, _ status: Int32, _ output: String) throws {
        if status == 5 { later += 1 }
        switch (work, status) {
        case (.post(let numbers), 0): acknowledged += numbers
        case (.contend(let number), 0):
            won[number, default: 0] += 1
            if won[number] == 1 { acknowledged.append(number) }
        case (.report, 0), (_, 5), (.contend, 4): break
        default: throw Violation("\(work) ended with \(status): \(output)")
        }
    }

    func check() throws {
        if let twice = won.first(where: { $0.value > 1 }) { throw Violation("\(twice) was acknowledged twice") }
        var model = PlainModel()
        for entry in try RawBooks(command.books).entries() { try model.take(entry) }
        for number in acknowledged where model.vouchers["/" + number] == nil {
            throw Violation("acknowledged voucher \(number) is gone")
        }
        guard model.vouchers.count == acknowledged.count else {
            throw Violation("\(model.vouchers.count) vouchers are there, \(acknowledged.count) were acknowledged")
        }
        let verified = try JSON(parsing: Array(command.run("log", "verify", "--deep", "--json").utf8))
        guard verified["ok"]?.bool == true else { throw Violation("verification: \(verified.canonicalText)") }
        let report = try JSON(parsing: Array(command.run("report", "trial-balance", "--json").utf8))
        let closing = report["accounts"]?.array?.first { $0["account"]?.string == "1500" }?["closingOre"]?.integer
        guard (closing ?? 0) == Int64(acknowledged.count) * 100 else {
            throw Violation("the balance is \(closing ?? 0) øre after \(acknowledged.count) vouchers of 100")
        }
    }
}
