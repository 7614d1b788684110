#!/usr/bin/env python3
"""The program in a real xterm on a display without a screen (TAP): start, window sizes, stop, crash, paste.
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

EMLENS, SOURCE = (os.path.abspath(path) for path in sys.argv[1:3])
PATIENCE_S = 30
TRANSLATIONS = "#override <Key>F11: print-immediate() \\n <Key>F12: insert-selection(CUT_BUFFER0)"


def quoted(words):
    return " ".join("'" + word.replace("'", "'\\''") + "'" for word in words)


def sample(name, *options):
    return quoted([EMLENS, f"--dns={SOURCE}/samples/{name}.zone", *options, f"{SOURCE}/samples/{name}.eml"])


class Window:
    """An X server of its own, one xterm in it, a shell in that."""

    def __init__(self, script):
        self.folder = tempfile.mkdtemp(prefix="emlens-")
        reader, writer = os.pipe()
        self.server = subprocess.Popen(["Xvfb", "-displayfd", str(writer), "-screen", "0", "1600x1200x24", "-nolisten", "tcp"],
                                       pass_fds=[writer], stderr=subprocess.DEVNULL)
        os.close(writer)
        with os.fdopen(reader) as answer:
            self.environment = {**os.environ, "DISPLAY": ":" + answer.readline().strip(), "LC_ALL": "C.UTF-8"}
        path = os.path.join(self.folder, "script")
        with open(path, "w", encoding="utf-8") as handle:
            handle.write(f"stty -a | tail -n +2 >{self.folder}/before\n{script}\necho \"status=$?\"\n"
                         f"stty -a | tail -n +2 >{self.folder}/after\necho finished\nsleep 100\n")
        self.xterm = subprocess.Popen(["xterm", "-u8", "-geometry", "80x24+0+0", "-xrm", f"XTerm*VT100.translations: {TRANSLATIONS}",
                                       "-xrm", f"XTerm*printFileImmediate: {self.folder}/screen", "-xrm", "XTerm*printOptsImmediate: 0",
                                       "-xrm", "XTerm*printModeImmediate: 0", "-e", "bash", "-m", path],
                                      env=self.environment, stderr=subprocess.DEVNULL)
        self.window = self.x("search", "--sync", "--onlyvisible", "--class", "xterm").split()[-1]
        self.x("windowfocus", self.window)

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


def start(window):
    window.sees(r"FAIL +Do not believe the From address.*1 SPF +fail.*0 DNS log")
    window.keys("q")
    window.sees("status=0")
    window.restored()


def sizes(window):
    window.sees("1 SPF")
    for width, height, pattern in ((1000, 600, "Size +1.4.KiB"), (260, 150, "FAIL")):
        window.x("windowsize", window.window, str(width), str(height))
        window.sees(pattern)
    window.x("windowsize", window.window, "640", "340")
    window.sees("q.? quit")
    window.keys("q")
    window.restored()


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


STOP = f"{sample('03-spoof')}\necho stopped\nread -r line\nfg >/dev/null"
TESTS = [(start, sample("03-spoof"), ()), (sizes, sample("03-spoof"), ()), (stopped, STOP, ()),
         (crashed, sample("03-spoof", "--color=always") + " 2>/dev/null", ()), (pasted, sample("03-spoof"), ("xprop",))]


def main():
    print(f"1..{len(TESTS)}")
    for number, (test, script, tools) in enumerate(TESTS, 1):
        missing = [tool for tool in ("Xvfb", "xterm", "xdotool", "bash", "pgrep", *tools) if shutil.which(tool) is None]
        if missing:
            print(f"ok {number} - {test.__name__} # SKIP {missing[0]} is not installed")
            continue
        window = None
        try:
            window = Window(script)
            test(window)
            print(f"ok {number} - {test.__name__}", flush=True)
        except (AssertionError, IndexError, subprocess.SubprocessError) as trouble:
            print(f"not ok {number} - {test.__name__}\n" + "\n".join(f"# {line}" for line in str(trouble).splitlines()), flush=True)
        finally:
            if window is not None:
                window.close()


main()
