#!/usr/bin/env python3
"""The program on a real terminal (TAP): run in tmux, typed at, looked at. terminal.py EMLENS SOURCE_DIR"""
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from screen import PATIENCE_S, Screen, quoted

EMLENS, SOURCE = (os.path.abspath(path) for path in sys.argv[1:3])
DEADLY = ["TERM", "HUP", "INT", "QUIT", "SEGV", "ABRT", "BUS", "FPE", "ILL"]


def sample(name, *options):
    return [EMLENS, f"--dns={SOURCE}/samples/{name}.zone", *options, f"{SOURCE}/samples/{name}.eml"]


class Terminal(Screen):
    """The lines that the shell ends with tell what became of the program."""

    def __init__(self, script, columns=80, lines=24, environment=(), term="tmux-256color"):
        self.kept = tempfile.mkdtemp(prefix="emlens-")
        super().__init__(f"stty -a >{self.kept}/before\n{script}\necho \"status=$?\"\n"
                         f"stty -a >{self.kept}/after\necho finished\nsleep 100\n",
                         ["--default-signal", "-u", "TMUX", "LC_ALL=C.UTF-8", f"TERM={term}", *environment], columns, lines)

    def fully_restored(self):
        self.sees("finished")
        assert self.ask("alternate_on") == "0", "still on the alternate screen"
        assert self.ask("cursor_flag") == "1", "the cursor is hidden"
        with open(f"{self.kept}/before", encoding="utf-8") as before, open(f"{self.kept}/after", encoding="utf-8") as after:
            assert before.read() == after.read(), "the settings of the line have changed"

    def close(self):
        super().close()
        shutil.rmtree(self.kept, ignore_errors=True)


opened = Terminal  # reads as a verb where it is used


def first_screen():
    with opened(quoted(sample("03-spoof"))) as terminal:
        terminal.sees(r"FAIL +Do not believe the From address.*bank\.example")
        terminal.sees(r"1 SPF +fail.*verified now|verified now.*1 SPF +fail")


def both_sizes():
    for columns, lines in ((80, 24), (140, 40), (40, 10), (300, 100)):
        with opened(quoted(sample("01-newsletter")), columns=columns, lines=lines) as terminal:
            terminal.sees("PASS")
            terminal.sees("SPF")
            terminal.keys("q")
            terminal.fully_restored()


def status_is_zero():
    with opened(quoted(sample("03-spoof"))) as terminal:
        terminal.sees("FAIL")
        terminal.keys("q")
        terminal.sees("status=0")
        terminal.fully_restored()


def message_on_standard_input():
    with opened(f"cat {SOURCE}/samples/03-spoof.eml | {quoted([EMLENS, f'--dns={SOURCE}/samples/03-spoof.zone'])}") as terminal:
        terminal.sees("standard input.*FAIL")
        terminal.keys("?")
        terminal.sees("one row down")
        terminal.keys("q", "q")
        terminal.sees("status=0")
        terminal.fully_restored()


def keys_and_views():
    with opened(quoted(sample("01-newsletter")), lines=30) as terminal:
        terminal.sees("PASS")
        # the first row is selected already: its digit opens it; the others select theirs first
        for keys, pattern in (("1", "May 203.0.113.25 send mail"), ("22", "body hash"), ("33", "Looking for DMARC records"),
                              ("99", "DKIM-Signature"), ("00", "g1._domainkey"), ("88", "Nothing to remark")):
            terminal.keys(*keys)
            terminal.sees(pattern)
            terminal.keys("q")
            terminal.sees("1 SPF")
        terminal.keys("q")
        terminal.sees("status=0")


def what_if():
    """Every screen says that the answer is hypothetical."""
    record = 'workshop.example. TXT "v=spf1 ip4:198.51.100.99 ~all"'
    for columns, lines in ((80, 24), (140, 40), (40, 10)):
        with opened(quoted(sample("04-softfail", f"--what-if={record}")), columns=columns, lines=lines) as terminal:
            terminal.sees(r"emlens.*what if.*PASS.*Hypothetical: as if DNS held")
            for keys, view in (("11", "SPF"), ("99", "Headers"), ("00", "DNS log"), ("?", "Help")):
                terminal.keys(*keys)
                terminal.sees(rf"emlens[^\n]*> ({view})[^\n]*what if")
                terminal.keys("q")
                terminal.sees("Hypothetical")
    with opened(quoted(sample("04-softfail", f"--what-if={record}"))) as terminal:
        terminal.keys("0", "0")
        terminal.sees(r"1 workshop.example. +TXT +found +what if")
    with opened(quoted(sample("04-softfail"))) as terminal:
        terminal.sees("FAIL")
        assert "what if" not in terminal.text() and "Hypothetical" not in terminal.text()


