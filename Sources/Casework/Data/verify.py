#!/usr/bin/env python3
"""Checks an evidence bundle of Huiyin offline: python3 verify.py [FOLDER] [--key PUBLIC_KEY]

It needs Python 3.8 and nothing else. With the package 'cryptography' signatures are checked by that; without it by
the few lines below (RFC 8032), which are slower and just as strict.

It recomputes: the hash of every file, the signature of the list of files, the chain of all events, the checkpoint's
signature, and that the checkpoint seals this record's chain. A public key inside a bundle proves only that one key
signed everything: compare it with the key the organisation published, or give that one by --key.
The words and facts in events.jsonl are vouched for by the signature of the list; the chain runs over what is stored.
"""
import hashlib
import json
import pathlib
import sys

P = 2**255 - 19
Q = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


def recover_x(y, sign):
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    return P - x if x & 1 != sign else x


def decompress(data):
    y = int.from_bytes(data, "little")
    sign = y >> 255
    y &= 2**255 - 1
    x = recover_x(y, sign)
    return None if x is None else (x, y, 1, x * y % P)


def add(a, b):
    one, two = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    three, four = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = two - one, four - three, four + three, two + one
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(number, point):
    result = (0, 1, 1, 0)
    while number:
        if number & 1:
            result = add(result, point)
        point = add(point, point)
        number >>= 1
    return result


def same(a, b):
    return (a[0] * b[2] - b[0] * a[2]) % P == 0 and (a[1] * b[2] - b[1] * a[2]) % P == 0


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE_X = recover_x(BASE_Y, 0)
BASE = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P)


def plain_accepts(key, message, signature):
    if len(key) != 32 or len(signature) != 64:
        return False
    a, r = decompress(key), decompress(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= Q:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % Q
    return same(times(s, BASE), add(r, times(h, a)))


def accepts(key, message, signature):
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ImportError:
        return plain_accepts(key, message, signature)
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
        return True
    except (InvalidSignature, ValueError):
        return False


class Verdict:
    def __init__(self):
        self.faults = 0

    def say(self, good, what):
        print(("ok     " if good else "BROKEN ") + what)
        self.faults += not good
        return good


def sha(data):
    return hashlib.sha256(data).hexdigest()


def link(event):
    parts = ["huiyin-event-1", event["organisation"], event["subject_kind"], event["subject_id"],
             str(event["sequence"]), event["kind"], event["actor"], str(event["happened_at"]),
             str(event["recorded_at"]), event["stored"], event["prior_hash"]]
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode()
        digest.update(f"{len(data)}:".encode() + data)
    return digest.hexdigest()


def check_files(folder, manifest, verdict):
    for entry in manifest["files"]:
        path = folder / entry["path"]
        inside = folder.resolve() in path.resolve().parents
        good = inside and path.is_file() and sha(path.read_bytes()) == entry["sha256"]
        verdict.say(good, f"file {entry['path']}")


def check_chain(folder, manifest, verdict):
    prior, sequence = "0" * 64, 0
    events = [json.loads(line) for line in (folder / "events.jsonl").read_text("utf-8").splitlines() if line]
    for event in events:
        sequence += 1
        if event["sequence"] != sequence or event["prior_hash"] != prior or link(event) != event["hash"]:
            verdict.say(False, f"chain at event {sequence}")
            return events
        prior = event["hash"]
    verdict.say(len(events) == manifest["events"] and prior == manifest["head"],
                f"chain of {len(events)} events, head {prior[:16]}…")
    return events


def check_checkpoint(folder, key, events, verdict):
    file = folder / "checkpoint.json"
    if not file.is_file():
        verdict.say(False, "there is no checkpoint in this bundle")
        return
    proof = json.loads(file.read_text("utf-8"))
    point = proof["checkpoint"]
    statement = "\n".join([
        "huiyin-checkpoint-1", point["organisation"], str(point["number"]), str(point["madeAt"]), str(point["lines"]),
        point["root"], point["priorHash"], point["publicKey"]]).encode()
    verdict.say(point["publicKey"] == key and sha(statement) == point["hash"]
                and accepts(bytes.fromhex(key), statement, bytes.fromhex(point["signature"])),
                f"checkpoint {point['number']}, signature")
    node = hashlib.sha256(b"\0" + proof["line"].encode()).digest()
    for step in proof["path"]:
        beside = bytes.fromhex(step[1:])
        node = hashlib.sha256(b"\1" + (beside + node if step[0] == "L" else node + beside)).digest()
    verdict.say(node.hex() == point["root"], f"checkpoint {point['number']}, this record belongs to it")
    kind, record, sequence, digest = proof["line"].split("\n")
    sealed = [e for e in events if str(e["sequence"]) == sequence and e["subject_kind"] == kind
              and e["subject_id"] == record and e["hash"] == digest]
    verdict.say(bool(sealed), f"checkpoint {point['number']} seals event {sequence}")


def main(words):
    given = words[words.index("--key") + 1].lower() if "--key" in words else None
    places = [word for place, word in enumerate(words) if word != "--key" and (place == 0 or words[place - 1] != "--key")]
    folder = pathlib.Path(places[0] if places else pathlib.Path(__file__).resolve().parent)
    raw = (folder / "manifest.json").read_bytes()
    manifest, verdict = json.loads(raw), Verdict()
    key = given or manifest["publicKey"]
    signature = (folder / "manifest.sig").read_text().strip()
    verdict.say(accepts(bytes.fromhex(key), raw, bytes.fromhex(signature)), "signature of the list of files")
    check_files(folder, manifest, verdict)
    events = check_chain(folder, manifest, verdict)
    check_checkpoint(folder, key, events, verdict)
    print(f"{manifest['number']} of {manifest['organisation']}, taken {manifest['exportedAt']}")
    print(f"public key {key}" + ("" if given else "  (from the bundle itself: compare it with the published one)"))
    print("everything holds" if not verdict.faults else f"{verdict.faults} broken")
    return 1 if verdict.faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
