#!/usr/bin/env python3
"""Every published message through the program, offline (TAP): no crash, JSON that parses, no control byte in the text.

corpus.py EMLENS; the messages are read from $EMLENS_SHARED/suites.
"""
import concurrent.futures
import json
import os
import re
import subprocess
import sys

EMLENS = os.path.abspath(sys.argv[1])
SHARED = os.environ.get("EMLENS_SHARED") or os.path.join(os.environ.get("EMLENS_SOURCE", "."), "..", "shared")
SUITES = os.path.join(SHARED, "suites")
FOLDERS = ("messages", "dkim", "authres", "dsn", "e2e")
NO_MESSAGES = re.compile(r"(SOURCE|LICENSE|NOTICE|COPYING|README|\.(tsv|json|dat|key|pem|pub|dns|txt|md|private|bind9|tinydns)$)")
CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\x80-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
BATCH = 60


def messages(folder):
    for base, _, names in sorted(os.walk(os.path.join(SUITES, folder))):
        for name in sorted(names):
            if not NO_MESSAGES.search(name):
                yield os.path.join(base, name)


def run(form, files):
    return subprocess.run([EMLENS, "--offline", f"--format={form}", "--"] + files, capture_output=True, timeout=300,
                          check=False)


def check_json(files):
    result = run("json", files)
    trouble = []
    seen = 0
    for line in result.stdout.decode().splitlines():
        try:
            report = json.loads(line)
            seen += 1
            if report["schema"] != 1 or report["verdict"]["status"] not in ("unauthenticated", "undecided"):
                trouble.append(f"{report['file']}: verdict {report['verdict']}")
        except ValueError as error:
            trouble.append(f"{error}: {line[:80]}")
    refused = len(result.stderr.decode(errors="replace").splitlines())
    if seen + refused != len(files):
        trouble.append(f"{seen} reports and {refused} refusals for {len(files)} files")
    return trouble + check_status(result, files)


def check_text(files):
    result = run("text", files)
    trouble = []
    try:
        for line in result.stdout.decode().split("\n"):
            if CONTROLS.search(line):
                trouble.append(f"control byte: {line[:100]!r}")
    except UnicodeDecodeError as error:
        trouble.append(str(error))
    return trouble + check_status(result, files)


def check_status(result, files):
    if result.returncode in (0, 1, 2, 65, 66) and b"Sanitizer" not in result.stderr:
        return []
    return [f"status {result.returncode} in {files[0]} …"] + result.stderr.decode(errors="replace").splitlines()[-30:]


def main():
    if not os.path.isdir(SUITES):
        print("1..1\nok 1 - corpus # SKIP the published suites are not here (EMLENS_SHARED)")
        return 0
    jobs = []
    for folder in FOLDERS:
        files = list(messages(folder))
        for start in range(0, len(files), BATCH):
            part = files[start:start + BATCH]
            jobs.append((f"{folder} {start + 1}-{start + len(part)} json", check_json, part))
            jobs.append((f"{folder} {start + 1}-{start + len(part)} text", check_text, part))
    failed = False
    print(f"1..{len(jobs)}")
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        results = pool.map(lambda job: job[1](job[2]), jobs)
        for number, ((name, _, _), trouble) in enumerate(zip(jobs, results), 1):
            failed = failed or bool(trouble)
            print(f"{'not ok' if trouble else 'ok'} {number} - {name}")
            for line in trouble[:40]:
                print(f"# {line}")
    return 1 if failed else 0


sys.exit(main())
