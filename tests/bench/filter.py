#!/usr/bin/env python3
"""How long a mail reader waits for emlens filter, beside cat started the same way. filter.py EMLENS [MESSAGE]

Prints the medians and their ratio; the aim is at most twice cat and 10 ms more. Never fails: a loaded machine says nothing
about the program. Then the same where the message is in a Maildir of 30,000, found by its Message-ID."""
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time

RUNS = 200
VIEW = b"""Date: Tue, 03 Mar 2026 08:15:02 +0100
From: Reader <reader@a.example>
Subject: One of many
Message-ID: <wanted@a.example>

body
"""


def measure(command, message, environment, runs=RUNS):
    """The median and the best time in milliseconds."""
    times = []
    for _ in range(runs):
        with open(message, "rb") as source, tempfile.TemporaryFile() as target:
            began = time.perf_counter()
            subprocess.run(["sh", "-c", f"exec {command}"], stdin=source, stdout=target, env=environment, check=False)
            times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times), min(times)


def fill(folder):
    os.makedirs(os.path.join(folder, "cur"))
    for number in range(30000):
        when = 1600000000 + number * 1000
        path = os.path.join(folder, "cur", f"{when}.{number}:2,S")
        with open(path, "wb") as handle:
            handle.write(b"Received: from x by y; Sun, 13 Sep 2020 12:26:40 +0000\n" * 20 + f"Message-ID: <{number}@a.example>\n\n".encode())
        os.utime(path, (when, when))
    with open(os.path.join(folder, "cur", "1772522105.wanted:2,S"), "wb") as handle:
        handle.write(VIEW)


def main():
    emlens = os.path.abspath(sys.argv[1])
    source = os.path.join(os.path.dirname(__file__), "..", "..", "samples", "01-newsletter.eml")
    message = sys.argv[2] if len(sys.argv) > 2 else source
    with tempfile.TemporaryDirectory(prefix="emlens-bench-") as home:
        environment = {**os.environ, "XDG_CACHE_HOME": home, "LC_ALL": "C.UTF-8"}
        for name in ("EMLENS_FOLDER", "EMLENS_LIVE"):
            environment.pop(name, None)
        cat, filtered = (measure(command, message, environment) for command in ("cat", f"{emlens} filter"))
        for name, now in (("median", 0), ("best", 1)):
            limit = 2 * cat[now] + 10
            print(f"{name}: cat {cat[now]:.2f} ms, emlens filter {filtered[now]:.2f} ms, ratio {filtered[now] / cat[now]:.1f}; "
                  f"2 x cat + 10 ms is {limit:.2f} ms: {'within' if filtered[now] <= limit else 'over'}")
        fill(os.path.join(home, "Maildir"))
        view = os.path.join(home, "view")
        with open(view, "wb") as handle:
            handle.write(VIEW)
        environment["EMLENS_FOLDER"] = os.path.join(home, "Maildir")
        median, best = measure(f"{emlens} filter", view, environment, 10)
        print(f"in a Maildir of 30,001: median {median:.0f} ms, best {best:.0f} ms; the search may take 300 ms")


main()
