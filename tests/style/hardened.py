#!/usr/bin/env python3
"""The walls that compiler and linker build into the program (TAP): those of the program as it was built for the tests, and those that
a release build adds, by its compile commands. hardened.py EMLENS SOURCE_DIR BUILD_DIR"""
import glob
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile

EMLENS, SOURCE, BUILD = (os.path.abspath(path) for path in sys.argv[1:4])
INTEL = platform.machine() in ("x86_64", "AMD64")
ALWAYS = ["-fstack-protector-strong", "-fstack-clash-protection", *(["-fcf-protection"] if INTEL else [])]
RELEASE = ["_FORTIFY_SOURCE=", "-ftrivial-auto-var-init=zero"]


def told(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def lines_with(text, word):
    return [line for line in text.splitlines() if word in line]


def program():
    facts = told("readelf", "-lhdW", EMLENS)
    flags = "".join(lines_with(facts, "(FLAGS"))
    yield "position-independent", [] if "Position-Independent Executable" in facts or " PIE" in flags else [facts[:300]]
    yield "relocations are read-only from the start", [] if "GNU_RELRO" in facts and "NOW" in flags else [flags]
    stack = "".join(lines_with(facts, "GNU_STACK"))
    yield "the stack is no code", [] if stack and " RWE " not in stack else [stack or "no GNU_STACK"]
    yield "the stack is guarded", [] if "__stack_chk_fail" in told("readelf", "-W", "--dyn-syms", EMLENS) else ["__stack_chk_fail is not used"]


def objects():
    """The linker drops the note where the C library's own start files have none, so every object is looked at."""
    paths = [path for folder in ("src/command/emlens.p", "src/libcore.a.p") for path in glob.glob(f"{BUILD}/{folder}/*.o")]
    bare = [path for path in paths if "IBT, SHSTK" not in told("readelf", "-nW", path)]
    return bare[:5] if paths else [f"no objects in {BUILD}"]


def sources_without(build, words):
    with open(f"{build}/compile_commands.json", encoding="utf-8") as handle:
        commands = json.load(handle)
    ours = [one for one in commands if "/tests/" not in one["file"] and not one["file"].startswith("../tests/")]
    return [f"{one['file']} without {word}" for one in ours for word in words if word not in one["command"]] if ours else ["no sources"]


def release():
    with tempfile.TemporaryDirectory(prefix="emlens-release-") as folder:
        made = subprocess.run(["meson", "setup", "--buildtype=release", folder, SOURCE], capture_output=True, text=True, check=False)
        if made.returncode != 0:
            return [made.stdout[-600:], made.stderr[-600:]]
        return sources_without(folder, ALWAYS + RELEASE)[:5]


def main():
    results = [(name, trouble, None) for name, trouble in program()] if shutil.which("readelf") else []
    results.append(("jumps are guarded", objects() if INTEL else [], None if INTEL else "another processor"))
    results.append(("flags of this build", sources_without(BUILD, ALWAYS)[:5], None))
    results.append(("flags of a release build", release(), None))
    print(f"1..{len(results)}")
    for number, (name, trouble, skip) in enumerate(results, 1):
        print(f"{'not ok' if trouble else 'ok'} {number} - {name}" + (f" # SKIP {skip}" if skip else ""))
        print("".join(f"# {line}\n" for line in "\n".join(trouble).splitlines()), end="")
    return 1 if any(trouble for _, trouble, _ in results) else 0


sys.exit(main())
