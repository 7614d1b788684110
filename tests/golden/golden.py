#!/usr/bin/env python3
"""Golden tests (TAP): each sample's text, short and full, its JSON and exit status, and two letters of the usual kind. golden.py EMLENS SOURCE_DIR [--update]"""
import difflib
import json
import os
import re
import subprocess
import sys

EMLENS, SOURCE = (os.path.abspath(path) for path in sys.argv[1:3])
UPDATE = "--update" in sys.argv

# What the names of the samples promise: exit status, verdict, and results that must stand in the JSON. Written from the
# standards, not from the output.
PROMISES = {
    "01-newsletter": (0, {"spf": "pass", "iprev": "pass", "dkim": ["pass"], "dmarc": "pass", "one_click": True, "covered": True}),
    "02-mailing-list": (1, {"spf": "pass", "dkim": ["fail"], "dmarc": "fail", "arc": "pass", "sealers": ["lists.uni.example"]}),
    "03-spoof": (1, {"spf": "fail", "dkim": [], "dmarc": "fail", "iprev": "permerror"}),
    "04-softfail": (1, {"spf": "softfail", "dkim": [], "dmarc": "none"}),
    "05-microsoft": (0, {"spf": "pass", "dkim": ["pass"], "dmarc": "pass", "ip": "203.0.113.40"}),
    "06-key-gone": (2, {"spf": "pass", "dkim": ["permerror"], "dmarc": "fail", "body_hash": ["match"]}),
    "07-weak-key": (0, {"spf": "pass", "dkim": ["pass", "pass"], "dmarc": "pass"}),
    "08-japanese": (0, {"spf": "pass", "dkim": ["pass"], "dmarc": "pass", "one_click": False}),
    "09-bounce": (0, {"spf": "pass", "dkim": ["pass"], "dmarc": "pass"}),
}


SHORT = 45  # lines that people read without a pager
FORMS = {"text": "--text", "full": "--full", "json": "--json"}


def run(form, message, zone):
    result = subprocess.run([EMLENS, FORMS[form], f"--dns={zone}", message], cwd=SOURCE,
                            capture_output=True, timeout=60, check=False)
    return result.returncode, result.stdout.decode(), result.stderr.decode()


def pretty(text):
    return json.dumps(json.loads(text), indent=1, ensure_ascii=False) + "\n"


def against(path, got):
    """The difference to the saved file, as lines."""
    path = os.path.join(SOURCE, "tests", "golden", path)
    if UPDATE:
        with open(path, "w", encoding="utf-8") as handle:
            handle.write(got)
    if not os.path.exists(path):
        return [f"{path} is missing (--update writes it)"]
    with open(path, encoding="utf-8") as handle:
        saved = handle.read()
    return list(difflib.unified_diff(saved.splitlines(), got.splitlines(), "saved", "now", lineterm="", n=1))


def for_people(text):
    """What no text may hold: blanks at the ends of lines, the numbers and the words of JSON."""
    lines = text.splitlines()
    return ([f"blanks at the end: {line!r}" for line in lines if line.endswith(" ")] +
            [f"a field counted from 0: {line!r}" for line in lines if re.search(r"\bfield \d", line, re.IGNORECASE)] +
            [f"a word of JSON: {line!r}" for line in lines if "border-received" in line])


def promised(name, status, report):
    wanted_status, wanted = PROMISES[name]
    got = {
        "spf": report["spf"]["result"],
        "dkim": [s["result"] for s in report["dkim"]],
        "dmarc": report["dmarc"]["result"],
        "arc": report["arc"]["result"],
        "iprev": report["iprev"]["result"],
        "sealers": [s["seal_domain"] for s in report["arc"]["sets"]],
        "one_click": report["unsubscribe"]["one_click"],
        "covered": report["unsubscribe"]["covered_by_dkim"],
        "ip": report["envelope"]["ip"]["value"],
        "body_hash": [s["body_hash"] for s in report["dkim"]],
    }
    trouble = [f"{key} is {got[key]}, promised is {value}" for key, value in wanted.items() if got[key] != value]
    if status != wanted_status:
        trouble.append(f"status {status}, promised is {wanted_status}")
    return trouble


def short(text):
    lines = text.splitlines()
    return [f"{len(lines)} lines, the gate is {SHORT}"] if len(lines) > SHORT else []


def letters():
    """A newsletter with all that a mailing service writes, as two receivers store it: the short report stays short."""
    folder = os.path.join("tests", "golden", "letters")
    for name in ("outlook", "postfix"):
        _, text, error = run("text", os.path.join(folder, f"{name}.eml"), os.path.join(folder, "letters.zone"))
        yield f"letter {name}", against(f"letters/{name}.text", text) + for_people(text) + short(text) + error.splitlines()


def main():
    tests = list(letters())
    for name in sorted(PROMISES):
        sample = os.path.join("samples", name)
        given = (f"{sample}.eml", f"{sample}.zone")
        for form in ("text", "full"):
            _, text, error = run(form, *given)
            trouble = against(f"{name}.{form}", text) + for_people(text) + error.splitlines()
            tests.append((f"{name} {form}", trouble + (short(text) if (name, form) == ("01-newsletter", "text") else [])))
        status, text, error = run("json", *given)
        try:
            report = json.loads(text)
        except ValueError as trouble:
            tests.append((f"{name} json", [str(trouble)] + error.splitlines()))
            continue
        tests.append((f"{name} json", against(f"{name}.json", pretty(text)) + error.splitlines()))
        tests.append((f"{name} promise", promised(name, status, report)))
    print(f"1..{len(tests)}")
    for number, (name, trouble) in enumerate(tests, 1):
        print(f"{'not ok' if trouble else 'ok'} {number} - {name}")
        for line in trouble[:60]:
            print(f"# {line}")
    return 1 if any(trouble for _, trouble in tests) else 0


sys.exit(main())
