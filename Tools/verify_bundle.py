#!/usr/bin/env python3
"""Verifies an audit bundle of a filing without Bilag and without any books. Written from docs/log-format.md alone; needs
nothing but Python 3.8 or later.

    verify_bundle.py BUNDLE [--key VERIFIER-KEY] [--checkpoint FILE]
    verify_bundle.py --self-test

BUNDLE is the zip archive, or the folder with its files. --key is the key that must have signed the checkpoint, as
'bilag log key show' writes it; --checkpoint is one that you got by another way, and that the bundle's must be. Exit
status: 0 all is in order, 1 a fault, 2 wrong use.
"""

import argparse
import base64
import binascii
import datetime
import hashlib
import json
import os
import re
import sys
import xml.etree.ElementTree
import zipfile

HASH = re.compile("[0-9a-f]{64}")
MOST_BYTES = 2**31
MOST_FILES = 10000


class Fault(Exception):
    """The first thing that is wrong."""


# Section 10.1: the files.


def read_bundle(path):
    """The files by name."""
    files = {}
    if os.path.isdir(path):
        total = 0
        for folder, _, names in os.walk(path):
            for name in names:
                full = os.path.join(folder, name)
                short = os.path.relpath(full, path).replace(os.sep, "/")
                if os.path.islink(full) or not os.path.isfile(full):
                    raise Fault("%s: it is no ordinary file" % short)
                total += os.path.getsize(full)
                limit(total, len(files) + 1)
                with open(full, "rb") as file:
                    files[short] = file.read()
        return files
    with zipfile.ZipFile(path) as archive:
        total = 0
        for count, info in enumerate(archive.infolist(), 1):
            total += info.file_size
            limit(total, count)
            if info.filename in files:
                raise Fault("%s: it is there twice" % info.filename)
            if info.is_dir():
                raise Fault("%s: a bundle holds no folders" % info.filename)
            files[info.filename] = archive.read(info)
    return files


def limit(total, count):
    if total > MOST_BYTES:
        raise Fault("the bundle unpacks to more than two gigabytes")
    if count > MOST_FILES:
        raise Fault("the bundle has more than %d files" % MOST_FILES)


def verify_manifest(files):
    if "manifest.json" not in files:
        raise Fault("manifest.json: it is missing; this is no bundle")
    manifest = canonical(files["manifest.json"], "manifest.json")
    if manifest.get("format") not in ("bilag-bundle/1", "bilag-bundle/2"):
        raise Fault("manifest.json: its format is neither bilag-bundle/1 nor bilag-bundle/2")
    listed = set()
    for entry in manifest["files"]:
        name = entry["name"]
        if name not in files:
            raise Fault("%s: it is missing" % name)
        if name in listed:
            raise Fault("%s: it is listed twice" % name)
        listed.add(name)
        data = files[name]
        if len(data) != entry["bytes"] or hashlib.sha256(data).hexdigest() != entry["sha256"]:
            raise Fault("%s: it does not have the hash that the manifest lists" % name)
    for name in sorted(set(files) - listed - {"manifest.json"}):
        raise Fault("%s: the manifest does not list it" % name)
    return manifest["filing"], manifest["format"] == "bilag-bundle/2"


def canonical(data, place):
    """The value of JSON in canonical form (section 2)."""

    def refuse(text):
        raise Fault("%s: it holds the number %s, which is not whole" % (place, text[:40]))

    def members(pairs):
        if len({name for name, _ in pairs}) != len(pairs):
            raise Fault("%s: an object holds a name twice" % place)
        return dict(pairs)

    try:
        value = json.loads(data.decode("utf-8"), object_pairs_hook=members, parse_float=refuse, parse_constant=refuse)
        again = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode("utf-8")
    except (ValueError, RecursionError) as error:
        raise Fault("%s: it is not JSON: %s" % (place, error))
    if again != data:
        raise Fault("%s: it is not in canonical form" % place)
    return value


# Section 4: checkpoints and signatures.


class Checkpoint:
    def __init__(self, data, place):
        self.data = data
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            raise Fault("%s: it is not UTF-8" % place)
        body, blank, rest = text.partition("\n\n")
        self.text = body + "\n" if blank else text
        lines = self.text.split("\n")
        if len(lines) < 4 or lines[-1] != "" or not re.fullmatch("0|[1-9][0-9]{0,18}", lines[1]):
            raise Fault("%s: it does not have the lines origin, size and root" % place)
        self.origin, self.size, self.root = lines[0], int(lines[1]), unbase64(lines[2], place)
        self.signatures = []
        for line in rest.split("\n")[:-1] if blank else []:
            words = line.split(" ")
            if len(words) != 3 or words[0] != "\u2014":
                raise Fault("%s: a signature line does not read '\u2014 name signature'" % place)
            self.signatures.append((words[1], unbase64(words[2], place)))

    def is_signed_by(self, key):
        """None when no line names the key."""
        own = [data[4:] for name, data in self.signatures if name == key.name and data[:4] == key.id]
        return all(ed25519_verifies(key.public, self.text.encode(), one) for one in own) if own else None