def mouse():
    """No mouse until m; then a click selects, and one more opens. Off again, and after a crash, the terminal has it."""
    with opened(f"{quoted(sample('01-newsletter'))} 2>/dev/null") as terminal:
        terminal.sees("PASS")
        terminal.is_told("mouse_any_flag", "0")
        terminal.keys("m")
        terminal.sees("clicks select and open")
        terminal.is_told("mouse_any_flag", "1")
        row = next(i for i, line in enumerate(terminal.text().split("\n")) if line.startswith(" 3 DMARC"))
        for pattern in ("\u25b83 DMARC", "> DMARC"):
            for button in " #":  # pressed, let go
                terminal.tmux("send-keys", "-H", *(f"{ord(c):x}" for c in f"\033[M{button}{chr(33 + 5)}{chr(33 + row)}"))
            terminal.sees(pattern)
        terminal.keys("m")
        terminal.sees("the mouse marks text")
        terminal.is_told("mouse_any_flag", "0")
        terminal.keys("m")
        terminal.is_told("mouse_any_flag", "1")
        subprocess.run(["pkill", "-SEGV", "-f", f"^{EMLENS} --dns={SOURCE}/samples/01-newsletter.zone"], check=True)
        terminal.fully_restored()
        terminal.is_told("mouse_any_flag", "0")


def search():
    with opened(quoted(sample("01-newsletter"))) as terminal:
        terminal.sees("PASS")
        terminal.keys("9", "Enter")
        terminal.sees("Received")
        terminal.keys("/")
        terminal.type("list-unsub")
        terminal.keys("Enter")
        terminal.sees(r"list-unsub.*\d+ of \d+|\d+/\d+.*list-unsub")


def resize():
    with opened(quoted(sample("01-newsletter"))) as terminal:
        terminal.sees("PASS")
        for columns, lines in ((140, 40), (40, 10), (100, 30)):
            terminal.tmux("resize-window", "-x", str(columns), "-y", str(lines))
            terminal.sees("PASS")
            terminal.sees("SPF")
        terminal.sees(r"q.? quit")


def no_color():
    with opened(quoted(sample("03-spoof")), environment=["NO_COLOR=1"]) as terminal:
        terminal.sees("FAIL")
        assert re.search(r"\x1b\[[0-9;]*\b(3[0-7]|4[0-7]|38|48|9[0-7])\b", terminal.text("-e")) is None, "a color was used"
    with opened(quoted(sample("03-spoof"))) as terminal:
        terminal.sees("FAIL")
        terminal.sees(r"\x1b\[[0-9;]*\b(41|48;5;\d+|31)", "-e")


def ascii_only():
    with opened(quoted(sample("03-spoof")), environment=["LC_ALL=C"]) as terminal:
        terminal.sees("FAIL")
        assert terminal.text().isascii(), "a character outside ASCII"
        terminal.sees(r"1\.4 KiB, 14 fields")


def several_messages():
    words = [EMLENS, "--offline", f"{SOURCE}/samples/01-newsletter.eml", f"{SOURCE}/samples/03-spoof.eml"]
    with opened(quoted(words)) as terminal:
        terminal.sees(r"\[1/2\]")
        terminal.keys("]")
        terminal.sees(r"03-spoof.*\[2/2\]|\[2/2\].*03-spoof")
        terminal.keys("[")
        terminal.sees(r"\[1/2\]")


