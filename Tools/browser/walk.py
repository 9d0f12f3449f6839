"""Walks through the sandbox's pages for people in a real browser: the login of ID-porten, its return to the waiting
command, and the page where a company approves a system user.

    walk.py PATH-OF-BILAG [--screenshots FOLDER]

Every page must load without a word in the console, be readable (contrast, labels, headings), and its buttons must do what
they say: what came of a click is asked of the command afterwards.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from chromium import BrowserError, Chromium  # noqa: E402

ORGANISATION = "310000051"
VENDOR = "310000000"
PERSON = "01819012345"


class Failed(Exception):
    pass


def expect(holds, what):
    if not holds:
        raise Failed(what)


class Walk:
    def __init__(self, bilag, pictures):
        self.bilag = os.path.abspath(bilag)
        self.folder = tempfile.mkdtemp(prefix="bilag-walk-")
        self.pictures = pictures or os.path.join(self.folder, "pictures")
        os.makedirs(self.pictures, exist_ok=True)
        self.sandbox = None
        self.waiting = []
        self.written = []
        self.environment = {
            "HOME": self.folder, "PATH": "/usr/bin:/bin", "BILAG_BOOKS": os.path.join(self.folder, "books.bilag"),
            "BILAG_PERSON": "Kari", "XDG_CONFIG_HOME": self.folder, "SWIFT_BACKTRACE": "enable=no",
        }

    # The command

    def start(self, *words):
        return subprocess.Popen(
            [self.bilag, *words], cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def run(self, *words, status=0):
        done = subprocess.run(
            [self.bilag, *words], cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, timeout=60)
        self.written += [done.stdout, done.stderr]
        expect(
            done.returncode == status,
            f"'bilag {' '.join(words)}' ended with {done.returncode}, not {status}: {done.stdout}{done.stderr}")
        return done.stdout

    def tell(self, path, body=None):
        request = urllib.request.Request(
            self.base + path, data=json.dumps(body or {}).encode(), method="POST",
            headers={"Content-Type": "application/json"})
        urllib.request.urlopen(request, timeout=10).close()

    def begin(self):
        self.sandbox = self.start("sandbox", "serve", "--port", "0", "--write-config", "sandbox.json")
        line = self.sandbox.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+", line)
        expect(found, f"the sandbox did not start: {line}")
        self.base = found.group()
        self.written += [line, self.sandbox.stdout.readline()]
        with open(os.path.join(self.folder, "sandbox.json")) as file:
            settings = json.load(file)
        settings["sandbox"]["systemUser"] = {"systemId": f"{VENDOR}_bilag"}
        with open(os.path.join(self.folder, "config.json"), "w") as file:
            json.dump(settings, file)
        self.run("books", "init", "--orgnr", ORGANISATION, "--name", "Fjordbrød Bakeri AS", "--environment", "sandbox")
        self.run("--config", "config.json", "authority", "system", "register")

    def end(self):
        for process in [self.sandbox, *self.waiting]:
            if process and process.poll() is None:
                process.terminate()
                try:
                    process.wait(10)
                except subprocess.TimeoutExpired:
                    process.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    # The pages

    def look(self, page, name, *words):
        page.screenshot(os.path.join(self.pictures, f"{name}.png"))
        text = page.text()
        for word in words:
            expect(word in text, f"page '{name}' does not say '{word}', but: {text}")
        complaints = page.problems() + page.complaints()
        expect(not complaints, f"page '{name}': {'; '.join(complaints)}")
        print(f"  {name}: {page.title()}")

    def login(self):
        """A command that waits for a login, and the address it printed."""
        process = self.start("--config", "config.json", "authority", "login", "--no-browser")
        self.waiting.append(process)
        end = time.monotonic() + 20
        lines = []
        while time.monotonic() < end:
            line = process.stderr.readline()
            if not line:
                break
            lines.append(line)
            if line.startswith("http"):
                return process, line.strip()
        raise Failed(f"'authority login' printed no address: {''.join(lines)}")

    def finish(self, process, status):
        out, err = process.communicate(timeout=30)
        self.written += [out, err]
        expect(process.returncode == status, f"'authority login' ended with {process.returncode}: {out}{err}")
        return out + err

    def log_in(self, browser):
        process, address = self.login()
        page = browser.open(address)
        self.look(page, "login", "Log in to bilag-sandbox-login", "no authority", "Level of the login")
        page.fill("input[name=pid]", "123")
        page.click("log-in", loads=False)
        browser.wait(0.3)
        expect("/authorize" in page.address(), "a number of three digits was taken for an identity number")
        page.fill("input[name=pid]", PERSON)
        page.choose("select[name=level]", "idporten-loa-substantial")
        page.click("log-in")
        self.look(page, "logged-in", "You can close this page")
        expect(page.address().startswith("http://127.0.0.1:"), "the browser did not come back to this machine")
        said = self.finish(process, 0)
        expect("idporten-loa-substantial" in said, f"the login's level is another than was chosen: {said}")
        whoami = json.loads(self.run("--config", "config.json", "authority", "whoami", "--json", "--environment", "sandbox"))
        expect(whoami["isFresh"] and whoami["level"] == "idporten-loa-substantial", f"nobody is logged in: {whoami}")
        # The page that was used is used up: its form, sent again, is no login.
        stale = browser.open(address, allow_errors=("400",))
        expect(stale.has("log-in"), "the login address shows no login")

    def cancel(self, browser):
        self.run("--config", "config.json", "authority", "logout", "--environment", "sandbox")
        process, address = self.login()
        page = browser.open(address)
        page.click("cancel")
        self.look(page, "cancelled", "You can close this page")
        said = self.finish(process, 4)
        expect("access_denied" in said and "Log in again" in said, f"cancelling is told as: {said}")
        nobody = self.start("--config", "config.json", "authority", "whoami", "--environment", "sandbox")
        out, err = nobody.communicate(timeout=30)
        expect(nobody.returncode == 4 and "nobody is logged in" in err, f"somebody is logged in: {out}{err}")

    def wrong(self, browser):
        """A login for a client that nobody registered, and for another address than the registered one."""
        for name, query in [
            ("unknown-client", "client_id=nobody"),
            ("unknown-address", "client_id=bilag-sandbox-login&redirect_uri=http%3A%2F%2F127.0.0.1%3A1%2Fother"),
        ]:
            page = browser.open(f"{self.base}/idporten/authorize?{query}", allow_errors=("400",))
            self.look(page, name, "not registered")

    def request(self, purpose):
        text = self.run("--config", "config.json", "authority", "user", "request", "--purpose", purpose, "--json", status=5)
        return json.loads(text)["confirmUrl"]

    def status(self, purpose, status):
        text = self.run(
            "--config", "config.json", "authority", "user", "status", "--external-ref", f"{ORGANISATION}-{purpose}",
            "--json", status=status)
        return json.loads(text)["status"]

    def approve(self, browser):
        address = self.request("filing")
        page = browser.open(address)
        self.look(
            page, "approval", "Give Bilag access?", ORGANISATION, f"{VENDOR}_bilag",
            "urn:altinn:accesspackage:merverdiavgift", "app_skd_mva-melding-innsending-v1")
        expect(self.status("filing", 5) == "New", "the request was decided by looking at it")
        page.click("approve")
        self.look(page, "approved", "Approved")
        expect(self.status("filing", 0) == "Accepted", "the click on 'Approve' approved nothing")
        again = browser.open(address)
        self.look(again, "decided", "Decided already", "Accepted")
        expect(not again.has("approve"), "a decided request can be approved again")

    def reject(self, browser):
        page = browser.open(self.request("other"))
        page.click("reject")
        self.look(page, "rejected", "Rejected")
        expect(self.status("other", 1) == "Rejected", "the click on 'Reject' rejected nothing")
        events = self.run("log", "export")
        expect("authority.system-user-rejected" in events, "the rejection is not in the log")

    def missing(self, browser):
        page = browser.open(
            f"{self.base}/platform/accessmanagement/ui/systemuser/request?id=none", allow_errors=("404",))
        self.look(page, "nothing", "There is no such request")

    def narrow(self):
        """The same pages on a telephone."""
        process, address = self.login()
        with Chromium(width=500, height=800) as browser:
            self.look(browser.open(address), "login-narrow", "Log in")
            self.look(browser.open(self.request("narrow")), "approval-narrow", "Approve")
        process.terminate()
        process.communicate(timeout=10)

    def check_secrets(self):
        text = "".join(self.written)
        expect("eyJ" not in text, "a token was printed")
        expect(PERSON not in text, "an identity number was printed")


def main(words):
    pictures = None
    if len(words) == 3 and words[1] == "--screenshots":
        pictures = os.path.abspath(words[2])
    elif len(words) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    walk = Walk(words[0], pictures)
    began = time.monotonic()
    try:
        walk.begin()
        with Chromium() as browser:
            walk.log_in(browser)
            walk.cancel(browser)
            walk.wrong(browser)
            walk.approve(browser)
            walk.reject(browser)
            walk.missing(browser)
        walk.narrow()
        walk.check_secrets()
    except (Failed, BrowserError, OSError, subprocess.TimeoutExpired) as error:
        print(f"browser-walk: FAILED: {error}", file=sys.stderr)
        return 1
    finally:
        walk.end()
    print(f"browser-walk: the pages do what they say ({time.monotonic() - began:.0f} s)")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
