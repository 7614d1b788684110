#!/usr/bin/env python3
"""This machine's own resolver, the way most people use the program (TAP): system.py EMLENS

One question that any resolver which reaches the Internet answers; skipped where none answers it. What example.com publishes
is not ours to say: the check must come to a result, and its recording must give the same."""
import os
import sys
import tempfile

import servers

EMLENS = os.path.abspath(sys.argv[1])
NAME = "example.com"
PATIENCE = 3  # seconds for each server


def answers(address):
    """TRUE if the server answers at once, with records."""
    reply = servers.ask_udp(address, 53, NAME, "TXT", PATIENCE)
    return reply is not None and servers.response_code(reply) == 0 and reply[6:8] != b"\0\0"


def system_servers():
    try:
        with open("/etc/resolv.conf", encoding="utf-8", errors="replace") as handle:
            lines = [line.split() for line in handle]
    except OSError:
        return []
    return [words[1] for words in lines if len(words) > 1 and words[0] == "nameserver" and "%" not in words[1]][:3]


def main():
    tap = servers.Tap()
    found = system_servers()
    if not any(answers(address) for address in found):
        tap.skip("the machine's own resolver", f"no answer to {NAME} TXT from {' '.join(found) or 'nobody'}")
        return tap.end()
    command = [EMLENS, "spf", "--json", "--ip=192.0.2.1", f"--mail-from=x@{NAME}"]
    with tempfile.TemporaryDirectory(prefix="emlens-live-") as folder:
        saved = os.path.join(folder, "saved.zone")
        live = servers.run([*command, f"--save-dns={saved}"])
        again = servers.run([*command, f"--dns={saved}"])
    result = servers.json_of(live[1])
    decided = isinstance(result, dict) and result["result"] in ("pass", "fail", "softfail", "neutral", "none") and live[0] in (0, 1)
    tap.result("the machine's own resolver", [] if decided else [str(live)])
    tap.same("the machine's own resolver replayed", again, live)
    return tap.end()


sys.exit(main())
