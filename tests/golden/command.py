#!/usr/bin/env python3
"""Exit statuses and streams (TAP), from the interface contract, sections 1 and 2. command.py EMLENS SOURCE_DIR"""
import fcntl
import json
import os
import re
import signal
import stat
import struct
import subprocess
import sys
import tempfile
import termios
import time

EMLENS, SOURCE = (os.path.abspath(path) for path in sys.argv[1:3])
SAMPLE = os.path.join(SOURCE, "samples", "01-newsletter")
SPOOF = os.path.join(SOURCE, "samples", "03-spoof")
GOOD = [f"--dns={SAMPLE}.zone", f"{SAMPLE}.eml"]

FILES = {
    "empty.eml": b"",
    "text.txt": b"this is no message\nnor is this\n",
    "plain.eml": b"From: a@example.org\n\nbody\n",
    "hostile.eml": b"Subject: a\x1b[2J\xc2\x9bb\xe2\x80\xae\x00\xff\n\nbody\n",
    "scan": b"From: a@example.org\n\nbody\n",
    "a b.eml": b"From: a@example.org\n\nbody\n",
    "two.mbox": b"From a@b Mon Mar  2 10:00:00 2026\nFrom: a@example.org\n\nx\n\n" * 2,
    "passwd": b"root:x:0:0:root:/root:/bin/bash\nbin:x:2:2:bin:/bin:/bin/sh\n",
    "wide": "From: a@example.org\r\n\r\nbody\r\n".encode("utf-16"),
    "broken.zone": b"example.org. TXT \"never closed\n",
    "empty.zone": b";! complete\n",
}

