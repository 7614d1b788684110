#!/usr/bin/env python3
"""The first picture of emlens beside that of twenty lines of ncurses. paint.py EMLENS PAINT [ROUNDS]

Each program starts on an 80x24 terminal of this script's own, which answers as xterm does. Measured is the time from the start to
the last line of the first picture, and for emlens to the end after `q`. The messages have 5 kB and 100 MB; the resolver is a
socket that never answers, or --offline. In turns, medians. Never fails: a loaded machine says nothing about the program; the aims
are 1.5 times the twenty lines, 1.3 between the sizes, and 100 ms to quit."""
import fcntl
import os
import pty
import select
import signal
import socket
import statistics
import struct
import sys
import tempfile
import termios
import time

PATIENCE_S = 20
ANSWERS = ((b"\x1b]11;?", b"\x1b]11;rgb:0000/0000/0000\x1b\\"), (b"\x1b[c", b"\x1b[?62;22c"))
HEADER = b"".join(b"Received: from a%d.example (a%d.example [192.0.2.%d]) by b.example with ESMTPS id x; Tue, 3 Mar 2026 08:15:02 +0100\r\n"
                  % (i, i, i + 1) for i in range(3)) + b"""DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=a.example; s=k;\r
 h=from:subject; bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; b=AAAA\r
From: Somebody <somebody@a.example>\r
Subject: a picture\r
Message-ID: <1@a.example>\r
MIME-Version: 1.0\r
Content-Type: text/plain\r
\r
"""


def start(words):
    pid, fd = pty.fork()
    if pid == 0:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        os.execve(words[0], words, {**os.environ, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"})
    return pid, fd


def until(fd, mark):
    """Reads and answers until the mark has come, or the end (mark None); the time then."""
    seen = b""
    answered = set()
    while mark is None or mark not in seen:
        if not select.select([fd], [], [], PATIENCE_S)[0]:
            raise TimeoutError(f"{mark!r} never came: {seen[-400:]!r}")
        try:
            data = os.read(fd, 65536)
        except OSError:
            data = b""
        if not data:
            break
        seen += data
        for question, answer in ANSWERS:
            if question in seen and question not in answered:
                answered.add(question)
                os.write(fd, answer)
    return time.perf_counter()


def once(words, mark):
    """Milliseconds to the mark, and from `q` to the end."""
    began = time.perf_counter()
    pid, fd = start(words)
    try:
        painted = until(fd, mark)
        os.write(fd, b"q")
        typed = time.perf_counter()
        ended = until(fd, None)
    finally:
        os.kill(pid, signal.SIGKILL)  # it is ours, and waited for below
        os.waitpid(pid, 0)
        os.close(fd)
    return (painted - began) * 1000, (ended - typed) * 1000


def write_message(path, size):
    line = b"The quick brown fox jumps over the lazy dog, again and again and again.\r\n"
    with open(path, "wb") as handle:
        handle.write(HEADER)
        for _ in range(max(size - len(HEADER), 0) // len(line)):
            handle.write(line)


def main():
    emlens, paint = (os.path.abspath(path) for path in sys.argv[1:3])
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 15
    dead = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)  # takes questions, and that is all
    dead.bind(("127.0.0.1", 0))
    resolver = f"--resolver=127.0.0.1@{dead.getsockname()[1]}"
    with tempfile.TemporaryDirectory(prefix="emlens-bench-") as folder:
        cases = {"twenty lines of ncurses": ([paint], b"painted")}
        for name, size in (("5 kB", 5000), ("100 MB", 100_000_000)):
            path = os.path.join(folder, name.replace(" ", "-") + ".eml")
            write_message(path, size)
            cases[f"{name}, no answers"] = ([emlens, resolver, path], b"search")
            cases[f"{name}, offline"] = ([emlens, "--offline", path], b"search")
        times = {name: [] for name in cases}
        for turn in range(rounds + 1):
            for name, case in cases.items():
                result = once(*case)
                if turn > 0:
                    times[name].append(result)
    medians = {name: [statistics.median(column) for column in zip(*all_of)] for name, all_of in times.items()}
    floor = medians["twenty lines of ncurses"][0]
    for name, (painted, ended) in medians.items():
        print(f"{name:24} first picture {painted:7.2f} ms, ratio {painted / floor:4.2f} (aim 1.50); q to the end {ended:6.2f} ms")
    for way in ("no answers", "offline"):
        print(f"100 MB / 5 kB, {way}: {medians[f'100 MB, {way}'][0] / medians[f'5 kB, {way}'][0]:.2f} (aim 1.30)")


main()
