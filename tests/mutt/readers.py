#!/usr/bin/env python3
"""emlens in the real mutt and neomutt, under tmux (TAP): readers.py EMLENS SOURCE_DIR READER [WORD]...

Each reader uses the muttrc of src/data as it is installed. The stores are a Maildir, an mbox and a Dovecot on loopback with
and without a message cache. DNS is a server of the test's own; nothing leaves the machine."""
import functools
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import imap
import kinds
import mail

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from screen import program

EMLENS, SOURCE = (os.path.abspath(path) for path in sys.argv[1:3])
SAMPLE = os.path.join(SOURCE, "samples", "01-newsletter")
NEWSLETTER = mail.read(SAMPLE + ".eml").replace(b"\r\n", b"\n")
SPOOF = mail.read(SOURCE, "samples", "03-spoof.eml").replace(b"\r\n", b"\n")
FORWARD = b"""From: Reader <reader@gmail.com>
To: helpdesk@rcpt.example
Subject: Is this real?
Date: Tue, 03 Mar 2026 09:00:00 +0100
Message-ID: <forward@gmail.com>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="b1"

--b1
Content-Type: text/plain

See the attached message.
--b1
Content-Type: message/rfc822

""" + NEWSLETTER + b"\n--b1--\n"
# its signature is broken, since it had two parts; SPF passes
PLAIN = re.sub(rb"(?s)Content-Type: multipart.*?\n\n.*?\n\n(.*?)--b1.*", rb"\n\1", NEWSLETTER)
HOSTILE = b"""-Odd: no letter in front
Received: from evil.example (evil.example [192.0.2.66]) by mx.google.com; Tue, 3 Mar 2026 10:00:00 +0100
Auth-Check: pass bank.example (verified now)
Auth-Detail: verified now: spf=pass dkim=pass
From: Bank <service@bank.example>
To: reader@gmail.com
Subject: Forged =?utf-8?q?=1B[32m=0AAuth-Check=3A_pass?= lines
Date: Tue, 03 Mar 2026 10:00:00 +0100
Message-ID: <hostile@evil.example>
Content-Type: text/plain; charset=utf-8

\x1b[38;2;1;2;3mTruecolor\x1b[39;49m
\x1b]9;1772528400\x07[-- The following data is signed --]
Auth-Check: pass forged in the body
\x1b]2;title\x07\x1b]8;;https://evil.example\x07end of the body
"""
STORES = {"Maildir": "=Maildir", "mbox": "=box", "imap": None, "imap-without-cache": None}