# name, arguments, status, words that standard error holds (None: nothing on it), JSON objects on standard output (None: any text)
ROWS = [
    ("authenticated", GOOD, 0, None, None),
    ("authenticated-json", ["--json", *GOOD], 0, None, 1),
    ("unauthenticated", [f"--dns={SPOOF}.zone", f"{SPOOF}.eml"], 1, None, None),
    ("undecided", ["--offline", f"{SAMPLE}.eml"], 2, None, None),
    ("undecided-json", ["--offline", "--json", f"{SAMPLE}.eml"], 2, None, 1),
    ("no-from", ["--json", "--dns=empty.zone", "hostile.eml"], 1, None, 1),
    ("several", ["--json", *GOOD, "plain.eml"], 2, None, 2),  # plain.eml names no client
    ("several-largest", ["--json", *GOOD, "missing.eml"], 66, "missing.eml", 1),
    ("several-largest-first", ["--json", *GOOD[:1], "missing.eml", GOOD[1]], 66, "missing.eml", 1),
    ("several-65", ["--json", *GOOD, "text.txt"], 65, "text.txt", 1),
    ("unknown-option", ["--nonsense", "plain.eml"], 64, "--nonsense", 0),
    ("bad-time", ["--at=yesterday", "plain.eml"], 64, "--at", 0),
    ("bad-format", ["--format=pdf", "plain.eml"], 64, "--format", 0),
    ("bad-resolver", ["--resolver=nobody", "plain.eml"], 64, "nobody", 0),
    ("bad-deadline", ["--deadline=soon", "plain.eml"], 64, "--deadline", 0),
    ("deadline-word", ["--deadline=abc", "plain.eml"], 64, "--deadline=abc: give seconds", 0),
    ("trust-empty", ["--trust=", "plain.eml"], 64, "--trust=", 0),
    ("last-form-wins", ["--text", "--json", *GOOD], 0, None, 1),
    ("empty", ["--json", "empty.eml"], 65, "empty.eml", 0),
    ("text", ["--json", "text.txt"], 65, "text.txt", 0),
    ("no-field-of-mail", ["--json", "passwd"], 65, "passwd: This is not a message: no line", 0),
    ("utf-16", ["--offline", "--json", "wide"], 2, None, 1),
    ("broken-snapshot", ["--json", "--dns=broken.zone", "plain.eml"], 65, "broken.zone:1", 0),
    ("missing", ["--json", "missing.eml"], 66, "missing.eml: There is no such file.", 0),
    ("directory", ["--offline", "--json", "."], 65, "empty.eml", 3),
    ("directory-without-message", ["--json", "/"], 66, "/: ", 0),
    ("mbox", ["--offline", "--json", "two.mbox"], 2, None, 2),
    ("explain", ["explain", "dkim-body-hash-differs"], 0, None, None),
    ("explain-json", ["explain", "--json", "dkim-body-hash-differs", "arc-set"], 0, None, 2),
    ("explain-upper-case", ["explain", "ARC-SET"], 0, None, None),
    ("explain-misspelt", ["explain", "dkim-bdy-hash-difers"], 64, "Near to it: dkim-body-hash-differs", 0),
    ("explain-part", ["explain", "body-hash"], 64, "dkim-body-hash-matches", 0),
    ("explain-unknown", ["explain", "qwertyuiop"], 64, "qwertyuiop is no ID", 0),
    ("explain-hostile", ["explain", "\x1b[2J"], 64, "is no ID", 0),
    ("explain-some", ["explain", "--json", "arc-set", "qwertyuiop"], 64, "qwertyuiop", 1),
    ("misspelt-option", ["--ofline", "plain.eml"], 64, "did you mean --offline?", 0),
    ("cache-usage", ["cache"], 64, "cache --clear", 0),
    ("save-dns-fifo", ["--json", "--save-dns=fifo", *GOOD], 74, "--save-dns=fifo: this is a FIFO from which nothing reads", 1),
    ("save-dns-folder", ["--json", "--save-dns=missing/a.zone", *GOOD], 74, "there is no such folder", 1),
    ("device", ["--json", "/dev/zero"], 66, "/dev/zero", 0),
    ("missing-snapshot", ["--json", "--dns=missing.zone", "plain.eml"], 66, "--dns=missing.zone: there is no such file", 0),
    ("hostile-name", ["--json", "\x1b[2Jx"], 66, "x", 0),
    ("uri", ["--offline", "--json", "file://@DIR@/a%20b.eml"], 2, None, 1),
    ("name-in-words", ["--offline", "--json", "a", "b.eml"], 2, None, 1),
    ("command-as-file", ["--offline", "--json", "./scan"], 2, None, 1),
    ("command-after-dashes", ["--offline", "--json", "--", "scan"], 2, None, 1),
    ("spf-pass", ["spf", "--json", f"--dns={SAMPLE}.zone", "--ip=203.0.113.17", "--mail-from=a@news.garden.example"], 0, None, 1),
    ("spf-none", ["spf", "--json", "--dns=empty.zone", "--ip=192.0.2.1", "--mail-from=a@example.org"], 1, None, 1),
    ("spf-temperror", ["spf", "--json", "--dns=plain.zone", "--ip=192.0.2.1", "--mail-from=a@example.org"], 2, None, 1),
    ("spf-usage", ["spf", "--ip=192.0.2.1"], 64, "--mail-from", 0),
    ("dmarc-none", ["dmarc", "--json", "--dns=empty.zone", "--from=example.org"], 1, None, 1),
    ("dmarc-temperror", ["dmarc", "--json", "--dns=plain.zone", "--from=example.org"], 2, None, 1),
    ("dmarc-no-domain", ["dmarc", "--from=x..y"], 64, "--from=x..y is no domain", 0),
    ("dmarc-usage", ["dmarc"], 64, "--from", 0),
]


def run(arguments, folder, **streams):
    streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **streams}
    return subprocess.run([EMLENS, *arguments], cwd=folder, timeout=60, check=False, **streams)


def objects(text):
    """How many JSON objects stand in the text, and nothing else."""
    decoder, at, count = json.JSONDecoder(), 0, 0
    text = text.strip()
    while at < len(text):
        _, at = decoder.raw_decode(text, at)
        count += 1
        while at < len(text) and text[at].isspace():
            at += 1
    return count


def against(result, status, words, wanted):
    trouble = []
    error, out = result.stderr.decode(), result.stdout.decode()
    if status is not None and result.returncode != status:
        trouble.append(f"status {result.returncode}, the contract says {status}")
    if words is None and error:
        trouble.append(f"on standard error: {error!r}")
    if words is not None and (words not in error or error.count("\n") != 1 or not error.endswith("\n")):
        trouble.append(f"standard error is not one line with {words!r}: {error!r}")
    if any(ord(c) < 32 and c != "\n" or ord(c) in range(127, 160) for c in error):
        trouble.append(f"control characters on standard error: {error!r}")
    try:
        if wanted is not None and objects(out) != wanted:
            trouble.append(f"{objects(out)} objects on standard output, wanted {wanted}")
    except ValueError as broken:
        trouble.append(f"standard output is no JSON: {broken}")
    return trouble


