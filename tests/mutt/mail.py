"""For tests of the display filter: a DNS server that answers from a sample's snapshot as fast or slow as a test wants, what a
mail reader shows of a message, and a small TAP printer. Nothing leaves the machine."""
import contextlib
import email
import email.policy
import os
import re
import socket
import struct
import sys
import threading
import time

TXT = 16
SHOWN = ("Date", "From", "To", "Subject", "Message-ID", "Authentication-Results")


def text_records(snapshot):
    """Name → list of lists of strings, from the TXT lines of a snapshot."""
    records = {}
    with open(snapshot, encoding="utf-8") as lines:
        for line in lines:
            match = re.match(r"(\S+)\s+(?:\d+\s+)?(?:IN\s+)?TXT\s+(.*)", line)
            if match:
                strings = [part.encode() for part in re.findall(r'"([^"]*)"', match.group(2))]
                records.setdefault(match.group(1).rstrip(".").lower(), []).append(strings)
    return records


class Dns:
    """Answers TXT questions; every other one, and every other name, has no data. asked: the names, in the order they came."""

    def __init__(self, snapshot, delay=0.0, silent=False):
        self.records = text_records(snapshot)
        self.delay, self.silent = delay, silent
        self.asked = []
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.option = f"--resolver=127.0.0.1@{self.socket.getsockname()[1]}"
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                query, source = self.socket.recvfrom(4096)
            except OSError:
                return
            threading.Thread(target=self.answer, args=(query, source), daemon=True).start()

    def answer(self, query, source):
        labels, at = [], 12
        while query[at]:
            labels.append(query[at + 1:at + 1 + query[at]].decode().lower())
            at += 1 + query[at]
        name = ".".join(labels)
        kind = struct.unpack("!H", query[at + 1:at + 3])[0]
        self.asked.append(name)
        if self.silent:
            return
        time.sleep(self.delay)
        found = self.records.get(name, []) if kind == TXT else []
        reply = query[:2] + struct.pack("!5H", 0x8180, 1, len(found), 0, 0) + query[12:at + 5]
        for strings in found:
            data = b"".join(bytes([len(text)]) + text for text in strings)
            reply += struct.pack("!3HIH", 0xC00C, TXT, 1, 300, len(data)) + data
        with contextlib.suppress(OSError):  # the test is over
            self.socket.sendto(reply, source)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()


def shown(raw, body=None, names=SHOWN):
    """The message as a reader shows it: decoded fields, unfolded, those of `names` only, and its text."""
    message = email.message_from_bytes(raw, policy=email.policy.default)
    if body is None:
        text = message.get_body(("plain",))
        body = text.get_content().replace("\r\n", "\n").encode() if text is not None else b""
    lines = []
    for name, value in message.items():
        if any(name.lower() == wanted.lower() for wanted in names):
            lines.append(f"{name}: " + re.sub(r"\s+", " ", str(value)) + "\n")
    return "".join(lines).encode() + b"\n" + body


def read(*path):
    with open(os.path.join(*path), "rb") as handle:
        return handle.read()


def run_tests(tests, skip=None):
    """TAP. skip: why none can run."""
    failed = 0
    print(f"1..{len(tests)}")
    for number, test in enumerate(tests, 1):
        name = f"{number} - {test.__name__.replace('_', ' ')}"
        if skip:
            print(f"ok {name} # SKIP {skip}")
            continue
        try:
            why = test()
            print(f"ok {name}" + (f" # SKIP {why}" if why else ""))
        except Exception as trouble:  # whatever it is, the next test runs
            failed += 1
            print(f"not ok {name}\n" + "\n".join(f"# {line}" for line in f"{type(trouble).__name__}: {trouble}".splitlines()))
        sys.stdout.flush()
    return 1 if failed else 0
