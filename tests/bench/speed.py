#!/usr/bin/env python3
"""How long one message takes against its floor: the longest chain of questions of which each needs the answer before.

speed.py EMLENS DELAY [ROUNDS]: signs a message once and five times on the spot (dkimpy), serves its records from NSD behind a
proxy that holds every answer for 0, 20 and 100 ms, and prints, all from one run, the median wall time, its ratio to the floor
(five round trips: four records deep into SPF, then the addresses of the last one's hosts), the ratio of five signatures to one,
and the questions beside the different names. It fails if a result is wrong or a question is asked twice, never for a time."""
import base64
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

import dkim
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "live"))
import servers  # noqa: E402

EMLENS, DELAY = (os.path.abspath(path) for path in sys.argv[1:3])
ROUNDS = int(sys.argv[3]) if len(sys.argv) > 3 else 7
ROUND_TRIPS = 5
DELAYS_MS = (0, 20, 100)
CLIENT = "192.0.2.10"
SIGNERS = (("example.com", "s1"), ("example.com", "s2"), ("example.com", "s3"), ("example.net", "s1"), ("example.org", "s1"))
RECORDS = f""". 3600 {servers.SOA} 300
. 3600 IN NS ns.invalid.
mail.example.com. 300 IN TXT "v=spf1 include:_spf1.example.com -all"
_spf1.example.com. 300 IN TXT "v=spf1 a:out0.example.com include:_spf1a.example.com include:_spf2.example.com -all"
_spf1a.example.com. 300 IN TXT "v=spf1 ip4:198.51.100.0/24 a:out1.example.com -all"
_spf2.example.com. 300 IN TXT "v=spf1 mx:pool.example.com include:_spf3.example.com -all"
_spf3.example.com. 300 IN TXT "v=spf1 ip4:192.0.2.0/24 -all"
out0.example.com. 300 IN A 203.0.113.1
out1.example.com. 300 IN A 203.0.113.2
pool.example.com. 300 IN MX 10 mx1.example.com.
pool.example.com. 300 IN MX 20 mx2.example.com.
mx1.example.com. 300 IN A 203.0.113.3
mx2.example.com. 300 IN A 203.0.113.4
_dmarc.example.com. 300 IN TXT "v=DMARC1; p=reject"
10.2.0.192.in-addr.arpa. 300 IN PTR mail.example.com.
mail.example.com. 300 IN A 192.0.2.10
"""
PLAIN = (f"From: Alice <alice@mail.example.com>\r\nTo: bob@receiver.example\r\nSubject: A message of ordinary size\r\n"
         f"Date: Tue, 3 Mar 2026 07:15:02 +0000\r\nMessage-ID: <1@mail.example.com>\r\n\r\n").encode()
RECEIVED = (f"Return-Path: <alice@mail.example.com>\r\nReceived: from mail.example.com (mail.example.com [{CLIENT}])\r\n"
            "\tby mx.receiver.example with ESMTPS id 1; Tue, 3 Mar 2026 07:15:03 +0000\r\n").encode()


def make_messages(folder):
    """The zone text and the paths of the messages by their number of signatures."""
    key = rsa.generate_private_key(65537, 2048)
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL,
                               serialization.NoEncryption())
    public = base64.b64encode(key.public_key().public_bytes(serialization.Encoding.DER,
                                                            serialization.PublicFormat.SubjectPublicKeyInfo)).decode()
    strings = " ".join(f'"{part}"' for part in ("v=DKIM1; k=rsa; p=" + public[:200], public[200:]))
    zone = RECORDS + "".join(f"{selector}._domainkey.{domain}. 300 IN TXT {strings}\n" for domain, selector in SIGNERS)
    message = PLAIN + b"".join(b"Line %d of a text that is long enough to be a message.\r\n" % i for i in range(900))
    paths = {}
    for count in (1, 5):
        signatures = b"".join(dkim.sign(message, selector.encode(), domain.encode(), secret, canonicalize=(b"relaxed", b"relaxed"))
                              for domain, selector in SIGNERS[:count])
        paths[count] = os.path.join(folder, f"s{count}.eml")
        with open(paths[count], "wb") as handle:
            handle.write(RECEIVED + signatures + message)
    return zone, paths


def check(report, count):
    got = report["spf"]["result"], [one["result"] for one in report["dkim"]], report["dmarc"]["result"]
    if got != ("pass", ["pass"] * count, "pass"):
        sys.exit(f"wrong results: {got}")


def measure(port, delay_ms, path, count):
    """Milliseconds, and (queries, different questions, most at a time)."""
    with subprocess.Popen([DELAY, str(port), str(delay_ms)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as proxy:
        own = proxy.stdout.readline().strip()
        begin = time.monotonic()
        done = subprocess.run([EMLENS, "--json", f"--resolver=127.0.0.1@{own}", path], capture_output=True, check=False, timeout=60)
        took = (time.monotonic() - begin) * 1000
        counts = [int(word) for word in proxy.communicate(timeout=60)[0].split()]
    check(json.loads(done.stdout), count)
    return took, counts


def main():
    failed = False
    with tempfile.TemporaryDirectory(prefix="emlens-bench-") as folder:
        zone, paths = make_messages(folder)
        with servers.nsd({".": zone}, ("mail.example.com", "TXT")) as server:
            print("| delay | signatures | ms | × floor | × one signature | questions | different | most at a time |\n"
                  "|---|---|---|---|---|---|---|---|")
            for delay_ms in DELAYS_MS:
                rounds = {count: [measure(server.port, delay_ms, paths[count], count) for _ in range(ROUNDS)] for count in (1, 5)}
                medians = {count: statistics.median(took for took, _ in rounds[count]) for count in rounds}
                for count, runs in rounds.items():
                    queries, different, most = runs[0][1]
                    failed = failed or any(counts[0] != counts[1] for _, counts in runs)
                    floor = f"{medians[count] / (ROUND_TRIPS * delay_ms):.2f}" if delay_ms else "-"
                    print(f"| {delay_ms} ms | {count} | {medians[count]:.1f} | {floor} | {medians[count] / medians[1]:.2f} | "
                          f"{queries} | {different} | {most} |", flush=True)
    if failed:
        print("a question was asked twice")
    return 1 if failed else 0


sys.exit(main())
