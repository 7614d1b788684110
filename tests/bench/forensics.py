#!/usr/bin/env python3
"""How well emlens finds out why a signature fails. Messages of the published suites are signed by dkimpy with a key made on the
spot, each is damaged in one way (damages.py), and the causes that emlens names are counted.

forensics.py EMLENS [--messages=300] [--quick]   prints a table; ends 1 if a wrong cause was called proved
--quick: fewer messages, TAP output, and an end of 1 as well if fewer than 90 % of the first kinds are named rightly
The messages are read from $EMLENS_SHARED/suites/messages.
"""
import argparse
import base64
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile

try:
    import dkim
except ImportError:
    if sys.executable != "/usr/bin/python3" and os.path.exists("/usr/bin/python3"):
        os.execv("/usr/bin/python3", ["/usr/bin/python3"] + sys.argv)
    dkim = None

import damages

SUITES = os.path.join(os.environ.get("EMLENS_SHARED", "../shared"), "suites", "messages")
CANONS = [("relaxed", "relaxed"), ("simple", "simple"), ("relaxed", "simple"), ("relaxed", "relaxed"), ("simple", "relaxed")]
NAMES = ["from", "to", "cc", "subject", "date", "message-id", "reply-to", "mime-version", "content-type",
         "content-transfer-encoding"]
SMALLEST, LARGEST = 400, 120_000
BATCH = 40

# What the corpus has too little of, put in before signing.
EXTRA = [
    b"From the start\r\n", b".profile is a file\r\n", b"..and so on\r\n",
]


def corpus():
    """Messages that can be signed: one From, CRLF, no old signatures, in an order that depends on nothing but their bytes."""
    found = {}
    for base, _, names in os.walk(SUITES):
        for name in names:
            if name.endswith((".txt", ".json", ".md")) or name in ("LICENSE", "COPYING", "NOTICE"):
                continue
            with open(os.path.join(base, name), "rb") as handle:
                text = handle.read(LARGEST + 1)
            if not SMALLEST <= len(text) <= LARGEST or b"\0" in text:
                continue
            text = re.sub(rb"\r?\n", b"\r\n", re.sub(rb"\AFrom .*\r?\n", b"", text))
            head, gap, body = text.partition(b"\r\n\r\n")
            if not gap or not body.strip() or b"\r" in re.sub(rb"\r\n", b"", text):
                continue
            fields = [f for f in re.split(rb"\r\n(?![ \t])", head)
                      if not re.match(rb"(dkim|arc|domainkey|authentication-results|x-google-dkim)", f, re.I)]
            if any(not re.match(rb"[!-9;-~]+[ \t]*:", f) for f in fields):
                continue
            if sum(re.match(rb"from\s*:", f, re.I) is not None for f in fields) != 1:
                continue
            mail = damages.Mail(fields, body)
            found[hashlib.sha256(mail.bytes()).hexdigest()] = mail
    return [found[key] for key in sorted(found)]


def prepared(mail, number):
    """Every fifth plain message gets lines that begin with From and dots, some lose their last line end."""
    if not mail.is_plain() or mail.encoding() == b"base64":
        return mail
    if number % 5 == 2:
        return mail.with_body(b"".join(EXTRA) + mail.body)
    return mail.with_body(mail.body.rstrip(b"\r\n")) if number % 5 == 4 else mail


class Signer:
    def __init__(self, folder):
        path = os.path.join(folder, "key.pem")
        subprocess.run(["openssl", "genrsa", "-traditional", "-out", path, "2048"], check=True, capture_output=True)
        der = subprocess.run(["openssl", "rsa", "-in", path, "-pubout", "-outform", "DER"], check=True, capture_output=True)
        with open(path, "rb") as handle:
            self.key = handle.read()
        self.record = b"v=DKIM1; k=rsa; p=" + base64.b64encode(der.stdout)
        self.zone = os.path.join(folder, "bench.zone")
        text = self.record.decode()
        parts = " ".join('"' + text[i:i + 200] + '"' for i in range(0, len(text), 200))
        with open(self.zone, "w", encoding="ascii") as handle:
            handle.write(f";! complete\nbench._domainkey.author.example. 60 IN TXT {parts}\n")

    def sign(self, mail, canon):
        names = [n.encode() for n in NAMES if mail.index(n.encode()) is not None]
        try:
            field = dkim.sign(mail.bytes(), b"bench", b"author.example", self.key, include_headers=names,
                              canonicalize=tuple(c.encode() for c in canon))
        except (dkim.DKIMException, ValueError, IndexError):
            return None
        signed = damages.Mail([field.rstrip(b"\r\n")] + mail.fields, mail.body)
        return signed if self.passes(signed) else None

    def passes(self, mail):
        try:
            return dkim.verify(mail.bytes(), dnsfunc=lambda name, timeout=5: self.record)
        except Exception:  # dkimpy raises many kinds on damaged input; all mean: it does not pass
            return False


