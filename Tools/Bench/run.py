#!/usr/bin/env python3
"""Runs what Tools/bench measures. Each command is a process of its own; time is from its start to its end, memory the
most it ever held (the kernel's ru_maxrss). Medians where a command runs more than once."""
import argparse
import datetime
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
BENCH = ROOT / ".build" / "bench"
NAMES = {10_000: "10 k", 100_000: "100 k", 1_000_000: "1 M", 10_000_000: "10 M"}
SIZES = {"10k": 10_000, "100k": 100_000, "1m": 1_000_000, "10m": 10_000_000}
PARTS = ["import", "verify", "reports", "filing", "append", "peers"]
PERIOD = "2026-T3"


class Run:
    def __init__(self, seconds, peak, output):
        self.seconds, self.peak, self.output = seconds, peak, output


def measure(command, allowed=(0,)):
    """One process: wall seconds, peak MB, and what it wrote."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        start = time.perf_counter()
        process = subprocess.Popen([str(part) for part in command], stdout=out, stderr=err, stdin=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        text = out.read(1 << 16).decode("utf-8", "replace")
        if process.returncode not in allowed:
            err.seek(0)
            sys.exit(f"{' '.join(map(str, command))}\n  ended with {process.returncode}\n{text[-500:]}\n"
                     + err.read().decode("utf-8", "replace")[-2000:])
        return Run(seconds, usage.ru_maxrss / 1024, text)


class Table:
    """What was measured, at each size, with what stands beside it."""

    def __init__(self):
        self.rows = []

    def add(self, what, size, run, beside=None, against="", budget="", met=None):
        before = next((row for row in reversed(self.rows) if row["what"] == what), None)
        row = {"what": what, "size": size, "seconds": run.seconds, "peak": run.peak, "budget": budget, "met": met,
               "beside": beside, "against": against, "before": before["seconds"] if before else None}
        self.rows.append(row)
        print(self.line(row), flush=True)

    @staticmethod
    def line(row):
        beside = f"{time_text(row['beside'])} ({row['against']})" if row["beside"] else row["against"]
        ratio = f"{row['seconds'] / row['beside']:.2f}" if row["beside"] else ""
        growth = f"{row['seconds'] / row['before']:.2f}" if row["before"] else ""
        met = "" if row["met"] is None else "yes" if row["met"] else "**no**"
        size = NAMES.get(row["size"], f"{row['size']}")
        return (f"| {row['what']} | {size} | {time_text(row['seconds'])} | {beside} | {ratio} | {growth} | "
                f"{row['peak']:.0f} MB | {row['budget']} | {met} |")

    def text(self):
        order = []
        for row in self.rows:
            if row["what"] not in order:
                order.append(row["what"])
        lines = ["| What | Postings | Bilag | Beside it | Ratio | Growth | Peak memory | Budget | Met |",
                 "|---|--:|--:|---|--:|--:|--:|---|---|"]
        for what in order:
            lines += [self.line(row) for row in self.rows if row["what"] == what]
        return "\n".join(lines)


def time_text(seconds):
    if seconds < 0.9995:
        return f"{seconds * 1000:.0f} ms" if seconds >= 0.0095 else f"{seconds * 1000:.1f} ms"
    return f"{seconds:.2f} s" if seconds < 100 else f"{seconds:.0f} s"


def median(runs):
    return Run(statistics.median(run.seconds for run in runs), max(run.peak for run in runs), runs[-1].output)


class Bench:
    def __init__(self, options):
        self.options = options
        self.table = Table()
        subprocess.run(["swift", "build", "-c", "release", "--product", "bilag"], check=True, cwd=ROOT)
        shown = subprocess.run(["swift", "build", "-c", "release", "--show-bin-path"], check=True, cwd=ROOT,
                               capture_output=True, text=True)
        self.folder = pathlib.Path(shown.stdout.strip())
        self.bilag = self.folder / "bilag"
        (BENCH / "bin").mkdir(parents=True, exist_ok=True)
        self.sax = self.compile("sax", "libxml-2.0")
        self.scan = self.compile("scan", "sqlite3", "libcrypto")
        self.commits = self.compile("commits", "sqlite3")

    def compile(self, name, *packages):
        flags = subprocess.run(["pkg-config", "--cflags", "--libs", *packages], check=True, capture_output=True,
                               text=True).stdout.split()
        program = BENCH / "bin" / name
        subprocess.run(["cc", "-O2", "-o", program, ROOT / "Tools" / "Bench" / f"{name}.c", *flags], check=True)
        return program

    def run(self):
        with tempfile.TemporaryDirectory(dir=BENCH, prefix="data-") as folder:
            self.work = pathlib.Path(folder)
            self.start()
            for size in self.options.sizes:
                self.size(size)
                for left in self.work.iterdir():
                    left.unlink()
            if "append" in self.options.parts:
                self.append()
        return self.table

    def repeat(self, command, size, runs=None, before=None, **more):
        runs = runs or (1 if size >= 10_000_000 else self.options.runs)
        measured = []
        for _ in range(runs):
            if before:
                before()
            measured.append(measure(command, **more))
        return median(measured)

    def generate(self, size, form, name):
        path = self.work / name
        subprocess.run([sys.executable, ROOT / "Tools" / "Bench" / "ledger.py", str(size), form, path], check=True)
        return path

    def fresh(self):
        for left in self.work.glob("books.bilag*"):
            left.unlink()
        measure(self.on("books", "init", "--orgnr", "310000051", "--name", "Bench AS", "--environment", "sandbox"))

    def takes(self, command, option):
        shown = subprocess.run([self.bilag, *command.split(), "--help"], capture_output=True, text=True)
        return shown.returncode == 0 and option in shown.stdout

    def start(self):
        run = self.repeat([self.bilag, "--version"], 0, runs=11)
        self.table.add("start (`bilag --version`)", 0, run, budget="≤ 30 ms", met=run.seconds <= 0.030)

    def on(self, *arguments):
        return [self.bilag, *arguments, "--books", self.work / "books.bilag"]

    def size(self, size):
        saft = self.generate(size, "saft", "ledger.xml")
        if "import" in self.options.parts:
            self.imports(size, saft)
        else:
            self.fresh()
            measure(self.on("import", "saft", saft))
        saft.unlink()
        if "verify" in self.options.parts:
            self.verify(size)
        if "reports" in self.options.parts:
            self.reports(size)
        if "filing" in self.options.parts:
            self.filing(size)
        if "peers" in self.options.parts and size <= self.options.peers_up_to:
            self.peers(size)

    def imports(self, size, saft):
        sax = self.repeat([self.sax, saft], size)
        run = self.repeat(self.on("import", "saft", saft), size, before=self.fresh)
        self.table.add("SAF-T import, durable, figures up to date", size, run, sax.seconds, "bare libxml2 SAX",
                       "≤ 4 ×, ≤ 100 MB",
                       run.seconds <= 4 * sax.seconds and run.peak <= 100 if size >= 1_000_000 else None)

    def verify(self, size):
        scan = self.repeat([self.scan, self.work / "books.bilag"], size)
        run = self.repeat(self.on("log", "verify", "--deep"), size)
        rate = size / run.seconds / 1e6
        self.table.add("verified replay (`log verify --deep`)", size, run, scan.seconds,
                       "bare C scan and hash", f"≤ 3 ×, ≥ 1.5 M/s ({rate:.2f} M/s)",
                       run.seconds <= 3 * scan.seconds and rate >= 1.5 if size >= 1_000_000 else None)

    def reports(self, size):
        def report(what, arguments, milliseconds, allowed=(0, 1)):
            measure(self.on(*arguments), allowed=allowed)
            run = self.repeat(self.on(*arguments), size, runs=self.options.runs + 2, allowed=allowed)
            self.table.add(what, size, run, budget=f"≤ {milliseconds} ms", met=run.seconds * 1000 <= milliseconds)

        report("VAT report of a term", ["report", "vat", "--period", PERIOD], 30)
        report("trial balance of the year", ["report", "trial-balance", "--period", "2026"], 30)
        report("trial balance of days inside months",
               ["report", "trial-balance", "--from", "2026-03-10", "--to", "2026-08-20"], 30)
        report("postings of a cost account, one month", ["report", "ledger", "--account", "6300", "--period",
                                                         "2026-M05"], 150)
        lines = json.loads(measure(self.on("report", "vat", "--period", PERIOD, "--json"), allowed=(0, 1)).output)
        counts = [line.get("postings", 0) for line in lines.get("lines", [])]
        if any(counts):
            fewest = min((count, index) for index, count in enumerate(counts) if count)[1] + 1
            report(f"postings behind a VAT line", ["report", "vat", "--period", PERIOD, "--trace", str(fewest)], 150)

    def filing(self, size):
        drafted = measure(self.on("filing", "draft", "vat", "--period", PERIOD, "--json"), allowed=(0, 1))
        name = f"vat-{PERIOD}-1"
        if name not in drafted.output:
            sys.exit("the filing has another name than expected:\n" + drafted.output[:500])
        runs = self.options.runs + 2
        run = self.repeat(self.on("filing", "replay", name), size, runs=runs)
        self.table.add("filing replay", size, run, budget="≤ 100 ms", met=run.seconds <= 0.1)
        bundle = self.work / "bundle.zip"

        def clear():
            bundle.unlink(missing_ok=True)
        run = self.repeat(self.on("filing", "bundle", name, "-o", bundle), size, before=clear)
        self.table.add("filing bundle", size, run, budget="≤ 1 s at 1 M",
                       met=run.seconds <= 1 if size <= 1_000_000 else None)
        clear()
        if self.takes("report vat", "--what-if"):
            vouchers = self.voucher("W1")
            run = self.repeat(self.on("report", "vat", "--period", PERIOD, "--what-if", vouchers), size, runs=runs,
                              allowed=(0, 1))
            self.table.add("VAT report, what if", size, run, budget="≤ 100 ms at 1 M",
                           met=run.seconds <= 0.1 if size <= 1_000_000 else None)
        numbers = iter(range(1, 100))
        runs = [measure(self.on("voucher", "post", self.voucher(f"P{next(numbers)}"))) for _ in range(runs)]
        self.table.add("one voucher posted, durable", size, median(runs), budget="≤ 60 ms",
                       met=median(runs).seconds <= 0.06)

    def voucher(self, number):
        path = self.work / f"{number}.json"
        path.write_text(json.dumps({
            "voucher": number, "date": "2026-06-11", "text": "Salg", "lines": [
                {"account": "3000", "amountOre": -100000, "vatCode": "3", "vatBaseOre": -100000, "vatOre": -25000},
                {"account": "2700", "amountOre": -25000}, {"account": "1500", "amountOre": 125000}]}))
        return path

    def append(self):
        subprocess.run(["swift", "build", "-c", "release", "--product", "bench-commits"], check=True, cwd=ROOT)
        saft = self.generate(10_000, "saft", "small.xml")
        ours, bare = [], []
        count = 1_000
        for _ in range(self.options.runs):
            self.fresh()
            measure(self.on("import", "saft", saft))
            ours.append(float(measure([self.folder / "bench-commits", self.work / "books.bilag", count]).output))
            for left in self.work.glob("bare.db*"):
                left.unlink()
            # An entry of the vouchers that bench-commits posts has about 300 bytes.
            bare.append(float(measure([self.commits, self.work / "bare.db", count, 300]).output))
        ours, bare = statistics.median(ours), statistics.median(bare)
        print(f"durable appends in one process: {ours:.0f}/s, bare SQLite {bare:.0f}/s, {ours / bare:.2f}")
        self.table.add("durable append in one process (one commit)", 10_000, Run(1 / ours, 0, ""), 1 / bare,
                       "bare SQLite commit", f"≥ 0.8 × as many ({ours / bare:.2f})", ours >= 0.8 * bare)

    def peers(self, size):
        verify = self.repeat(self.on("log", "verify", "--deep"), size)
        warm = self.repeat(self.on("report", "trial-balance", "--period", "2026"), size)
        read = None
        budgets = {"ledger": 4, "hledger": 25, "beancount": 25}
        for name, form, command in [
            ("ledger", "journal", lambda path: ["ledger", "-f", path, "balance"]),
            ("hledger", "journal", lambda path: ["hledger", "-f", path, "balance"]),
            ("beancount", "beancount", lambda path: [BENCH / "venv" / "bin" / "bean-check", "--no-cache", path]),
        ]:
            program = command("x")[0]
            if not shutil.which(str(program)):
                print(f"{name} is not installed: Tools/bench --setup", file=sys.stderr)
                continue
            path = self.generate(size, form, f"ledger.{form}")
            run = self.repeat(command(path), size, runs=1 if size >= 1_000_000 else None)
            if name == "hledger":
                read = run.seconds
            path.unlink()
            self.table.add(f"full verified replay against {name} reading its file", size, verify, run.seconds,
                           f"{name}, {run.peak:.0f} MB", f"≥ {budgets[name]} × faster at 1 M",
                           run.seconds >= budgets[name] * verify.seconds if size >= 1_000_000 else None)
            self.table.add(f"trial balance against {name}", size, warm, run.seconds, name, "≥ 100 × faster at 1 M",
                           run.seconds >= 100 * warm.seconds if size >= 1_000_000 else None)

        if read:
            self.other_imports(size, read)

    def other_imports(self, size, read):
        """Replaces the books."""
        for form, options in [("csv", ["--vat-codes", "standard"]), ("journal", [])]:
            path = self.generate(size, form, f"ledger.{form}")
            self.fresh()
            run = measure(self.on("import", form, path, *options))
            self.table.add(f"{form} import, durable, against hledger reading its journal", size, run, read,
                           "hledger", "≥ 10 × faster at 1 M",
                           read >= 10 * run.seconds if size >= 1_000_000 else None)
            path.unlink()


def setup():
    packages = [name for name in ("hledger", "ledger") if not shutil.which(name)]
    if packages:
        prefix = [] if os.geteuid() == 0 else ["sudo"]
        subprocess.run([*prefix, "apt-get", "update"], check=True)
        subprocess.run([*prefix, "apt-get", "install", "-y", "--no-install-recommends", *packages, "python3-venv"],
                       check=True)
    venv = BENCH / "venv"
    if not (venv / "bin" / "bean-check").exists():
        subprocess.run([sys.executable, "-m", "venv", venv], check=True)
        subprocess.run([venv / "bin" / "pip", "install", "--quiet", "beancount"], check=True)
    print("hledger, ledger and beancount are there.")


def write(table, options):
    path = ROOT / "docs" / "performance.md"
    text = path.read_text(encoding="utf-8")
    begin, end = "<!-- Tools/bench writes from here -->", "<!-- to here -->"
    cpu = next((line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "?")
    memory = int(open("/proc/meminfo").readline().split()[1]) // 1_048_576
    head = (f"Measured {datetime.date.today()} on {os.cpu_count()} × {cpu}, {memory} GB, with medians of "
            f"{options.runs} runs or more (one at 10 M). *Growth* is against the next smaller size.\n")
    before, rest = text.split(begin)
    path.write_text(before + begin + "\n" + head + "\n" + table.text() + "\n" + end + rest.split(end)[1],
                    encoding="utf-8")
    print(f"written to {path.relative_to(ROOT)}")


def main():
    parser = argparse.ArgumentParser(prog="Tools/bench")
    parser.add_argument("--setup", action="store_true", help="install the programs that it compares with")
    parser.add_argument("--sizes", default="10k,100k,1m", type=lambda text: [SIZES[size] for size in text.split(",")])
    parser.add_argument("--parts", default=",".join(PARTS), type=lambda text: text.split(","))
    parser.add_argument("--runs", default=3, type=int)
    parser.add_argument("--peers-up-to", default="1m", type=lambda text: SIZES[text], help="hledger takes long")
    parser.add_argument("--write", action="store_true", help="put the table into docs/performance.md")
    options = parser.parse_args()
    BENCH.mkdir(parents=True, exist_ok=True)
    if options.setup:
        return setup()
    table = Bench(options).run()
    print("\n" + table.text())
    if options.write:
        write(table, options)


main()