class VerifierKey:
    def __init__(self, text):
        parts = text.split("+", 2)
        if len(parts) != 3:
            raise Fault("a verifier key reads name+id+key, in one word")
        self.text, self.name, data = text, parts[0], unbase64(parts[2], "the verifier key")
        if len(data) != 33 or data[0] != 1:
            raise Fault("the verifier key is of a kind other than Ed25519")
        self.public = data[1:]
        self.id = hashlib.sha256(self.name.encode() + b"\n" + data).digest()[:4]
        if self.id.hex() != parts[1]:
            raise Fault("the verifier key's id is not that of its key")


def unbase64(text, place):
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Fault("%s: it holds something that is not base64" % place)


def verify_signature(checkpoint, files, key):
    """What to say of the signature."""
    if key:
        if key.name != checkpoint.origin or not checkpoint.is_signed_by(key):
            raise Fault("checkpoint.txt: it is not signed by the key in --key")
        return "the checkpoint is signed by the key in --key"
    if "key.txt" not in files:
        if checkpoint.signatures:
            raise Fault("key.txt: the checkpoint is signed, and the signer's key is missing")
        return "the checkpoint is NOT SIGNED: compare it with one that you got by another way"
    own = VerifierKey(files["key.txt"].decode("utf-8", "replace").strip())
    if own.name != checkpoint.origin or not checkpoint.is_signed_by(own):
        raise Fault("checkpoint.txt: its signature is not that of the key in key.txt")
    return "the checkpoint is signed by the key in the bundle, %s: make sure that it is the company's" % own.id.hex()


# RFC 8032, section 5.1: Ed25519, verification alone.

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


def recover_x(y, sign):
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    if square == 0:
        return None if sign else 0
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P != 0:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P != 0:
        return None
    return P - x if x & 1 != sign else x


def add(left, right):
    a = (left[1] - left[0]) * (right[1] - right[0]) % P
    b = (left[1] + left[0]) * (right[1] + right[0]) % P
    c = 2 * left[3] * right[3] * D % P
    d = 2 * left[2] * right[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def multiply(scalar, point):
    result = (0, 1, 1, 0)
    while scalar > 0:
        if scalar & 1:
            result = add(result, point)
        point = add(point, point)
        scalar >>= 1
    return result


def decompress(data):
    y = int.from_bytes(data, "little")
    x = recover_x(y & ((1 << 255) - 1), y >> 255)
    y &= (1 << 255) - 1
    return None if x is None else (x, y, 1, x * y % P)


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE_X = recover_x(BASE_Y, 0)
BASE = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P)


def ed25519_verifies(public, message, signature):
    if len(public) != 32 or len(signature) != 64:
        return False
    a, r, s = decompress(public), decompress(signature[:32]), int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= ORDER:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % ORDER
    left, right = multiply(s, BASE), add(r, multiply(h, a))
    same_x = (left[0] * right[2] - right[0] * left[2]) % P == 0
    return same_x and (left[1] * right[2] - right[1] * left[2]) % P == 0


# RFC 8032, section 7.1, tests 1, 2, 3 and SHA(abc): public key, message, signature.
VECTORS = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
        "d25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
        "387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
        "4a7c15e9716ed28dc027beceea1ec40a",
    ),
    (
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd"
        "454d4423643ce80e2a9ac94fa54ca49f",
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e030"
        "3dca179c138ac17ad9bef1177331a704",
    ),
]


def self_test():
    for public, message, signature in VECTORS:
        public, message, signature = (bytes.fromhex(one) for one in (public, message, signature))
        assert ed25519_verifies(public, message, signature)
        assert not ed25519_verifies(public, message + b"\0", signature)
        for place in (0, 31, 32, 63):
            turned = bytearray(signature)
            turned[place] ^= 1
            assert not ed25519_verifies(public, message, bytes(turned))
        # The same point with S + L is another spelling, which RFC 8032 refuses.
        larger = (int.from_bytes(signature[32:], "little") + ORDER).to_bytes(32, "little")
        assert not ed25519_verifies(public, message, signature[:32] + larger)
    print("Ed25519: all is in order")


# Section 3 and RFC 9162: hashes and proofs.