def choose(signer, mails, wanted):
    """Each signed message with the way that was chosen least often so far and can be done to it: (way, damaged, signed)."""
    counts = {way: 0 for way in damages.WAYS}
    cases = []
    for number, mail in enumerate(mails):
        if len(cases) == wanted:
            break
        signed = signer.sign(prepared(mail, number), CANONS[number % len(CANONS)])
        if signed is None:
            continue
        for way in sorted(counts, key=lambda w: (counts[w], list(counts).index(w))):
            damaged = damages.WAYS[way][0](signed)
            if damaged is None or signer.passes(damaged):
                continue
            counts[way] += 1
            cases.append((way, damaged, signed))
            break
    return cases


def inspect(emlens, signer, folder, cases):
    paths = []
    for number, (_, damaged, _) in enumerate(cases):
        paths.append(os.path.join(folder, f"{number:04}.eml"))
        with open(paths[-1], "wb") as handle:
            handle.write(damaged.bytes())
    reports = []
    for start in range(0, len(paths), BATCH):
        part = paths[start:start + BATCH]
        result = subprocess.run([emlens, "--json", f"--dns={signer.zone}", "--"] + part, capture_output=True, check=False,
                                timeout=600)
        if result.returncode not in (0, 1, 2) or b"Sanitizer" in result.stderr:
            raise SystemExit(f"status {result.returncode}: {result.stderr.decode(errors='replace')[-2000:]}")
        text = result.stdout.decode()
        reports += [json.loads(text)] if len(part) == 1 else [json.loads(line) for line in text.splitlines()]
    return reports


def judge(way, report):
    """("right" | "wrong" | "none", list of wrong causes that are called proved, causes)"""
    _, needed, allowed, _ = damages.WAYS[way]
    causes = report["dkim"][0]["forensics"] or []
    named = {cause["cause"] for cause in causes}
    false = [cause["cause"] for cause in causes if cause["proved"] and cause["cause"] not in needed + allowed]
    if not needed:
        return ("right" if not any(cause["proved"] for cause in causes) else "wrong"), false, causes
    if all(cause in named for cause in needed):
        return "right", false, causes
    return ("wrong" if named else "none"), false, causes


def table(counts):
    rows = ["| way | messages | rightly | proved | wrongly | not at all | wrong and proved |", "|---|---|---|---|---|---|---|"]
    total = [0] * 6
    for way, row in counts.items():
        total = [a + b for a, b in zip(total, row)]
        rows.append(f"| {way} | " + " | ".join(str(n) for n in row) + " |")
    rows.append("| **all** | " + " | ".join(str(n) for n in total) + " |")
    return "\n".join(rows)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("emlens")
    parser.add_argument("--messages", type=int, default=0)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--keep", help="folder for the damaged messages")
    args = parser.parse_args()
    if dkim is None or not os.path.isdir(SUITES):
        print("1..1\nok 1 - forensics # SKIP " + ("dkimpy is not installed" if dkim is None else
                                                  "the published suites are not here (EMLENS_SHARED)"))
        return 0
    wanted = args.messages or (96 if args.quick else 300)
    counts = {way: [0] * 6 for way in damages.WAYS}
    notes = []
    with tempfile.TemporaryDirectory() as folder:
        signer = Signer(folder)
        cases = choose(signer, corpus(), wanted)
        if args.keep:
            os.makedirs(args.keep, exist_ok=True)
            folder = args.keep
            with open(signer.zone, encoding="ascii") as zone, open(os.path.join(folder, "bench.zone"), "w", encoding="ascii") as copy:
                copy.write(zone.read())
            for number, (_, _, signed) in enumerate(cases):
                with open(os.path.join(folder, f"{number:04}.signed"), "wb") as handle:
                    handle.write(signed.bytes())
        for number, ((way, _, _), report) in enumerate(zip(cases, inspect(args.emlens, signer, folder, cases))):
            word, false, causes = judge(way, report)
            row = counts[way]
            row[0] += 1
            row[1] += word == "right"
            row[2] += word == "right" and bool(causes) and all(cause["proved"] for cause in causes)
            row[3] += word == "wrong"
            row[4] += word == "none"
            row[5] += bool(false)
            if word != "right" or false:
                notes.append(f"{number:04} {way} ({report['dkim'][0]['canonicalization']}): {word}, "
                             + (", ".join(c["cause"] + ("" if c["proved"] else "?") for c in causes) or "nothing"))
    first = [row for way, row in counts.items() if damages.WAYS[way][3]]
    rightly, of = sum(row[1] for row in first), sum(row[0] for row in first)
    false = sum(row[5] for row in counts.values())
    enough = of > 0 and rightly >= 0.9 * of
    if args.quick:
        print(f"1..3\n{'not ok' if false else 'ok'} 1 - nothing wrong is called proved")
        print(f"{'ok' if enough else 'not ok'} 2 - of the first kinds {rightly} of {of} are named rightly")
        print(f"{'ok' if len(cases) == wanted else 'not ok'} 3 - {len(cases)} messages, {sum(r[0] > 0 for r in counts.values())} ways")
        print("\n".join("# " + note for note in notes))
    else:
        print(table(counts))
        print(f"\nOf the first kinds {rightly} of {of} are named rightly.")
        print("\n".join(notes), file=sys.stderr)
    return 1 if false or (args.quick and (not enough or len(cases) != wanted)) else 0


sys.exit(main())
