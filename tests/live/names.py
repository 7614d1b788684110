#!/usr/bin/env python3
"""Names of every kind, asked of NSD as dns/live asks (TAP): names.py ASK

Each row is a question and its answer as RFC 1034, 2308 (negative answers), 4592 (wildcards), 6672 (DNAME) and 7766 (TCP)
have it. ASK prints a time to live only if it is neither 0 nor 3600."""
import os
import re
import sys

import servers

ASK = os.path.abspath(sys.argv[1])
SECONDS = 60
BIG = 4295  # bytes of a message: what three of four servers once could not bring over

# negative answers hold as long as the smaller of the SOA's own time and its last number: RFC 2308 section 5
NAMES = f"""
$ORIGIN names.test.
$TTL 3600
@ 600 {servers.SOA} 77
@ IN NS ns.invalid.
txt IN TXT "hello"
txt IN MX 10 mx1
txt IN MX 20 mx2.other.test.
txt IN A 192.0.2.1
txt IN A 192.0.2.2
txt IN AAAA 2001:db8::1
nullmx IN MX 0 .
ptr IN PTR host.other.test.
strings IN TXT "v=DKIM1; " "" "p=" "a" "b" "c"
empty IN TXT ""
odd IN TXT "quote \\" backslash \\\\ byte \\001\\200\\255 ; not a remark"
two IN TXT "one"
two IN TXT "another"
_under._score IN TXT "underscore"
below.ent IN TXT "below an empty non-terminal"
c1 IN CNAME c2
c2 20 IN CNAME c3
c3 IN CNAME txt
to-gone IN CNAME gone
to-ent IN CNAME ent
to-other IN CNAME txt.other.test.
to-elsewhere IN CNAME host.elsewhere.test.
to-broken IN CNAME host.broken.test.
to-sub IN CNAME host.sub
me IN CNAME me
l1 IN CNAME l2
l2 IN CNAME l1
into-l1 IN CNAME l1
d IN DNAME e
txt.e IN TXT "behind a DNAME"
dd IN DNAME d
dloop IN DNAME dloop.dloop
a.long IN DNAME {'x' * 60}.{'y' * 60}.{'z' * 60}.names.test.
sub IN NS ns.elsewhere.test.
*.w IN TXT "wild"
x.w IN A 192.0.2.3
*.wc IN CNAME txt
*.ws IN TXT "above"
*.b.ws IN TXT "nearer"
""" + "".join(f"chain{i} IN CNAME chain{i + 1}\n" for i in range(30)) + "chain30 IN TXT \"end\"\n"
OTHER = f"$ORIGIN other.test.\n@ 3600 {servers.SOA} 77\n@ IN NS ns.invalid.\ntxt 300 IN TXT \"other\"\n"

CIRCLE = " [The CNAME records that S sent run in a circle or are too many.]"
CHAIN = " ".join(f"via chain{i}.names.test." for i in range(15, 31))

