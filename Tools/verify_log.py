#!/usr/bin/env python3
"""Verifies a Bilag log without Bilag. Written from docs/log-format.md alone; needs nothing but Python 3.8 or later.

    verify_log.py LOG [--checkpoint FILE]

LOG is what 'bilag log export' wrote, or the SQLite file of the books; of the latter the recorded hashes, trees and
documents are verified too. Prints size and root. Exit status: 0 all is in order, 1 a fault, 2 wrong use.
"""

import argparse
import base64
import binascii
import datetime
import hashlib
import json
import re
import sqlite3
import sys
import urllib.parse

APPLICATION_ID = 0x42696C67
SMALLEST, LARGEST = -(2**63), 2**63 - 1
DEEPEST = 64
MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z")
HASH = re.compile(r"[0-9a-f]{64}")
ESCAPES = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}


class Fault(Exception):
    """The first thing that is wrong."""


# Section 2: canonical form.


def parse(data):
    """The value of canonical bytes; refuses everything else."""

    def refuse(text):
        raise Fault("it holds the number %s, which is not whole" % text[:40])

    def members(pairs):
        names = [name for name, _ in pairs]
        if len(set(names)) != len(names):
            raise Fault("an object holds a name twice")
        return dict(pairs)

    def whole(text):
        # Longer texts cannot be in range, and Python refuses to read very long ones.
        if len(text) > 20 or not SMALLEST <= int(text) <= LARGEST:
            raise Fault("it holds the number %s, which is too large" % text[:40])
        return int(text)

    try:
        value = json.loads(
            data.decode("utf-8"), object_pairs_hook=members, parse_float=refuse, parse_constant=refuse, parse_int=whole
        )
    except (ValueError, RecursionError) as error:
        raise Fault("it is not JSON: %s" % error)
    written = []
    write(value, written.append, 1)
    try:
        canonical = "".join(written).encode("utf-8")
    except UnicodeEncodeError:
        raise Fault("a text holds half a surrogate pair")
    if canonical != data:
        raise Fault("it is not in canonical form")
    return value


def write(value, put, depth):
    if depth > DEEPEST:
        raise Fault("arrays and objects stand more than %d deep in each other" % DEEPEST)
    if value is None:
        put("null")
    elif value is True:
        put("true")
    elif value is False:
        put("false")
    elif isinstance(value, int):
        put(str(value))
    elif isinstance(value, str):
        put(quoted(value))
    elif isinstance(value, list):
        put("[")
        for index, element in enumerate(value):
            put("," if index else "")
            write(element, put, depth + 1)
        put("]")
    else:
        put("{")
        for index, name in enumerate(sorted(value, key=lambda name: name.encode("utf-16-be", "surrogatepass"))):
            put("," if index else "")
            put(quoted(name) + ":")
            write(value[name], put, depth + 1)
        put("}")


def quoted(text):
    return '"%s"' % "".join(
        ESCAPES.get(letter) or ("\\u%04x" % ord(letter) if letter < " " else letter) for letter in text
    )


# Section 3: hashes.


