#!/usr/bin/env python3
"""DNSSEC through a validating unbound (TAP): dnssec.py ASK EMLENS

The root zone is signed with the test's own key, which is unbound's trust anchor; below it are zones that are signed, not
signed, and signed wrongly. A resolver's AD bit counts if it is on this machine or trusted by name (RFC 6840 section 5.8);
what does not validate is SERVFAIL (RFC 4035 section 5.5), and where unbound says why (RFC 8914) it is bogus. Times to live
run down in a resolver's cache and are left out."""
import os
import re
import sys
import tempfile

import servers
import signing

ASK, EMLENS = (os.path.abspath(path) for path in sys.argv[1:3])
SECONDS = 60
LAST_YEAR = ("-i", "20190101000000", "-e", "20200101000000")

SECURE = f"""$ORIGIN secure.
@ 3600 {servers.SOA} 3600
@ 3600 IN NS ns.invalid.
txt 3600 IN TXT "original"
txt 3600 IN A 192.0.2.1
below.ent 3600 IN TXT "below"
*.w 3600 IN TXT "wild"
d 3600 IN DNAME e
txt.e 3600 IN TXT "behind a DNAME"
inside 3600 IN CNAME txt
outside 3600 IN CNAME txt.plain.
astray 3600 IN CNAME txt.tampered.
me 3600 IN CNAME me
big 3600 IN TXT {' '.join('"' + letter * 250 + '"' for letter in 'abcdefghijklmnopq')}
spf 3600 IN TXT "v=spf1 ip4:192.0.2.0/24 -all"
spf-astray 3600 IN TXT "v=spf1 include:txt.tampered -all"
"""
PLAIN = f"""$ORIGIN plain.
@ 3600 {servers.SOA} 3600
@ 3600 IN NS ns.invalid.
txt 3600 IN TXT "original"
inside 3600 IN CNAME txt.secure.
"""

# the answers of a resolver that validates, whose word counts, and that says why
BOGUS = "failed bogus bogus [S answered SERVFAIL (DNSSEC signatures are missing or wrong).]"
ROWS = [
    ("signed", "txt.secure", "TXT", "found secure: original"),
    ("signed, no such name", "gone.secure", "TXT", "no-name secure"),
    ("signed, no such type", "txt.secure", "MX", "no-data secure"),
    ("signed empty non-terminal", "ent.secure", "TXT", "no-data secure"),
    ("signed wildcard", "a.w.secure", "TXT", "found secure: wild"),
    ("signed DNAME", "txt.d.secure", "TXT", "found via txt.e.secure. secure: behind a DNAME"),
    ("signed, no such name at the top", "gone", "TXT", "no-name secure"),
    ("signed chain", "inside.secure", "TXT", "found via txt.secure. secure: original"),
    ("chain out of what is signed", "outside.secure", "TXT", "found via txt.plain. insecure: original"),
    ("chain into what is signed", "inside.plain", "TXT", "found via txt.secure. insecure: original"),
    ("signed big answer by TCP", "big.secure", "TXT",
     "found secure: " + "".join(letter * 250 for letter in "abcdefghijklmnopq") + " /250" * 17),
    ("not signed", "txt.plain", "TXT", "found insecure: original"),
    ("not signed, no such name", "gone.plain", "TXT", "no-name insecure"),
    ("not signed, no such type", "txt.plain", "MX", "no-data insecure"),
    ("changed after signing", "txt.tampered", "TXT", BOGUS),
    ("signatures run out", "txt.expired", "TXT", BOGUS),
    ("signatures missing", "txt.stripped", "TXT", BOGUS),
    ("signatures missing, no such name", "gone.stripped", "TXT", BOGUS),
    ("wrong key", "txt.strange", "TXT", BOGUS),
    ("chain to what does not validate", "astray.secure", "TXT", BOGUS),
]


def zone_text(name):
    return SECURE.replace("$ORIGIN secure.", f"$ORIGIN {name}")