class Desk:
    """A home with mail in it, a DNS server, and emlens as a reader finds it."""

    def __init__(self, messages, delay=0.0, silent=False):
        self.path = tempfile.mkdtemp(prefix="emlens-readers-")
        os.chmod(self.path, 0o755)
        self.dns = mail.Dns(SAMPLE + ".zone", delay, silent)
        self.dovecot = None
        os.makedirs(os.path.join(self.path, "bin"))
        self.write("bin/emlens", f"#!/bin/sh\ncase $1 in filter) shift; exec {EMLENS} filter {self.dns.option} \"$@\" "
                   f"$FILTER_OPTIONS;; *) exec {EMLENS} --dns={SAMPLE}.zone \"$@\";; esac\n".encode(), 0o755)
        for number, message in enumerate(messages):
            for folder in ("Mail/Maildir", "imap"):
                for sub in ("cur", "new", "tmp"):
                    os.makedirs(os.path.join(self.path, folder, sub), exist_ok=True)
                self.write(f"{folder}/cur/{1772522105 + number}.m{number}:2,S", message)
        self.write("emlens.muttrc", mail.read(SOURCE, "src", "data", "emlens.muttrc").replace(b"/usr/local/bin", f"{self.path}/bin".encode()))
        self.write("Mail/box", b"".join(b"From a@b Mon Mar  2 23:15:04 2026\nStatus: RO\n" + message + b"\n" for message in messages))

    def write(self, name, data, mode=0o644):
        path = os.path.join(self.path, name)
        with open(path, "wb") as handle:
            handle.write(data)
        os.chmod(path, mode)

    def open(self, reader, store, more="", before="", options="", locale="C.UTF-8", folder=None, place=None, home=None, rows=30):
        """The reader on the store. before: lines of the user's own."""
        place = place or STORES[store]
        home = home or self.path
        if place is None:
            self.dovecot = self.dovecot or imap.Dovecot(self.path, os.path.join(self.path, "imap"))
            place = self.dovecot.url
        cache = f"{self.path}/copies-{reader}" if store == "imap" else ""
        lines = ["set folder=~/Mail mbox_type=Maildir sleep_time=0 quit=yes move=no sort=date mail_check=600", "set imap_pass=secret ssl_starttls=no ssl_force_tls=no",
                 f"set message_cachedir=\"{cache}\"", "ignore *", "unignore date from to subject", before, f"source {self.path}/emlens.muttrc", more]
        if cache:
            os.makedirs(cache, exist_ok=True)
        self.write(f"rc-{reader}", "\n".join(lines).encode() + b"\n")
        environment = {"PATH": f"{self.path}/bin:" + os.environ["PATH"], "HOME": home, "TERM": "tmux-256color",
                       "LC_ALL": locale, "FILTER_OPTIONS": options, "XDG_CACHE_HOME": f"{self.path}/cache-{reader}-{store}"}
        screen = program([reader, "-n", "-F", f"{self.path}/rc-{reader}", "-f", place], environment, folder=folder or self.path, lines=rows)
        screen.sees(r"(?m)^ +\d+ ")
        return screen

    def add(self, messages):
        """Behind those that are there."""
        for number, message in enumerate(messages):
            self.write(f"Mail/Maildir/cur/{1772523000 + number}.a{number}:2,S", message)
        with open(f"{self.path}/Mail/box", "ab") as box:
            box.write(b"".join(b"From a@b Mon Mar  2 23:15:04 2026\nStatus: RO\n" + message + b"\n" for message in messages))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.dns.__exit__()
        if self.dovecot is not None:
            self.dovecot.close()
        shutil.rmtree(self.path, ignore_errors=True)


def head_of(text):
    """The lines of the pager's header block."""
    lines = text.split("\n")[1:]
    return "\n".join(lines[:next((i for i, line in enumerate(lines) if not line.strip()), len(lines))])


def filter_and_keys(reader, store):
    """The filter, h, j, R, the kept result, I from pager and index."""
    with Desk([NEWSLETTER, SPOOF]) as desk, desk.open(reader, store) as screen:
        screen.keys("Home", "Enter")
        text = screen.sees(r"Auth-Check: pass garden\.example, says mx\.google\.com \(not verified now\)")
        assert "Auth-Detail: claimed by mx.google.com: dkim=pass" in text, text
        assert "Message-ID" not in text and "Authentication-Results" not in text, text
        assert desk.dns.asked == [], desk.dns.asked
        screen.keys("h")
        text = screen.sees(r"Delivered-To|Received:")
        screen.keys("End")
        screen.sees("Auth-Check: pass")
        screen.keys("h")
        screen.sees(r"(?s)Auth-Check: pass.*Spring is here")
        screen.keys("j")
        screen.sees("From: Bank.*Auth-Check: forged .*Auth-Detail: claimed by mx.reader.example")
        screen.keys("k")
        screen.sees("Auth-Check: pass.*not verified now")
        screen.keys("A")
        screen.sees(r"Auth-Check: pass \(verified now\) garden\.example.*Auth-Detail: verified now: spf=pass dkim=pass dmarc=pass")
        assert "g1._domainkey.garden.example" in desk.dns.asked, desk.dns.asked
        desk.dns.asked.clear()
        screen.keys("j")
        screen.sees("From: Bank.*Auth-Check")
        screen.keys("k")
        screen.sees(r"Auth-Check: pass \(verified (now|\d+ s ago)\)")
        assert desk.dns.asked == [], desk.dns.asked
        opened_and_left(screen, "Auth-Check: pass")
        screen.keys("i")
        screen.sees(r"(?m)^ +2 ")
        opened_and_left(screen, r"(?m)^ +2 ")
        restored(screen)


def opened_and_left(screen, behind):
    screen.keys("I")
    screen.sees(r"standard input.*Garden Letter.*PASS")
    screen.keys("q")
    text = screen.sees(behind)
    assert "Press any key" not in text, text


