#!/usr/bin/env python3
"""Counts the single tests in meson's log of TAP executables; names what failed and what was skipped."""
import json
import re
import sys

LINE = re.compile(r"^(not ok|ok)\b\s*\d*\s*-?\s*(.*?)(?:\s+#\s*(SKIP|TODO)\b\s*(.*))?$", re.IGNORECASE)


def count(entry, totals):
    before = totals["failed"]
    for line in entry.get("stdout", "").splitlines():
        match = LINE.match(line.strip())
        if match is None:
            continue
        verdict, name, mark, why = match.groups()
        if mark is not None and mark.upper() == "SKIP":
            totals["skipped"] += 1
            print(f"skipped: {entry['name']}: {name}: {why}")
        elif verdict == "ok" or (mark is not None and mark.upper() == "TODO"):
            totals["passed"] += 1
        else:
            totals["failed"] += 1
            print(f"FAILED: {entry['name']}: {name}")
    if entry["result"] not in ("OK", "SKIP", "EXPECTEDFAIL") and totals["failed"] == before:
        totals["failed"] += 1
        print(f"FAILED: {entry['name']}: {entry['result']}")
    if totals["failed"] > before:
        print("\n".join((entry.get("stdout", "") + entry.get("stderr", "")).splitlines()[-40:]))


def main():
    totals = {"passed": 0, "failed": 0, "skipped": 0}
    with open(sys.argv[1], encoding="utf-8", errors="replace") as log:
        for line in log:
            count(json.loads(line), totals)
    text = f"{totals['passed']} passed, {totals['failed']} failed"
    if totals["skipped"] > 0:
        text += f", {totals['skipped']} skipped"
    print(text)
    return 1 if totals["failed"] > 0 or totals["passed"] == 0 else 0


sys.exit(main())
