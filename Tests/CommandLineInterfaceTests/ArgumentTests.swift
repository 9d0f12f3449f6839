import CommandLineInterface
import Testing

@Suite("Arguments") struct ArgumentTests {
    @Test(
        "options may be written with a blank or an equals sign, repeated, and stand anywhere",
        arguments: [
            ("report vat --period 2026-T1", "2026-T1 [] [] false - text\n"),
            ("report vat --period=2026-T1 a b", "2026-T1 [] [\"a\", \"b\"] false - text\n"),
            ("--books x.bilag report --json vat --period 2026", "2026 [] [] false x.bilag json\n"),
            ("report vat --trace 3 --trace=81 --period 2026 --csv", "2026 [\"3\", \"81\"] [] false - csv\n"),
            ("report vat --period 2026 --dry-run -- --trace -", "2026 [] [\"--trace\", \"-\"] true - text\n"),
            ("report vat - --period 2026", "2026 [] [\"-\"] false - text\n"),
        ])
    func understood(line: String, answer: String) async {
        let run = await runToy(line)
        #expect(run.output == answer)
        #expect(run.error.isEmpty)
        #expect(run.status == .success)
    }

    @Test(
        "a mistake is answered with what is wrong, what was perhaps meant, and status 2",
        arguments: [
            ("reprot vat", "There is no 'reprot' in bilag. Did you mean 'bilag report vat'?"),
            ("report vta", "'report' has no verb 'vta'. Did you mean 'bilag report vat'?"),
            ("report post", "'report' has no verb 'post'. Did you mean 'bilag voucher post'?"),
            ("vat report", "There is no 'vat' in bilag. Did you mean 'bilag report vat'?"),
            ("report", "'report' needs a verb after it: vat."),
            ("report vat", "--period PERIOD is missing. The period."),
            ("report vat --perod 2026", "'bilag report vat' has no option --perod. Did you mean '--period'?"),
            ("report vat --period", "--period needs a value after it: --period PERIOD."),
            ("report vat --period --json", "--period needs a value after it: --period PERIOD."),
            ("report vat --period 2026 --period 2025", "--period stands twice."),
            ("report vat --period 2026-T7", "--period '2026-T7': a period is written 2026-T1"),
            ("report vat --period 2026 --dry-run=yes", "--dry-run is a flag and takes no value."),
            ("report vat --period 2026 --json --csv", "--json and --csv exclude each other."),
            ("report vat --period 2026 --language sv", "--language 'sv': a language is nb (norsk bokmål) or en"),
            ("voucher post", "FILE is missing. Usage: bilag voucher post FILE"),
            ("voucher post a b", "'b' is one word too many for 'bilag voucher post'."),
            ("voucher post a --json", "'bilag voucher post' has no --json."),
            (
                "--boks x report vat",
                "'--boks' stands before the command and is no general option. Did you mean '--books'?"
            ),
            ("voucher post a", "Which books? Give --books FILE, or set BILAG_BOOKS to their file."),
        ])
    func refused(line: String, message: String) async {
        let run = await runToy(line)
        #expect(run.error.hasPrefix("error: \(message)"), "\(run.error)")
        #expect(run.output.isEmpty)
        #expect(run.status == .usage)
    }

    @Test(
        "help is found at each level, wins over mistakes, and goes to standard output",
        arguments: [
            ("--help", "bilag books init"), ("help", "report vat"), ("report --help", "Example:"),
            ("report vat --help", "bilag report vat --period 2026-T1"), ("help report vat", "--trace LINE"),
            ("--language nb report vat --help", "bilag report vat --period 2026-T1"),
            ("--books report report --help", "Example:"), ("report --language nb vat -h", "--trace LINE"),
            ("report vat --nonsense -h", "Usage: bilag report vat [FILE…] --period PERIOD"),
        ])
    func help(line: String, part: String) async {
        let run = await runToy(line)
        #expect(run.output.contains(part), "\(run.output)")
        #expect(run.status == .success)
    }

    @Test("no words at all show the overview on standard error, since nothing was done")
    func noWords() async {
        let run = await runToy("")
        #expect(run.output.isEmpty)
        #expect(run.error.contains("Usage: bilag <noun> <verb>"))
        #expect(run.status == .usage)
    }

    @Test("the version is one line") func version() async {
        #expect(await runToy("--version").output == "bilag \(CommandLineTool.version)\n")
    }

    @Test("text of others can't steer the terminal") func controls() async {
        let run = await runToy("voucher post a", environment: ["BILAG_BOOKS": "b"])
        #expect(run.error == "a name with  [31m colour\nerror: 'x': is wrong.\n")
    }

    @Test("colour is for terminals, and never with NO_COLOR") func colour() async {
        let coloured = await runToy("voucher post a", environment: ["BILAG_BOOKS": "b"], isTerminal: true)
        #expect(coloured.error.contains("\u{1B}[1;31merror:\u{1B}[0m"))
        let environment = ["BILAG_BOOKS": "b", "NO_COLOR": "1"]
        let plain = await runToy("voucher post a", environment: environment, isTerminal: true)
        #expect(!plain.error.contains("\u{1B}"))
    }

    @Test("answers come in Norwegian when asked for") func norwegian() async {
        let run = await runToy("voucher post a --language nb", environment: ["BILAG_BOOKS": "b"])
        #expect(run.error.contains("feil: 'x'"))
    }
}
