#!/usr/bin/env python3
"""How long a large body takes against the hash alone, and how much memory: the ratios of one run.

body.py EMLENS [ROUNDS]: signs messages on the spot (dkimpy, relaxed/relaxed): 100 MB of base64 and 25 MB of prose, once each; 25 MB
of base64 once and five times (two of the five in simple form); one of 5 kB. Each is looked at ROUNDS times, in turn with `openssl
dgst -sha256` over the same file, and the shortest times are compared. It fails if a signature does not verify, never for a time."""
import base64
import fcntl
import json
import os
import random
import struct
import subprocess
import sys
import tempfile
import termios
import time

try:
    import dkim
except ImportError:
    if sys.executable != "/usr/bin/python3" and os.path.exists("/usr/bin/python3"):
        os.execv("/usr/bin/python3", ["/usr/bin/python3"] + sys.argv)
    raise

EMLENS = os.path.abspath(sys.argv[1])
ROUNDS = int(sys.argv[2]) if len(sys.argv) > 2 else 5
MB = 1000 * 1000
HEADER = (b"From: Alice <alice@example.com>\r\nTo: bob@receiver.example\r\nSubject: A large message\r\n"
          b"Date: Tue, 3 Mar 2026 07:15:02 +0000\r\nMessage-ID: <1@example.com>\r\nMIME-Version: 1.0\r\n")
RELAXED, SIMPLE = (b"relaxed", b"relaxed"), (b"simple", b"simple")
FIVE = (RELAXED, RELAXED, SIMPLE, RELAXED, SIMPLE)


def base64_body(size):
    body = base64.encodebytes(random.Random(1).randbytes(size * 57 // 78)).replace(b"\n", b"\r\n")
    return b"Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n" + body


def prose_body(size):
    """Lines of short words: what relaxed canonicalization has to look at most closely."""
    generator = random.Random(2)
    words = [bytes(generator.choices(b"abcdefghijklmnopqrstuvwxyz", k=generator.randint(1, 9))) for _ in range(2000)]
    lines = [b" ".join(generator.choices(words, k=12)) + b"\r\n" for _ in range(size // 8 // 70)]
    return b"Content-Type: text/plain\r\n\r\n" + b"".join(lines) * 8


class Bench:
    def __init__(self, folder):
        self.folder = folder
        self.secret = self.path("key.pem")
        subprocess.run(["openssl", "genrsa", "-traditional", "-out", self.secret, "2048"], check=True, capture_output=True)
        public = subprocess.run(["openssl", "rsa", "-in", self.secret, "-pubout", "-outform", "DER"], check=True,
                                capture_output=True).stdout
        record = "v=DKIM1; k=rsa; p=" + base64.b64encode(public).decode()
        with open(self.path("zone"), "w", encoding="ascii") as zone:
            zone.write(f'b._domainkey.example.com. 300 IN TXT "{record[:200]}" "{record[200:]}"\n')

    def path(self, name):
        return os.path.join(self.folder, name)

    def sign(self, name, body, canonicalizations=(RELAXED,)):
        with open(self.secret, "rb") as handle:
            secret = handle.read()
        message = HEADER + body
        signatures = [dkim.sign(message, b"b", b"example.com", secret, canonicalize=one) for one in canonicalizations]
        with open(self.path(name), "wb") as handle:
            handle.write(b"".join(signatures) + message)

    def run(self, *arguments):
        """Seconds on the wall, seconds of CPU, standard output."""
        with open(self.path("out"), "wb+") as out:
            begin = time.monotonic()
            with subprocess.Popen(arguments, stdout=out, stderr=subprocess.DEVNULL) as child:
                _, status, usage = os.wait4(child.pid, 0)
                took = time.monotonic() - begin
                child.returncode = os.waitstatus_to_exitcode(status)
            out.seek(0)
            return took, usage.ru_utime + usage.ru_stime, out.read()

    def command(self, name):
        return [EMLENS, "--json", f"--dns={self.path('zone')}", self.path(name)]

    def emlens(self, name):
        took, cpu, output = self.run(*self.command(name))
        results = [one["result"] for one in json.loads(output)["dkim"]]
        if results != ["pass"] * (5 if name == "five" else 1):
            sys.exit(f"{name}: {results}")
        return took, cpu

    def openssl(self, name):
        return self.run("openssl", "dgst", "-sha256", self.path(name))[:2]

    def peak_mb(self, name):
        """The most memory that was resident. A child's usage would count that of this program before exec, so the child is stopped
        in the middle of its report by a pipe that takes one page, and asked."""
        with subprocess.Popen(self.command(name), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as child:
            fcntl.fcntl(child.stdout, fcntl.F_SETPIPE_SZ, 4096)
            while struct.unpack("i", fcntl.ioctl(child.stdout, termios.FIONREAD, b"1234"))[0] < 4096:
                time.sleep(0.001)
            with open(f"/proc/{child.pid}/status", encoding="ascii") as status:
                peak = next(line for line in status if line.startswith("VmHWM"))
            child.stdout.read()
        return int(peak.split()[1]) / 1024


def main():
    with tempfile.TemporaryDirectory(prefix="emlens-bench-") as folder:
        bench = Bench(folder)
        bench.sign("large", base64_body(100 * MB))
        bench.sign("one", base64_body(25 * MB))
        bench.sign("five", base64_body(25 * MB), FIVE)
        bench.sign("prose", prose_body(25 * MB))
        bench.sign("small", prose_body(5000))
        names = ("large", "one", "five", "prose", "small")
        best = {}
        for _ in range(ROUNDS):
            for name in names:
                for what in ("emlens", "openssl"):
                    took = getattr(bench, what)(name)
                    best[name, what] = [min(pair) for pair in zip(took, best.get((name, what), took))]
        print("| message | emlens ms | openssl dgst ms | ratio | emlens CPU ms | openssl CPU ms | ratio | peak RSS MB |\n"
              "|---|---|---|---|---|---|---|---|")
        peaks = {name: bench.peak_mb(name) for name in names}
        for name in names:
            cells = [f"{ours * 1000:.1f} | {theirs * 1000:.1f} | {ours / theirs:.2f}"
                     for ours, theirs in zip(best[name, "emlens"], best[name, "openssl"])]
            print(f"| {name} | {' | '.join(cells)} | {peaks[name]:.1f} |")
        wall, cpu = (five / one for five, one in zip(best["five", "emlens"], best["one", "emlens"]))
        print(f"five signatures against one: {wall:.2f} (CPU {cpu:.2f})\n"
              f"peak RSS, large against small: {peaks['large'] / peaks['small']:.2f}, "
              f"{peaks['large'] - peaks['small']:.1f} MB more")


main()
