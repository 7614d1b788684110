#!/usr/bin/env python3
"""emlens against three signers (TAP): dkimpy, libopendkim, Mail::DKIM; in every form and algorithm each has, over odd messages.

interop.py EMLENS VERIFY SOURCE OPENDKIM-SIGN|none: what was signed verifies; a change of a signed canonical byte breaks it; a change
that canonicalization takes away, or that nothing covers, does not. Keys are made on the spot; messages and changes come from a fixed
seed. A signer that is not installed is skipped."""
import base64
import collections
import concurrent.futures
import itertools
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile

try:
    import dkim
except ImportError:
    if sys.executable != "/usr/bin/python3" and os.path.exists("/usr/bin/python3"):
        os.execv("/usr/bin/python3", ["/usr/bin/python3"] + sys.argv)
    dkim = None
try:
    import nacl  # noqa: F401: dkimpy signs by Ed25519 with it
except ImportError:
    nacl = None

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import changes  # noqa: E402
import shapes  # noqa: E402

EMLENS, VERIFY = (os.path.abspath(path) for path in sys.argv[1:3])
OPENDKIM = sys.argv[4]
MAIL_DKIM = os.path.join(os.path.dirname(os.path.abspath(__file__)), "mail-dkim-sign.pl")
DOMAIN = "example.com"
MESSAGES = 680  # of each signer
FORMS = [f"{header}/{body}" for header in ("simple", "relaxed") for body in ("simple", "relaxed")]
JUDGED_BREAKS = 30  # broken messages of each signer that the whole program looks at, which searches for the cause of each
BATCH = 120
# What libopendkim 2.11 signs in these forms does not verify by dkimpy either, but for a few.
LEFT_OUT = {("opendkim", "ed25519-sha256", form) for form in FORMS if form.startswith("simple/")}

Job = collections.namedtuple("Job", "path shape form algorithm length names over fields body")