def restored(screen):
    """The macro's changes to the reader's settings are undone."""
    time.sleep(0.5)  # the macro may still be at work
    for setting, value in (("pipe_decode", "unset|no"), ("wait_key", "set|yes"), ("pipe_split", "unset|no"), ("auto_tag", "unset|no"), ("record", "sent"), ("pipe_sep", r"\\n")):
        screen.type(f":set ?{setting}")
        screen.keys("Enter")
        screen.sees(rf"{setting}(=\"?| is )({value}|\S*{value})")


def not_found_says_nothing_false(reader, store):
    """IMAP without a cache: mutt leaves nothing to be found, neomutt the open file."""
    with Desk([NEWSLETTER]) as desk, desk.open(reader, store) as screen:
        screen.keys("Enter")
        word = re.search(r"Auth-Check: (\w+)", screen.sees(r"Auth-Check: \w+")).group(1)
        assert word == ("unknown" if reader == "mutt" else "pass"), word
        screen.keys("A")
        screen.sees("not verified: the message itself was not found" if reader == "mutt" else r"\(verified now\)")
        screen.keys("I")
        screen.sees(r"standard input.*Garden Letter.*PASS")


def attachment(reader):
    with Desk([FORWARD]) as desk, desk.open(reader, "Maildir") as screen:
        screen.keys("Enter")
        text = screen.sees(r"See the attached message.*Auth-Check|Auth-Check.*See the attached message")
        assert "\u241b" not in text, "the reader's own marks were changed"
        screen.keys("v")
        screen.sees("rfc822")
        screen.keys("j")
        opened_and_left(screen, "rfc822")


def tagged(reader, store):
    """As a list: [ and ] go from one to the other; the reader is there again behind it."""
    with Desk([NEWSLETTER, SPOOF, FORWARD]) as desk, desk.open(reader, store) as screen:
        screen.keys("Home", "t", "t", "I")
        screen.sees(r"standard input.*\[1/2\].*Garden Letter.*PASS")
        screen.keys("]")
        screen.sees(r"standard input.*\[2/2\].*Is this real")
        screen.keys("[")
        screen.sees(r"standard input.*\[1/2\].*Garden Letter.*PASS")
        screen.keys("q")
        text = screen.sees(r"(?m)^ +3 ")
        assert "Press any key" not in text, text
        restored(screen)


def suspended(reader):
    """Ctrl-Z in emlens under the reader, then fg."""
    with Desk([NEWSLETTER]) as desk, desk.open(reader, "Maildir") as screen:
        screen.keys("I")
        screen.sees("standard input.*PASS")
        screen.keys("C-z")
        screen.sees("status=1[0-9][0-9]")
        screen.keys("Enter")
        screen.sees("standard input.*PASS")
        screen.keys("?")
        screen.sees("one row down")
        screen.keys("q", "q")
        screen.sees(r"(?m)^ +1 ")


def hostile(reader):
    with Desk([HOSTILE, NEWSLETTER]) as desk, desk.open(reader, "Maildir", more="set allow_ansi=yes sort=reverse-date") as screen:
        screen.keys("Home", "Enter")
        text = screen.sees("end of the body")
        assert len(re.findall("(?m)^Auth-Check:", head_of(text))) == 1, text
        assert re.search("(?m)^Auth-Check: unknown", head_of(text)), text
        assert "verified now: spf=pass" not in text, text
        assert "\u241b[38;2;1;2;3mTruecolor\u241b[39;49m" in text and "\u241b]2;title" in text, text
        screen.keys("h")
        text = screen.sees("Received: from evil.example")
        assert "bank.example (verified now)" not in text, text
        screen.keys("h", "j")
        screen.sees("Spring is here")


def colors(reader):
    with Desk([NEWSLETTER]) as desk, desk.open(reader, "Maildir") as screen:
        screen.keys("Enter")
        screen.sees("Auth-Check: pass")
        line = next(line for line in screen.text("-e").split("\n") if "Auth-Check" in line)
        assert re.search(r"\x1b\[[0-9;]*(92|32|38;5;10|38;5;2)[;m]", line), repr(line)


def slow_dns(reader):
    with Desk([NEWSLETTER], delay=0.3) as desk, desk.open(reader, "Maildir", options="--deadline=10") as screen:
        screen.keys("Enter")
        screen.sees("not verified now")
        screen.keys("A")
        screen.sees(r"\(verified now\)")


