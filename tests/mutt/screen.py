"""A program on a terminal of its own, in tmux."""
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
    def __init__(self, words, environment, columns=90, lines=30, folder=None):
        self.folder = tempfile.mkdtemp(prefix="emlens-tmux-")
        self.socket = os.path.join(self.folder, "tmux")
        settings = ["env", "-i", *(f"{name}={value}" for name, value in environment.items())]
        # job control in the shell (-m), so that a stopped program comes back with fg
        script = os.path.join(self.folder, "script")
        with open(script, "w", encoding="utf-8") as handle:
            handle.write(f"{quoted(words)}\necho \"status=$?\"\nread -r line\nfg >/dev/null\nsleep 100\n")
        self.tmux("new-session", "-d", "-x", str(columns), "-y", str(lines), *(["-c", folder] if folder else []),
                  f"{quoted(settings)} bash -m {script}")

    def tmux(self, *words):
        return subprocess.run(["tmux", "-S", self.socket, "-f", "/dev/null", *words], capture_output=True, text=True,
                              timeout=60, check=False).stdout

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
