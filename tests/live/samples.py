#!/usr/bin/env python3
"""The samples over real servers (TAP): samples.py EMLENS SOURCE_DIR

Each sample's snapshot is served by NSD as the root zone, so that every name that is not listed does not exist, as
"complete" says. The report over the network must be that over the snapshot, but for two things of the DNS list: `ms` is
null without a network, and `dnssec` is "insecure" (unbound: "secure") where a server on this machine answered, whose AD bit
counts, and "unknown" in the snapshot. Both are tested, then left out of the comparison; and where the first server does not
answer, the sentence that says so, which stands beside a missing key. The SOA has a time to live of 0, since a snapshot says
nothing of how long a negative answer holds."""
import os
import sys
import tempfile

import reports
import servers
import signing

SAMPLES = reports.Samples(*sys.argv[1:3])


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
    tap.result(name, trouble + reports.differences("", live, wanted))


def over_nsd(tap, sample, zone, folder):
    saved = os.path.join(folder, "saved.zone")
    with servers.nsd({".": zone}, (".", "SOA")) as server, servers.Silent() as silent, servers.Nobody() as nobody:
        alive = f"--resolver={server.text()}"
        rows = [("nsd", [], ""),
                ("dead first", [f"--resolver={nobody.text()}"],
                 f"{nobody.text()} cannot be reached (nothing listens there); {server.text()} answered.")]
        if sample.startswith("06"):
            # each step down the chain of questions waits: once is enough
            rows += [("silent first", [f"--resolver={silent.text()}"],
                      f"{silent.text()} did not answer in time; {server.text()} answered.")]
        for name, before, sentence in rows:
            live = SAMPLES.report(sample, *before, alive, f"--save-dns={saved}")
            reports.compare_replay(tap, f"{sample} {name} replayed", live, SAMPLES.report(sample, f"--dns={saved}"))
            # recorded as well, since only then everything that was asked ahead is waited for
            live = SAMPLES.report(sample, *before, alive, f"--save-dns={saved}", plain=sentence)
            compare_network(tap, f"{sample} {name}", live, SAMPLES.report(sample, f"--dns={sample}.zone"), "insecure")


def over_unbound(tap, sample, zone, folder):
    """The same through a validating resolver: the zone is signed, every answer is secure, and so is that there is none."""
    root = signing.Zone(".", zone)
    with servers.nsd({".": root.signed()}, (".", "SOA")) as server, \
            servers.unbound({".": server}, (".", "SOA"), root.anchor()) as resolver:
        live = SAMPLES.report(sample, f"--resolver={resolver.text()}", f"--save-dns={os.path.join(folder, 'saved.zone')}")
        compare_network(tap, f"{sample} unbound", live, SAMPLES.report(sample, f"--dns={sample}.zone"), "secure")


def main():
    servers.skip_without("nsd")
    tap = servers.Tap()
    signs = all(servers.tool(name) for name in ("unbound", "ldns-signzone", "ldns-keygen"))
    for sample in SAMPLES.names():
        try:
            zone = SAMPLES.served(sample)
        except reports.NotServed as why:
            tap.skip(sample, str(why))
            continue
        with tempfile.TemporaryDirectory(prefix="emlens-live-") as folder:
            over_nsd(tap, sample, zone, folder)
            if signs:
                over_unbound(tap, sample, zone, folder)
        if not signs:
            tap.skip(f"{sample} unbound", "unbound or ldns-signzone is not installed")
    return tap.end()


sys.exit(main())
