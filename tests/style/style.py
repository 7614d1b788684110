#!/usr/bin/env python3
"""Style as tests (TAP): include walls, banned calls, where the outside may be touched, sizes, file-scope state."""
import os
import re
import sys

ROOT = sys.argv[1]

# module -> modules and headers it may include (design: who may include whom)
WALLS = {
    "base": {"base"},
    "mail": {"base", "mail"},
    "syntax": {"base", "syntax"},
    "dns": {"base", "dns"},
    "claim": {"base", "mail", "syntax", "claim"},
    "check": {"base", "mail", "syntax", "dns", "check", "claim/envelope.h"},
    "judge": {"base", "mail", "syntax", "claim", "check", "judge", "report.h"},
    "render": {"base", "render", "report.h", "judge/owner.h", "judge/words.h", "check/trace.h"},
    "tui": {"base", "tui", "render", "report.h", "inspect.h", "judge/words.h", "mail/names.h", "check/trace.h",
            "syntax/ip-text.h"},
    "report": {"base", "mail", "syntax", "dns", "claim", "check", "judge", "report.h", "facts.h"},
}
# outside library -> the only files that may include it
LIBRARIES = {
    r"gmime/": {"src/mail/meaning.c", "src/mail/auto-gmime.h"},
    r"openssl/": {"src/check/crypto.c", "src/check/auto-openssl.h"},
    r"ldns/": {"src/dns/" + f for f in ("live.c", "udp.c", "tcp.c", "zone-rr.c", "record.c", "packet.c", "auto-ldns.h")},
    r"(curses|ncurses)": {"tui/screen-private.h"},
    r"json-glib/": {"src/render/json.c", "src/render/json-parts.h"},
    r"seccomp\.h": {"src/command/sandbox-calls.c"},
    r"libpsl\.h": {"src/base/psl.c"},
    r"idn2\.h": {"src/base/idna.c"},
    r"pthread\.h": {"src/dns/store.c", "src/dns/live.c", "src/inspect-run.c"},
}
BANNED = {
    "strcpy": "g_strdup or memcpy with a length", "strcat": "GString", "sprintf": "g_strdup_printf",
    "strtok": "a cursor", "atoi": "a cursor", "strtol": "g_ascii_string_to_signed", "isalpha": "g_ascii_isalpha",
    "strcasecmp": "eml_slice_equal_ci", "tolower": "g_ascii_tolower", "setjmp": "an early return",
    "system": "no child processes", "gets": "a reader of pieces",
}
OUTSIDE = {  # calls that only named files may make
    r"\b(getenv|g_getenv)\s*\(": ("src/main.c", "src/options.c", "src/command/", "tui/terminal.c", "src/mail/load.c"),
    r"\b(exit|_exit|abort)\s*\(": ("src/main.c", "src/command/", "tui/terminal.c"),
    r"(?<![_\w])(printf|puts|fprintf|fputs|fputc|g_print|g_printerr)\s*\(": ("src/main.c", "src/command/", "src/render/out.c"),
    r"(?<![_\w])(open|fopen|socket|connect|g_file_get_contents|g_file_set_contents_full)\s*\(":
        ("src/main.c", "src/command/", "src/mail/", "src/dns/", "tui/terminal.c", "tui/screen.c", "src/base/clock.c", "src/base/saving.c"),
    r"\bgoto\b": (),
}


def sources(*folders):
    for folder in folders:
        for base, _, names in sorted(os.walk(os.path.join(ROOT, folder))):
            for name in sorted(names):
                if name.endswith((".c", ".h")):
                    yield os.path.relpath(os.path.join(base, name), ROOT)


def text_of(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as handle:
        return handle.read()


def code_of(path):
    """The file without comments and string contents, line numbers kept."""
    text = re.sub(r"/\*.*?\*/", lambda m: "\n" * m.group(0).count("\n"), text_of(path), flags=re.S)
    return re.sub(r'"(\\.|[^"\\\n])*"', '""', text)


def module_of(path):
    parts = path.split("/")
    if parts[0] == "tui":
        return "tui"
    return parts[1] if len(parts) > 2 else "report" if parts[1].startswith("report") else "top"


def includes():
    for path in sources("src", "tui"):
        allowed = WALLS.get(module_of(path))
        for line, name in enumerate(text_of(path).split("\n"), 1):
            match = re.match(r'#\s*include\s+"([^"]+)"', name)
            if match and allowed is not None:
                target = match.group(1)
                folder = target.split("/")[0]
                if not target.endswith(".def") and target not in allowed and folder not in allowed:
                    yield f"{path}:{line}: may not include {target}"
            match = re.match(r"#\s*include\s+<([^>]+)>", name)
            if match:
                for library, files in LIBRARIES.items():
                    if re.match(library, match.group(1)) and path not in files:
                        yield f"{path}:{line}: only {', '.join(sorted(files))} may include <{match.group(1)}>"


def banned_calls():
    for path in sources("src", "tui"):
        for line, text in enumerate(code_of(path).split("\n"), 1):
            for call, instead in BANNED.items():
                if re.search(r"(?<![\w.>])" + call + r"\s*\(", text):
                    yield f"{path}:{line}: {call} is banned; use {instead}"


def outside_calls():
    for path in sources("src", "tui"):
        for line, text in enumerate(code_of(path).split("\n"), 1):
            for pattern, files in OUTSIDE.items():
                if re.search(pattern, text) and not path.startswith(tuple(files) or ("\0",)):
                    yield f"{path}:{line}: {text.strip()[:60]}: only {', '.join(files) or 'nobody'} may"


def sizes():
    for path in sources("src", "tui", "tests"):
        lines = text_of(path).split("\n")
        if len(lines) > 600:
            yield f"{path}: {len(lines)} lines, the gate is 600"
        start = None
        for number, line in enumerate(lines, 1):
            if line == "{":
                start = number
            elif line == "}" and start is not None:
                if number - start - 1 > 70:
                    yield f"{path}:{start}: a function of {number - start - 1} lines, the gate is 70"
                start = None


def file_state():
    for path in sources("src", "tui"):
        if path == "tui/terminal.c":
            continue  # the restore string and termios for the signal handler
        for line, text in enumerate(code_of(path).split("\n"), 1):
            if re.match(r"static\s+(?!const\b|inline\b|gboolean\s+\w+\(|G_)[\w\s*]+?(\[[^\]]*\])*\s*(=[^=].*|;)$", text) \
                    and " const" not in text and "(" not in text.split("=")[0]:
                yield f"{path}:{line}: mutable state at file scope: {text.strip()[:60]}"


def left_marks():
    for path in sources("src", "tui", "tests"):
        for line, text in enumerate(text_of(path).split("\n"), 1):
            if re.search(r"\b(TODO|FIXME|XXX|HACK)\b", text):
                yield f"{path}:{line}: {text.strip()[:60]}"


def main():
    checks = [includes, banned_calls, outside_calls, sizes, file_state, left_marks]
    failed = False
    print(f"1..{len(checks)}")
    for number, check in enumerate(checks, 1):
        trouble = list(check())
        failed = failed or bool(trouble)
        print(f"{'not ok' if trouble else 'ok'} {number} - {check.__name__.replace('_', ' ')}")
        for line in trouble:
            print(f"# {line}")
    return 1 if failed else 0


sys.exit(main())
