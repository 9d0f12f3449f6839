"""Reads the site of 'bilag report html' in a real browser, as people do: on light and dark screens, on a telephone, on
paper and with the keyboard alone.

    site.py PATH-OF-BILAG [--screenshots FOLDER] [--site FOLDER]

It makes books of the demonstration company with a filed return, writes their site in both languages, and opens every page
from its file: no word in the console, every link leads somewhere, every chart says what it shows, and all text can be
read. With --site it reads a site that is there already, at most ten pages of each kind.
"""

import base64
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import urllib.parse

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from chromium import BrowserError, Chromium  # noqa: E402

CHECKOUT = pathlib.Path(__file__).resolve().parent.parent.parent

# What a chart must have: a title and a description that its label names, axis texts, and a table after it.
CHARTS = """(() => [...document.querySelectorAll("svg")].map(svg => {
    const ids = (svg.getAttribute("aria-labelledby") || "").split(" ");
    const said = ids.map(id => (document.getElementById(id) || {}).textContent || "");
    const table = svg.closest("section") && svg.closest("section").querySelector("table");
    return {role: svg.getAttribute("role"), said, texts: svg.querySelectorAll("text").length,
            rows: table ? table.querySelectorAll("tbody tr").length : 0};
}))()"""

# What screen readers need of tables.
TABLES = """(() => [...document.querySelectorAll("table")].filter(table =>
    !table.caption || !table.caption.textContent.trim() || !table.tHead
    || [...table.querySelectorAll("th")].some(cell => !cell.hasAttribute("scope"))).length)()"""

# The text of drawings takes its colour from another property than the text around it.
DRAWN = r"""(() => {
    const parse = text => (text.match(/[\d.]+/g) || []).map(Number);
    const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
        .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
        .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
    const ground = light(parse(getComputedStyle(document.body).backgroundColor));
    const ratio = color => {
        const [a, b] = [light(parse(color)), ground].sort((x, y) => y - x);
        return (a + 0.05) / (b + 0.05);
    };
    const found = [];
    for (const text of document.querySelectorAll("svg text"))
        if (ratio(getComputedStyle(text).fill) < 4.5) found.push("text of a drawing: " + text.textContent);
    for (const bar of document.querySelectorAll("svg rect"))
        if (ratio(getComputedStyle(bar).fill) < 3) found.push("a bar of a drawing");
    for (const line of document.querySelectorAll("svg polyline, svg path.balance"))
        if (ratio(getComputedStyle(line).stroke) < 3) found.push("a line of a drawing");
    return [...new Set(found)];
})()"""


class Failed(Exception):
    pass


def expect(holds, what):
    if not holds:
        raise Failed(what)