ROWS = [
    ("text", "txt.names.test", "TXT", "found: hello"),
    ("letters", "TXT.Names.TEST", "TXT", "found: hello"),
    ("addresses", "txt.names.test", "A", "found: c0.00.02.01 | c0.00.02.02"),
    ("ipv6 address", "txt.names.test", "AAAA", "found: 20.01.0d.b8.00.00.00.00.00.00.00.00.00.00.00.01"),
    ("mail servers", "txt.names.test", "MX", "found: 10 mx1.names.test. | 20 mx2.other.test."),
    ("null MX", "nullmx.names.test", "MX", "found: 0 ."),
    ("pointer", "ptr.names.test", "PTR", "found: host.other.test."),
    ("name servers", "names.test", "NS", "found: ns.invalid."),
    ("underscores", "_under._score.names.test", "TXT", "found: underscore"),
    ("strings", "strings.names.test", "TXT", "found: v=DKIM1; p=abc /9 /0 /2 /1 /1 /1"),
    ("empty string", "empty.names.test", "TXT", "found: "),
    ("odd bytes", "odd.names.test", "TXT", 'found: quote " backslash \\ byte \1\xc8\xff ; not a remark'),
    ("two records", "two.names.test", "TXT", "found: one | another"),
    ("no such name", "gone.names.test", "TXT", "no-name ttl 77"),
    ("no such type", "txt.names.test", "SOA", "no-data ttl 77"),
    ("empty non-terminal", "ent.names.test", "TXT", "no-data ttl 77"),
    ("beside an empty non-terminal", "gone.ent.names.test", "TXT", "no-name ttl 77"),
    ("below a name", "gone.txt.names.test", "TXT", "no-name ttl 77"),
    ("chain", "c1.names.test", "TXT", "found via c2.names.test. via c3.names.test. via txt.names.test. ttl 20: hello"),
    ("chain to no name", "to-gone.names.test", "TXT", "no-name via gone.names.test. ttl 77"),
    ("chain to no data", "to-ent.names.test", "TXT", "no-data via ent.names.test. ttl 77"),
    ("chain to another zone", "to-other.names.test", "TXT", "found via txt.other.test. ttl 300: other"),
    ("the CNAME itself", "c1.names.test", "CNAME", "found: c2.names.test."),
    ("chain out of the server's zones", "to-elsewhere.names.test", "TXT",
     "failed refused via host.elsewhere.test. [S answered REFUSED (it does not answer us).]"),
    ("chain to a broken zone", "to-broken.names.test", "TXT",
     "failed servfail via host.broken.test. [S answered SERVFAIL (it could not get an answer).]"),
    ("chain to a delegation", "to-sub.names.test", "TXT",
     "failed referral via host.sub.names.test. [S only named other servers: it does not resolve names.]"),
    ("circle of one", "me.names.test", "TXT", "failed cname-loop via me.names.test." + CIRCLE),
    ("circle of two", "l1.names.test", "TXT", "failed cname-loop via l2.names.test. via l1.names.test." + CIRCLE),
    ("into a circle", "into-l1.names.test", "TXT",
     "failed cname-loop via l1.names.test. via l2.names.test. via l1.names.test." + CIRCLE),
    ("16 links", "chain14.names.test", "TXT", f"found {CHAIN}: end"),
    ("17 links", "chain13.names.test", "TXT",
     re.compile(r"failed cname-chain-too-long via chain14\.names\.test\. .*" + re.escape(CIRCLE))),
    ("30 links", "chain0.names.test", "TXT",
     re.compile(r"failed cname-chain-too-long via chain1\.names\.test\. .*" + re.escape(CIRCLE))),
    ("DNAME", "txt.d.names.test", "TXT", "found via txt.e.names.test.: behind a DNAME"),
    ("DNAME twice", "txt.dd.names.test", "TXT", "found via txt.d.names.test. via txt.e.names.test.: behind a DNAME"),
    ("DNAME to no name", "gone.d.names.test", "TXT", "no-name via gone.e.names.test. ttl 77"),
    ("the DNAME's own name", "d.names.test", "TXT", "no-data ttl 77"),
    ("DNAME to a name too long", f"{'p' * 60}.a.long.names.test", "TXT",
     re.compile(r"failed error \[S answered with response code 6\.\]")),  # YXDOMAIN: RFC 6672 section 2.2
    ("wildcard", "a.w.names.test", "TXT", "found: wild"),
    ("wildcard, two labels", "a.b.w.names.test", "TXT", "found: wild"),
    ("the wildcard's own name", "*.w.names.test", "TXT", "found: wild"),
    ("wildcard, other type", "a.w.names.test", "A", "no-data ttl 77"),
    ("no wildcard for a name that is there", "x.w.names.test", "TXT", "no-data ttl 77"),
    ("no wildcard below a name that is there", "a.x.w.names.test", "TXT", "no-name ttl 77"),
    ("no wildcard for its parent", "w.names.test", "TXT", "no-data ttl 77"),
    ("nearer wildcard", "a.b.ws.names.test", "TXT", "found: nearer"),
    ("wildcard beside the nearer one", "a.c.ws.names.test", "TXT", "found: above"),
    ("wildcard CNAME", "a.wc.names.test", "TXT", "found via txt.names.test.: hello"),
    ("delegation", "a.sub.names.test", "TXT", "failed referral [S only named other servers: it does not resolve names.]"),
    ("zone that could not be read", "a.broken.test", "TXT",
     "failed servfail [S answered SERVFAIL (it could not get an answer).]"),
    ("zone of others", "a.elsewhere.test", "TXT", "failed refused [S answered REFUSED (it does not answer us).]"),
]