def node(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def split_of(count):
    return 1 << (count - 1).bit_length() - 1


def subset_root(leaves, size, proof):
    """The root that leaves (index, hash), in order, and the roots of all subtrees without any of them lead to."""
    rest = iter(proof)

    def root(low, high, first, end):
        if first == end:
            return next(rest)
        if high - low == 1:
            return leaves[first][1]
        middle = low + split_of(high - low)
        cut = first
        span = end
        while cut < span:
            half = (cut + span) // 2
            if leaves[half][0] >= middle:
                span = half
            else:
                cut = half + 1
        return node(root(low, middle, first, cut), root(middle, high, cut, end))

    try:
        found = root(0, size, 0, len(leaves))
    except StopIteration:
        return None
    return found if next(rest, None) is None else None


def is_consistent(old_size, old_root, size, root, proof):
    """RFC 9162, section 2.1.4.2."""
    if old_size > size:
        return False
    if old_size == 0:
        return not proof and old_root == hashlib.sha256(b"").digest()
    if old_size == size:
        return not proof and old_root == root
    path = ([old_root] if old_size & (old_size - 1) == 0 else []) + proof
    if not path:
        return False
    first, last = old_size - 1, size - 1
    while first & 1:
        first, last = first >> 1, last >> 1
    old = new = path[0]
    for step in path[1:]:
        if last == 0:
            return False
        if first & 1 or first == last:
            old, new = node(step, old), node(step, new)
            while not first & 1 and first != 0:
                first, last = first >> 1, last >> 1
        else:
            new = node(new, step)
        first, last = first >> 1, last >> 1
    return last == 0 and old == old_root and new == root


# Section 10.2: entries and proofs.


def read_entries(data):
    if not data.endswith(b"\n"):
        raise Fault("entries.jsonl: it does not end with a whole line")
    entries, leaves = [], []
    for line in data[:-1].split(b"\n"):
        entry = canonical(line, "entries.jsonl, line %d" % (len(entries) + 1))
        if not isinstance(entry, dict) or set(entry) - {"key"} != {"body", "seq", "time", "type", "version"}:
            raise Fault("entries.jsonl: line %d is no entry" % (len(entries) + 1))
        if entry["seq"] <= (entries[-1]["seq"] if entries else 0):
            raise Fault("entries.jsonl, entry %d: it does not stand in order" % entry["seq"])
        entries.append(entry)
        leaves.append((entry["seq"] - 1, hashlib.sha256(b"\x00" + line).digest()))
    return entries, leaves


def verify_inclusion(leaves, checkpoint, files):
    hashes = [unbase64(line, "inclusion.txt") for line in files["inclusion.txt"].decode("ascii", "replace").split()]
    if leaves[-1][0] >= checkpoint.size or subset_root(leaves, checkpoint.size, hashes) != checkpoint.root:
        raise Fault(
            "entries.jsonl: the entries and inclusion.txt do not lead to the checkpoint's root: an entry was changed, "
            "left out or put in"
        )


def verify_consistency(checkpoint, files):
    """The proved logs: root by size."""
    proved = {}
    for line in files["consistency.jsonl"].splitlines():
        proof = canonical(line, "consistency.jsonl")
        root = bytes.fromhex(proof["root"])
        hashes = [bytes.fromhex(one) for one in proof["hashes"]]
        if not is_consistent(proof["size"], root, checkpoint.size, checkpoint.root, hashes):
            raise Fault("consistency.jsonl: the log of %d entries is not proved to be the checkpoint's" % proof["size"])
        proved[proof["size"]] = proof["root"]
    return proved


# Section 9: signatures of approval, in OpenSSH's SSHSIG format (PROTOCOL.sshsig).


class Wire:
    """SSH's own encoding (RFC 4251): lengths of four bytes."""

    def __init__(self, data):
        self.rest = data

    def take(self, count):
        if count > len(self.rest):
            raise Fault("it is cut off")
        data, self.rest = self.rest[:count], self.rest[count:]
        return data

    def string(self):
        return self.take(int.from_bytes(self.take(4), "big"))

    def number(self):
        return int.from_bytes(self.string(), "big")


def packed(data):
    return len(data).to_bytes(4, "big") + data


def ssh_verifies(armored, key_line, message):
    """Whether the key of the line made the signature over the message, for approvals."""
    lines = armored.decode("ascii", "replace").split()
    # BEGIN and END are three words and a dash each: -----BEGIN SSH SIGNATURE-----
    blob = Wire(unbase64("".join(lines[3:-3]), "a signature"))
    if blob.take(6) != b"SSHSIG" or int.from_bytes(blob.take(4), "big") != 1:
        return False
    key, namespace, reserved, name, signature = (blob.string() for _ in range(5))
    words = key_line.split(" ")
    if blob.rest or len(words) < 2 or unbase64(words[1], "a key") != key:
        return False
    if namespace != b"bilag-approval" or name not in (b"sha256", b"sha512"):
        return False
    digest = hashlib.new(name.decode(), message).digest()
    signed = b"SSHSIG" + packed(namespace) + packed(reserved) + packed(name) + packed(digest)
    key, signature = Wire(key), Wire(signature)
    kind, how = key.string(), signature.string()
    value = signature.string()
    if kind == how == b"ssh-ed25519":
        return ed25519_verifies(key.string(), signed, value)
    if kind == how == b"ecdsa-sha2-nistp256":
        return key.string() == b"nistp256" and p256_verifies(key.string(), signed, Wire(value))
    if kind == b"ssh-rsa" and how in (b"rsa-sha2-256", b"rsa-sha2-512"):
        exponent, modulus = key.number(), key.number()
        return rsa_verifies(modulus, exponent, signed, value, "sha256" if how == b"rsa-sha2-256" else "sha512")
    return False


# RFC 8017, section 8.2.2: the prefixes of DigestInfo.
DIGEST_INFO = {
    "sha256": "3031300d060960864801650304020105000420", "sha512": "3051300d060960864801650304020305000440",
}  # fmt: skip


def rsa_verifies(modulus, exponent, message, signature, name):
    size = (modulus.bit_length() + 7) // 8
    number = int.from_bytes(signature, "big")
    if not 256 <= size <= 1024 or number >= modulus or exponent.bit_length() > 33:
        return False
    info = bytes.fromhex(DIGEST_INFO[name]) + hashlib.new(name, message).digest()
    padded = b"\0\1" + b"\xff" * (size - len(info) - 3) + b"\0" + info
    return pow(number, exponent, modulus).to_bytes(size, "big") == padded


# FIPS 186-5, section 6.4.2, over the curve P-256 of SP 800-186.

P256 = 2**256 - 2**224 + 2**192 + 2**96 - 1
P256_B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
P256_BASE = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)


