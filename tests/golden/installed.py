#!/usr/bin/env python3
"""What is installed beside the program (TAP): completions that the shells take and that know every option, a desktop file.
installed.py EMLENS SOURCE_DIR DATA_DIR"""
import os
import re
import shutil
import subprocess
import sys

EMLENS, SOURCE, BUILT = (os.path.abspath(path) for path in sys.argv[1:4])
CHECKS = {"bash": ["bash", "-n", f"{BUILT}/emlens"], "zsh": ["zsh", "-n", f"{BUILT}/_emlens"],
          "fish": ["fish", "-n", f"{BUILT}/emlens.fish"],
          "desktop": ["desktop-file-validate", f"{SOURCE}/src/data/emlens.desktop"]}


def missing_options(path, mark):
    """Options of the display filter and of the program itself that the completion does not know."""
    with open(path, encoding="utf-8") as handle:
        text = handle.read()
    names = set()
    for command in ((), ("filter",)):
        told = subprocess.run([EMLENS, *command, "--help"], capture_output=True, text=True, check=True).stdout
        names |= set(re.findall(r"^  --([\w-]+)", told, re.M))
    return sorted(name for name in names if not re.search(mark + re.escape(name) + r"(?![\w-])", text))


def main():
    results = []
    for name, command in CHECKS.items():
        if shutil.which(command[0]) is None:
            results.append((name, [], f"{command[0]} is not installed"))
            continue
        told = subprocess.run(command, capture_output=True, text=True, check=False)
        results.append((name, (told.stdout + told.stderr).splitlines() or ([] if told.returncode == 0 else ["failed"]), None))
    for name, mark in (("emlens", "--"), ("_emlens", "--"), ("emlens.fish", "-l ")):
        results.append((f"options of {name}", missing_options(os.path.join(BUILT, name), mark), None))
    print(f"1..{len(results)}")
    for number, (name, trouble, skip) in enumerate(results, 1):
        print(f"{'not ok' if trouble else 'ok'} {number} - {name}" + (f" # SKIP {skip}" if skip else ""))
        print("".join(f"# {line}\n" for line in trouble), end="")


main()