def messages_of_a_box():
    """An mbox by name and by a pipe; one of its messages cannot be read, which is said at the end."""
    with tempfile.TemporaryDirectory(prefix="emlens-") as folder:
        box = os.path.join(folder, "inbox")
        with open(box, "wb") as target:
            for name in ("01-newsletter", "03-spoof"):
                with open(f"{SOURCE}/samples/{name}.eml", "rb") as source:
                    target.write(b"From a@b Mon Mar  2 23:15:04 2026\n" + source.read().replace(b"\r\n", b"\n") + b"\n")
        for script in (quoted([EMLENS, "--offline", box]), f"cat {box} | {quoted([EMLENS, '--offline'])}"):
            with opened(script) as terminal:
                terminal.sees(r"#1 .*\[1/2\].*Garden Letter")
                terminal.keys("]")
                terminal.sees(r"#2 .*\[2/2\].*bank\.example")
                terminal.keys("[")
                terminal.sees(r"\[1/2\]")
                terminal.keys("q")
                terminal.sees("status=0")


def messages_of_a_folder():
    with tempfile.TemporaryDirectory(prefix="emlens-") as folder:
        for sub in ("cur", "new"):
            os.mkdir(os.path.join(folder, sub))
        for number, name in enumerate(("01-newsletter", "03-spoof", "04-softfail")):
            path = os.path.join(folder, "new" if number else "cur", f"{number}.x")
            shutil.copy(f"{SOURCE}/samples/{name}.eml", path)
            os.utime(path, (1000 + number, 1000 + number))
        with open(os.path.join(folder, "cur", "broken"), "wb"):
            os.utime(os.path.join(folder, "cur", "broken"), (1001.5, 1001.5))
        with opened(quoted([EMLENS, "--offline", folder])) as terminal:
            terminal.sees(r"\[1/4\]")
            terminal.keys("]")
            terminal.sees(r"\[2/3\].*bank\.example")
            terminal.keys("]")
            terminal.sees(r"\[3/3\].*Garden Letter")
            terminal.keys("q")
            terminal.sees("broken: This is not a message.*status=65")
            terminal.fully_restored()


def suspended():
    with opened(f"{quoted(sample('01-newsletter'))}\necho stopped\nread -r line\nfg >/dev/null") as terminal:
        terminal.sees("PASS")
        terminal.keys("C-z")
        terminal.sees("stopped")
        assert terminal.ask("alternate_on") == "0", "stopped on the alternate screen"
        terminal.keys("Enter")
        terminal.sees("PASS")
        terminal.keys("q")
        terminal.fully_restored()


def process_of(words):
    """The number of the program that was started with these words."""
    found = subprocess.run(["pgrep", "-n", "-f", "^" + re.escape(" ".join(words))], capture_output=True, text=True, check=True)
    return int(found.stdout)


def stopped_from_outside():
    """Stopped and let go on by others while a shell has the terminal: after fg the keys are the program's."""
    words = sample("01-newsletter")
    for stop in ("STOP", "TSTP", "^Z"):
        with opened("exec bash --norc --noprofile -i") as terminal:
            terminal.type("PS1='ready> '")
            terminal.keys("Enter")
            terminal.sees("(?m)^ready>")
            terminal.type(f"clear; {quoted(words)}")
            terminal.keys("Enter")
            terminal.sees("PASS")
            number = process_of(words)
            if stop == "^Z":
                terminal.keys("C-z")
            else:
                os.kill(number, getattr(signal, f"SIG{stop}"))
            terminal.sees("Stopped")
            os.kill(number, signal.SIGCONT)
            time.sleep(0.3)  # it may do now what it must not: draw, read
            terminal.type("clear; echo typed")
            terminal.keys("Enter")
            terminal.sees("(?m)^typed\n+ready>")
            terminal.type("fg")
            terminal.keys("Enter")
            terminal.sees("PASS")
            terminal.keys("?")
            terminal.sees("one row down")
            assert terminal.ask("alternate_on") == "1", f"{stop}: not on the alternate screen"
            terminal.keys("q", "q")
            terminal.is_told("alternate_on", "0")
            terminal.is_told("pane_current_command", "bash")
            terminal.type("echo over")
            terminal.keys("Enter")
            terminal.sees("(?m)^over$")


def no_second_screen():
    """On terminals without one, the line of the keys is gone for what comes after."""
    for term in ("vt100", "linux"):
        for stop in ("q", "C-z"):
            with opened(f"{quoted(sample('01-newsletter'))}; echo more", term=term) as terminal:
                terminal.sees("q(uit)? quit|q quit")
                terminal.keys(stop)
                terminal.sees("(?m)^more")
                assert re.search(r"q quit|\? help", terminal.text()) is None, terminal.text()