def p256_add(left, right):
    if left is None or right is None:
        return left or right
    (x1, y1), (x2, y2) = left, right
    if x1 == x2:
        if (y1 + y2) % P256 == 0:
            return None
        slope = (3 * x1 * x1 - 3) * pow(2 * y1, P256 - 2, P256) % P256
    else:
        slope = (y2 - y1) * pow(x2 - x1, P256 - 2, P256) % P256
    x = (slope * slope - x1 - x2) % P256
    return (x, (slope * (x1 - x) - y1) % P256)


def p256_multiply(scalar, point):
    result = None
    while scalar > 0:
        if scalar & 1:
            result = p256_add(result, point)
        point = p256_add(point, point)
        scalar >>= 1
    return result


def p256_verifies(public, message, signature):
    if len(public) != 65 or public[0] != 4:
        return False
    point = (int.from_bytes(public[1:33], "big"), int.from_bytes(public[33:], "big"))
    x, y = point
    r, s = signature.number(), signature.number()
    if max(point) >= P256 or (y * y - x**3 + 3 * x - P256_B) % P256 != 0:
        return False
    if not (0 < r < P256_ORDER and 0 < s < P256_ORDER):
        return False
    inverse = pow(s, P256_ORDER - 2, P256_ORDER)
    digest = int.from_bytes(hashlib.sha256(message).digest(), "big")
    found = p256_add(
        p256_multiply(digest * inverse % P256_ORDER, P256_BASE), p256_multiply(r * inverse % P256_ORDER, point)
    )
    return found is not None and found[0] % P256_ORDER == r


# Section 10.3: what the events bind.


