"""A shell on a terminal: what a program is given when words are typed and completed with Tab."""
import contextlib
import os
import pty
import re
import select
import shutil
import signal
import tempfile
import time

PATIENCE_S = 20  # for what must come; a pass never waits so long
FILES = ("message.eml", "My phish (1).eml")
STARTS = {
    "bash": (["bash", "--norc", "--noprofile", "-i"], "source {built}/emlens"),
    "zsh": (["zsh", "-f", "-i"], "fpath=({built} $fpath); autoload -U compinit; compinit -u -D"),
    "fish": (["fish", "--no-config", "-i"], "source {built}/emlens.fish"),
}


class Shell:
    """In a folder with FILES. The program is replaced by one that prints the words it is given, except where a completion asks
    it for its ids."""

    def __init__(self, name, built, program):
        command, setting = STARTS[name]
        self.folder = tempfile.mkdtemp(prefix="emlens-shell-")
        self.seen = ""
        for file in FILES:
            self.write(file, "")
        self.write("bin/emlens", f"#!/bin/sh\n[ \"$*\" = explain ] && exec {program} explain\nprintf '<%s>' \"$@\"\necho '<end>'\n", 0o755)
        environment = {"PATH": f"{self.folder}/bin:" + os.environ["PATH"], "HOME": self.folder, "TERM": "dumb", "LC_ALL": "C.UTF-8",
                       "PS1": "$ "}
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.chdir(self.folder)
            os.execvpe(command[0], command, environment)
        self.type(setting.format(built=built) + "; echo re''ady\n")
        self.wait("ready\r")

    def write(self, name, text, mode=0o644):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as handle:
            handle.write(text)
        os.chmod(path, mode)

    def type(self, text):
        os.write(self.terminal, text.encode())

    def wait(self, text):
        until = time.monotonic() + PATIENCE_S
        while text not in self.seen:
            if time.monotonic() > until or not select.select([self.terminal], [], [], PATIENCE_S)[0]:
                raise AssertionError(f"never came: {text!r} in {self.seen!r}")
            self.seen += os.read(self.terminal, 65536).decode(errors="replace")

    def words(self, typed):
        """What the program gets of the text, a Tab and Enter."""
        self.seen = ""
        self.type(typed + "\t\n")
        self.wait("<end>")
        before = self.seen[:self.seen.index("<end>")]
        return re.findall("<(.*?)>", before[before.rindex("\n"):])

    def close(self):
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.terminal)
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        with contextlib.suppress(OSError):
            self.close()