def dead_dns(reader):
    with Desk([NEWSLETTER], silent=True) as desk, desk.open(reader, "Maildir", options="--deadline=30") as screen:
        screen.keys("Enter")
        screen.sees("not verified now")
        screen.keys("A")
        until = time.monotonic() + 20
        while not desk.dns.asked and time.monotonic() < until:
            time.sleep(0.05)
        began = time.monotonic()
        screen.keys("C-c")
        text = screen.sees("Auth-Check: temperror .could not be verified now", patience=10)
        assert "Auth-Check: pass" not in text and not re.search("(?<!not be )verified now", text), text
        assert time.monotonic() - began < 8 and "Press any key" not in text, text


def processes(home):
    """The filter's processes of that home, the first that was started first."""
    found = subprocess.run(["pgrep", "-f", f"^{EMLENS} filter .*{home}"], capture_output=True, text=True, check=False).stdout
    return [int(pid) for pid in found.split()]


def killed(reader):
    """Of the filter's two processes the worker: the message is shown as it is. Of both: the reader says so, and goes on."""
    with Desk([NEWSLETTER], silent=True) as desk:
        options = f"--deadline=30 --raw={desk.path}/nothing"
        with desk.open(reader, "Maildir", options=options) as screen:
            for victims in (slice(1, 2), slice(0, 2)):
                screen.keys("Enter")
                screen.sees("Auth-Check")
                desk.dns.asked.clear()
                screen.keys("A")
                until = time.monotonic() + 20
                while not desk.dns.asked and time.monotonic() < until:
                    time.sleep(0.05)
                for pid in processes(desk.path)[victims]:
                    os.kill(pid, signal.SIGKILL)
                if victims.start == 1:
                    screen.sees(r"\A(?!.*Auth-Check).*Spring is here")
                else:
                    screen.sees("ress any key")
                until = time.monotonic() + 20
                while not re.search(r"(?m)^ +1 ", screen.text()) and time.monotonic() < until:
                    screen.keys("Space" if "ress any key" in screen.text() else "i")
                    time.sleep(0.3)
                screen.sees(r"(?m)^ +1 ")


def file_called_filter(reader):
    with Desk([NEWSLETTER]) as desk:
        desk.write("filter", b"not a program\n", 0o755)
        with desk.open(reader, "Maildir") as screen:
            screen.keys("Enter")
            screen.sees("Auth-Check: pass")


def external_pager(reader):
    """The text begins with the reader's status line then."""
    with Desk([NEWSLETTER]) as desk:
        desk.write("bin/keep", b"#!/bin/sh\ncp \"$1\" \"$HOME/kept.tmp\" && mv \"$HOME/kept.tmp\" \"$HOME/kept\"\n", 0o755)
        with desk.open(reader, "Maildir", more="set pager=keep") as screen:
            screen.keys("Enter")
            until = time.monotonic() + 20
            while not os.path.exists(f"{desk.path}/kept") and time.monotonic() < until:
                time.sleep(0.05)
            text = mail.read(desk.path, "kept").decode()
            assert text.split("\n")[0].startswith("-") and text.split("\n")[1] == "", text
            assert re.search("(?m)^Auth-Check: pass garden", text.split("\n\n")[1]), text
            assert "Message-ID" not in text, text


def ascii_locale(reader):
    with Desk([NEWSLETTER]) as desk, desk.open(reader, "Maildir", locale="C") as screen:
        screen.keys("Enter")
        screen.sees("Auth-Check: pass garden.example")


def large_folder(reader):
    """In mutt's folder the time may be over before all of it is read; that a message is shown whole is enough then."""
    with Desk([PLAIN]) as desk:
        for number in range(30000):
            path = f"{desk.path}/Mail/Maildir/cur/{1600000000 + number}.n{number}:2,S"
            with open(path, "w", encoding="ascii") as handle:
                handle.write(f"From: a@b.example\nDate: Sun, 13 Sep 2020 12:26:40 +0000\nMessage-ID: <n{number}@b.example>\n"
                             f"Subject: s{number}\n\nbody\n")
            os.utime(path, (1600000000 + number, 1600000000 + number))
        with desk.open(reader, "Maildir", options="--trust=mx.google.com", more="set sort=reverse-date-received") as screen:
            screen.keys("Home", "Enter")
            screen.sees("Auth-Check: pass garden.example")
            screen.keys("A")
            screen.sees(r"Auth-Check: pass \(verified now\)")


