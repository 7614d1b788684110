#!/usr/bin/env python3
"""The program in a real xterm on a display without a screen (TAP): start, window sizes, stop, crash, paste, double click.
xterm.py EMLENS SOURCE_DIR

What stands on the screen xterm itself prints to a file (print-immediate); keys and sizes come by xdotool. Skipped where Xvfb, xterm
or xdotool are not installed, and the paste where xprop is not."""
import glob
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from screen import quoted

EMLENS, SOURCE = (os.path.abspath(path) for path in sys.argv[1:3])
PATIENCE_S = 30
TRANSLATIONS = "#override <Key>F11: print-immediate() \\n <Key>F12: insert-selection(CUT_BUFFER0)"


def sample(name, *options):
    return quoted([EMLENS, f"--dns={SOURCE}/samples/{name}.zone", *options, f"{SOURCE}/samples/{name}.eml"])


class Window:
    """An X server of its own and one xterm in it, which command starts; the folder is its home and holds its settings."""

    def __init__(self, command):
        self.folder = tempfile.mkdtemp(prefix="emlens-")
        reader, writer = os.pipe()
        self.server = subprocess.Popen(["Xvfb", "-displayfd", str(writer), "-screen", "0", "1600x1200x24", "-nolisten", "tcp"],
                                       pass_fds=[writer], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(writer)
        with os.fdopen(reader) as answer:
            self.environment = {**os.environ, "DISPLAY": ":" + answer.readline().strip(), "LC_ALL": "C.UTF-8", "HOME": self.folder,
                                "PATH": self.folder + os.pathsep + os.environ["PATH"]}
        with open(os.path.join(self.folder, ".Xdefaults"), "w", encoding="utf-8") as handle:
            handle.write(f"XTerm*VT100.translations: {TRANSLATIONS}\nXTerm*utf8: 1\nXTerm*VT100.geometry: 80x24+0+0\n"
                         f"XTerm*printFileImmediate: {self.folder}/screen\nXTerm*printOptsImmediate: 0\nXTerm*printModeImmediate: 0\n")
        self.xterm = subprocess.Popen(command(self), env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            self.window = self.x("search", "--sync", "--onlyvisible", "--class", "xterm").split()[-1]
        except subprocess.SubprocessError:
            self.close()
            raise
        self.x("windowfocus", self.window)

    def write(self, path, text):
        path = os.path.join(self.folder, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as handle:
            handle.write(text)
        return path

    def x(self, *words):
        return subprocess.run(["xdotool", *words], env=self.environment, capture_output=True, text=True, timeout=60, check=False).stdout

    def keys(self, *keys):
        self.x("key", *keys)

    def screen(self):
        for old in glob.glob(f"{self.folder}/screen*"):
            os.remove(old)
        self.keys("F11")
        until = time.monotonic() + 2
        while time.monotonic() < until:
            time.sleep(0.1)
            found = glob.glob(f"{self.folder}/screen*")
            if found and os.path.getsize(found[0]) > 0:
                with open(found[0], encoding="utf-8", errors="replace") as handle:
                    return handle.read()
        return ""

    def sees(self, pattern):
        until = time.monotonic() + PATIENCE_S
        text = ""
        while time.monotonic() < until:
            text = self.screen()
            if re.search(pattern, text, re.S):
                return text
        raise AssertionError(f"never saw {pattern!r} on\n{text}")

    def restored(self):
        self.sees("finished")
        with open(f"{self.folder}/before", encoding="utf-8") as before, open(f"{self.folder}/after", encoding="utf-8") as after:
            assert before.read() == after.read(), "the settings of the line have changed"

    def close(self):
        for process in (self.xterm, self.server):
            process.terminate()
            process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def shell(script):
    """A command for a window: a shell that runs the script and tells what the program left of the line."""
    def command(window):
        path = window.write("script", f"stty -a | tail -n +2 >{window.folder}/before\n{script}\necho \"status=$?\"\n"
                                      f"stty -a | tail -n +2 >{window.folder}/after\necho finished\nsleep 100\n")
        return ["xterm", "-e", "bash", "-m", path]
    return command


def double_click(window):
    """A command for a window: what a file manager does with a message that somebody clicks."""
    os.symlink(EMLENS, os.path.join(window.folder, "emlens"))
    message = os.path.join(window.folder, "file with blanks.eml")
    shutil.copy(f"{SOURCE}/samples/03-spoof.eml", message)
    with open(f"{SOURCE}/src/data/emlens.desktop", encoding="utf-8") as handle:
        window.write("data/applications/emlens.desktop", handle.read())
    window.write("data/applications/mimeapps.list", "[Default Applications]\nmessage/rfc822=emlens.desktop\n")
    window.write("config/emlens/config", "[emlens]\nresolver = 127.0.0.1@1\n")
    window.environment.update(XDG_DATA_HOME=f"{window.folder}/data", XDG_CONFIG_HOME=f"{window.folder}/config")
    return ["gio", "open", message]


def start(window):
    window.sees(r"FAIL +Do not believe the From address.*1 SPF +fail.*0 DNS log")
    named = window.x("getwindowname", window.window)
    assert named == "emlens: 03-spoof.eml\n", f"the window is named {named!r}"
    window.keys("q")
    window.sees("status=0")
    window.restored()
    assert window.x("getwindowname", window.window) == "my own\n", "the title of before is lost"


def sizes(window):
    window.sees("1 SPF")
    for width, height, pattern in ((1000, 600, "Size +1.4.KiB"), (260, 150, "FAIL")):
        window.x("windowsize", window.window, str(width), str(height))
        window.sees(pattern)
    window.x("windowsize", window.window, "640", "340")
    window.sees("q.? quit")
    window.keys("q")
    window.restored()


def selected(window, row):
    """The row that has the sign of the selection, above the details."""
    window.sees("▸" + row)


def wheel(window):
    """The wheel moves though no mouse is reported, so that the terminal still marks text by it; with m it is the program's."""
    window.sees("▸1 SPF")
    window.x("mousemove", "--window", window.window, "100", "100")
    window.x("click", "5")
    text = window.sees("\n [^▸]?1 SPF.*▸")
    assert "▸1 SPF" not in text
    window.x("click", "4")
    selected(window, "1 SPF")
    window.x("click", "1")
    selected(window, "1 SPF")
    window.keys("m")
    window.sees("clicks select and open")
    window.x("click", "5")
    selected(window, "3 DMARC")
    window.x("click", "4")
    selected(window, "1 SPF")
    window.x("mousemove", "--window", window.window, "60", str(line_of(window, "9 Headers")))
    window.x("click", "1")
    selected(window, "9 Headers")
    window.x("click", "1")
    window.sees("> Headers")
    window.keys("q", "q")
    window.restored()


def line_of(window, text):
    """The middle of that row, in pixels of a window of 24 lines."""
    height = int(re.search(r"HEIGHT=(\d+)", window.x("getwindowgeometry", "--shell", window.window)).group(1))
    row = next(i for i, line in enumerate(window.screen().split("\n")) if text in line)
    return int((row + 0.5) * height / 24)


def stopped(window):
    window.sees("1 SPF")
    window.keys("ctrl+z")
    assert "1 SPF" not in window.sees("stopped"), "stopped on the alternate screen"
    window.keys("Return")
    window.sees("1 SPF")
    window.keys("q")
    window.restored()


def crashed(window):
    window.sees("1 SPF")
    child = subprocess.run(["pgrep", "-f", f"^{EMLENS} --dns={SOURCE}/samples/03-spoof.zone --color=always"], capture_output=True, text=True, check=True)
    os.kill(int(child.stdout.split()[0]), signal.SIGSEGV)
    assert "1 SPF" not in window.sees("finished"), "the alternate screen was left"
    window.restored()


def pasted(window):
    window.sees("1 SPF")
    subprocess.run(["xprop", "-root", "-format", "CUT_BUFFER0", "8s", "-set", "CUT_BUFFER0", f"'{SOURCE}/samples/01-newsletter.eml' "],
                   env=window.environment, check=True)
    window.keys("F12")
    window.sees(r"\[2/2\].*Garden Letter")
    window.keys("q")
    window.restored()


def opened(window):
    window.sees(r"bank\.example.*1 SPF.*0 DNS log")
    window.keys("q")
    until = time.monotonic() + PATIENCE_S
    while window.x("search", "--onlyvisible", "--class", "xterm") and time.monotonic() < until:
        time.sleep(0.1)
    assert not window.x("search", "--onlyvisible", "--class", "xterm"), "the window stays when the program has ended"


STOP = f"{sample('03-spoof')}\necho stopped\nread -r line\nfg >/dev/null"
NAMED = "printf '\\033]2;my own\\007'\n"
TESTS = [(start, shell(NAMED + sample("03-spoof")), ()), (sizes, shell(sample("03-spoof")), ()), (wheel, shell(sample("03-spoof")), ()),
         (stopped, shell(STOP), ()),
         (crashed, shell(sample("03-spoof", "--color=always") + " 2>/dev/null"), ()), (pasted, shell(sample("03-spoof")), ("xprop",)),
         (opened, double_click, ("gio", "update-mime-database"))]


def main():
    print(f"1..{len(TESTS)}")
    for number, (test, command, tools) in enumerate(TESTS, 1):
        missing = [tool for tool in ("Xvfb", "xterm", "xdotool", "bash", "pgrep", *tools) if shutil.which(tool) is None]
        if missing:
            print(f"ok {number} - {test.__name__} # SKIP {missing[0]} is not installed")
            continue
        window = None
        try:
            window = Window(command)
            test(window)
            print(f"ok {number} - {test.__name__}", flush=True)
        except (AssertionError, IndexError, subprocess.SubprocessError) as trouble:
            print(f"not ok {number} - {test.__name__}\n" + "\n".join(f"# {line}" for line in str(trouble).splitlines()), flush=True)
        finally:
            if window is not None:
                window.close()


main()