class Filing:
    def __init__(self, name, entries, proved, files):
        self.company, self.files, self.policy, self.keys = entries[0]["body"], files, None, []
        if entries[0]["seq"] != 1 or entries[0]["type"] != "company.registered":
            raise Fault("entries.jsonl: the first entry, which registers the company, is missing")
        self.draft, self.review, self.approvals, self.sent, self.receipted = None, None, [], False, False
        # Only the last draft's document is in the bundle, so only of that it can be said what it comes to.
        drafts = [entry["body"] for entry in entries if entry["type"] == "filing.drafted"]
        self.final, self.total = package(drafts[-1]) if drafts else None, lines_of_document(files["document.xml"])[1]
        answers, signatures = set(), set()
        for entry in entries:
            self.learn(entry)
            if entry["type"].startswith("filing."):
                try:
                    if entry["body"]["filing"] != name:
                        raise Fault("it belongs to another filing")
                    self.take(entry, proved, answers, signatures)
                except Fault as fault:
                    raise Fault("entries.jsonl, entry %d: %s" % (entry["seq"], fault))
                except (KeyError, TypeError) as error:
                    raise Fault("entries.jsonl, entry %d: %s is missing, or no such thing" % (entry["seq"], error))
        if self.draft is None:
            raise Fault("entries.jsonl: filing %s has no draft" % name)
        self.verify_files(files, answers, signatures)

    def learn(self, entry):
        """Who may approve how, and whose keys are whose."""
        kind, body = entry["type"], entry["body"]
        if kind == "company.approval-policy-set":
            self.policy = body
        elif kind == "company.approver-registered":
            self.keys.append((body["name"], body["key"]))
        elif kind == "company.approver-removed":
            self.keys = [one for one in self.keys if one != (body["name"], body["key"])]

    def asked(self):
        """What the policy in force asks of the approval of the draft's document."""
        policy = self.policy or {"method": "local", "approverIsNotPreparer": False}
        most, approvers = policy.get("twoApproversAboveKroner"), 1
        if most is not None and (self.total is None or abs(self.total) > most):
            approvers = 2
        return {
            "method": policy["method"], "approverIsNotPreparer": policy["approverIsNotPreparer"], "approvers": approvers,
        }  # fmt: skip

    def statement(self, approval):
        lines = [
            "bilag approval 1", "books %s/%s" % (self.company["organisationNumber"], self.company["booksId"]),
            "environment " + self.company["environment"], "filing " + approval["filing"],
            "review %d" % approval["review"], "document " + approval["sha256"], "envelope " + approval["envelopeSha256"],
        ] + ["attachment " + one for one in approval.get("attachmentsSha256", [])]  # fmt: skip
        return "".join(line + "\n" for line in lines).encode()

    def verify_approval(self, body):
        if package(body) == package(self.draft) == self.final and body["requirement"] != self.asked():
            raise Fault("it was approved under another policy than the one in force")
        if body["method"] != "ssh":
            return
        evidence = body["evidence"]
        if (body["by"], evidence["key"]) not in self.keys:
            raise Fault("its key was not registered for %s" % body["by"])
        armored = self.files.get("approvals/%s.sshsig" % evidence["signature"])
        if armored is None:
            raise Fault("the signature that it names is missing")
        if not ssh_verifies(armored, evidence["key"], self.statement(body)):
            raise Fault("its signature is not one of this statement by the key of %s" % body["by"])

    def take(self, entry, proved, answers, signatures):
        kind, body, step = entry["type"], entry["body"], entry["body"].get("step")
        log = body["prefix" if kind == "filing.drafted" else "log"]
        if proved.get(log["size"]) != log["root"]:
            raise Fault("it stands on another log of %d entries than is proved" % log["size"])
        if kind == "filing.drafted":
            if not log["size"] < entry["seq"]:
                raise Fault("its document was built from entries that were not there yet")
            self.draft, self.sequence = body, entry["seq"]
            self.review, self.approvals, self.sent, self.receipted = None, [], False, False
            return
        if log["size"] != entry["seq"] - 1:
            raise Fault("it does not stand on all entries before it")
        if self.draft is None or body["sha256"] != self.draft["sha256"]:
            raise Fault("it names another document than the draft's")
        if kind == "filing.approved":
            if package(body) != package(self.draft):
                raise Fault("it approves another envelope or other attachments than the draft's")
            if self.review is None or body["review"] != self.review:
                raise Fault("it approves in a review that is not under way")
            self.verify_approval(body)
            self.approvals.append(body)
            if body["method"] == "ssh":
                signatures.add(body["evidence"]["signature"])
        elif kind in ("filing.approval-withdrawn", "filing.marked-ready"):
            self.review, self.approvals = entry["seq"] if kind == "filing.marked-ready" else None, []
        elif kind == "filing.submission-started":
            if [part["sha256"] for part in step["documents"]] != package(self.draft):
                raise Fault("the submission begins with other parts than were approved")
        elif kind in ("filing.uploaded", "filing.upload-requested"):
            if step["sha256"] not in package(self.draft):
                raise Fault("a part is sent that was not approved")
        elif kind == "filing.submitted":
            self.sent = True
        elif kind == "filing.completed":
            self.receipted = True
        elif kind == "filing.feedback-received":
            answers.add(step["sha256"])
        elif kind in ("filing.prevalidated", "filing.refused"):
            answers.add(step["answerSHA256"])
        elif kind == "filing.other-content-sent" and step["returnSHA256"] is not None:
            answers.add(step["returnSHA256"])
        if step is not None and not self.approved:
            raise Fault("a step of a submission stands without an approval")

    @property
    def approved(self):
        """Whether enough different persons said yes, by the requirement of the last one (section 7)."""
        if not self.approvals:
            return False
        asked = self.approvals[-1]["requirement"]
        counted = {
            person(one)
            for one in self.approvals
            if asked["method"] in ("local", one["method"])
            and not (asked["approverIsNotPreparer"] and person(one) == person(self.draft))
        }
        return len(counted) >= asked["approvers"]

    def verify_files(self, files, answers, signatures):
        for name, member in (("document.xml", "sha256"), ("envelope.xml", "envelopeSha256")):
            if hashlib.sha256(files.get(name, b"")).hexdigest() != self.draft[member]:
                raise Fault("%s: it is not the one that the draft in entry %d names" % (name, self.sequence))
        attachments = {hashlib.sha256(files[name]).hexdigest() for name in files if name.startswith("attachments/")}
        if attachments != set(self.draft.get("attachmentsSha256", [])):
            raise Fault("attachments: they are not the ones that the draft names")
        for folder, named in (("answers", answers), ("approvals", signatures)):
            found = {hashlib.sha256(files[name]).hexdigest() for name in files if name.startswith(folder + "/")}
            if found != named:
                raise Fault("%s: they are not the ones that entries name" % folder)


def person(body):
    return " ".join(body["by"].lower().split())


def package(body):
    return [body["envelopeSha256"], body["sha256"]] + body.get("attachmentsSha256", [])


# Section 10.4: the lines of the VAT return, from the vouchers.

COMPENSABLE = ("kompensasjonsrett", "justeringMerverdiavgiftskompensasjonFastEiendom")
FAMILIES = {
    "alminnelig": "ordinary", "primaernaering": "ordinary", "kompensasjon": "compensation",
    "omvendtAvgiftsplikt": "reverseCharge",
}  # fmt: skip