def restored_on_signals():
    for name in DEADLY:
        script = f"trap : INT\n{quoted(sample('01-newsletter'))} 2>/dev/null"  # else bash does as its child did
        with opened(script) as terminal:
            terminal.sees("PASS")
            subprocess.run(["pkill", f"-{name}", "-f", f"^{EMLENS} --dns={SOURCE}/samples/01-newsletter.zone"], check=True)
            terminal.fully_restored()
            status = int(re.search(r"status=(\d+)", terminal.text()).group(1))
            # what a sanitizer catches itself ends with a status of its own
            wanted = [128 + getattr(signal, f"SIG{name}")] if name in ("TERM", "HUP", "INT", "QUIT") else range(1, 256)
            assert status in wanted, f"{name}: ended with {status}"


def window_title():
    """The window is named after the message while it is shown, stopped or crashed it has its own title again; a setting leaves it."""
    own = "printf '\\033]2;my own\\007'\n"
    words = [EMLENS, "--offline", f"{SOURCE}/samples/01-newsletter.eml", f"{SOURCE}/samples/03-spoof.eml"]
    with opened(f"{own}{quoted(words)}\necho stopped\nread -r line\nfg >/dev/null") as terminal:
        terminal.sees("Garden")
        terminal.is_told("pane_title", "emlens: 01-newsletter.eml [1/2]")
        terminal.keys("]")
        terminal.is_told("pane_title", "emlens: 03-spoof.eml [2/2]")
        terminal.keys("C-z")
        terminal.is_told("pane_title", "my own")
        terminal.keys("Enter")
        terminal.is_told("pane_title", "emlens: 03-spoof.eml [2/2]")
        terminal.keys("q")
        terminal.is_told("pane_title", "my own")
    with opened(f"{own}{quoted(words)} 2>/dev/null") as terminal:
        terminal.is_told("pane_title", "emlens: 01-newsletter.eml [1/2]")
        subprocess.run(["pkill", "-SEGV", "-f", f"^{EMLENS} --offline {SOURCE}/samples/01-newsletter.eml"], check=True)
        terminal.is_told("pane_title", "my own")
    with tempfile.TemporaryDirectory(prefix="emlens-") as folder:
        os.mkdir(os.path.join(folder, "emlens"))
        with open(os.path.join(folder, "emlens", "config"), "w", encoding="utf-8") as handle:
            handle.write("title = no\n")
        with opened(f"{own}{quoted(words)}", environment=[f"XDG_CONFIG_HOME={folder}"]) as terminal:
            terminal.sees("Garden")
            terminal.is_told("pane_title", "my own")


def unknown_terminal():
    with opened(quoted(sample("01-newsletter")), term="no-such-terminal") as terminal:
        terminal.sees("PASS")
    with opened(quoted(sample("01-newsletter")), term="dumb") as terminal:
        assert "?2004" not in terminal.sees("status=0", "-S-"), "a sequence was written to a terminal that knows none"
        terminal.sees("finished")


def dropped_at_the_prompt():
    with opened(f"{quoted([EMLENS, '--offline'])}") as terminal:
        terminal.sees("Drop an .eml")
        terminal.type(f"'{SOURCE}/samples/01-newsletter.eml' ")
        terminal.keys("Enter")
        terminal.sees("Garden Letter")


def asked_again():
    """A wrong name and an empty line at the prompt end nothing, and what is pasted there never comes to the shell."""
    with tempfile.TemporaryDirectory(prefix="emlens-") as folder, opened("exec bash --norc --noprofile -i") as terminal:
        spoiled = os.path.join(folder, "spoiled")
        terminal.type(f"clear; {quoted([EMLENS, '--offline'])}")
        terminal.keys("Enter")
        terminal.sees("Drop an .eml here")
        terminal.keys("Enter")
        terminal.sees("(Drop an .eml[^\n]*\n+){2}")
        terminal.type("/no-such-file.eml")
        terminal.keys("Enter")
        terminal.sees("There is no such file.*Drop an .eml")
        terminal.tmux("set-buffer", f"Delivered-To: a@b.example\nSubject: hello\ntouch {spoiled}\nFrom: c@d.example\n\nbody\n")
        terminal.tmux("paste-buffer")
        terminal.sees("emlens -\n.*Drop an .eml")
        terminal.type(f"{SOURCE}/samples/01-newsletter.eml")
        terminal.keys("Enter")
        terminal.sees("Garden Letter")
        terminal.keys("q")
        terminal.is_told("alternate_on", "0")
        terminal.type("echo over")
        terminal.keys("Enter")
        terminal.sees("(?m)^over$")
        assert not os.path.exists(spoiled), "the shell ran what was pasted"