def node(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    def __init__(self):
        self.size = 0
        self.peaks = []
        self.leaves = bytearray()

    def append(self, leaf):
        self.leaves += leaf
        rest = self.size
        while rest % 2 == 1:
            leaf = node(self.peaks.pop(), leaf)
            rest //= 2
        self.peaks.append(leaf)
        self.size += 1

    @property
    def root(self):
        if not self.peaks:
            return hashlib.sha256(b"").digest()
        root = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            root = node(peak, root)
        return root

    def root_of(self, size):
        """The root of the first entries; a draft nearly always names all that there are."""
        if size == self.size:
            return self.root
        prefix = Tree()
        for index in range(size):
            prefix.append(bytes(self.leaves[32 * index : 32 * index + 32]))
        return prefix.root


# Section 4: checkpoints.


class Checkpoint:
    def __init__(self, text):
        lines = text.split("\n")
        if len(lines) < 4 or not re.fullmatch("0|[1-9][0-9]*", lines[1]):
            raise Fault("the checkpoint does not have the lines origin, size and root")
        self.origin, self.size = lines[0], int(lines[1])
        try:
            self.root = base64.b64decode(lines[2], validate=True)
        except binascii.Error:
            raise Fault("the checkpoint's root is not base64")
        self.is_seen = False

    def compare(self, tree):
        if tree.size == self.size:
            self.is_seen = True
            if tree.root != self.root:
                raise Fault("the first %d entries do not have the checkpoint's root" % self.size)

    def finish(self, origin, tree):
        if origin != self.origin:
            raise Fault("the checkpoint is of '%s', and the log is '%s'" % (self.origin, origin))
        if not self.is_seen:
            raise Fault("the checkpoint is of %d entries, and the log has %d" % (self.size, tree.size))


# Section 7: what the entries bind.


def text(object, name):
    value = object.get(name) if isinstance(object, dict) else None
    if not isinstance(value, str):
        raise Fault("'%s' is missing, or no text" % name)
    return value


def digest(object, name):
    value = text(object, name)
    if not HASH.fullmatch(value):
        raise Fault("'%s' is no SHA-256" % name)
    return value


def number(object, name):
    value = object.get(name) if isinstance(object, dict) else None
    if not isinstance(value, int) or isinstance(value, bool):
        raise Fault("'%s' is missing, or no whole number" % name)
    return value


def package(body):
    attachments = body.get("attachmentsSha256", [])
    if not isinstance(attachments, list) or not all(isinstance(one, str) and HASH.fullmatch(one) for one in attachments):
        raise Fault("'attachmentsSha256' is no list of SHA-256")
    return [digest(body, "envelopeSha256"), digest(body, "sha256")] + attachments


def person(body):
    return " ".join(text(body, "by").lower().split())


def is_approved(filing):
    if not filing["approvals"]:
        return False
    asked = filing["approvals"][-1][2]
    counted = {
        by
        for by, method, _ in filing["approvals"]
        if asked["method"] in ("local", method) and not (asked["approverIsNotPreparer"] and by == filing["preparer"])
    }
    return len(counted) >= asked["approvers"]


class Books:
    KNOWN = {
        "company.registered", "company.approval-policy-set", "company.approver-registered", "company.approver-removed",
        "authority.system-user-requested", "authority.system-user-approved", "authority.system-user-rejected",
        "authority.system-user-withdrawn", "authority.system-user-change-requested",
        "authority.system-user-change-approved", "authority.company-looked-up",
        "ledger.account-opened", "ledger.party-registered",
        "ledger.dimension-registered", "ledger.vat-code-mapped", "ledger.exchange-rate-recorded",
        "ledger.vat-specification-mapped",
        "ledger.voucher-posted", "ledger.voucher-reversed",
        "ledger.import-completed", "ledger.period-closed", "ledger.period-reopened",
        "ledger.documentation-attached", "ledger.documentation-withdrawn",
    }  # fmt: skip

    # The versions of those whose first is not the only one.
    VERSIONS = {"ledger.import-completed": (1, 2)}

    def __init__(self):
        self.origin = None
        self.keys = set()
        self.accounts = set()
        self.vouchers = {}
        self.reversed = set()
        self.filings = {}
        # By the voucher's entry and the file's hash: the last entry about them, and whether the file is attached by it.
        self.attached = {}
        # Of approvals: the policy in force, and whose key is whose.
        self.policy = {"method": "local", "approverIsNotPreparer": False}
        self.approvers = {}
        # Hashes of documents that entries name, with the first entry that does; and the length that entries state.
        self.documents = {}
        self.lengths = {}
        self.unknown = 0

    def take(self, entry, tree):
        """Judges an entry; 'tree' is the tree before it."""
        sequence, kind, body = entry["seq"], entry["type"], entry["body"]
        if "key" in entry:
            if entry["key"] in self.keys:
                raise Fault("its key '%s' occurs before" % entry["key"])
            self.keys.add(entry["key"])
        if (kind == "company.registered") != (sequence == 1):
            raise Fault("the first entry, and no other, is company.registered")
        is_filing = kind.startswith("filing.")
        if entry["version"] not in self.VERSIONS.get(kind, (1,)) or not (is_filing or kind in self.KNOWN):
            self.unknown += 1
        elif kind == "company.registered":
            self.origin = "bilag/%s/%s" % (text(body, "organisationNumber"), text(body, "booksId"))
        elif kind == "company.approval-policy-set":
            self.policy = body
        elif kind == "company.approver-registered":
            self.approvers[text(body, "key")] = text(body, "name")
        elif kind == "company.approver-removed":
            self.approvers.pop(text(body, "key"), None)
        elif kind == "ledger.account-opened":
            self.accounts.add(text(body, "account"))
        elif kind == "ledger.voucher-posted":
            self.post(body, sequence)
        elif kind == "ledger.voucher-reversed":
            self.reverse(body, sequence)
        elif kind.startswith("ledger.documentation-"):
            self.document(kind, body, sequence, entry.get("key"))
        elif is_filing:
            self.file(kind, body, sequence, tree)

    def document(self, kind, body, sequence, key):
        voucher, sha256 = body.get("voucher"), digest(body, "sha256")
        posted = number(voucher, "sequence")
        if self.vouchers.get(posted) != (voucher.get("series"), text(voucher, "number")):
            raise Fault("it documents a voucher that is not in entry %d" % posted)
        last, is_attached = self.attached.get((posted, sha256), (None, False))
        is_attaching = kind == "ledger.documentation-attached"
        if is_attaching and is_attached:
            raise Fault("it attaches a file that entry %d attached already" % last)
        if not is_attaching and not is_attached:
            raise Fault("it withdraws a file that is not attached")
        answered = body.get("withdrawn") if is_attaching else number(body, "attached")
        if answered != last:
            raise Fault("it answers another entry than the last one about the file")
        if key != "documentation/%d/%s" % (posted, sha256) + ("" if last is None else "/%d" % last):
            raise Fault("its key is not that of its voucher and file")
        if is_attaching:
            length = number(body, "bytes")
            if self.lengths.setdefault(sha256, (length, sequence))[0] != length:
                raise Fault("it states another length of the file %s than an entry before it" % sha256)
            self.need([sha256], sequence)
        self.attached[(posted, sha256)] = (sequence, is_attaching)

    def post(self, voucher, sequence):
        postings = voucher.get("postings") if isinstance(voucher, dict) else None
        if not isinstance(postings, list) or not postings:
            raise Fault("its voucher has no postings")
        if sum(number(posting, "amountOre") for posting in postings) != 0:
            raise Fault("its voucher does not balance")
        for posting in postings:
            if text(posting, "account") not in self.accounts:
                raise Fault("it posts to account %s, which was not opened before" % posting["account"])
        self.vouchers[sequence] = (voucher.get("series"), text(voucher, "number"))

    def reverse(self, body, sequence):
        reverses = body.get("reverses")
        original = number(reverses, "sequence")
        if self.vouchers.get(original) != (reverses.get("series"), text(reverses, "number")):
            raise Fault("it takes back a voucher that is not in entry %d" % original)
        if original in self.reversed:
            raise Fault("it takes back entry %d, which was taken back before" % original)
        self.reversed.add(original)
        self.post(body.get("voucher"), sequence)

    def file(self, kind, body, sequence, tree):
        name, document = text(body, "filing"), digest(body, "sha256")
        if kind == "filing.drafted":
            prefix = body.get("prefix")
            size, root = number(prefix, "size"), digest(prefix, "root")
            if not 0 <= size < sequence:
                raise Fault("its document was built from %d entries, which were not there yet" % size)
            if tree.root_of(size).hex() != root:
                raise Fault("the %d entries that its document was built from are not those of this log" % size)
            self.filings[name] = {"package": package(body), "preparer": person(body), "review": None, "approvals": []}
            self.need(package(body), sequence)
            return
        filing = self.filings.get(name)
        if filing is None:
            raise Fault("filing %s begins without a draft" % name)
        if filing["package"][1] != document:
            raise Fault("it names another document than the draft of filing %s" % name)
        log = body.get("log")
        if number(log, "size") != sequence - 1 or digest(log, "root") != tree.root.hex():
            raise Fault("it stands on another log than the %d entries before it" % (sequence - 1))
        if kind == "filing.marked-ready":
            filing["review"], filing["approvals"] = sequence, []
        elif kind == "filing.approved":
            self.approve(body, filing, sequence)
        elif kind == "filing.approval-withdrawn":
            filing["review"], filing["approvals"] = None, []
        elif "step" in body:
            self.step(kind, body["step"], filing, sequence)

    def approve(self, body, filing, sequence):
        if package(body) != filing["package"]:
            raise Fault("it approves other documents than the draft's")
        if filing["review"] is None or number(body, "review") != filing["review"]:
            raise Fault("it approves in a review that is not under way")
        asked, limit = body.get("requirement"), self.policy.get("twoApproversAboveKroner")
        if not 1 <= number(asked, "approvers") <= (1 if limit is None else 2):
            raise Fault("its requirement asks for a number of approvers that the policy does not")
        for name in ("method", "approverIsNotPreparer"):
            if asked.get(name) != self.policy.get(name):
                raise Fault("its requirement is not the policy in force")
        method, evidence = text(body, "method"), body.get("evidence")
        if method == "ssh":
            if self.approvers.get(text(evidence, "key")) != text(body, "by"):
                raise Fault("it is signed with a key that is not registered for %s" % body["by"])
            self.need([digest(evidence, "signature")], sequence)
        elif method == "idporten":
            self.need([digest(evidence, "idToken"), digest(evidence, "keys")], sequence)
        filing["approvals"].append((person(body), method, asked))

    def step(self, kind, step, filing, sequence):
        if not is_approved(filing):
            raise Fault("a step of a submission stands without an approval")
        if kind == "filing.submission-started":
            parts = step.get("documents") if isinstance(step, dict) else None
            if not isinstance(parts, list) or [digest(part, "sha256") for part in parts] != filing["package"]:
                raise Fault("the submission begins with other documents than were approved")
        elif kind == "filing.feedback-received":
            self.need([digest(step, "sha256")], sequence)
        elif kind in ("filing.prevalidated", "filing.refused"):
            self.need([digest(step, "answerSHA256")], sequence)

    def need(self, hashes, sequence):
        for one in hashes:
            self.documents.setdefault(one, sequence)


# Section 1: entries.


def entry_of(data, sequence):
    entry = parse(data)
    names = {"body", "seq", "time", "type", "version"}
    if not isinstance(entry, dict) or set(entry) - {"key"} != names:
        raise Fault("it does not have the members of an entry")
    if not isinstance(entry["body"], dict) or not isinstance(entry.get("key", ""), str):
        raise Fault("'body' is no object, or 'key' no text")
    moment = text(entry, "time")
    try:
        datetime.datetime.strptime(moment, "%Y-%m-%dT%H:%M:%S.%fZ")
    except ValueError:
        raise Fault("'time' is no moment")
    if not MOMENT.fullmatch(moment):
        raise Fault("'time' does not have 24 characters as in 2026-03-04T12:00:00.000Z")
    text(entry, "type")
    if number(entry, "version") < 1:
        raise Fault("'version' is less than 1")
    if number(entry, "seq") != sequence:
        raise Fault("it says that it is entry %s" % entry["seq"])
    return entry


class Verification:
    def __init__(self, checkpoint):
        self.tree = Tree()
        self.books = Books()
        self.checkpoint = checkpoint
        if checkpoint:
            checkpoint.compare(self.tree)

    def take(self, data):
        """Verifies the next entry; returns it and its hash."""
        sequence = self.tree.size + 1
        try:
            entry = entry_of(data, sequence)
            self.books.take(entry, self.tree)
            leaf = hashlib.sha256(b"\x00" + data).digest()
            self.tree.append(leaf)
            if self.checkpoint:
                self.checkpoint.compare(self.tree)
        except Fault as fault:
            raise Fault("entry %d: %s" % (sequence, fault))
        return entry, leaf

    def finish(self):
        if self.checkpoint:
            self.checkpoint.finish(self.books.origin, self.tree)


# Section 5: where the log lies.


def verify_lines(file, verification):
    for line in file:
        if not line.endswith(b"\n"):
            raise Fault("entry %d: its line is cut off" % (verification.tree.size + 1))
        verification.take(line[:-1])


def verify_books(path, verification):
    connection = sqlite3.connect("file:%s?mode=ro" % urllib.parse.quote(path), uri=True)
    connection.text_factory = lambda data: data.decode("utf-8")
    # One transaction, so that all is read as of one moment.
    connection.isolation_level = None
    connection.execute("BEGIN")
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise Fault("the file is not a set of books")
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version not in (1, 2):
        raise Fault("the books have version %d, and this program knows 1 and 2" % version)
    trees = connection.execute("SELECT size, peaks FROM tree ORDER BY size")
    recorded, last = trees.fetchone(), 0
    for seq, data, leaf, kind, key in connection.execute("SELECT seq, bytes, leaf, type, key FROM entry ORDER BY seq"):
        sequence = verification.tree.size + 1
        if seq != sequence:
            raise Fault("entry %d: it is missing; the next one is %d" % (sequence, seq))
        entry, actual = verification.take(data)
        if leaf != actual:
            raise Fault("entry %d: its bytes do not have the recorded hash" % sequence)
        if (kind, key) != (entry["type"], entry.get("key")):
            raise Fault("entry %d: its type or key is not the one it is filed under" % sequence)
        if recorded and recorded[0] == sequence:
            last = sequence
            if recorded[1] != b"".join(verification.tree.peaks):
                raise Fault("entry %d: the tree recorded after it does not follow from the entries" % sequence)
            recorded = trees.fetchone()
    if recorded:
        raise Fault("the log once had %d entries, and has %d" % (recorded[0], verification.tree.size))
    if last != verification.tree.size:
        raise Fault("no tree is recorded for the last entry")
    verify_content(connection, verification.books.documents, verification.books.lengths)


def verify_content(connection, needed, lengths):
    found = set()
    for sha256, data in connection.execute("SELECT sha256, bytes FROM content"):
        if hashlib.sha256(data).digest() != sha256:
            raise Fault("the document %s does not have the hash it is stored under" % sha256.hex())
        found.add(sha256.hex())
        length, sequence = lengths.get(sha256.hex(), (len(data), None))
        if length != len(data):
            raise Fault("entry %d: the document %s has %d bytes, and not %d" % (sequence, sha256.hex(), len(data), length))
    for sha256, sequence in needed.items():
        if sha256 not in found:
            raise Fault("entry %d: the document %s that it names is missing" % (sequence, sha256))


def main():
    parser = argparse.ArgumentParser(description="Verifies a Bilag log without Bilag.")
    parser.add_argument("log", help="what 'bilag log export' wrote, or the SQLite file of the books")
    parser.add_argument("--checkpoint", help="a file with a checkpoint that the log must agree with")
    arguments = parser.parse_args()
    try:
        checkpoint = None
        if arguments.checkpoint:
            with open(arguments.checkpoint, encoding="utf-8", newline="") as file:
                checkpoint = Checkpoint(file.read())
        verification = Verification(checkpoint)
        with open(arguments.log, "rb") as file:
            is_books = file.read(16) == b"SQLite format 3\0"
            file.seek(0)
            if not is_books:
                verify_lines(file, verification)
        if is_books:
            verify_books(arguments.log, verification)
        verification.finish()
    except OSError as error:
        print("%s: %s" % (error.filename, error.strerror), file=sys.stderr)
        return 2
    except (Fault, sqlite3.Error, UnicodeDecodeError) as fault:
        print("FAULT: %s" % fault)
        return 1
    tree, books = verification.tree, verification.books
    print("log %s" % (books.origin or "(empty)"))
    print("size %d" % tree.size)
    print("root %s" % tree.root.hex())
    if checkpoint:
        print("checkpoint of %d entries agrees" % checkpoint.size)
    if books.unknown:
        print("%d entries of kinds or versions unknown to this program: hashed, not judged" % books.unknown)
    print("all is in order")
    return 0


if __name__ == "__main__":
    sys.exit(main())