def shrinking(folder):
    """A file on standard input from which somebody cuts the end while the separator is looked for."""
    path, trouble = os.path.join(folder, "shrinks"), []
    for delay in (0.01, 0.03, 0.06, 0.1):
        with open(path, "wb") as handle:
            handle.write(FILES["plain.eml"])
            handle.truncate(400 << 20)
        with open(path, "rb") as handle:
            process = subprocess.Popen([EMLENS, "--offline", "--json", "--separator=S3P"], stdin=handle,
                                       stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        time.sleep(delay)
        os.truncate(path, 8)
        error = process.communicate(timeout=60)[1]
        if process.returncode < 0 or b"Sanitizer" in error:
            trouble.append(f"cut after {delay} s: status {process.returncode}, {error[:200]!r}")
    os.unlink(path)
    return trouble


def streams(folder):
    """Standard input and output that are no files."""
    message = FILES["plain.eml"]
    yield "standard-input", against(run(["--offline", "--json", "-"], folder, stdin=None, input=message), 2, None, 1)
    yield "standard-input-without-name", against(run(["--offline", "--json"], folder, stdin=None, input=message), 2, None, 1)
    yield "standard-input-empty", against(run(["--json", "-"], folder), 65, "standard input", 0)
    for name, text, status, n in (
            ("separated", message + b"S3P" + message + b"S3P", 2, 2), ("separated-last", message + b"S3P" + message, 2, 2),
            ("separated-box", FILES["two.mbox"][:-1] + b"S3P" + message, 2, 2), ("separated-none", message, 2, 1),
            ("separated-empty", b"S3PS3P", 65, 0), ("separated-junk", b"junk\nS3P" + message, 65, 1),
            ("separated-no-field-of-mail", FILES["passwd"] + b"S3P" + message, 65, 1),
            ("separated-several-boxes", FILES["two.mbox"], 2, 2)):
        yield name, against(run(["--offline", "--json", "--separator=S3P"], folder, stdin=None, input=text), status,
                            "not a message" if status == 65 else None, n)
    yield "separated-shrinks", shrinking(folder)
    result = run(["--offline", "--json", "--separator="], folder, stdin=None, input=message)
    yield "separated-by-nothing", against(result, 2, None, 1)
    with open("/dev/full", "wb") as full:
        result = run(["--offline", "--json", "plain.eml"], folder, stdout=full)
    yield "output-failed", [] if result.returncode == 74 and result.stderr.count(b"\n") == 1 else [str(result)]
    secret = os.path.join(folder, "secret.eml")
    with open(secret, "wb") as handle:
        handle.write(message)
    os.chmod(secret, 0)
    if os.geteuid() != 0:
        yield "unreadable", against(run(["--json", "secret.eml"], folder), 66, "secret.eml", 0)
    os.chmod(secret, stat.S_IRUSR | stat.S_IWUSR)
    # "filter ends 0 whatever happens"
    for name, text in (("filter", message), ("filter-empty", b""), ("filter-no-message", FILES["text.txt"])):
        result = run(["filter", "--offline"], folder, stdin=None, input=text)
        yield name, [] if result.returncode == 0 and (not text or text.split(b"\n")[-2] in result.stdout) else [str(result)]
    yield "filter-unknown-option", [] if run(["filter", "--nonsense"], folder).returncode == 0 else ["status is not 0"]


def broken_pipes(folder):
    """Who reads no more is not told of it, as by GNU's tools; only a filter ends with 0 all the same."""
    session = ["--dns=empty.zone", "--ip=192.0.2.1", "--mail-from=a@example.org"]
    silent, rendered = -signal.SIGPIPE, {"stdin": None, "input": FILES["plain.eml"]}
    for name, arguments, settings, status, words in (
            ("text", GOOD, {}, silent, None), ("json", ["--json", *GOOD], {}, silent, None),
            ("several", ["--json", "--offline", "two.mbox"], {}, silent, None), ("help", ["--help"], {}, silent, None),
            ("explain", ["explain"], {}, silent, None), ("spf", ["spf", *session], {}, silent, None),
            ("spf-json", ["spf", "--json", *session], {}, silent, None),
            ("dmarc", ["dmarc", "--dns=empty.zone", "--from=example.org"], {}, silent, None),
            # a parent that ignores the signal wants to hear of it
            ("ignored", GOOD, {"restore_signals": False}, 74, "Broken pipe"),
            ("filter", ["filter", "--offline"], rendered, 0, None), ("filter-nothing", ["filter", "--nonsense"], rendered, 0, None)):
        reader, writer = os.pipe()
        os.close(reader)
        result = run(arguments, folder, stdout=writer, **settings)
        os.close(writer)
        result.stdout = b""
        yield f"broken-pipe-{name}", against(result, status, words, None)


def recoded(folder):
    """What was done to a file to read it is said in every form."""
    report = json.loads(run(["--offline", "--json", "wide"], folder).stdout)
    title = "The file is UTF-16, and was converted to be read"
    yield "utf-16-json", [] if "utf-16" in report["message"]["anomalies"] else [str(report["message"])]
    yield "utf-16-finding", [] if title in [one["title"] for one in report["findings"]] else [str(report["findings"])]
    yield "utf-16-text", [] if title in run(["--offline", "--text", "wide"], folder).stdout.decode() else ["not in the text"]


def on_terminal(columns, environment, *arguments):
    """What the program writes to a terminal that is so wide."""
    master, slave = os.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    result = run(arguments, SOURCE, stdout=slave, env={"LC_ALL": "C.UTF-8", "TERM": "xterm", "NO_COLOR": "1", **environment})
    os.close(slave)
    text = b""
    while True:
        try:
            piece = os.read(master, 65536)
        except OSError:  # all is read and nobody else has it open
            break
        if not piece:
            break
        text += piece
    os.close(master)
    return (result.stderr or text).decode().replace("\r", "")


def short_report():
    """By default what is read, with --full everything: interface contract, section 5. As wide as the terminal, at most 100 columns."""
    for name, columns, environment, wanted in (("terminal", 90, {}, 90), ("wide-terminal", 140, {}, 100), ("columns", 90, {"COLUMNS": "72"}, 72),
                                               ("columns-wide", 90, {"COLUMNS": "500"}, 100), ("columns-wrong", 90, {"COLUMNS": "x"}, 90), ("narrow", 5, {}, 40)):
        text = on_terminal(columns, environment, "--text", *GOOD)
        headings = [len(line) for line in text.splitlines() if line.startswith("-- ")]
        yield f"width-{name}", [] if headings == [wanted] else [f"{headings}", text]
    piped = run(["--text", *GOOD], SOURCE, env={"LC_ALL": "C.UTF-8", "COLUMNS": "120"}).stdout.decode()
    yield "width-piped", [] if [len(line) for line in piped.splitlines() if line.startswith("-- ")] == [80] else [piped]
    full = run(["--full", *GOOD], SOURCE).stdout.decode()
    yield "full", [] if "-- DKIM #1" in full and "Full proof" not in full and piped.endswith("\nFull proof: --full\n") else [full]
    yield "full-on-terminal", [] if "-- DKIM #1" in on_terminal(80, {}, "--full", *GOOD) else ["no text report"]
    several = run(["--text", *GOOD, GOOD[1], GOOD[1]], SOURCE).stdout.decode()
    yield "between", [] if several == ("\n" + "=" * 80 + "\n\n").join([piped] * 3) else [several]
    # what has no blanks is broken where the line ends
    token = b"From: a@a.example\nSender: " + b"x" * 300 + b"@a.example\nSubject: " + "\u6f22".encode() * 100 + b"\n\nx\n"
    text = run(["--text", "--offline", "-"], SOURCE, stdin=None, input=token).stdout.decode()
    long = [line for line in text.splitlines() if sum(2 if c == "\u6f22" else 1 for c in line) > 80]
    yield "long-token", long + ([] if text.count("x") > 300 and text.count("\u6f22") == 100 else [text])


def what_if():
    """What the user's own records are the cause of did not change since."""
    wrong = ['--what-if=news.garden.example. TXT "v=spf1 -all"']
    for name, options, method, why in (("spf", wrong, "spf", "compare-what-if"), ("other-check", wrong, "dkim", "compare-same"),
                                       ("without", [], "spf", "compare-same")):
        report = json.loads(run(["--json", *options, *GOOD], SOURCE).stdout)
        got = [one["why"] for one in report["comparisons"] if one["method"] == method]
        yield f"what-if-{name}", [] if got == [why] else [f"{method}: {got}, not {why}"]
    # a key that only the user's record withdraws is not told as a fact of the past
    gone = os.path.join("samples", "06-key-gone")
    for name, options, says in (("key", ['--what-if=feb26._domainkey.meridian.example. TXT "v=DKIM1; p="'], "With the records of --what-if"),
                                ("key-without", [], "withdrawn since")):
        report = json.loads(run(["--json", *options, f"--dns={gone}.zone", f"{gone}.eml"], SOURCE).stdout)
        told = [report["verdict"]["sentence"], *(one["title"] + one["detail"] for one in report["findings"])]
        good = says in told[0] and any("since" in text for text in told) == (not options)
        yield f"what-if-{name}", [] if good and report["verdict"]["status"] == "undecided" else told
    # facts given by hand: marked in every form, but not where the message says the same (interface contract, section 5)
    soft = os.path.join("samples", "04-softfail")
    message = [f"--dns={soft}.zone", f"{soft}.eml"]
    for name, option, listed, sentence in (("ip", "--ip=198.51.100.65", ["--ip=198.51.100.65"], "It would pass for workshop.example"),
                                           ("same-ip", "--ip=198.51.100.99", None, "Nothing shows that workshop.example sent this"),
                                           ("sender", "--mail-from=x@lab.example", ["--mail-from=x@lab.example"], "Nothing would show")):
        report = json.loads(run(["--json", option, *message], SOURCE).stdout)
        text = run(["--text", option, *message], SOURCE).stdout.decode()
        with open(os.path.join(SOURCE, f"{soft}.eml"), "rb") as handle:
            line = run(["filter", "--live", f"--raw={soft}.eml", message[0], option], SOURCE, stdin=handle).stdout.decode()
        marks = [report["hypothetical"] == listed, report["verdict"]["sentence"].startswith(sentence),
                 ("WOULD " in text) == (listed is not None), ("! Hypothetical: as if" in text) == (listed is not None),
                 "Auth-Check: none (hypothetical" in line if listed else "Auth-Check: none (verified now)" in line]
        yield f"by-hand-{name}", [] if all(marks) else [str(marks), str(report["verdict"]), text, line]


def offline():
    """Body hashes are tested without DNS; interface contract, section 3."""
    with open(f"{SAMPLE}.eml", "rb") as handle:
        message = handle.read()
    for name, text, words in (("matches", message, b"body matches"), ("changed", message + b"more\r\n", b"body changed")):
        result = run(["--offline", "--full", "-"], SOURCE, stdin=None, input=text)
        yield f"offline-body-{name}", [] if words in result.stdout and b"checked without DNS" in result.stdout else [str(result.stdout)]
    with tempfile.TemporaryDirectory(prefix="emlens-partial-") as folder:
        # Apple Mail: a count of bytes, the message, a property list
        with open(os.path.join(folder, "1.partial.emlx"), "wb") as handle:
            handle.write(b"%d\n" % len(message) + message + b"<plist/>\n")
        report = json.loads(run(["--offline", "--json", "1.partial.emlx"], folder).stdout)
    found = [(one["id"], one["tone"]) for one in report["findings"] if one["id"] == "finding-form-partial"]
    yield "partial-file", [] if found == [("finding-form-partial", "warn")] and "partial" in report["message"]["anomalies"] else [str(found)]


ONE_PART = b"From: x@a.example\nContent-Type: %s\n\nbody\n"


def parts_shown():
    """A single part has a section of its own where it is no plain text: RFC 2045 section 5.2, RFC 2183 section 2.3."""
    for name, part, row in (
            ("file", b'application/x-msdownload; name="invoice.pdf.exe"', '"invoice.pdf.exe" application/x-msdownload, 5 bytes'),
            ("named-text", b'text/plain; name="a.txt"', '"a.txt" text/plain, 5 bytes'),
            ("other-type", b"text/html; charset=utf-8", "text/html; charset utf-8, 5 bytes"),
            ("plain", b"text/plain; charset=utf-8", None)):
        text = run(["--offline", "--full", "-"], SOURCE, stdin=None, input=ONE_PART % part).stdout.decode()
        section = re.split(r"\n-- Parts -+\n", text)[1:]
        yield f"part-{name}", [] if (row is None and not section) or (row and section and section[0].startswith(row)) else [text]


def ssl_named():
    """RFC 7568 section 3: SSLv3 must not be used; what OpenSSL calls TLSv1/SSLv3 is TLS 1.0."""
    for name, version, words in (("broken", b"SSLv3", "SSLv3 (broken)"), ("tls", b"TLSv1/SSLv3", "TLSv1/SSLv3"), ("tls-1.2", b"TLSv1.2", "TLS1.2")):
        message = GREETED.replace(b" with ESMTP;", b" with ESMTPS (version=%s cipher=RC4-SHA bits=128); " % version)
        text = " ".join(run(["--offline", "--full", "-"], SOURCE, stdin=None, input=message).stdout.decode().split())
        yield f"ssl-{name}", [] if words in text and ("(broken)" in text) == (name == "broken") else [text]


def no_claim_counts():
    """RFC 8601 section 5: what the sender could have written is no claim; why the column is empty is said under it."""
    one = GREETED.replace(b"From:", b"Authentication-Results: mx.r.example; dmarc=pass\nFrom:")
    two = one.replace(b"From:", b"Received-SPF: pass\nFrom:")
    counts = b"Authentication-Results: mx.r.example; dmarc=pass\n" + one
    words = "No result in this message counts as the receiver's "
    for name, message, wanted in (("none", GREETED, "No receiver wrote results into this message."),
                                  ("below", one, words + "(1 field; the full report says why)."),
                                  ("two-below", two, words + "(2 fields; the full report says why)."), ("counts", counts, None)):
        text = " ".join(run(["--offline", "--full", "-"], SOURCE, stdin=None, input=message).stdout.decode().split())
        said = [one for one in ("No receiver wrote results", words) if one in text]
        yield f"claims-{name}", [] if (wanted in text and len(said) == 1 if wanted else not said) else [text]


def originating():
    """No standard knows X-Originating-IP: it is named, as it is written, and SPF does not take it."""
    for name, message, words in (("with", b"X-Originating-IP: [198.51.100.9]\n" + GREETED,
                                  "X-Originating-IP (line 1) says \"[198.51.100.9]\": perhaps the address of the writer's computer; not used"),
                                 ("hostile", GREETED.replace(b"From:", b"x-originating-ip: \x1b[2J\nFrom:"), "x-originating-ip (line 2) says \"\u241b[2J\": perhaps the"),
                                 ("without", GREETED, None)):
        text = " ".join(run(["--offline", "--full", "-"], SOURCE, stdin=None, input=message).stdout.decode().split())
        good = words in text if words else "riginating" not in text
        yield f"originating-{name}", [] if good and "client 192.0.2.1 " in text else [text]


def ids_of(value):
    """Every id that a report names."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in ("id", "reason", "why") and isinstance(inner, str) and re.fullmatch("[a-z0-9]+(-[a-z0-9]+)+", inner):
                yield inner
            yield from ids_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from ids_of(inner)


def explained():
    """Each ID that a sample's report names is listed and explained: the sentence, the meaning, what to do, the source."""
    listed = run(["explain"], SOURCE).stdout.decode()
    known = {line.split()[0]: line.split(None, 1)[1] for line in listed.splitlines()}
    yield "explain-lists-all", [] if len(known) > 400 and all(known.values()) else [f"{len(known)} ids"]
    objects_of_all = [json.loads(line) for line in run(["explain", "--json"], SOURCE).stdout.splitlines()]
    yield "explain-json-lists-all", [] if [one["id"] for one in objects_of_all] == list(known) else ["other ids"]
    # a receiver's own word and a line of the screen are explained by the sentence alone
    short = [one["id"] for one in objects_of_all if not one["title"] or not one["meaning"] and one["id"].split("-")[0] not in ("vendor", "skipped")]
    yield "explain-meaning", short
    told = run(["explain", *known], SOURCE)
    yield "explain-each", [] if told.returncode == 0 and not told.stderr and told.stdout.count(b"\n") > 3 * len(known) else [str(told.stderr)]
    used = set()
    samples = os.path.join(SOURCE, "samples")
    for name in sorted(os.listdir(samples)):
        if name.endswith(".eml"):
            path = os.path.join(samples, name[:-4])
            used |= set(ids_of({key: value for key, value in json.loads(run(["--json", f"--dns={path}.zone", f"{path}.eml"], SOURCE).stdout).items()
                                if key in ("dkim", "arc", "spf", "dmarc", "findings", "comparisons", "unsubscribe", "bimi")}))
    missing = sorted(used - set(known))
    yield "explain-knows-what-reports-name", [f"not explained: {missing}"] if missing or len(used) < 40 else []
    text = run(["explain", "dkim-body-hash-differs"], SOURCE).stdout.decode()
    wanted = ("The body changed after signing", "The signature holds a hash", "What to do: Compare", "Source: RFC 6376 section 6.1.3")
    yield "explain-tells", [f"no {part!r}" for part in wanted if part not in text]


def help_of_each():
    """--help and -h behind any command name that command and list its options on standard output."""
    for command in ("", "filter", "cache", "spf", "dmarc", "explain"):
        for word in ("--help", "-h"):
            result = run([*command.split(), word], SOURCE)
            wanted = f"  emlens {command + ' ' if command else ''}[OPTION"
            told = result.stdout.decode()
            yield f"help-{command or 'emlens'}{word}", [] if result.returncode == 0 and wanted in told and "--version" in told \
                and not result.stderr else [str(result)]


GREETED = (b"Received: from mx.a.example (mx.a.example [192.0.2.1]) by mx.r.example with ESMTP; Mon, 2 Nov 2026 10:00:00 +0000\n"
           b"From: x@a.example\n\nbody\n")
GREETED_ZONE = b';! complete\nmx.a.example. TXT "v=spf1 ip4:192.0.2.1 -all"\n_dmarc.a.example. TXT "v=DMARC1; p=reject"\n'


def helo_row(folder):
    """RFC 7208 sections 2.3 and 2.4: whose result stands in the row of SPF, and what the receiver claimed of the HELO name."""
    with open(os.path.join(folder, "greeted.zone"), "wb") as handle:
        handle.write(GREETED_ZONE)
    claimed = b"Authentication-Results: mx.r.example; spf=pass smtp.mailfrom=b@a.example; spf=softfail smtp.helo=mx.a.example\n"
    for name, options, message, rows in (
            ("unknown", [], GREETED, ["SPF of HELO - pass for mx.a.example; MAIL FROM not known"]),
            ("null", ["--mail-from="], GREETED, ["SPF of HELO - pass for mx.a.example, aligned"]),
            ("beside", ["--mail-from=b@a.example"], GREETED, ["SPF - none for a.example", "SPF of HELO - pass for mx.a.example"]),
            ("claimed", [], claimed + GREETED, ["SPF pass none for a.example", "SPF of HELO softfail pass for mx.a.example"])):
        text = run(["--full", "--dns=greeted.zone", *options, "-"], folder, stdin=None, input=message).stdout.decode()
        table = text.split("\ncheck ")[1].split("\n\n")[0].splitlines()
        got = [" ".join(word for word in row.split() if word not in "✓·!✗") for row in table if row.startswith("SPF")]
        yield f"helo-{name}", [] if got == rows else got
    # the next step, with the option that gives what is missing
    no_trace = GREETED[GREETED.index(b"From:"):]
    for name, message, option in (("mail-from", GREETED, "give it with --mail-from=ADDRESS."),
                                  ("both", no_trace, "give both: --ip=ADDRESS and --mail-from=ADDRESS."),
                                  ("ip", b"Return-Path: <b@a.example>\nReceived: by mx.r.example; Mon, 2 Nov 2026 10:00:00 +0000\n" + no_trace,
                                   "give it with --ip=ADDRESS.")):
        text = run(["--full", "--dns=greeted.zone", "-"], folder, stdin=None, input=message).stdout.decode()
        above = " ".join(text.split("\ncheck ")[0].split())
        report = json.loads(run(["--json", "--dns=greeted.zone", "-"], folder, stdin=None, input=message).stdout)
        advice = report["verdict"]["advice"]
        yield f"advice-{name}", [] if option in advice and above.endswith(f"-> {advice}") else [above, str(advice)]


TWO_SIGNED = b"".join([
    b"Authentication-Results: mx.r.example; dkim=pass header.d=s.example header.s=a; dkim=pass header.d=s.example header.s=b\n",
    b"Received: from m.s.example (m.s.example [192.0.2.1]) by mx.r.example with ESMTP; Mon, 2 Mar 2026 10:00:00 +0000\n",
    *(b"DKIM-Signature: v=1; a=rsa-sha256; d=s.example; s=%c; h=from; bh=AAAA; b=AAAA\n" % selector for selector in b"ab"),
    b"From: a@s.example\n\nbody\n"])


def two_signatures():
    """Where a domain signed twice, findings and table count its signatures alike, and no sentence comes twice."""
    report = json.loads(run(["--json", f"--dns={SAMPLE}.zone", "-"], SOURCE, stdin=None, input=TWO_SIGNED).stdout)
    titles = [one["title"] for one in report["findings"] if one["id"] == "finding-claim-differs"]
    good = len(titles) == 2 and all(title.startswith(f"DKIM #{i} of s.example: ") for i, title in enumerate(titles, 1))
    yield "two-signatures", [] if good else [str(titles)]


def signature_details():
    """What the text says of a signature: that it does not count, how many fields it signs, what its tags mean."""
    for name, header, wanted in (
            ("counted", b"DKIM-Signature", ["s=a: which of the domain's keys (selector)", "l=4: only so many bytes of the body are signed"]),
            ("not-counted", b"X-Google-DKIM-Signature", ["no standard names it, so it is ignored."]),
            ("draft", b"DKIM2-Signature", ["A signature of DKIM2, which is not a standard yet.", "DKIM2 is a draft: recognized, not verified"])):
        message = (header + b": v=1; a=rsa-sha256; d=s.example; s=a; l=4; h=from:from:to; bh=AAAA; b=AAAA\n"
                   b"From: a@s.example\nTo: b@r.example\nCc: c@r.example\n\nbody\n")
        text = run(["--full", f"--dns={SAMPLE}.zone", "-"], SOURCE, stdin=None, input=message).stdout.decode()
        details = " ".join(text.split("\n-- DKIM #1")[1].split("\n-- DMARC")[0].split())
        if name != "draft":
            wanted += ["2 of 3 header fields are signed: from, to", "Protected against a second field of the same name: from"]
        missing = [words for words in wanted if words not in details]
        if name == "counted" and "it is ignored" in details:
            missing.append("it counts")
        yield f"signature-{name}", [details, *missing] if missing else []
    message = b"DKIM-Signature: v=1; a=rsa-sha256; d=; s=a; h=from; bh=AAAA; b=AAAA\nFrom: a@s.example\n\nbody\n"
    text = run(["--full", f"--dns={SAMPLE}.zone", "-"], SOURCE, stdin=None, input=message).stdout.decode()
    wanted = ("(nothing) in d= is not a domain name", "Signature of ? with selector a", "s=a: which of the domain's keys (selector)")
    yield "signature-broken", [text] if any(words not in text for words in wanted) else []


def main():
    tests = []
    with tempfile.TemporaryDirectory() as folder:
        for name, content in {**FILES, "plain.zone": b"other.example. A 192.0.2.1\n"}.items():
            with open(os.path.join(folder, name), "wb") as handle:
                handle.write(content)
        os.mkfifo(os.path.join(folder, "fifo"))
        for name, arguments, status, words, wanted in ROWS:
            given = [argument.replace("@DIR@", folder) for argument in arguments]
            tests.append((name, against(run(given, folder), status, words, wanted)))
        tests.extend(streams(folder))
        tests.extend(broken_pipes(folder))
        tests.extend(recoded(folder))
        tests.extend(helo_row(folder))
    tests.extend(short_report())
    tests.extend(what_if())
    tests.extend(offline())
    tests.extend(parts_shown())
    tests.extend(ssl_named())
    tests.extend(originating())
    tests.extend(no_claim_counts())
    tests.extend(two_signatures())
    tests.extend(signature_details())
    tests.extend(explained())
    tests.extend(help_of_each())
    print(f"1..{len(tests)}")
    for number, (name, trouble) in enumerate(tests, 1):
        print(f"{'not ok' if trouble else 'ok'} {number} - {name}")
        for line in trouble:
            print(f"# {line[:400]}")
    return 1 if any(trouble for _, trouble in tests) else 0


sys.exit(main())