def one_missing():
    """Of several names one is wrong: the screen says so, too."""
    with opened(quoted([EMLENS, "--offline", "/no-such-file.eml", f"{SOURCE}/samples/01-newsletter.eml"])) as terminal:
        terminal.sees("Garden Letter.*no-such-file.eml: There is no such file")
        terminal.keys("q")
        terminal.sees("status=66")


def no_answer():
    """A dead resolver: the picture is there, ^C ends the wait, q the program."""
    words = [EMLENS, "--resolver=127.0.0.1@9", f"{SOURCE}/samples/01-newsletter.eml"]
    with opened(quoted(words)) as terminal:
        terminal.sees("Garden Letter.*1 SPF")
        terminal.keys("q")
        terminal.sees("status=0")
        terminal.fully_restored()


def other_address():
    """i: the answer is another one at once, the title says whose address it is; empty goes back."""
    with opened(quoted(sample("01-newsletter"))) as terminal:
        terminal.sees(r"1 SPF +pass")
        terminal.keys("1")
        terminal.sees("> SPF")
        terminal.keys("i")
        terminal.sees("Client IP:")
        terminal.type("192.0.2")
        terminal.keys("Enter")
        terminal.sees("this is no IPv4 or IPv6 address")
        terminal.type(".9")
        terminal.keys("Enter")
        terminal.sees(r"> SPF .*your IP 192\.0\.2\.9.*verified now . -all matches")
        terminal.keys("i", "C-u", "Enter")
        terminal.sees("verified now . pass.*the message's own address again")


def again_and_offline():
    """v and o, with a zone that changes in between."""
    folder = tempfile.mkdtemp(prefix="emlens-")
    zone = os.path.join(folder, "zone")
    shutil.copy(f"{SOURCE}/samples/01-newsletter.zone", zone)
    try:
        with opened(quoted([EMLENS, f"--dns={zone}", f"{SOURCE}/samples/01-newsletter.eml"])) as terminal:
            terminal.sees(r"PASS .*1 SPF +pass .*pass")
            with open(zone, "w", encoding="utf-8") as handle:
                handle.write(";! complete\n")
            terminal.keys("o")
            terminal.sees("UNDECIDED.*claims only, DNS is not asked")
            terminal.keys("v")
            terminal.sees("offline; o asks DNS")
            terminal.keys("o")
            terminal.sees("PASS.*verifying by DNS")
            terminal.keys("v")
            terminal.sees("1 SPF +pass[^\n]* none .*verifying again")
    finally:
        shutil.rmtree(folder)


def copied():
    with opened(quoted(sample("01-newsletter"))) as terminal:
        terminal.sees("PASS")
        terminal.tmux("set-option", "-g", "set-clipboard", "on")
        terminal.keys("y")
        terminal.sees("Copy  v value  d domain  r record")
        terminal.keys("r")
        terminal.sees("copied 39 characters")
        until = time.monotonic() + PATIENCE_S
        while terminal.tmux("show-buffer") == "" and time.monotonic() < until:
            time.sleep(0.05)
        buffer = terminal.tmux("show-buffer")
        assert buffer == "v=spf1 include:_spf.garden.example -all", f"the clipboard has {buffer!r}"


