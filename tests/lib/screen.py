"""A shell script on a terminal of its own, in tmux: typed at, looked at."""
import os
import re
import shutil
import subprocess
import tempfile
import time

PATIENCE_S = 20  # for what must come; a pass never waits so long


def quoted(words):
    return " ".join("'" + word.replace("'", "'\\''") + "'" for word in words)


class Screen:
    """settings: words for env, which the shell is started with."""

    def __init__(self, script, settings, columns=90, lines=30, folder=None):
        self.folder = tempfile.mkdtemp(prefix="emlens-tmux-")
        self.socket = os.path.join(self.folder, "tmux")
        path = os.path.join(self.folder, "script")
        with open(path, "w", encoding="utf-8") as handle:
            handle.write(script)
        # job control in the shell (-m), so that a stopped program comes back with fg
        self.tmux("new-session", "-d", "-x", str(columns), "-y", str(lines), *(["-c", folder] if folder else []),
                  f"{quoted(['env', *settings])} bash -m {path}")

    def tmux(self, *words):
        return subprocess.run(["tmux", "-S", self.socket, "-f", "/dev/null", *words], capture_output=True, text=True,
                              timeout=60, check=False).stdout

    def ask(self, name):
        """What tmux says of the terminal: "alternate_on"."""
        return self.tmux("display-message", "-p", "#{" + name + "}").strip()

    def is_told(self, name, wanted):
        """Waits until tmux says so."""
        until = time.monotonic() + PATIENCE_S
        while self.ask(name) != wanted:
            assert time.monotonic() < until, f"{name} is {self.ask(name)!r}, never was {wanted!r}"
            time.sleep(0.04)

    def keys(self, *keys):
        for key in keys:
            self.tmux("send-keys", key)

    def type(self, text):
        self.tmux("send-keys", "-l", text)

    def text(self, *options):
        return self.tmux("capture-pane", "-p", *options)

    def sees(self, pattern, *options, patience=PATIENCE_S):
        """Waits until the screen matches; what it shows then."""
        until = time.monotonic() + patience
        while True:
            text = self.text(*options)
            if re.search(pattern, text, re.S):
                return text
            if time.monotonic() > until:
                raise AssertionError(f"never saw {pattern!r} on\n{text}")
            time.sleep(0.04)

    def close(self):
        self.tmux("kill-server")
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def program(words, environment, **settings):
    """One program with that environment and no other; stopped, it goes on after Enter."""
    return Screen(f"{quoted(words)}\necho \"status=$?\"\nread -r line\nfg >/dev/null\nsleep 100\n",
                  ["-i", *(f"{name}={value}" for name, value in environment.items())], **settings)
