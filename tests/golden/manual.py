#!/usr/bin/env python3
"""The man page (TAP): it has the options of every command and no other, its commands, and mandoc finds nothing wrong.
manual.py EMLENS SOURCE_DIR"""
import os
import re
import shutil
import subprocess
import sys

EMLENS, SOURCE = (os.path.abspath(path) for path in sys.argv[1:3])
PAGE = os.path.join(SOURCE, "src", "data", "emlens.1")
ELSEWHERE = ("referenced manual not found", "outdated mandoc.db")  # about this machine, not the page


def help_of(*command):
    return subprocess.run([EMLENS, *command, "--help"], capture_output=True, text=True, check=True).stdout


def commands():
    listed = re.search(r"Other commands: (.*?)\(", help_of(), re.S).group(1)
    return re.findall(r"emlens (\w+)", listed)


def main():
    with open(PAGE, encoding="utf-8") as handle:
        page = handle.read()
    wanted = set()
    for command in [(), *((word,) for word in commands())]:
        wanted |= set(re.findall(r"^  (?:-\w, )?--([\w-]+)", help_of(*command), re.M))
    written = {name.replace("\\-", "-") for name in re.findall(r"^\.It Fl \\-([\w\\-]+)", page, re.M)} - {"help"}
    results = [("options", [f"not in the man page: --{name}" for name in sorted(wanted - written)] +
                [f"not in the program: --{name}" for name in sorted(written - wanted)]),
               ("commands", [f"not in the man page: {word}" for word in commands() if f".Cm {word}" not in page])]
    trouble = None
    if shutil.which("mandoc"):
        told = subprocess.run(["mandoc", "-Tlint", PAGE], capture_output=True, text=True, check=False)
        lines = (told.stdout + told.stderr).splitlines()
        trouble = [line for line in lines if not any(words in line for words in ELSEWHERE)]
    print(f"1..{len(results) + 1}")
    for number, (name, lines) in enumerate(results, 1):
        print(f"{'not ok' if lines else 'ok'} {number} - {name}")
        print("".join(f"# {line}\n" for line in lines), end="")
    print(f"{'not ok' if trouble else 'ok'} {len(results) + 1} - mandoc" + (" # SKIP mandoc is not installed" if trouble is None else ""))
    print("".join(f"# {line}\n" for line in trouble or []), end="")


main()