def saved():
    folder = tempfile.mkdtemp(prefix="emlens-")
    path = os.path.join(folder, "report.json")
    try:
        with opened(quoted(sample("01-newsletter"))) as terminal:
            terminal.sees("PASS")
            for answer, note in ((None, "saved .*report.json"), ("n", "not saved"), ("y", "saved .*report.json")):
                terminal.keys("w")
                terminal.sees(r"Save as: 01-newsletter\.txt")
                terminal.keys("C-u")
                terminal.type(path)
                terminal.keys("Enter")
                if answer is not None:
                    terminal.sees("is there already")
                    terminal.keys(answer)
                terminal.sees(note)
                with open(path, encoding="utf-8") as handle:
                    assert json.load(handle)["verdict"]["status"] == "authenticated"
            terminal.keys("w", "C-u")
            terminal.type(os.path.join(folder, "whole.txt"))
            terminal.keys("Enter")
            terminal.sees("saved .*whole.txt")
            with open(f"{SOURCE}/tests/golden/01-newsletter.full", "rb") as full, open(f"{folder}/whole.txt", "rb") as whole:
                assert whole.read().split(b"\n")[1:] == full.read().split(b"\n")[1:], "another report"  # but for the name of the file
            terminal.keys("w", "C-u")
            terminal.type(os.path.join(folder, "rep"))
            terminal.keys("Tab")
            terminal.sees("rep(ort.json)")
            terminal.keys("C-u")
            terminal.type("/no-such-folder/x")
            terminal.keys("Enter")
            terminal.sees("cannot save /no-such-folder/x: No such file")
    finally:
        shutil.rmtree(folder)


def raw_in_a_pager():
    if shutil.which("less") is None:
        return
    with opened(quoted(sample("01-newsletter")), environment=["PAGER=", "LESS=-R"]) as terminal:
        terminal.sees("PASS")
        terminal.keys("e")
        terminal.sees("^Delivered-To: reader@gmail.com\nReceived: by")
        terminal.keys("C-c")  # less stays, and so does emlens; what is typed before it has settled, less forgets
        until = time.monotonic() + PATIENCE_S
        while "END" not in terminal.text() and time.monotonic() < until:
            terminal.keys("G")
            time.sleep(0.2)
        terminal.sees("END")
        terminal.keys("q")
        terminal.sees("PASS")
        terminal.keys("q")
        terminal.sees("status=0")
        terminal.fully_restored()
    with opened(quoted(sample("01-newsletter")), environment=["PAGER=no-such-pager"]) as terminal:
        terminal.sees("PASS")
        terminal.keys("e")
        terminal.sees("there is no no-such-pager here; set PAGER to a pager")
        terminal.sees("PASS")


def pager_left_early():
    """More than a pipe holds, of which the pager reads nothing."""
    with tempfile.NamedTemporaryFile(suffix=".eml") as file:
        file.write(b"From: a@a.example\n\n" + (b"x" * 70 + b"\n") * 5000)
        file.flush()
        with opened(quoted([EMLENS, "--offline", file.name]), environment=["PAGER=true"]) as terminal:
            terminal.sees("a@a")
            terminal.keys("e")
            terminal.keys("q")
            terminal.sees("status=0")
            terminal.fully_restored()


def pager_suspended():
    """^Z in the pager stops both; fg comes back to it."""
    if shutil.which("less") is None:
        return
    script = f"{quoted(sample('01-newsletter'))}\necho stopped\nread -r line\nfg >/dev/null"
    with opened(script, environment=["PAGER=less"]) as terminal:
        terminal.sees("PASS")
        terminal.keys("e")
        terminal.sees("^Delivered-To")
        terminal.keys("C-z")
        terminal.sees("stopped")
        terminal.keys("Enter")
        terminal.sees("Delivered-To")
        terminal.keys("q")
        terminal.sees("PASS")
        terminal.keys("q")
        terminal.fully_restored()


def opened_from_inside():
    with opened(quoted([EMLENS, "--offline", f"{SOURCE}/samples/01-newsletter.eml"])) as terminal:
        terminal.sees("Garden Letter")
        terminal.keys("O")
        terminal.type(f"{SOURCE}/samples/03-sp")
        terminal.keys("Tab")
        terminal.sees(r"2: 03-spoof\.eml 03-spoof\.zone")
        terminal.type("eml")
        terminal.keys("Enter")
        terminal.sees(r"03-spoof.*\[2/2\].*Bank Security")
        terminal.keys("[")
        terminal.sees(r"\[1/2\].*Garden Letter")
        terminal.keys("O")
        terminal.type("/no-such-file.eml")
        terminal.keys("Enter")
        terminal.sees("no-such-file.eml.*No such file|[Nn]o such file")


