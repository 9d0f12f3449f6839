"""Drives a headless Chromium over the DevTools protocol, with Python's standard library alone.

    with Chromium() as browser:
        page = browser.open("http://127.0.0.1:8787/")
        page.click("log-in")
        print(page.text(), page.problems())

The protocol's messages go over a pipe (--remote-debugging-pipe): no port is opened that others on the machine could use.
"""

import base64
import json
import os
import select
import shutil
import subprocess
import tempfile
import time


class BrowserError(Exception):
    """The browser did not do what was asked: what, and what it said."""


def binary():
    """The path of Chromium, or None where none is installed."""
    for name in (os.environ.get("BILAG_CHROMIUM"), "chromium", "chromium-browser", "google-chrome"):
        path = name and shutil.which(name)
        if path:
            return path
    return None


class Chromium:
    """A browser with a profile of its own, which is gone with it."""

    def __init__(self, timeout=20, width=900, height=760):
        path = binary()
        if not path:
            raise BrowserError("there is no chromium; install it with: apt-get install chromium")
        self.timeout = timeout
        self.profile = tempfile.mkdtemp(prefix="bilag-browser-")
        self._number = 0
        self._buffer = b""
        self._events = []
        self._pages = {}
        ours_in, theirs_out = os.pipe()
        theirs_in, ours_out = os.pipe()
        arguments = [
            path, "--headless=new", "--remote-debugging-pipe", "--no-first-run", "--disable-gpu",
            "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update",
            "--disable-sync", "--disable-extensions", "--mute-audio", "--hide-scrollbars",
            "--force-device-scale-factor=1", f"--window-size={width},{height}", f"--user-data-dir={self.profile}",
        ]
        # As root, as in a build container, Chromium starts without its sandbox only.
        if os.geteuid() == 0:
            arguments.append("--no-sandbox")
        self._process = subprocess.Popen(
            arguments + ["about:blank"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=open(os.path.join(self.profile, "stderr"), "wb"), pass_fds=(),
            preexec_fn=lambda: self._plumb(theirs_in, theirs_out), close_fds=False)
        os.close(theirs_in)
        os.close(theirs_out)
        self._in, self._out = ours_in, ours_out
        try:
            self.call("Target.setDiscoverTargets", discover=True)
        except BrowserError:
            self.close()
            raise

    @staticmethod
    def _plumb(theirs_in, theirs_out):
        # Chromium reads commands from descriptor 3 and writes to descriptor 4.
        first, second = os.dup(theirs_in), os.dup(theirs_out)
        os.dup2(first, 3)
        os.dup2(second, 4)
        os.closerange(5, 256)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """Ends the browser and removes its profile."""
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        for descriptor in (self._in, self._out):
            try:
                os.close(descriptor)
            except OSError:
                pass
        shutil.rmtree(self.profile, ignore_errors=True)

    def call(self, method, session=None, **parameters):
        """Sends a command and returns its result."""
        self._number += 1
        number = self._number
        message = {"id": number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        try:
            os.write(self._out, json.dumps(message).encode() + b"\0")
        except OSError as error:
            raise BrowserError(f"chromium has ended: {self._said()}") from error
        end = time.monotonic() + self.timeout
        while True:
            answer = self._read(end)
            if answer is None:
                raise BrowserError(f"{method} was not answered within {self.timeout} seconds")
            if answer.get("id") == number:
                if "error" in answer:
                    raise BrowserError(f"{method}: {answer['error'].get('message')}")
                return answer.get("result", {})
            self._take(answer)

    def wait(self, seconds):
        """Lets events come in for a while."""
        end = time.monotonic() + seconds
        while True:
            answer = self._read(end)
            if answer is None:
                return
            self._take(answer)

    def _take(self, event):
        page = self._pages.get(event.get("sessionId"))
        if page:
            page._take(event)

    def _read(self, end):
        while b"\0" not in self._buffer:
            left = end - time.monotonic()
            if left <= 0 or not select.select([self._in], [], [], left)[0]:
                return None
            data = os.read(self._in, 1 << 20)
            if not data:
                raise BrowserError(f"chromium has ended: {self._said()}")
            self._buffer += data
        line, self._buffer = self._buffer.split(b"\0", 1)
        return json.loads(line)

    def _said(self):
        try:
            with open(os.path.join(self.profile, "stderr"), "rb") as file:
                return file.read()[-400:].decode(errors="replace").strip()
        except OSError:
            return "it said nothing"

    def open(self, address, allow_errors=()):
        """A new page at an address, loaded.

        Parts of messages in `allow_errors` are no problems, such as the 400 of a page that is meant to be one.
        """
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        page = Page(self, session, allow_errors)
        self._pages[session] = page
        for domain in ("Page", "Runtime", "Log", "Network"):
            page.call(f"{domain}.enable")
        page.go(address)
        return page


class Page:
    """One tab."""

    def __init__(self, browser, session, allow_errors):
        self._browser = browser
        self._session = session
        self._allow = tuple(allow_errors)
        self._problems = []
        self._loads = 0
        self.statuses = []

    def call(self, method, **parameters):
        return self._browser.call(method, session=self._session, **parameters)

    def _take(self, event):
        method, parameters = event.get("method"), event.get("params", {})
        if method == "Page.loadEventFired":
            self._loads += 1
        elif method == "Log.entryAdded" and parameters["entry"]["level"] in ("error", "warning"):
            self._problems.append(parameters["entry"]["text"] + " " + parameters["entry"].get("url", ""))
        elif method == "Runtime.exceptionThrown":
            self._problems.append(parameters["exceptionDetails"].get("text", "an exception"))
        elif method == "Runtime.consoleAPICalled" and parameters["type"] in ("error", "warning", "assert"):
            self._problems.append(" ".join(str(item.get("value", "")) for item in parameters["args"]))
        elif method == "Network.loadingFailed" and not parameters.get("canceled"):
            self._problems.append(f"a request failed: {parameters.get('errorText')}")
        elif method == "Network.responseReceived" and parameters.get("type") == "Document":
            self.statuses.append((parameters["response"]["status"], parameters["response"]["url"]))

    def problems(self):
        """What the console complains of, but for what was allowed."""
        self._browser.wait(0.1)
        return [text for text in self._problems if not any(part in text for part in self._allow)]

    def go(self, address):
        """Loads an address."""
        before = self._loads
        answer = self.call("Page.navigate", url=address)
        if answer.get("errorText"):
            raise BrowserError(f"{address}: {answer['errorText']}")
        self._until_loaded(before, address)

    def _until_loaded(self, before, what):
        end = time.monotonic() + self._browser.timeout
        while self._loads == before:
            if time.monotonic() > end:
                raise BrowserError(f"{what} did not load within {self._browser.timeout} seconds")
            self._browser.wait(0.05)

    def run(self, expression):
        """The value of a JavaScript expression on the page."""
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise BrowserError(f"{expression}: {answer['exceptionDetails'].get('text')}")
        return answer["result"].get("value")

    def address(self):
        return self.run("location.href")

    def title(self):
        return self.run("document.title")

    def text(self):
        """The text a person sees."""
        return self.run("document.body.innerText")

    def has(self, element):
        return self.run(f"document.getElementById({json.dumps(element)}) !== null")

    def fill(self, selector, value):
        """Empties a field and types into it, key by key as a person does."""
        self.run(f"(e => {{ e.focus(); e.select && e.select(); }})(document.querySelector({json.dumps(selector)}))")
        self.call("Input.insertText", text=value)

    def choose(self, selector, value):
        """Picks a choice of a list."""
        script = "(e => { e.value = %s; e.dispatchEvent(new Event('change')); return e.value; })(document.querySelector(%s))"
        if self.run(script % (json.dumps(value), json.dumps(selector))) != value:
            raise BrowserError(f"{selector} has no choice {value}")

    def click(self, element, loads=True):
        """Moves the mouse onto an element's middle and presses: what is covered or outside cannot be clicked."""
        script = """(id => {
            const e = document.getElementById(id);
            if (!e) return null;
            e.scrollIntoView({block: "center"});
            const r = e.getBoundingClientRect(), x = r.left + r.width / 2, y = r.top + r.height / 2;
            return {x, y, top: e.contains(document.elementFromPoint(x, y))};
        })(%s)"""
        place = self.run(script % json.dumps(element))
        if not place:
            raise BrowserError(f"there is no '{element}' on {self.address()}")
        if not place["top"]:
            raise BrowserError(f"'{element}' is covered by something else on {self.address()}")
        before = self._loads
        for kind in ("mousePressed", "mouseReleased"):
            self.call(
                "Input.dispatchMouseEvent", type=kind, x=place["x"], y=place["y"], button="left", clickCount=1)
        if loads:
            self._until_loaded(before, f"what '{element}' leads to")

    def screenshot(self, file):
        """The whole page as PNG."""
        picture = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=True)
        with open(file, "wb") as output:
            output.write(base64.b64decode(picture["data"]))

    def links(self):
        """The addresses that the page's links lead to, resolved."""
        return self.run("[...document.querySelectorAll('a[href]')].map(a => a.href)")

    def complaints(self):
        """What keeps people from reading or using the page: each as a sentence."""
        return self.run(_COMPLAINTS)


# Contrast after WCAG 2.1, 1.4.3 (4.5 to 1; 3 to 1 for large text); labels after 1.3.1; language after 3.1.1.
_COMPLAINTS = r"""(() => {
    const found = [];
    if (!document.documentElement.lang) found.push("the page has no language");
    if (!document.title.trim()) found.push("the page has no title");
    if (document.querySelectorAll("h1").length !== 1) found.push("the page does not have one main heading");
    if (document.documentElement.scrollWidth > window.innerWidth) found.push("the page is wider than the window");
    for (const field of document.querySelectorAll("input:not([type=hidden]), select, textarea"))
        if (!field.labels.length && !field.getAttribute("aria-label")) found.push("the field " + field.name + " has no label");
    for (const button of document.querySelectorAll("button, a[href]"))
        if (!button.innerText.trim() && !button.getAttribute("aria-label")) found.push("a button or link has no text");
    for (const image of document.querySelectorAll("img"))
        if (!image.hasAttribute("alt")) found.push("an image has no text instead of it");
    const parse = text => (text.match(/[\d.]+/g) || []).map(Number);
    const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
        .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
        .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
    const behind = element => {
        for (let e = element; e; e = e.parentElement) {
            const color = parse(getComputedStyle(e).backgroundColor);
            if (color.length === 3 || color[3] > 0.99) return color;
        }
        return [255, 255, 255];
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const seen = new Set();
    while (walker.nextNode()) {
        const element = walker.currentNode.parentElement;
        if (!walker.currentNode.data.trim() || seen.has(element) || !element.checkVisibility()) continue;
        seen.add(element);
        const style = getComputedStyle(element), size = parseFloat(style.fontSize);
        const [a, b] = [light(parse(style.color)), light(behind(element))].sort((x, y) => y - x);
        const ratio = (a + 0.05) / (b + 0.05);
        const isLarge = size >= 24 || (size >= 18.66 && parseInt(style.fontWeight) >= 700);
        if (ratio < (isLarge ? 3 : 4.5))
            found.push(`"${walker.currentNode.data.trim().slice(0, 40)}" has a contrast of ${ratio.toFixed(1)} to 1`);
    }
    return found;
})()"""