def make_sites(bilag, folder):
    """Books with a filed return, and their sites."""
    environment = {
        "HOME": folder, "PATH": "/usr/bin:/bin", "BILAG_BOOKS": os.path.join(folder, "books.bilag"),
        "BILAG_PERSON": "Kari Nordmann", "XDG_CONFIG_HOME": folder, "SWIFT_BACKTRACE": "enable=no",
    }

    def run(*words):
        done = subprocess.run(
            [bilag, *words], cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        expect(done.returncode == 0, f"bilag {' '.join(words)}: {done.stderr.strip()}")
        return done.stdout

    run("books", "init", "--orgnr", "310000051", "--name", "Fjordbrød Bakeri AS", "--environment", "sandbox")
    run("import", "saft", str(CHECKOUT / "Tools/demo-data/fjordbrod-2026.xml"))
    draft = json.loads(run("filing", "draft", "vat", "--period", "2026-T1", "--json"))
    run("filing", "ready", "vat-2026-T1-1")
    run("period", "close", "2026-T1")
    run("filing", "approve", "vat-2026-T1-1", "--hash", draft["hash"][:16])
    sandbox = subprocess.Popen(
        [bilag, "sandbox", "serve", "--port", "0", "--write-config", os.path.join(folder, "sandbox.json")], cwd=folder,
        env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        sandbox.stdout.readline()
        run("--config", os.path.join(folder, "sandbox.json"), "filing", "submit", "vat-2026-T1-1")
    finally:
        sandbox.terminate()
        sandbox.wait(10)
    for language in ("en", "nb"):
        run("report", "html", "-o", os.path.join(folder, language), "--language", language)
    return [pathlib.Path(folder) / language for language in ("en", "nb")]


def chosen_pages(site, most):
    """All pages; of a site that was given, at most ten in each folder."""
    kinds = {}
    for page in sorted(site.rglob("*.html")):
        kinds.setdefault(page.parent, []).append(page)
    return [page for pages in kinds.values() for page in pages[:most]]


def media(page, scheme):
    page.call("Emulation.setEmulatedMedia", media="screen", features=[{"name": "prefers-color-scheme", "value": scheme}])


def look_at(page, file, site, pictures):
    """One page on a light and a dark screen."""
    name = file.relative_to(site)
    page.go(file.as_uri())
    for scheme in ("light", "dark"):
        media(page, scheme)
        complaints = page.complaints() + page.run(DRAWN)
        expect(not complaints, f"{name}, {scheme}: {'; '.join(complaints[:5])}")
        if pictures:
            shot = f"{site.name}-{str(name).replace('/', '-')}-{scheme}.png"
            page.screenshot(os.path.join(pictures, shot))
    expect(page.run("document.styleSheets.length > 0 && getComputedStyle(document.body).maxWidth !== 'none'"),
           f"{name}: the style sheet was not loaded")
    expect(page.run(TABLES) == 0, f"{name}: a table lacks its caption, its head or the scope of a heading")
    for chart in page.run(CHARTS):
        expect(chart["role"] == "img" and len(chart["said"]) == 2 and all(chart["said"]) and chart["texts"] > 4
               and chart["rows"] > 0, f"{name}: a chart does not say what it shows: {chart}")
    for link in page.links():
        parts = urllib.parse.urlsplit(link)
        expect(parts.scheme == "file", f"{name}: a link leads out of the site: {link}")
        target = pathlib.Path(urllib.parse.unquote(parts.path))
        expect(target.is_file() and site in target.parents, f"{name}: a link leads nowhere: {link}")
        if parts.fragment and target == file:
            expect(page.has(urllib.parse.unquote(parts.fragment)), f"{name}: no place is called {parts.fragment}")
    problems = page.problems()
    expect(not problems, f"{name}: the console says: {problems}")


def keyboard(page, site):
    """The first step of the Tab key leads to the link that skips the navigation, and Enter to the content."""
    page.go((site / "index.html").as_uri())

    def press(key, code):
        for kind in ("keyDown", "keyUp"):
            page.call("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code,
                      text="\r" if key == "Enter" else "")

    press("Tab", 9)
    expect(page.run("document.activeElement.className") == "skip", "the first Tab does not lead to the skip link")
    expect(page.run("document.activeElement.getBoundingClientRect().left >= 0"), "the skip link is not seen")
    press("Enter", 13)
    page._browser.wait(0.2)
    expect(page.run("location.hash") == "#main", "the skip link does not lead to the content")
    # Tab by tab through the page: each stop is to be seen.
    for _ in range(40):
        press("Tab", 9)
        if page.run("document.activeElement === document.body"):
            break
        expect(page.run("(r => r.width > 0 && r.height > 0)(document.activeElement.getBoundingClientRect())"),
               "the keyboard leads to something that cannot be seen")


def small_and_paper(page, site, pictures):
    """On a telephone no page is wider than the screen; on paper all charts and tables are there."""
    for name in ("index.html", "statements.html", "vat.html", "accounts.html", "vouchers/1.html", "integrity.html"):
        page.call("Emulation.setDeviceMetricsOverride", width=360, height=740, deviceScaleFactor=2, mobile=True)
        media(page, "light")
        page.go((site / name).as_uri())
        wide = page.run("document.documentElement.scrollWidth > 360")
        expect(not wide, f"{name} is wider than a telephone")
        squeezed = page.run("[...document.querySelectorAll('td')].some(cell => cell.innerText.trim().length > 8 "
                            "&& cell.getBoundingClientRect().width < 56)")
        expect(not squeezed, f"{name} squeezes a column on a telephone")
        if pictures:
            page.screenshot(os.path.join(pictures, f"{site.name}-{name.replace('/', '-')}-small.png"))
        page.call("Emulation.clearDeviceMetricsOverride")
        page.call("Emulation.setEmulatedMedia", media="", features=[])
        paper = page.call("Page.printToPDF", printBackground=False, preferCSSPageSize=True)["data"]
        data = base64.b64decode(paper)
        expect(data.startswith(b"%PDF"), f"{name} cannot be printed")
        if pictures:
            with open(os.path.join(pictures, f"{site.name}-{name.replace('/', '-')}.pdf"), "wb") as file:
                file.write(data)


def main(arguments):
    pictures = existing = None
    words = []
    while arguments:
        word = arguments.pop(0)
        if word == "--screenshots":
            pictures = arguments.pop(0)
            os.makedirs(pictures, exist_ok=True)
        elif word == "--site":
            existing = pathlib.Path(arguments.pop(0)).resolve()
        else:
            words.append(word)
    folder = tempfile.mkdtemp(prefix="bilag-site-")
    try:
        sites = [existing] if existing else make_sites(os.path.abspath(words[0]), folder)
        count = 0
        with Chromium(width=1280, height=900) as browser:
            page = browser.open("about:blank")
            for site in sites:
                for file in chosen_pages(site, 10 if existing else None):
                    look_at(page, file, site, pictures)
                    count += 1
                keyboard(page, site)
                small_and_paper(page, site, pictures)
        print(f"site: {count} pages read, light and dark, small, on paper and by keyboard")
        return 0
    except (Failed, BrowserError) as error:
        print(f"site: FAILED: {error}", file=sys.stderr)
        return 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
