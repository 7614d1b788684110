#!/usr/bin/env python3
"""emlens with aerc, notmuch and mu as the man page tells (TAP): others.py EMLENS SOURCE_DIR. What is not installed is skipped."""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

import mail

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from screen import program

EMLENS, SOURCE = (os.path.abspath(path) for path in sys.argv[1:3])
SAMPLE = os.path.join(SOURCE, "samples", "01-newsletter")
NEWSLETTER = mail.read(SAMPLE + ".eml").replace(b"\r\n", b"\n")
SPOOF = mail.read(SOURCE, "samples", "03-spoof.eml").replace(b"\r\n", b"\n")
ID = re.search(rb"Message-ID: <(.*)>", NEWSLETTER).group(1).decode()
PAGE = mail.read(SOURCE, "src", "data", "emlens.1").decode()
AERC_BINDS = "/usr/share/aerc/binds.conf"
FIRST = "cur/1772522105.a:2,S"


class Home:
    """A home with two messages in a Maildir, and emlens in its PATH."""

    def __init__(self):
        self.path = tempfile.mkdtemp(prefix="emlens-others-")
        for folder in ("cur", "new", "tmp"):
            os.makedirs(f"{self.path}/Mail/{folder}")
        self.write(f"Mail/{FIRST}", NEWSLETTER)
        self.write("Mail/cur/1772522106.b:2,S", SPOOF)
        self.write("bin/emlens", f"#!/bin/sh\nexec {EMLENS} --dns={SAMPLE}.zone \"$@\"\n".encode(), 0o755)
        self.write(".notmuch-config", f"[database]\npath={self.path}/Mail\n[user]\nname=x\nprimary_email=a@b.example\n".encode())
        self.environment = {"PATH": f"{self.path}/bin:" + os.environ["PATH"], "HOME": self.path, "TERM": "tmux-256color",
                            "LC_ALL": "C.UTF-8", "XDG_CACHE_HOME": f"{self.path}/.cache", "XDG_CONFIG_HOME": f"{self.path}/.config"}

    def write(self, name, data, mode=0o600):
        path = os.path.join(self.path, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as handle:
            handle.write(data)
        os.chmod(path, mode)

    def run(self, *words, **settings):
        done = subprocess.run(words, env=self.environment, capture_output=True, timeout=60, check=False, **settings)
        assert done.returncode in (0, 1, 2), (words, done)
        return done.stdout

    def filtered(self, command):
        assert command in PAGE, f"the man page tells no {command!r}"
        return self.run(EMLENS, "filter", f"--raw-command={command}", input=mail.shown(NEWSLETTER))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.path, ignore_errors=True)


def notmuch():
    """The message as it is, several as an mbox, and the search for the display filter."""
    with Home() as home:
        home.run("notmuch", "new")
        raw = home.run("notmuch", "show", "--format=raw", f"id:{ID}")
        assert raw == NEWSLETTER and "notmuch show --format=raw id:MESSAGE-ID | emlens" in PAGE
        assert b"garden.example did send this" in home.run(f"{home.path}/bin/emlens", "--text", input=raw)
        box = home.run("notmuch", "show", "--format=mbox", "*")
        assert home.run(f"{home.path}/bin/emlens", "--json", input=box).count(b"\n") == 2
        assert b"Auth-Check: pass garden.example" in home.filtered("notmuch search --output=files id:%m")


def mu():
    with Home() as home:
        home.run("mu", "init", f"--maildir={home.path}/Mail")
        home.run("mu", "index")
        assert b"Auth-Check: pass garden.example" in home.filtered("mu find msgid:%m --fields l")


def pressed(screen, *keys):
    """aerc takes no key that comes while it is still drawing."""
    for key in keys:
        time.sleep(1)
        screen.keys(key)


def opened(screen, wanted="standard input.*Garden Letter.*PASS"):
    """The terminal inside aerc 0.14 can lose a part of what comes in one burst, whatever the program; ^L draws it again."""
    pressed(screen, "I")
    for _ in range(5):
        if re.search(wanted, screen.text(), re.S):
            return
        pressed(screen, "C-l")
    screen.sees(wanted)


def aerc():
    """The binding in the list and in the view, and of marked messages; emlens has a tab of its own there."""
    binding = "I = :pipe -m emlens<Enter>"
    assert binding in PAGE
    with Home() as home:
        home.write(".config/aerc/accounts.conf", f"[t]\nsource = maildir://{home.path}\nfrom = a@b.example\ndefault = Mail\n".encode())
        home.write(".config/aerc/aerc.conf", b"[filters]\ntext/plain=cat\n")
        binds = mail.read(AERC_BINDS).decode()
        for section in ("messages", "view"):
            assert f"\n[{section}]\n" in binds
            binds = binds.replace(f"\n[{section}]\n", f"\n[{section}]\n{binding}\n")
        home.write(".config/aerc/binds.conf", binds.encode())
        with program(["aerc"], home.environment) as screen:
            screen.sees("Bank Security.*Garden Letter")
            pressed(screen, "j")
            opened(screen)
        with program(["aerc"], home.environment) as screen:
            screen.sees("Bank Security.*Garden Letter")
            pressed(screen, "j", "Enter")
            screen.sees("Spring is here")
            opened(screen)
        with program(["aerc"], home.environment) as screen:
            screen.sees("Bank Security.*Garden Letter")
            pressed(screen, "v", "j", "v")
            opened(screen, r"standard input.*\[1/2\].*(Bank Security|Garden Letter)")
            first, other = "Bank Security", "Garden Letter"  # aerc gives them in either order
            if first not in screen.text():
                first, other = other, first
            pressed(screen, "]")
            pressed(screen, "C-l")
            screen.sees(r"standard input.*\[2/2\].*" + other)


def main():
    needs = {notmuch: ["notmuch"], mu: ["mu"], aerc: ["aerc", AERC_BINDS, "tmux", "bash"]}

    def tried(test):
        missing = [tool for tool in needs[test] if shutil.which(tool) is None and not os.path.exists(tool)]
        named = (lambda: f"{missing[0]} is not installed") if missing else (lambda: test())
        named.__name__ = test.__name__
        return named

    return mail.run_tests([tried(test) for test in needs])


sys.exit(main())
