#!/usr/bin/env python3
"""The samples over real servers (TAP): samples.py EMLENS SOURCE_DIR

Each sample's snapshot is served by NSD as the root zone, so that every name that is not listed does not exist, as
"complete" says. The report over the network must be that over the snapshot, but for two things of the DNS list: `ms` is
null without a network, and `dnssec` is "insecure" (unbound: "secure") where a server on this machine answered, whose AD bit
counts, and "unknown" in the snapshot. Both are tested, then left out of the comparison; and where the first server does not
answer, the sentence that says so, which stands beside a missing key. The SOA has a time to live of 0,
since a snapshot says nothing of how long a negative answer holds."""
import glob
import os
import sys
import tempfile

import servers
import signing

EMLENS, SOURCE = (os.path.abspath(path) for path in sys.argv[1:3])


class NotServed(Exception):
    """A snapshot says what no authoritative server can say."""


def owners(lines):
    """The names that have records."""
    return {line.split()[0].lower() for line in lines if line[:1] not in ("", ";", "$", " ", "\t")}


def served(snapshot):
    """The text of a root zone that answers as the snapshot does."""
    lines = snapshot.splitlines()
    names = owners(lines)
    extra = []
    complete = False
    for words in (line[2:].split(" ;")[0].split() for line in lines if line.startswith(";!")):
        if words[0] == "complete":
            complete = True
        elif words[0] == "no-name" and len(words) == 2:
            name = "." + words[1].lower()
            if any(("." + owner).endswith(name) for owner in names):
                raise NotServed(f"{words[1]} has records, and yet no name")
        elif words[0] == "no-data":
            # a record of a type that nobody asks for: the name exists
            extra += [f"{words[1]} 0 IN TYPE65280 \\# 0"]
        elif words[0] not in ("recorded", "dnssec", "ttl"):
            raise NotServed(" ".join(words))
    if not complete:
        raise NotServed("not complete")
    return "\n".join([f". 0 {servers.SOA} 0", ". 3600 IN NS ns.invalid.", *extra, *lines]) + "\n"


def report(sample, *options, plain=""):
    """Exit status and report, without the sentence `plain`."""
    status, text, error = servers.run([EMLENS, "--json", *options, f"{sample}.eml"], os.path.join(SOURCE, "samples"))
    return (status, servers.json_of(text.replace(plain, ""))) if not error else (status, error)


def network_trouble(got, dnssec):
    """What is wrong with the two things of each answer that only a network gives; they are taken out of it."""
    trouble = []
    for answer in got["dns"]:
        where = f"{answer['name']} {answer['type']}"
        if not isinstance(answer["ms"], (int, float)) or answer["ms"] < 0:
            trouble.append(f"{where}: ms is {answer['ms']}")
        if answer["dnssec"] != dnssec:
            trouble.append(f"{where}: dnssec is {answer['dnssec']}, not {dnssec}")
        answer["ms"] = answer["dnssec"] = None
    return trouble


def differences(path, got, wanted):
    """Where two values differ, as lines."""
    if isinstance(got, dict) and isinstance(wanted, dict) and got.keys() == wanted.keys():
        return [line for key in got for line in differences(f"{path}.{key}", got[key], wanted[key])]
    if isinstance(got, (list, tuple)) and isinstance(wanted, (list, tuple)) and len(got) == len(wanted):
        return [line for i, pair in enumerate(zip(got, wanted)) for line in differences(f"{path}[{i}]", *pair)]
    return [] if got == wanted else [f"{path}: {got!r}, wanted {wanted!r}"]


def compare_network(tap, name, live, wanted, dnssec):
    """live, wanted: as from report()."""
    if isinstance(live[1], str) or isinstance(wanted[1], str):
        tap.result(name, [str(live), str(wanted)])
        return
    trouble = network_trouble(live[1], dnssec)
    for answer in wanted[1]["dns"]:
        trouble += [] if (answer["ms"], answer["dnssec"]) == (None, "unknown") else [f"the snapshot says {answer}"]
        answer["ms"] = answer["dnssec"] = None
    if not live[1]["dns"]:
        trouble.append("nothing was asked")
    tap.result(name, trouble + differences("", live, wanted))


def compare_replay(tap, name, live, again):
    """Only the times differ: a recording has none."""
    for answer in live[1]["dns"] + again[1]["dns"]:
        answer["ms"] = None
    tap.result(name, differences("", again, live))


def over_nsd(tap, sample, zone, folder):
    silent = servers.Silent()
    saved = os.path.join(folder, "saved.zone")
    with servers.nsd({".": zone}, (".", "SOA")) as server, silent:
        alive = f"--resolver={server.text()}"
        nobody = servers.nobody()
        rows = [("nsd", [], ""),
                ("dead first", [f"--resolver={nobody}"],
                 f"{nobody} cannot be reached (nothing listens there); {server.text()} answered.")]
        if sample.startswith("06"):
            # each step down the chain of questions waits: once is enough
            rows += [("silent first", [f"--resolver={silent.text()}"],
                      f"{silent.text()} did not answer in time; {server.text()} answered.")]
        for name, before, sentence in rows:
            live = report(sample, *before, alive, plain=sentence)
            compare_network(tap, f"{sample} {name}", live, report(sample, f"--dns={sample}.zone"), "insecure")
            live = report(sample, *before, alive, f"--save-dns={saved}")
            compare_replay(tap, f"{sample} {name} replayed", live, report(sample, f"--dns={saved}"))


def over_unbound(tap, sample, zone):
    """The same through a validating resolver: the zone is signed, every answer is secure, and so is that there is none."""
    root = signing.Zone(".", zone)
    with servers.nsd({".": root.signed()}, (".", "SOA")) as server, \
            servers.unbound({".": server}, (".", "SOA"), root.anchor()) as resolver:
        live = report(sample, f"--resolver={resolver.text()}")
        compare_network(tap, f"{sample} unbound", live, report(sample, f"--dns={sample}.zone"), "secure")


def main():
    servers.skip_without("nsd")
    tap = servers.Tap()
    signs = all(servers.tool(name) for name in ("unbound", "ldns-signzone", "ldns-keygen"))
    for path in sorted(glob.glob(os.path.join(SOURCE, "samples", "*.eml"))):
        sample = os.path.basename(path)[:-4]
        try:
            with open(os.path.join(SOURCE, "samples", f"{sample}.zone"), encoding="utf-8") as handle:
                zone = served(handle.read())
        except (NotServed, OSError) as why:
            tap.skip(sample, str(why))
            continue
        with tempfile.TemporaryDirectory(prefix="emlens-live-") as folder:
            over_nsd(tap, sample, zone, folder)
        if signs:
            over_unbound(tap, sample, zone)
        else:
            tap.skip(f"{sample} unbound", "unbound or ldns-signzone is not installed")
    return tap.end()


sys.exit(main())