def big_zone():
    """A zone, and the strings of one name in it whose answer is a message of exactly BIG bytes. Header 12, question
    4 + name, OPT 11; each record 2 + 10 and its strings."""
    name = "big.big.test."
    left = BIG - 12 - (len(name) + 1 + 4) - 11
    texts = [chr(ord("a") + i) * 239 for i in range(16)]
    left -= sum(12 + 1 + len(text) for text in texts)
    texts.append("z" * (left - 12 - 1))
    # no NS at the top of the zone: it would be added to the message
    zone = f"$ORIGIN big.test.\n@ 3600 {servers.SOA} 77\n"
    return zone + "".join(f"big 3600 IN TXT \"{text}\"\n" for text in texts), texts


def escaped(text):
    """As ASK prints it."""
    plain = text.replace("\\", "\\\\").replace('"', '\\"')
    return "".join(c if " " <= c <= "~" else f"\\{ord(c):03o}" if c != "\1" else "\\001" for c in plain)


def insecure(wanted):
    """The answer as a server on this machine gives it: its AD bit counts, and NSD sets none."""
    return re.sub(r"^((?:found|no-data|no-name)(?: via [^ :]+)*)", r"\1 insecure", wanted)


def answers(resolvers, questions):
    """What ASK prints, with the servers' names as S and T, and what else it says."""
    status, text, error = servers.run([ASK, str(SECONDS * 1000), *resolvers, "--", *questions])
    for sign, resolver in zip("ST", resolvers):
        text = text.replace(resolver, sign)
    return text.splitlines(), [error] if error or status != 0 else []


def rows(tap, resolver, where):
    got, trouble = answers([resolver], [word for row in ROWS for word in row[1:3]])
    if len(got) != len(ROWS):
        tap.result(f"{where} all", [*got, *trouble])
        return
    for (name, _, _, wanted), line in zip(ROWS, got):
        if isinstance(wanted, str):
            tap.same(f"{where} {name}", line, escaped(insecure(wanted)))
        else:
            tap.result(f"{where} {name}", [] if wanted.fullmatch(line) else [line, f"wanted {wanted.pattern}"])
    tap.result(f"{where} recorded and replayed", trouble)


def big(tap, server, texts):
    """By UDP truncated, by TCP whole."""
    udp = servers.ask_udp("127.0.0.1", server.port, "big.big.test", "TXT", servers.PATIENCE)
    tap.same("the big answer is truncated by UDP", udp is not None and udp[2] & 2 != 0, True)
    tap.same("the big answer is of 4295 bytes", len(servers.ask_tcp("127.0.0.1", server.port, "big.big.test", "TXT")), BIG)
    wanted = "found insecure: " + " | ".join(texts)
    tap.same("big", answers([server.text()], ["big.big.test", "TXT"]), ([wanted], []))
    with servers.Silent(server) as relay:
        got = answers([relay.text()], ["txt.names.test", "TXT", "big.big.test", "TXT"])
        tap.same("big by UDP only", got,
                 (["found insecure: hello", "failed truncated [S sent a truncated answer and refused a TCP connection.]"], []))
        got = answers([relay.text(), server.text()], ["big.big.test", "TXT"])
        tap.same("big by UDP only, then another server", got,
                 ([wanted + " [S sent a truncated answer and refused a TCP connection; T answered.]"], []))


def main():
    servers.skip_without("nsd")
    tap = servers.Tap()
    text, texts = big_zone()
    zones = {"names.test.": NAMES, "other.test.": OTHER, "big.test.": text, "broken.test.": None}
    addresses = ("127.0.0.1", "::1") if servers.has_ipv6() else ("127.0.0.1",)
    with servers.nsd(zones, ("names.test", "SOA"), addresses) as server:
        for address in addresses:
            rows(tap, server.text(address), address)
        big(tap, server, texts)
    if len(addresses) == 1:
        tap.skip("::1", "no IPv6 on this machine")
    return tap.end()


sys.exit(main())
