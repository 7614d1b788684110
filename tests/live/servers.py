"""Real DNS servers for tests: NSD and unbound on free loopback ports, in a folder of their own, with zones that the test
writes; servers that say nothing or only forward UDP; and a small TAP printer. Nothing leaves the machine."""
import contextlib
import json
import os
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time

PATIENCE = 60  # seconds for a server to answer its first question; only a broken one takes that long
TYPES = {"A": 1, "NS": 2, "CNAME": 5, "SOA": 6, "TXT": 16}


class Tap:
    """Tests in the order they ran, as TAP."""

    def __init__(self):
        self.count = 0
        self.failed = 0

    def result(self, name, trouble):
        """trouble: lines; none is a pass."""
        self.count += 1
        self.failed += bool(trouble)
        print(f"{'not ok' if trouble else 'ok'} {self.count} - {name}")
        for line in trouble[:60]:
            print(f"# {line[:500]}")
        sys.stdout.flush()

    def same(self, name, got, wanted):
        self.result(name, [] if got == wanted else [f"wanted {wanted!r}", f"got    {got!r}"])

    def skip(self, name, why):
        self.count += 1
        print(f"ok {self.count} - {name} # SKIP {why}")

    def end(self):
        print(f"1..{self.count}")
        return 1 if self.failed else 0


def tool(name):
    """The program's path, or None."""
    return shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin:/sbin")


def skip_without(*names):
    """Ends the script, skipped, if a tool is not installed."""
    missing = [name for name in names if tool(name) is None]
    if missing:
        tap = Tap()
        tap.skip("all", f"not installed: {' '.join(missing)}")
        sys.exit(tap.end())


def has_ipv6():
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


def own_address():
    """An address of this machine that is not loopback, or None; connecting a datagram socket sends nothing."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(("198.51.100.1", 53))
            address = probe.getsockname()[0]
    except OSError:
        return None
    return None if address.startswith("127.") else address


def free_port(addresses):
    """A port that is free for UDP and TCP on all the addresses."""
    for _ in range(100):
        with contextlib.ExitStack() as stack:
            port = 0
            try:
                for address in addresses:
                    family = socket.AF_INET6 if ":" in address else socket.AF_INET
                    for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM):
                        probe = stack.enter_context(socket.socket(family, kind))
                        probe.bind((address, port))
                        port = probe.getsockname()[1]
            except OSError:
                continue
            return port
    raise RuntimeError("there is no free port")


def question(name, kind, number):
    labels = [label.encode() for label in name.split(".") if label]
    wire = b"".join(bytes([len(label)]) + label for label in labels) + b"\0"
    edns = b"\0" + struct.pack("!HHIH", 41, 1232, 0, 0)
    return struct.pack("!6H", number, 0x0120, 1, 0, 0, 1) + wire + struct.pack("!2H", TYPES[kind], 1) + edns


def response_code(reply):
    return reply[3] & 15


def ask_udp(address, port, name, kind, patience=0.5):
    """The reply, or None."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as asker:
        asker.settimeout(patience)
        try:
            asker.connect((address, port))
            asker.send(question(name, kind, 4711))
            reply = asker.recv(65536)
        except OSError:
            return None
    return reply if len(reply) >= 12 and reply[:2] == struct.pack("!H", 4711) else None


def ask_tcp(address, port, name, kind):
    """The whole reply by TCP."""
    with socket.create_connection((address, port), timeout=PATIENCE) as asker:
        query = question(name, kind, 4711)
        asker.sendall(struct.pack("!H", len(query)) + query)
        received = b""
        while len(received) < 2 or len(received) < 2 + struct.unpack("!H", received[:2])[0]:
            piece = asker.recv(65536)
            if not piece:
                break
            received += piece
    return received[2:]


class Server:
    """A server process that is running and has answered a question. configure(port) gives the text of its configuration."""

    def __init__(self, program, arguments, configure, ready, addresses=("127.0.0.1",)):
        self.folder = tempfile.mkdtemp(prefix="emlens-live-")
        self.addresses = addresses
        self.log = os.path.join(self.folder, "log")
        self.process = None
        self.tells_why = False
        installed = tool(program)
        # a machine may confine the installed program, by its path, to the folders of its package: then a copy is taken
        copy = shutil.copy(installed, os.path.join(self.folder, program))
        for binary in (installed, copy, copy):
            # another program may take the port meanwhile: then another port
            self.port = free_port(addresses)
            path = self.write("server.conf", configure(self))
            with open(self.log, "ab") as log:
                self.process = subprocess.Popen([binary, *arguments, "-c", path], cwd=self.folder, stdin=subprocess.DEVNULL,
                                                stdout=log, stderr=log)
            if self.wait_ready(*ready):
                return
            self.end_process()
        with open(self.log, encoding="utf-8", errors="replace") as log:
            trouble = log.read()[-2000:]
        shutil.rmtree(self.folder, ignore_errors=True)
        raise RuntimeError(f"{program} does not answer: {trouble}")

    def wait_ready(self, name, kind):
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and self.process.poll() is None:
            replies = [ask_udp(address, self.port, name, kind) for address in self.addresses]
            if all(reply is not None and response_code(reply) == 0 for reply in replies):
                return True
            time.sleep(0.02)
        return False

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as handle:
            handle.write(text)
        return path

    def end_process(self):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def text(self, address="127.0.0.1"):
        """As for --resolver."""
        return f"{address}@{self.port}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end_process()
        shutil.rmtree(self.folder, ignore_errors=True)


