#!/usr/bin/env python3
"""Whole runs over servers that fail (TAP): broken.py EMLENS SOURCE_DIR

What the DNS fails to say leaves a message undecided, status 2, and every question tells its failure; the recording of such a
run gives the same report. With a dead resolver, a signal ends the program at once: it leaves no half report and no half
recording (the interface contract gives these signals no other meaning, so they have that of every program)."""
import os
import signal
import subprocess
import sys
import tempfile
import time

import reports
import servers
import signing

SAMPLES = reports.Samples(*sys.argv[1:3])
AT_ONCE = 5  # seconds; 100 ms are promised, the rest is for a machine that does other things; the deadline is at 20 s


def failed_run(tap, where, reason, *options):
    """Every sample: undecided, every question failed for the reason, and the recording replays."""
    with tempfile.TemporaryDirectory(prefix="emlens-live-") as folder:
        saved = os.path.join(folder, "saved.zone")
        for sample in SAMPLES.names():
            live = SAMPLES.report(sample, *options, f"--save-dns={saved}")
            status, report = live
            if isinstance(report, str):
                tap.result(f"{where} {sample}", [report])
                continue
            asked = {(answer["outcome"], answer["reason"]) for answer in report["dns"]}
            tap.same(f"{where} {sample}", (status, report["verdict"]["status"], asked), (2, "undecided", {("failed", reason)}))
            reports.compare_replay(tap, f"{where} {sample} replayed", live, SAMPLES.report(sample, f"--dns={saved}"))


def failed_runs(tap):
    with servers.Nobody() as nobody, servers.Silent() as silent:
        failed_run(tap, "nobody", "network", f"--resolver={nobody.text()}")
        failed_run(tap, "silent", "timeout", f"--resolver={silent.text()}", "--deadline=1")
    if servers.tool("nsd") is None:
        tap.skip("refused, servfail", "not installed: nsd")
        return
    other = {"other.invalid.": f"other.invalid. 3600 {servers.SOA} 3600\n"}
    with servers.nsd(other, ("other.invalid", "SOA")) as server:
        failed_run(tap, "refused", "refused", f"--resolver={server.text()}")
    with servers.nsd({".": None, **other}, ("other.invalid", "SOA")) as server:
        failed_run(tap, "servfail", "servfail", f"--resolver={server.text()}")


def one_question(tap, where, wanted, *options):
    """One sample of which one question fails: wanted is outcome and reason of the key, DKIM, SPF and DMARC."""
    with tempfile.TemporaryDirectory(prefix="emlens-live-") as folder:
        saved = os.path.join(folder, "saved.zone")
        live = SAMPLES.report("01-newsletter", *options, f"--save-dns={saved}")
        report = live[1]
        got = report
        if not isinstance(report, str):
            key = next(answer for answer in report["dns"] if "._domainkey." in answer["name"])
            got = (key["outcome"], key["reason"], report["dkim"][0]["result"], report["spf"]["result"], report["dmarc"]["result"])
        tap.same(where, got, wanted)
        reports.compare_replay(tap, f"{where} replayed", live, SAMPLES.report("01-newsletter", f"--dns={saved}"))


def partly_failed_runs(tap):
    """SPF passes and is aligned, so that DMARC passes although the key cannot be obtained (RFC 9989 section 5.3.6)."""
    if servers.tool("nsd") is None:
        tap.skip("key that does not arrive", "not installed: nsd")
        return
    zone = SAMPLES.served("01-newsletter")
    long = zone + "".join(f"g1._domainkey.garden.example. 3600 IN TXT \"{'x' * 250}\" \"{i}\"\n" for i in range(8))
    with servers.nsd({".": long}, (".", "SOA")) as server, servers.Silent(server) as relay:
        one_question(tap, "key that does not fit into UDP", ("failed", "truncated", "temperror", "pass", "pass"),
                     f"--resolver={relay.text()}")
    if any(servers.tool(name) is None for name in ("unbound", "ldns-signzone", "ldns-keygen")):
        tap.skip("key that does not validate", "not installed: unbound or ldns-signzone")
        return
    root = signing.Zone(".", zone)
    with servers.nsd({".": root.signed().replace('"v=DKIM1; k=rsa', '"v=DKIM1; k=RSA')}, (".", "SOA")) as server, \
            servers.unbound({".": server}, (".", "SOA"), root.anchor()) as resolver:
        reason = "bogus" if resolver.tells_why else "servfail"
        one_question(tap, "key that does not validate", ("failed", reason, "temperror", "pass", "pass"),
                     f"--resolver={resolver.text()}")


def stopped(tap, form, number):
    """A signal while the first question is waited for."""
    with servers.Silent() as silent, tempfile.TemporaryDirectory(prefix="emlens-live-") as folder:
        saved = os.path.join(folder, "saved.zone")
        with subprocess.Popen([SAMPLES.emlens, f"--format={form}", f"--resolver={silent.text()}", f"--save-dns={saved}",
                               "01-newsletter.eml"], cwd=SAMPLES.folder, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE) as process:
            silent.wait_for_query()
            start = time.monotonic()
            process.send_signal(number)
            output, error = process.communicate(timeout=servers.PATIENCE)
            took = time.monotonic() - start
        trouble = [] if took < AT_ONCE else [f"it took {took:.1f} s"]
        if (process.returncode, output, error) != (-number, b"", b""):
            trouble.append(f"status {process.returncode}, output {output!r}, error {error!r}")
        if os.listdir(folder):
            trouble.append(f"it left {os.listdir(folder)}")
        tap.result(f"{form} ends at {signal.Signals(number).name}", trouble)


def main():
    tap = servers.Tap()
    failed_runs(tap)
    partly_failed_runs(tap)
    for form in ("text", "json"):
        for number in (signal.SIGINT, signal.SIGTERM):
            stopped(tap, form, number)
    return tap.end()


sys.exit(main())