def days_of(period):
    """First and last day, as texts."""
    match = re.fullmatch(r"([0-9]{4})(?:-([TQHMW])([0-9]{1,2})([ab]?))?", period)
    if not match:
        raise Fault("'%s' is no period" % period)
    year, letter, index, half = int(match[1]), match[2], int(match[3] or 1), match[4]
    if letter == "W":
        first = datetime.date.fromisocalendar(year, index, 1)
        return first.isoformat(), (first + datetime.timedelta(days=6)).isoformat()
    months = {None: 12, "H": 6, "Q": 3, "T": 2, "M": 1}[letter]
    first = datetime.date(year, (index - 1) * months + 1, 1)
    after = datetime.date(year + (first.month + months > 12), (first.month + months - 1) % 12 + 1, 1)
    last = after - datetime.timedelta(days=1)
    if half == "a":
        last = first.replace(day=15)
    elif half == "b":
        first = first.replace(day=16)
    return first.isoformat(), last.isoformat()


class Law:
    def __init__(self, data):
        tables = canonical(data, "law.json")
        self.codes = {row["code"]: row for row in tables["vat_codes"]["rows"]}
        self.rates = tables["vat_rates"]["rows"]
        self.accounts = tables["vat_accounts"]["rows"]

    def rate(self, code, day):
        for row in self.rates:
            if row["rateClass"] == self.codes[code].get("rateClass"):
                if row.get("from", "") <= day <= row.get("to", "9999-12-31"):
                    return row["basisPoints"], row["rate"]
        return None

    def is_output_account(self, account):
        fitting = [row for row in self.accounts if account.startswith(row["prefix"])]
        return bool(fitting) and max(fitting, key=lambda row: len(row["prefix"]))["role"] == "output"


class Specification:
    """The lines of one period and category."""

    def __init__(self, entries, draft, law, company):
        self.law, self.category = law, draft["inputs"]["category"]
        self.registered = company.get("vatCategory")
        self.mappings, self.groups, self.vouchers = [], {}, 0
        # Series and number of the vouchers that count, by entry.
        self.counted = {}
        first, last = days_of(draft["filing"].split("-", 1)[1].rsplit("-", 1)[0])
        prefix = [entry for entry in entries if entry["seq"] <= draft["prefix"]["size"]]
        self.mappings = [entry["body"] for entry in prefix if entry["type"] == "ledger.vat-code-mapped"]
        for entry in prefix:
            if entry["type"] == "ledger.voucher-posted":
                voucher, reverses = entry["body"], False
            elif entry["type"] == "ledger.voucher-reversed":
                voucher, reverses = entry["body"]["voucher"], True
            else:
                continue
            if sum(posting["amountOre"] for posting in voucher["postings"]) != 0:
                raise Fault("entries.jsonl, entry %d: its voucher does not balance" % entry["seq"])
            if voucher.get("kind", "ordinary") == "ordinary" and first <= voucher["date"] <= last:
                if self.count(voucher, entry["seq"], reverses):
                    self.vouchers += 1
                    self.counted[entry["seq"]] = (voucher.get("series"), voucher["number"])

    def count(self, voucher, sequence, reverses):
        counted = False
        contra = self.contra(voucher["postings"], reverses)
        for index, posting in enumerate(voucher["postings"]):
            vat = posting.get("vat")
            code = None if vat is None or index in contra else self.code(vat, voucher["date"])
            if code not in self.law.codes:
                continue
            has_base = vat.get("baseOre") is not None
            amount = vat.get("vatOre")
            if amount is None:
                amount = 0 if has_base else posting["amountOre"]
            rate = self.law.rate(code, voucher["date"])
            for side, kept, base_sign, vat_sign in self.parts(code, vat.get("specification"), has_base):
                counted = True
                group = (code, kept, vat.get("ledgerCode"), rate if side == 0 else None, side)
                sums = self.groups.setdefault(group, [(sequence, index, side, rate if side == 0 and rate else (0, "")), 0, 0])
                sums[1] += base_sign * (vat.get("baseOre") or 0)
                sums[2] += vat_sign * amount
        return counted

    def code(self, vat, day):
        for mapping in reversed(self.mappings):
            if mapping["ledgerCode"] == vat.get("ledgerCode"):
                if mapping.get("from", "") <= day <= mapping.get("to", "9999-12-31"):
                    return int(mapping["code"])
        return int(vat["code"]) if "code" in vat else None

    def parts(self, code, specification, has_base):
        """Side (0 output, 1 deduction), specification, and the signs of base and VAT."""
        row = self.law.codes[code]
        shape = row.get(FAMILIES[self.category])
        if shape is None:
            return []
        if self.category == "kompensasjon":
            if specification not in COMPENSABLE and self.registered in ("alminnelig", "primaernaering"):
                return []
            return [(0, None if specification == COMPENSABLE[0] else specification, -1, -1)]
        if specification == COMPENSABLE[1] or (specification == COMPENSABLE[0] and shape == "deduction"):
            return []
        sign = -1 if row.get("sale") else 1
        output, deduction = (0, specification, sign, sign), (1, specification, 0, -1)
        if shape in ("output", "claim"):
            return [output]
        if shape == "deduction":
            return [deduction]
        if specification == COMPENSABLE[0]:
            return [output]
        return [deduction] if specification is not None or not has_base else [output, deduction]

    def contra(self, postings, reverses):
        """The postings that only mirror a base on a contra account."""
        treatments = {}
        for index, posting in enumerate(postings):
            vat = posting.get("vat", {})
            row = self.law.codes.get(int(vat["code"])) if "code" in vat else None
            if row is None or not vat.get("baseOre") or row.get("sale"):
                continue
            if row.get("ordinary") in ("output", "outputAndDeduction"):
                key = (vat["code"], vat.get("ledgerCode"), vat.get("specification"))
                treatments.setdefault(key, []).append(index)
        found = set()
        for group in treatments.values():
            found.update(self.mirrored(group, postings, reverses))
        return found

    def mirrored(self, group, postings, reverses):
        debits = [index for index in group if postings[index]["vat"]["baseOre"] > 0]
        credits = [index for index in group if postings[index]["vat"]["baseOre"] < 0]
        if not debits or not credits or sum(postings[index]["vat"]["baseOre"] for index in group) != 0:
            return []
        stated = [any(postings[index]["vat"].get("vatOre") for index in side) for side in (debits, credits)]
        if stated[0] != stated[1]:
            return credits if stated[0] else debits
        output = [one["amountOre"] for one in postings if self.law.is_output_account(one["account"])]
        if output:
            return [] if sum(output) == 0 else credits if sum(output) < 0 else debits
        return debits if reverses else credits

    def lines(self):
        """Code, specification, ledger code, base, rate and VAT as the return writes them."""
        lines = []
        for group, (_, base, vat) in sorted(self.groups.items(), key=lambda item: item[1][0]):
            code, specification, ledger_code, rate, side = group
            kroner = toward_zero(base) if side == 0 else None
            if kroner or toward_zero(vat):
                lines.append((code, specification, ledger_code, kroner, rate[1] if rate else None, toward_zero(vat)))
        return lines


