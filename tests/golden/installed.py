#!/usr/bin/env python3
"""What is installed beside the program (TAP): completions that the shells take, that know
every option and complete in the real shells, a desktop file; all is put below DESTDIR and taken away again.
installed.py EMLENS SOURCE_DIR DATA_DIR"""
import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

import shells

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


# what is typed before Tab, and the words that the program is given then; a shell may leave out the "=" behind an option
TYPED = (("--off", "--offline"), ("dm", "dmarc"), ("mes", "message.eml"), ("My", "My phish (1).eml"), ("My\\ ph", "My phish (1).eml"),
         ("--format=j", "--format=json"), ("--format j", "--format json"), ("--color=al", "--color=always"), ("--dns=mes", "--dns=message.eml"),
         ("--trust=mes", "--trust=mes"), ("--json mes", "--json message.eml"), ("--dns message.eml --off", "--dns message.eml --offline"),
         ("filter --raw-c", "filter --raw-command"), ("filter --raw=My", "filter --raw=My phish (1).eml"), ("spf --mail", "spf --mail-from"),
         ("cache --c", "cache --clear"), ("explain --js", "explain --json"), ("explain dkim-body-hash-d", "explain dkim-body-hash-differs"),
         ("explain --json dkim-body-hash-d", "explain --json dkim-body-hash-differs"))


def completed(name):
    """(name, trouble, skip) of what people type in a shell."""
    if shutil.which(name) is None:
        yield f"{name}: words completed", [], f"{name} is not installed"
        return
    with shells.Shell(name, BUILT, EMLENS) as shell:
        for typed, wanted in TYPED:
            try:
                got = " ".join(shell.words("emlens " + typed)).rstrip("=")
            except AssertionError as trouble:
                got = str(trouble)
                shell.type("\x15\n")
            yield f"{name}: emlens {typed}", [] if got == wanted else [f"{got} instead of {wanted}"], None


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
    yield "files to install", [f"outside: {outside}"] * bool(outside) + [f"not installed: {missing} in {targets}"] * bool(missing), None


def read(path):
    with open(path, encoding="utf-8") as handle:
        return handle.read()


def files_under(folder):
    return sorted(os.path.relpath(os.path.join(where, name), folder) for where, _, names in os.walk(folder) for name in names)


@contextlib.contextmanager
def kept(path):
    """The file as it was before: what is really installed from this folder can still be uninstalled."""
    before = None
    if os.path.exists(path):
        with open(path, "rb") as handle:
            before = handle.read()
    yield
    if before is not None:
        with open(path, "wb") as handle:
            handle.write(before)


def installed_and_removed():
    """Below DESTDIR stands what is to be installed, for all to read, and nothing else; uninstalling takes all of it away."""
    build = os.path.dirname(os.path.dirname(BUILT))
    told = subprocess.run(["meson", "introspect", "--installed", build], capture_output=True, text=True, check=False)
    wanted = sorted(path.lstrip("/") for path in json.loads(told.stdout or "{}").values())
    trouble = []
    with kept(os.path.join(build, "meson-logs", "install-log.txt")), tempfile.TemporaryDirectory(prefix="emlens-destdir-") as root:
        steps = ((["meson", "install", "-C", build, "--no-rebuild"], wanted), (["meson", "--internal", "uninstall"], []))
        for command, files in steps:
            done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=build, env={**os.environ, "DESTDIR": root})
            if done.returncode != 0:
                trouble.append(f"{command}: {done.stderr or done.stdout}")
            if files_under(root) != files:
                trouble.append(f"{command} leaves {files_under(root)} instead of {files}")
            muttrc = next((name for name in files_under(root) if name.endswith("emlens.muttrc")), None)
            for name in files_under(root):
                if name.endswith(("emlens.1", "emlens.muttrc")) and f"source /{muttrc}\n" not in read(os.path.join(root, name)):
                    trouble.append(f"{name} does not name /{muttrc}")
            trouble += [f"{name} cannot be read by all" for name in files_under(root) if not os.stat(os.path.join(root, name)).st_mode & 0o004]
    yield "installed and removed", trouble, None


def main():
    results = [*completed("bash"), *completed("zsh"), *completed("fish"), *installation(), *installed_and_removed()]
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