def shown_word(screen, number, subject=""):
    """Opens that message of the index and gives the whole line."""
    screen.type(str(number))
    screen.keys("Enter", "Enter")
    text = screen.sees(rf"(?s){subject}.*Auth-Check: .*- {number}/\d+: ")
    line = re.search(r"Auth-Check: (.*)", text).group(1)
    screen.keys("i")
    screen.sees(r"(?m)^ +\d+ ")
    return line


def ordinary_kinds(reader, store, weed="weed"):
    """The claim of mail whose text can be compared is shown, in either view; of other mail, that it cannot."""
    more = f"set sort=subject {weed}\nauto_view text/html\nalternative_order text/plain\nset implicit_autoview=no"
    with Desk(kinds.MESSAGES) as desk:
        desk.write(".mailcap", b"text/html; sed -e 's/<[^>]*>//g' %s; copiousoutput\n")
        with desk.open(reader, store, more=more, options="--trust=mx.rcpt.example", rows=90) as screen:
            wrong = []
            for number, (name, compared) in enumerate(zip(kinds.KINDS, kinds.COMPARED), 1):
                if (reader, name) == ("neomutt", "encrypted"):
                    continue  # what it cannot decrypt it does not show
                line = shown_word(screen, number, f"Subject: Kind {number:02} ")
                wrong += [] if line.startswith("pass" if compared else "unknown header only") else [(name, line)]
            assert wrong == [], wrong


def borrowed(reader, store, weed="weed"):
    """What shows the header of a message that was verified, and is none, never passes, nor does a copy that cannot be told."""
    # where all fields are shown, not those of which the end is far below
    forged = [message for message in kinds.forgeries(NEWSLETTER) if weed == "weed" or len(message) < 60000]
    with Desk([NEWSLETTER]) as desk:
        order = f"set sort={'date-received' if store == 'Maildir' else 'mailbox-order'} {weed}"
        live = f"{order}\nsetenv EMLENS_LIVE 1"
        with desk.open(reader, store, more=live, rows=90) as screen:
            assert shown_word(screen, 1).startswith("pass (verified now)")
        desk.add(forged)
        for more in (live, order):
            with desk.open(reader, store, more=more, rows=90) as screen:
                lines = [shown_word(screen, number) for number in range(1, len(forged) + 2)]
                passed = [number for number, line in enumerate(lines) if line.startswith("pass")]
                # the genuine one itself, which came last, only where the reader left its file open
                assert passed == ([len(forged)] if (reader, store) == ("neomutt", "Maildir") else []), (more, passed, lines)


def own_filter(reader):
    """A display_filter of the user's gets the text behind emlens, also when the file is read twice."""
    own = "set display_filter=\"sed -e 's/tomato/TOMATO/g' -e \\\"s/Spring is/'Spring' was/\\\"\""
    with Desk([NEWSLETTER]) as desk, desk.open(reader, "Maildir", before=own) as screen:
        for _ in range(3):
            screen.keys("Enter")
            text = screen.sees(r"Auth-Check: pass garden.*'Spring' was here: three new kinds of TOMATO")
            assert text.count("Auth-Check") == 1, text
            screen.keys("i")
            screen.sees(r"(?m)^ +1 ")
            screen.type(f":source {desk.path}/emlens.muttrc")
            screen.keys("Enter")


def no_program(reader):
    """The message is shown as it is."""
    with Desk([NEWSLETTER]) as desk:
        for state in ("missing", "not executable", "broken"):
            path = os.path.join(desk.path, "bin", "emlens")
            if state == "missing":
                os.unlink(path)
            else:
                desk.write("bin/emlens", b"#!/no/such/interpreter\n", 0o644 if state == "not executable" else 0o755)
            for own in ("", "set display_filter=\"sed s/tomato/TOMATO/g\""):
                with desk.open(reader, "Maildir", before=own) as screen:
                    screen.keys("Enter")
                    text = screen.sees("three new kinds of " + ("TOMATO" if own else "tomato"))
                    assert "Auth-Check" not in text and "ress any key" not in text, (state, text)