# Section 10.5: what documents the vouchers.


class Documentation:
    def __init__(self, entries, vouchers):
        # By the voucher's entry and the file's hash: the last entry about them.
        self.last = {}
        for entry in entries:
            if entry["type"] in ("ledger.documentation-attached", "ledger.documentation-withdrawn"):
                try:
                    self.take(entry, vouchers)
                except Fault as fault:
                    raise Fault("entries.jsonl, entry %d: %s" % (entry["seq"], fault))
                except (KeyError, TypeError) as error:
                    raise Fault("entries.jsonl, entry %d: %s is missing, or no such thing" % (entry["seq"], error))
        attached = [one for one in self.last.values() if one["type"] == "ledger.documentation-attached"]
        self.in_force = {one["body"]["sha256"]: one for one in attached}

    def take(self, entry, vouchers):
        body, is_attaching = entry["body"], entry["type"] == "ledger.documentation-attached"
        voucher, sha256 = body["voucher"], body["sha256"]
        if not HASH.fullmatch(sha256):
            raise Fault("'sha256' is no SHA-256")
        posted = voucher["sequence"]
        if vouchers.get(posted) != (voucher.get("series"), voucher["number"]) or posted >= entry["seq"]:
            raise Fault("it documents a voucher that is not in the bundle")
        last = self.last.get((posted, sha256))
        was_attached = last is not None and last["type"] == "ledger.documentation-attached"
        if is_attaching == was_attached:
            raise Fault("it attaches a file twice, or withdraws one that is not attached")
        answered = body.get("withdrawn") if is_attaching else body["attached"]
        if answered != (last["seq"] if last else None):
            raise Fault("it answers another entry than the last one about the file")
        if entry.get("key") != "documentation/%d/%s" % (posted, sha256) + ("/%d" % last["seq"] if last else ""):
            raise Fault("its key is not that of its voucher and file")
        self.last[(posted, sha256)] = entry

    def verify_files(self, files):
        """Whether the files are there: all that are in force, or none."""
        found = {}
        for name, data in files.items():
            if name.startswith("documentation/"):
                found[hashlib.sha256(data).hexdigest()] = len(data)
        if not found:
            return False
        if set(found) != set(self.in_force):
            raise Fault("documentation: they are not the files that entries have document the vouchers")
        for sha256, entry in self.in_force.items():
            if found[sha256] != entry["body"]["bytes"]:
                raise Fault("documentation: the file %s has another length than entry %d states" % (sha256, entry["seq"]))
        return True


def toward_zero(ore):
    return ore // 100 if ore >= 0 else -(-ore // 100)