def nsd(zones, ready, addresses=("127.0.0.1",)):
    """An authoritative server. zones: name → master-file text, or None for a zone whose file is not there."""

    def configure(server):
        lines = ["server:", "  username: \"\"", f"  zonesdir: \"{server.folder}\"", f"  pidfile: \"{server.folder}/pid\"",
                 "  database: \"\"", f"  xfrdfile: \"{server.folder}/xfrd\"", f"  xfrdir: \"{server.folder}\"",
                 f"  zonelistfile: \"{server.folder}/zones\"", "  rrl-ratelimit: 0", "  server-count: 1",
                 f"  port: {server.port}"]
        lines += [f"  ip-address: {address}" for address in addresses]
        lines += ["remote-control:", "  control-enable: no"]
        for number, (zone, text) in enumerate(zones.items()):
            if text is not None:
                server.write(f"{number}.zone", text)
            lines += ["zone:", f"  name: \"{zone}\"", f"  zonefile: \"{number}.zone\""]
        return "\n".join(lines) + "\n"

    return Server("nsd", ["-d"], configure, ready, addresses)


def unbound(stubs, ready, anchor=None, addresses=("127.0.0.1",)):
    """A resolver that asks only the given servers. stubs: zone → Server; anchor: DS or DNSKEY lines for validation."""

    def configure(server):
        lines = ["server:", "  username: \"\"", "  chroot: \"\"", f"  directory: \"{server.folder}\"", "  pidfile: \"\"",
                 "  use-syslog: no", "  do-daemonize: no", "  num-threads: 1", "  do-not-query-localhost: no",
                 "  unblock-lan-zones: yes", "  insecure-lan-zones: no", "  root-hints: \"\"", "  qname-minimisation: no",
                 "  module-config: \"" + ("validator iterator" if anchor else "iterator") + "\"",
                 "  local-zone: \"test.\" nodefault", "  so-rcvbuf: 0", "  so-sndbuf: 0", f"  port: {server.port}"]
        lines += [f"  interface: {address}\n  access-control: {address} allow" for address in addresses]
        if anchor:
            lines += [f"  trust-anchor-file: \"{server.write('anchor', anchor)}\""]
        server.tells_why = understands(server, "ede: yes")
        lines += ["  ede: yes"] if server.tells_why else []
        # a cache counts down: a second passes between two questions, and only a slow machine shows it
        lines += ["  serve-original-ttl: yes"] if understands(server, "serve-original-ttl: yes") else []
        lines += ["remote-control:", "  control-enable: no"]
        for zone, target in stubs.items():
            lines += ["stub-zone:", f"  name: \"{zone}\"", f"  stub-addr: {target.text()}", "  stub-prime: no"]
        return "\n".join(lines) + "\n"

    return Server("unbound", ["-d"], configure, ready, addresses)


def understands(server, option):
    """TRUE if this version of unbound knows the option."""
    checker = tool("unbound-checkconf")
    if checker is None:
        return False
    path = server.write("check.conf", f"server:\n  chroot: \"\"\n  username: \"\"\n  directory: \"{server.folder}\"\n  {option}\n")
    return subprocess.run([checker, path], capture_output=True, timeout=PATIENCE, check=False).returncode == 0


class Silent:
    """A UDP socket that takes everything and answers nothing; with a target, one that forwards to it and back, by UDP only."""

    def __init__(self, target=None):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", free_port(["127.0.0.1"])))
        self.port = self.socket.getsockname()[1]
        self.target = target
        self.thread = None
        if target is not None:
            self.thread = threading.Thread(target=self.forward, daemon=True)
            self.thread.start()

    def text(self):
        return f"127.0.0.1@{self.port}"

    def forward(self):
        while True:
            query, source = self.socket.recvfrom(65536)
            if not query:
                return
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asker:
                asker.settimeout(PATIENCE)
                asker.sendto(query, ("127.0.0.1", self.target.port))
                with contextlib.suppress(OSError):
                    self.socket.sendto(asker.recv(65536), source)

    def wait_for_query(self):
        self.socket.settimeout(PATIENCE)
        return self.socket.recv(65536)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.thread is not None:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
                last.sendto(b"", ("127.0.0.1", self.port))
            self.thread.join()
        self.socket.close()


class Nobody:
    """A loopback address and port where nothing listens, and nothing else can begin to: a socket holds the port that hears
    only itself."""

    def __init__(self):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.connect(self.socket.getsockname())

    def text(self):
        return f"127.0.0.1@{self.socket.getsockname()[1]}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()


SOA = "IN SOA ns.invalid. hostmaster.invalid. 1 3600 600 86400"


def run(arguments, cwd=None):
    """Exit status, standard output, standard error."""
    done = subprocess.run(arguments, cwd=cwd, capture_output=True, timeout=300, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def json_of(text):
    """The object, or a text that says what is wrong."""
    try:
        return json.loads(text)
    except ValueError as trouble:
        return f"{trouble}: {text[:500]!r}"