class Keys:
    """An RSA and an Ed25519 key in files, and the zone with their records."""

    def __init__(self, folder):
        self.files = {}
        records = []
        for kind, arguments in (("rsa", ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"]), ("ed25519", ["-algorithm", "ed25519"])):
            path = os.path.join(folder, kind + ".pem")
            run(["openssl", "genpkey", *arguments, "-out", path])
            if kind == "rsa":
                run(["openssl", "rsa", "-traditional", "-in", path, "-out", path + "1"])
                os.replace(path + "1", path)
            public = run(["openssl", "pkey", "-in", path, "-pubout", "-outform", "DER"])
            self.seed = run(["openssl", "pkey", "-in", path, "-outform", "DER"])[-32:]  # of the last: Ed25519
            text = base64.b64encode(public if kind == "rsa" else public[-32:]).decode()
            records.append(f'{kind}._domainkey.{DOMAIN}. 300 IN TXT "v=DKIM1; k={kind}; p={text[:200]}" "{text[200:]}"\n')
            self.files[kind] = path
        self.zone = os.path.join(folder, "zone")
        write(self.zone, "".join(records).encode())


def run(command, given=None):
    done = subprocess.run(command, input=given, capture_output=True, timeout=600, check=False,
                          env={**os.environ, "PERL_HASH_SEED": "0"})
    if done.returncode not in (0, 1, 2) or b"Sanitizer" in done.stderr:
        raise RuntimeError(f"{command[0]}: status {done.returncode}: {done.stderr.decode(errors='replace')[-2000:]}")
    return done.stdout


def write(path, data):
    with open(path, "wb") as handle:
        handle.write(data)


def read(path):
    with open(path, "rb") as handle:
        return handle.read()


def key_of(algorithm):
    return "ed25519" if algorithm.startswith("ed25519") else "rsa"


def by_dkimpy(keys, jobs):
    for job in jobs:
        names = [name for name in job.names for field in job.fields if field[0].lower().decode() == name] + list(job.over)
        secret = base64.b64encode(keys.seed) if key_of(job.algorithm) == "ed25519" else read(keys.files["rsa"])
        field = dkim.sign(read(job.path), key_of(job.algorithm).encode(), DOMAIN.encode(), secret,
                          canonicalize=tuple(form.encode() for form in job.form.split("/")),
                          signature_algorithm=job.algorithm.encode(), include_headers=[name.encode() for name in names],
                          length=bool(job.length))
        write(job.path + ".sig", field)


def by_program(program, whole_lines=False):
    """whole_lines: the signer is given the last line end, which it does not add as RFC 6376 section 3.4 wants."""
    def sign(keys, jobs):
        for job in jobs:
            if whole_lines and job.body and not job.body.endswith(b"\r\n"):
                write(job.path, read(job.path) + b"\r\n")
        for kind in keys.files:
            lines = ["\t".join((job.path, *job.form.split("/"), job.algorithm, job.length, ":".join(job.names), ":".join(job.over)))
                     for job in jobs if key_of(job.algorithm) == kind]
            if lines:
                run([*program, keys.files[kind], DOMAIN, kind], "\n".join(lines).encode() + b"\n")
    return sign


def has_mail_dkim():
    return shutil.which("perl") is not None and subprocess.run(["perl", "-MMail::DKIM::Signer", "-e", "1"], capture_output=True,
                                                               check=False).returncode == 0


def signers():
    """Name, function (None: not installed), algorithms, whether it writes l=."""
    ed25519 = ["ed25519-sha256"] if nacl is not None else []
    yield "dkimpy", by_dkimpy if dkim is not None else None, ["rsa-sha256", "rsa-sha1", *ed25519], True
    yield ("opendkim", by_program([os.path.abspath(OPENDKIM)], whole_lines=True) if OPENDKIM != "none" else None,
           ["rsa-sha256", "rsa-sha1", "ed25519-sha256"], True)
    yield "Mail::DKIM", by_program(["perl", MAIL_DKIM], whole_lines=True) if has_mail_dkim() else None, ["rsa-sha256", "rsa-sha1"], False


def jobs_of(folder, name, algorithms, length):
    """Every form with every algorithm and body, again and again, over other fields."""
    rng = random.Random(name)
    ways = [way for way in itertools.product(shapes.BODIES, FORMS, algorithms) if (name, way[2], way[1]) not in LEFT_OUT]
    cycle = itertools.cycle(ways)
    os.mkdir(folder)
    for number in range(MESSAGES):
        shape, form, algorithm = next(cycle)
        fields, body = shapes.fields(rng), shapes.BODIES[shape](rng)
        present = sorted({field[0].lower().decode() for field in fields} - {"x-unsigned"})
        names = [one for one in present if one == "from" or rng.random() < 0.7]
        over = [one for one in names if rng.random() < 0.3] + (["reply-to"] if rng.random() < 0.3 else [])
        job = Job(os.path.join(folder, f"{number}.eml"), shape, form, algorithm, "whole" if length and rng.random() < 0.3 else "",
                  names, over, fields, body)
        write(job.path, b"".join(b"%s:%s\r\n" % field for field in fields) + b"\r\n" + body)
        yield job


def signed_message(job):
    name, value = read(job.path + ".sig").split(b":", 1)
    return changes.Signed([(name, value.rstrip(b"\r\n")), *job.fields], job.body)


def in_batches(paths, judge):
    parts = [paths[start:start + BATCH] for start in range(0, len(paths), BATCH)]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        return [result for part in pool.map(judge, parts) for result in part]


def by_emlens(keys, paths):
    """(result, body hash, header signature) of each file's first signature, by the whole program."""
    def judge(part):
        lines = run([EMLENS, "--format=json", f"--dns={keys.zone}", "--", *part, part[0]]).decode().splitlines()
        found = [json.loads(line)["dkim"] for line in lines[:-1]]  # one more than asked: always several, one a line
        return [(one[0]["result"], one[0]["body_hash"], one[0]["header_signature"]) if one else ("none",) for one in found]
    return in_batches(paths, judge)


def by_library(keys, paths):
    def judge(part):
        return [tuple(line.split()) for line in run([VERIFY, keys.zone], "\n".join(part).encode() + b"\n").decode().splitlines()]
    return in_batches(paths, judge)


def good(algorithm):
    """RFC 8301 section 3.1: verifiers must not take rsa-sha1; both halves are tested all the same."""
    return ("policy" if algorithm == "rsa-sha1" else "pass", "match", "match")


def changed(jobs, makers, seed):
    """Files with one change each: every maker gets its turn on every message in order."""
    rng = random.Random(seed)
    turn = itertools.cycle(makers)
    for job in jobs:
        mail = signed_message(job)
        for _ in range(len(makers)):
            maker = next(turn)
            other = maker(rng, mail)
            if other is not None:
                path = f"{job.path}.{maker.__name__}"
                write(path, other if isinstance(other, bytes) else other.bytes())
                yield job, maker.__name__, path
                break


def every_byte(folder, jobs):
    """One short message of each form: every solid byte of what is signed, and of the signature but for b=, changed in turn."""
    rng = random.Random(3)
    for form in FORMS:
        job = next(job for job in jobs if job.form == form and job.shape == "one line without end" and job.algorithm == "rsa-sha256"
                   and "x-long" not in job.names)
        mail = signed_message(job)
        spots = [(at, spot) for at in mail.covered for spot in changes.solid(mail.fields[at][1])]
        made = [mail.with_value(at, changes.other_byte(rng, mail.fields[at][1], [spot])) for at, spot in spots]
        made += [mail.with_body(changes.other_byte(rng, mail.body, [spot])) for spot in changes.solid(mail.body)]
        for number, one in enumerate(made):
            path = os.path.join(folder, f"{form.replace('/', '-')}-{number}")
            write(path, one.bytes())
            yield job, "byte", path


class Tap:
    def __init__(self):
        self.count = 0
        self.failed = False

    def line(self, good_one, name, notes=()):
        self.count += 1
        self.failed = self.failed or not good_one
        print(f"{'ok' if good_one else 'not ok'} {self.count} - {name}", flush=True)
        for note in list(notes)[:40]:
            print(f"# {note}")

    def compare(self, name, made, results, expected):
        """expected: job and result → whether it is right."""
        wrong = [f"{os.path.basename(path)} {what}, {job.shape}, {job.form}, {job.algorithm}, l={job.length}: {' '.join(result)}"
                 for (job, what, path), result in zip(made, results) if not expected(job, result)]
        self.line(not wrong and len(made) == len(results) > 0, f"{name}: {len(made)}", wrong)


def test_signer(tap, keys, folder, name, sign, algorithms, length):
    jobs = list(jobs_of(folder, name, algorithms, length))
    sign(keys, jobs)
    signed = [(job, "as signed", job.path) for job in jobs]
    for job in jobs:
        write(job.path, signed_message(job).bytes())
    tap.compare(f"{name}: signed messages verify", signed, by_emlens(keys, [path for _, _, path in signed]),
                lambda job, result: result == good(job.algorithm))
    harmless = list(changed(jobs, changes.HARMLESS, 1))
    tap.compare(f"{name}: changes that nothing covers keep it", harmless, by_emlens(keys, [path for _, _, path in harmless]),
                lambda job, result: result == good(job.algorithm))
    breaking = list(changed(jobs, changes.BREAKING, 2))
    tap.compare(f"{name}: changes of what is signed break it", breaking, by_library(keys, [path for _, _, path in breaking]),
                lambda job, result: result[0] != "pass" and result != good(job.algorithm))
    some = breaking[::max(1, len(breaking) // JUDGED_BREAKS)]
    tap.compare(f"{name}: the whole program says so", some, by_emlens(keys, [path for _, _, path in some]),
                lambda job, result: result[0] != "pass" and result != good(job.algorithm))
    single = list(every_byte(folder, jobs))
    tap.compare(f"{name}: each byte of what is signed", single, by_library(keys, [path for _, _, path in single]),
                lambda job, result: result[0] not in ("pass", "none", "refused"))
    return len(jobs)


def main():
    tap = Tap()
    total = 0
    missing = shutil.which("openssl") is None
    with tempfile.TemporaryDirectory(prefix="emlens-interop-") as folder:
        keys = None if missing else Keys(folder)
        for name, sign, algorithms, length in signers():
            if sign is None or missing:
                missing = True
                tap.line(True, f"{name} # SKIP not installed")
            else:
                total += test_signer(tap, keys, os.path.join(folder, name.replace(":", "")), name, sign, algorithms, length)
        if not missing:
            tap.line(total >= 2000, f"{total} messages signed on the spot")
    print(f"1..{tap.count}")
    return 1 if tap.failed else 0


sys.exit(main())
