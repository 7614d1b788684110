#!/usr/bin/env python3
"""What is installed beside the program (TAP): completions that the shells take and that know every option, a desktop file.
installed.py EMLENS SOURCE_DIR DATA_DIR"""
import json
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


def answers(shell, words):
    """What the shell offers behind the words, the last of which is completed; None where the shell is not installed."""
    if shutil.which(shell) is None:
        return None
    if shell == "bash":
        script = (f"source {BUILT}/emlens; COMP_WORDS=({' '.join(words)} {chr(39) * 2 if not words[-1] else ''}); COMP_CWORD={len(words) - 1}; "
                  "compopt() { :; }; _emlens; printf '%s\\n' \"${COMPREPLY[@]}\"")
        command = ["bash", "-c", script]
    else:
        command = ["fish", "--no-config", "-c", f"source {BUILT}/emlens.fish; complete -C '{' '.join(words)}'"]
    home = {**os.environ, "HOME": BUILT, "PATH": os.path.dirname(EMLENS) + ":" + os.environ["PATH"]}
    told = subprocess.run(command, capture_output=True, text=True, check=False, cwd=os.path.join(SOURCE, "samples"), env=home)
    return [line.split("\t")[0] for line in told.stdout.splitlines()] + told.stderr.splitlines()


def completed():
    """(name, trouble, skip) of what people type."""
    for words, wanted in ((["emlens", "--off"], "--offline"), (["emlens", "exp"], "explain"), (["emlens", "filter", "--raw-c"], "--raw-command="),
                          (["emlens", "spf", "--mail"], "--mail-from="), (["emlens", "explain", "dkim-body-hash-d"], "dkim-body-hash-differs"),
                          (["emlens", "01-news"], "01-newsletter.eml")):
        for shell in ("bash", "fish"):
            got = answers(shell, words)
            missing = got is not None and not any(one.rstrip("=") == wanted.rstrip("=") for one in got)
            yield f"{shell}: {' '.join(words)}", [f"no {wanted}: {got[:6]}"] if missing else [], f"{shell} is not installed" if got is None else None


def installation():
    """What meson would install, and that all of it is below the prefix, so that DESTDIR and uninstall have it."""
    build = os.path.dirname(os.path.dirname(BUILT))
    told = subprocess.run(["meson", "introspect", "--installed", build], capture_output=True, text=True, check=False)
    targets = list(json.loads(told.stdout or "{}").values())
    options = json.loads(subprocess.run(["meson", "introspect", "--buildoptions", build], capture_output=True, text=True, check=False).stdout)
    prefix = next(option["value"] for option in options if option["name"] == "prefix")
    outside = [path for path in targets if not path.startswith(prefix + "/")]
    ends = ("bin/emlens", "man/man1/emlens.1", "applications/emlens.desktop", "share/emlens/emlens.muttrc", "completions/emlens",
            "site-functions/_emlens", "vendor_completions.d/emlens.fish")
    missing = [end for end in ends if not any(path.endswith(end) for path in targets)]
    yield "installed files", [f"outside: {outside}"] * bool(outside) + [f"not installed: {missing} in {targets}"] * bool(missing), None


def main():
    results = [*completed(), *installation()]
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
