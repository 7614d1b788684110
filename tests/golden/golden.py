#!/usr/bin/env python3
"""Golden tests (TAP): each sample's text, JSON and exit status. golden.py EMLENS SOURCE_DIR [--update]"""
import difflib
import json
import os
import subprocess
import sys
import tempfile

EMLENS, SOURCE = (os.path.abspath(path) for path in sys.argv[1:3])
UPDATE = "--update" in sys.argv

# What the names of the samples promise: exit status, verdict, and results that must stand in the JSON. Written from the
# standards, not from the output.
PROMISES = {
    "01-newsletter": (0, {"spf": "pass", "dkim": ["pass"], "dmarc": "pass", "one_click": True, "covered": True, "helo": "none"}),
    "02-mailing-list": (1, {"spf": "pass", "dkim": ["fail"], "dmarc": "fail"}),
    "03-spoof": (1, {"spf": "fail", "dkim": [], "dmarc": "fail"}),
    "04-softfail": (1, {"spf": "softfail", "dkim": [], "dmarc": "none"}),
    "05-microsoft": (0, {"spf": "pass", "dkim": ["pass"], "dmarc": "pass", "ip": "203.0.113.40"}),
    "06-key-gone": (2, {"spf": "pass", "dkim": ["permerror"], "dmarc": "fail", "body_hash": ["match"]}),
    "07-weak-key": (0, {"spf": "pass", "dkim": ["pass", "pass"], "dmarc": "pass"}),
    "08-japanese": (0, {"spf": "pass", "dkim": ["pass"], "dmarc": "pass", "one_click": False}),
    "09-bounce": (0, {"spf": "pass", "dkim": ["pass"], "dmarc": "pass", "helo": None}),
}


# What would be if DNS held other records: sample, records, exit status, results. From the standards too.
SOFTFAIL_SPF = 'workshop.example. TXT "v=spf1 ip4:198.51.100.99 -all"'
SOFTFAIL_DMARC = '_dmarc.workshop.example. TXT "v=DMARC1; p=reject"'
WHAT_IF = [
    ("04-softfail", [SOFTFAIL_SPF], 0, {"spf": "pass", "dmarc": "none"}),
    ("04-softfail", [SOFTFAIL_DMARC], 1, {"spf": "softfail", "dmarc": "fail"}),
    ("04-softfail", [SOFTFAIL_SPF, SOFTFAIL_DMARC], 0, {"spf": "pass", "dmarc": "pass"}),
    ("03-spoof", [";! no-name _dmarc.bank.example."], 1, {"spf": "fail", "dmarc": "none"}),
    ("01-newsletter", ['g1._domainkey.garden.example. TXT "v=DKIM1; p="'], 0, {"dkim": ["permerror"], "dmarc": "pass"}),
    ("01-newsletter", ['_spf.garden.example. TXT "v=spf1 -all"'], 0, {"spf": "fail", "dkim": ["pass"], "dmarc": "pass"}),
]
# What is no record or file: the value, exit status, what stderr must say. {file} is a file whose second line is broken.
NO_WHAT_IF = [
    ("a.example. TXT", 64, "needs a text"),
    ("a.example. TXT v=spf1 -all", 64, "needs quotes"),
    ("no-such-file", 66, "there is no such file"),
    ("{file}", 65, ":2: "),
]


def run(form, name, *options):
    sample = os.path.join("samples", name)
    result = subprocess.run([EMLENS, f"--format={form}", f"--dns={sample}.zone", *options, f"{sample}.eml"], cwd=SOURCE,
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


def kept(promise, status, report):
    wanted_status, wanted = promise
    got = {
        "spf": report["spf"]["result"],
        "dkim": [s["result"] for s in report["dkim"]],
        "dmarc": report["dmarc"]["result"],
        "helo": report["spf"]["helo"] and report["spf"]["helo"]["result"],
        "one_click": report["unsubscribe"]["one_click"],
        "covered": report["unsubscribe"]["covered_by_dkim"],
        "ip": report["envelope"]["ip"]["value"],
        "body_hash": [s["body_hash"] for s in report["dkim"]],
    }
    trouble = [f"{key} is {got[key]}, promised is {value}" for key, value in wanted.items() if got[key] != value]
    if status != wanted_status:
        trouble.append(f"status {status}, promised is {wanted_status}")
    return trouble


def what_if(name, records, status, wanted):
    options = [f"--what-if={record}" for record in records]
    got_status, text, error = run("json", name, *options)
    report = json.loads(text)
    trouble = kept((status, wanted), got_status, report) + error.splitlines()
    if report["hypothetical"] != records:
        trouble.append(f"hypothetical is {report['hypothetical']}")
    marked = [line["name"] for line in report["dns"] if line["hypothetical"]]
    trouble += [f"{record} is not marked in dns" for record in records
                if not any(line in record.split() for line in marked)]
    _, text, _ = run("text", name, *options)
    words = " ".join(text.split())
    if f"Hypothetical: as if DNS held {', '.join(records)}" not in words:
        trouble.append("the text does not say that it is hypothetical")
    return trouble


def no_what_if(value, status, says):
    with tempfile.NamedTemporaryFile("w", suffix=".zone") as handle:
        handle.write("a.example. TXT x\na.example. A x\n")
        handle.flush()
        got_status, text, error = run("json", "01-newsletter", f"--what-if={value.format(file=handle.name)}")
    trouble = [f"stdout: {text}"] if text else []
    if got_status != status:
        trouble.append(f"status {got_status}")
    if says not in error:
        trouble.append(f"stderr: {error}")
    return trouble


def main():
    tests = []
    for name in sorted(PROMISES):
        status, text, error = run("text", name)
        tests.append((f"{name} text", against(f"{name}.text", text) + error.splitlines()))
        status, text, error = run("json", name)
        try:
            report = json.loads(text)
        except ValueError as trouble:
            tests.append((f"{name} json", [str(trouble)] + error.splitlines()))
            continue
        tests.append((f"{name} json", against(f"{name}.json", pretty(text)) + error.splitlines()))
        tests.append((f"{name} promise", kept(PROMISES[name], status, report)))
        if report["hypothetical"] is not None or any(line["hypothetical"] for line in report["dns"]):
            tests.append((f"{name} real", ["it says that it is hypothetical"]))
    for number, row in enumerate(WHAT_IF, 1):
        tests.append((f"what if {number}: {row[0]}", what_if(*row)))
    for value, status, says in NO_WHAT_IF:
        tests.append((f"no what-if: {value}", no_what_if(value, status, says)))
    print(f"1..{len(tests)}")
    for number, (name, trouble) in enumerate(tests, 1):
        print(f"{'not ok' if trouble else 'ok'} {number} - {name}")
        for line in trouble[:60]:
            print(f"# {line}")
    return 1 if any(trouble for _, trouble in tests) else 0


sys.exit(main())