def any_folder(reader):
    """By relative names too, from any directory, and with a home elsewhere."""
    with Desk([NEWSLETTER]) as desk:
        here, base = desk.path, os.path.basename(desk.path)
        os.makedirs(f"{here}/home")
        desk.write("home/.nothing", b"")
        for folder, place, root in ((here, "Mail/Maildir", "Mail"), (f"{here}/Mail", "Maildir", "."), (f"{here}/Mail", "box", ".."),
                                    (f"{here}/bin", "../Mail/Maildir", "../Mail"), ("/tmp", f"{base}/Mail/Maildir", f"{here}/Mail"),
                                    ("/", f"{here}/Mail/Maildir", here), (here, "=Maildir", "Mail"), (f"{here}/bin", "=Maildir", "../Mail")):
            with desk.open(reader, "Maildir", more=f"set folder={root}", folder=folder, place=place, home=f"{here}/home") as screen:
                screen.keys("Enter")
                text = screen.sees("Auth-Check: ")
                assert "Auth-Check: pass garden" in text, (folder, place, root, text)


def nothing_leaks(reader):
    """Of all fields only Message-ID is shown for emlens, so only that can get into a forwarded and a printed mail."""
    with Desk([NEWSLETTER]) as desk:
        desk.write("bin/keep", b"#!/bin/sh\ncp \"$1\" \"$HOME/draft.tmp\" && mv \"$HOME/draft.tmp\" \"$HOME/draft\"\n", 0o755)
        more = "set editor=keep wait_key=no print=yes print_decode=yes print_command=\"cat >~/printed.tmp; mv ~/printed.tmp ~/printed\" abort_unmodified=no"
        with desk.open(reader, "Maildir", more=more) as screen:
            screen.keys("Enter")
            screen.sees("Auth-Check: pass")
            screen.keys("p")
            screen.sees("Message printed")
            screen.keys("f")
            screen.sees(r"\nTo:\s*\Z")
            screen.type("a@b.example")
            screen.keys("Enter")
            screen.sees(r"\nSubject: [^\n]*\s*\Z")
            screen.keys("Enter")
            for name in ("printed", "draft"):
                until = time.monotonic() + 20
                while not os.path.exists(f"{desk.path}/{name}") and time.monotonic() < until:
                    time.sleep(0.05)
                text = mail.read(desk.path, name)
                assert b"three new kinds" in text, (name, text)
                for field in (b"Authentication-Results", b"Received-SPF", b"DKIM", b"ARC-", b"List-Unsubscribe", b"Auth-Check", b"/u/8f3k"):
                    assert field not in text, (name, field, text)


def recall_is_not_hidden(reader):
    with Desk([NEWSLETTER]) as desk, desk.open(reader, "Maildir") as screen:
        screen.keys("Enter")
        screen.sees("Auth-Check: pass")
        screen.keys("R")
        screen.sees("No postponed messages")


def tests_of(reader):
    def named(test, *arguments):
        bound = functools.partial(test, reader, *arguments)
        bound.__name__ = "_".join((reader, test.__name__, *arguments))
        return bound

    tests = [named(filter_and_keys, store) for store in ("Maildir", "mbox", "imap")]
    tests += [named(tagged, store) for store in ("Maildir", "mbox", "imap")]
    tests.append(named(not_found_says_nothing_false, "imap-without-cache"))
    tests += [named(test, *where) for test in (ordinary_kinds, borrowed) for where in (("Maildir",), ("mbox",), ("Maildir", "noweed"))]
    return tests + [named(test) for test in (own_filter, no_program, any_folder, nothing_leaks, recall_is_not_hidden, attachment, suspended, hostile, colors, slow_dns, dead_dns, killed,
                                             file_called_filter, external_pager, ascii_locale, large_folder)]


def main():
    reader, words = sys.argv[3], sys.argv[4:]
    missing = [tool for tool in ("tmux", "bash", "pgrep", reader) if shutil.which(tool) is None]
    missing += ["dovecot"] if imap.program() is None else []
    tests = [test for test in tests_of(reader) if not words or any(word in test.__name__ for word in words)]
    return mail.run_tests(tests, f"{missing[0]} is not installed" if missing else None)


sys.exit(main())