def lines_of_document(data):
    """The same of the document itself, and fastsattMerverdiavgift."""
    if b"<!DOCTYPE" in data:
        raise Fault("document.xml: it has a document type, which no return has")
    root = xml.etree.ElementTree.fromstring(data)
    lines, total = [], None
    for element in root.iter():
        name = element.tag.rsplit("}", 1)[-1]
        if name == "fastsattMerverdiavgift":
            total = int(element.text)
        if name == "mvaSpesifikasjonslinje":
            parts = {child.tag.rsplit("}", 1)[-1]: child.text for child in element}
            lines.append(
                (
                    int(parts["mvaKode"]), parts.get("spesifikasjon"), parts.get("mvaKodeRegnskapsystem"),
                    int(parts["grunnlag"]) if "grunnlag" in parts else None, parts.get("sats"),
                    int(parts["merverdiavgift"]),
                )
            )  # fmt: skip
    return lines, total


def verify_lines(specification, document):
    lines, total = lines_of_document(document)
    computed = specification.lines()
    for number, (stated, found) in enumerate(zip(lines, computed), 1):
        if stated != found:
            raise Fault("document.xml, line %d: it states %s, and the vouchers give %s" % (number, stated, found))
    if len(lines) != len(computed):
        raise Fault("document.xml: it has %d lines, and the vouchers give %d" % (len(lines), len(computed)))
    if total != sum(line[5] for line in computed):
        raise Fault("document.xml: fastsattMerverdiavgift is %s, and the lines add up to %d" % (total, sum(line[5] for line in computed)))
    return len(lines), total


def verify(path, key, known):
    files = read_bundle(path)
    name, is_documented = verify_manifest(files)
    checkpoint = Checkpoint(files["checkpoint.txt"], "checkpoint.txt")
    if known and (known.origin, known.size, known.root) != (checkpoint.origin, checkpoint.size, checkpoint.root):
        raise Fault("checkpoint.txt: it is not the one in --checkpoint")
    signature = verify_signature(checkpoint, files, key)
    entries, leaves = read_entries(files["entries.jsonl"])
    verify_inclusion(leaves, checkpoint, files)
    filing = Filing(name, entries, verify_consistency(checkpoint, files), files)
    company = filing.company
    if checkpoint.origin != "bilag/%s/%s" % (company["organisationNumber"], company["booksId"]):
        raise Fault("checkpoint.txt: it is of '%s', which is another log" % checkpoint.origin)
    specification = Specification(entries, filing.draft, Law(files["law.json"]), company)
    lines, total = verify_lines(specification, files["document.xml"])
    documentation = Documentation(entries, specification.counted)
    if is_documented != bool(documentation.last):
        raise Fault("manifest.json: its format does not say whether entries name documentation of vouchers")
    holds_documentation = documentation.verify_files(files)
    steps = [("approved", filing.approved), ("sent", filing.sent), ("receipted", filing.receipted)]
    print("filing %s of %s %s" % (name, company["organisationNumber"], company["name"]))
    print("%d files are those of the manifest" % len(files))
    print("%d entries lie in the log %s of %d entries" % (len(entries), checkpoint.origin, checkpoint.size))
    print("root %s" % checkpoint.root.hex())
    print("document %s" % filing.draft["sha256"])
    print("of these bytes: %s" % ", ".join(("" if done else "not ") + word for word, done in steps))
    print("%d lines, fastsattMerverdiavgift %d, follow from %d vouchers" % (lines, total, specification.vouchers))
    if documentation.last:
        place = "are here" if holds_documentation else "are not here: ask for them by their hashes"
        print("%d files document these vouchers, and %s" % (len(documentation.in_force), place))
    print(signature)
    print("index.html is not judged here: it says nothing that the other files do not, when 'bilag bundle verify' takes it")
    print("all is in order")


def main():
    parser = argparse.ArgumentParser(description="Verifies an audit bundle of a filing without Bilag.")
    parser.add_argument("bundle", nargs="?", help="the zip archive, or the folder with its files")
    parser.add_argument("--key", help="the key that must have signed the checkpoint: name+id+base64")
    parser.add_argument("--checkpoint", help="a file with the checkpoint that the bundle's must be")
    parser.add_argument("--self-test", action="store_true", help="check the arithmetic of Ed25519 and end")
    arguments = parser.parse_args()
    if arguments.self_test:
        self_test()
        return 0
    if not arguments.bundle:
        parser.error("which bundle?")
    try:
        known = None
        if arguments.checkpoint:
            with open(arguments.checkpoint, "rb") as file:
                known = Checkpoint(file.read(), arguments.checkpoint)
        verify(arguments.bundle, VerifierKey(arguments.key) if arguments.key else None, known)
    except OSError as error:
        print("%s: %s" % (error.filename, error.strerror), file=sys.stderr)
        return 2
    except Fault as fault:
        print("FAULT: %s" % fault)
        return 1
    except Exception as error:  # Whatever a stranger's bundle makes a reader of the standard library say.
        print("FAULT: the bundle is malformed: %s: %s" % (type(error).__name__, error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