def tree():
    """The zones as served, and the trust anchor."""
    zones = {"plain.": PLAIN}
    root = f". 3600 {servers.SOA} 3600\n. 3600 IN NS ns.invalid.\n"
    for name in ("secure.", "tampered.", "expired.", "stripped.", "strange."):
        zone = signing.Zone(name, zone_text(name))
        zones[name] = zone.signed(*(LAST_YEAR if name == "expired." else ()))
        root += zone.ds()
    zones["tampered."] = zones["tampered."].replace('"original"', '"changed!"')
    zones["stripped."] = zone_text("stripped.")
    zones["strange."] = signing.Zone("strange.", zone_text("strange.")).signed()
    root += "".join(f"{name} 3600 IN NS ns.invalid.\n" for name in zones)
    top = signing.Zone(".", root)
    zones["."] = top.signed()
    return zones, top.anchor()


def expected(wanted, word, resolver):
    """word: how "secure" is told through this resolver; insecure is told as it is unless nothing is known."""
    if wanted == BOGUS:
        return wanted if resolver.tells_why else "failed servfail [S answered SERVFAIL (it could not get an answer).]"
    if word == "":
        return re.sub(" (secure|insecure)(?=:|$)", "", wanted)
    return re.sub(" secure(?=:|$)", f" {word}", wanted)


def rows(tap, where, resolver, text, word):
    """text: the resolver, as for --resolver."""
    status, output, error = servers.run([ASK, str(SECONDS * 1000), text, "--", *(part for row in ROWS for part in row[1:3])])
    output = output.replace(text.split(",")[0], "S")
    lines = [re.sub(" ttl [0-9]+", "", line) for line in output.splitlines()]
    if len(lines) != len(ROWS):
        tap.result(f"{where} all", [*lines, error])
        return
    for (name, _, _, wanted), line in zip(ROWS, lines):
        tap.same(f"{where} {name}", line, expected(wanted, word, resolver))
    tap.result(f"{where} recorded and replayed", [] if status == 0 and not error else [error])


def all_rows(tap, resolver, own):
    """Over each address of the resolver. own: this machine's address that is not loopback, or None."""
    for address in resolver.addresses:
        if address == own:
            rows(tap, "elsewhere", resolver, resolver.text(own), "")
            rows(tap, "elsewhere, trusted", resolver, resolver.text(own) + ",trusted", "secure")
        else:
            rows(tap, address, resolver, resolver.text(address), "secure")
    if own is None:
        tap.skip("elsewhere", "this machine has no address but loopback")
    if "::1" not in resolver.addresses:
        tap.skip("::1", "no IPv6 on this machine")


def spf(tap, resolver):
    """Whole runs: the exit status of the interface contract, section 2, and the recording replays."""
    for name, wanted in (("spf.secure", ("pass", 0)), ("spf-astray.secure", ("temperror", 2)),
                         ("txt.tampered", ("temperror", 2)), ("gone.secure", ("none", 1))):
        with tempfile.TemporaryDirectory(prefix="emlens-live-") as folder:
            saved = os.path.join(folder, "saved.zone")
            command = [EMLENS, "spf", "--json", "--ip=192.0.2.1", f"--mail-from=x@{name}"]
            live = servers.run([*command, f"--resolver={resolver.text()}", f"--save-dns={saved}"])
            again = servers.run([*command, f"--dns={saved}"])
        result = servers.json_of(live[1])
        tap.same(f"spf {name}", (result["result"] if isinstance(result, dict) else result, live[0]), wanted)
        tap.same(f"spf {name} replayed", again, live)


def main():
    servers.skip_without("nsd", "unbound", "ldns-signzone", "ldns-keygen")
    tap = servers.Tap()
    zones, anchor = tree()
    own = servers.own_address()
    addresses = ["127.0.0.1"] + (["::1"] if servers.has_ipv6() else []) + ([own] if own else [])
    with servers.nsd(zones, (".", "SOA")) as authority:
        stubs = dict.fromkeys(zones, authority)
        with servers.unbound(stubs, (".", "SOA"), anchor, addresses) as resolver:
            all_rows(tap, resolver, own)
            spf(tap, resolver)
        with servers.unbound(stubs, (".", "SOA")) as resolver:
            status, output, error = servers.run([ASK, str(SECONDS * 1000), resolver.text(), "--", "txt.secure", "TXT",
                                                 "txt.tampered", "TXT"])
            # it does not validate, so it sets no AD bit, and tells what it got
            tap.same("a resolver that does not validate", (status, output, error),
                     (0, "found insecure: original\nfound insecure: changed!\n", ""))
    return tap.end()


sys.exit(main())