def dropped():
    """A path in the brackets of a paste, and typed in one burst by a terminal that has none; letters of neither are
    commands."""
    message = f"{SOURCE}/samples/03-spoof.eml"
    for bracketed in (True, False):
        with opened(quoted([EMLENS, "--offline", f"{SOURCE}/samples/01-newsletter.eml"])) as terminal:
            terminal.sees("Garden Letter")
            if bracketed:
                terminal.tmux("set-buffer", f"'{message}' ")
                terminal.tmux("paste-buffer", "-p")
            else:
                terminal.type(f"'{message}' ")
            terminal.sees(r"03-spoof.*\[2/2\].*Bank Security")
            terminal.tmux("set-buffer", "Qq no file of that name")
            terminal.tmux("paste-buffer", "-p")
            terminal.sees("[Nn]o such file")


def settings_file():
    """What the user's file says holds; a wrong line is named on the screen, and again when the program has ended."""
    with tempfile.TemporaryDirectory(prefix="emlens-") as folder:
        os.mkdir(os.path.join(folder, "emlens"))
        with open(os.path.join(folder, "emlens", "config"), "w", encoding="utf-8") as handle:
            handle.write("[emlens]\ntheme = mono\ncolour = red\n")
        with opened(quoted(sample("03-spoof")), columns=140, environment=[f"XDG_CONFIG_HOME={folder}"]) as terminal:
            terminal.sees(r"FAIL.*config, line 3, does not count: \"colour\" is none of theme, title, trust and resolver")
            assert re.search(r"\x1b\[[0-9;]*\b(3[0-7]|4[0-7]|38|48|9[0-7])\b", terminal.text("-e")) is None, "a color was used"
            terminal.keys("q")
            terminal.sees(r"emlens: .*config, line 3, does not count.*status=0")
            terminal.fully_restored()


def monkey():
    """Random keys and sizes of the window. Left out is what ends, stops, writes files or starts other programs."""
    dice = random.Random(4711)
    letters = [chr(c) for c in range(0x20, 0x7f) if chr(c) not in "qQeOw;"]
    special = ["Enter", "Escape", "Tab", "BTab", "Up", "Down", "Left", "Right", "PPage", "NPage", "Home", "End", "BSpace", "C-d", "C-u", "C-l"]
    for name in ("02-mailing-list", "03-spoof", "08-japanese"):
        with opened(quoted(sample(name))) as terminal:
            terminal.sees("1 SPF")
            for _ in range(40):
                terminal.tmux("resize-window", "-x", str(dice.randint(1, 200)), "-y", str(dice.randint(1, 60)))
                terminal.tmux("send-keys", *(dice.choice(letters if dice.random() < 0.6 else special) for _ in range(50)))
            terminal.tmux("resize-window", "-x", "80", "-y", "24")
            for _ in range(12):
                terminal.keys("Escape")
                time.sleep(0.05)  # else one after another is a sequence
            terminal.sees("1 SPF")
            terminal.keys("q")
            terminal.sees("status=0")
            terminal.fully_restored()


TESTS = [first_screen, both_sizes, status_is_zero, message_on_standard_input, keys_and_views, what_if, mouse, search, resize, no_color,
         ascii_only, several_messages, messages_of_a_box, messages_of_a_folder,
         suspended, stopped_from_outside, no_second_screen, restored_on_signals, window_title, unknown_terminal, dropped_at_the_prompt, asked_again, one_missing, no_answer,
         other_address, again_and_offline, copied, saved, raw_in_a_pager, pager_left_early, pager_suspended, opened_from_inside, dropped, settings_file,
         monkey]


def main():
    print(f"1..{len(TESTS)}")
    missing = [tool for tool in ("tmux", "bash", "pkill", "pgrep") if shutil.which(tool) is None]
    for number, test in enumerate(TESTS, 1):
        name = f"{number} - {test.__name__.replace('_', ' ')}"
        if missing:
            print(f"ok {name} # SKIP {missing[0]} is not installed")
            continue
        try:
            test()
            print(f"ok {name}", flush=True)
        except (AssertionError, subprocess.SubprocessError) as trouble:
            print(f"not ok {name}\n" + "\n".join(f"# {line}" for line in str(trouble).splitlines()), flush=True)
    return 0


sys.exit(main())
