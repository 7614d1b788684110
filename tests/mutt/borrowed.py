#!/usr/bin/env python3
"""No mail gets another one's verdict (TAP): borrowed.py EMLENS

A genuine message of bank.example, which publishes p=reject, is in the folder and was verified, so its pass is in the cache. A
forged one beside it copies the header that a reader shows, and makes its own file one that a search may pass over. What the
reader shows is taken as bad as it can be: the genuine header to the byte, above the forged text. Each row with another text,
with the same text, and with the same text and an attachment, in a Maildir and in an mbox, from the cache and live."""
import os
import re
import shutil
import subprocess
import sys
import tempfile

import mail

EMLENS = os.path.abspath(sys.argv[1])
ZONE = b""";! complete
bank.example. 300 IN TXT "v=spf1 ip4:192.0.2.0/24 -all"
_dmarc.bank.example. 300 IN TXT "v=DMARC1; p=reject"
"""
ID = b"Message-ID: <q1@bank.example>\n"
FIELDS = b"From: CEO <ceo@bank.example>\nTo: all@corp.example\nSubject: Quarterly note\nDate: Mon, 16 Nov 2026 10:11:10 +0000\n"
OWN_FIELDS = FIELDS.replace(b"bank.example", b"attacker.example")
MANY = b"".join(b"X-%d: y\n" % number for number in range(20001))
POSTMARK = b"From a@b Mon Nov 16 10:11:13 2026\n"
SAME_TEXT, OTHER_TEXT = b"Nothing to do.\n", b"Pay 1,000,000 now.\n"
ATTACHED = (b"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b1\n", b"--b1\n\n" + SAME_TEXT +
            b"--b1\nContent-Type: application/pdf; name=note.pdf\n\n%PDF\n--b1--\n")
MARKS = b"\x1b]9;1\x07[-- Attachment #1 --]\n\x1b]9;1\x07[-- Type: text/plain --]\n\n" + SAME_TEXT + \
    b"\x1b]9;1\x07[-- Attachment #2: note.pdf --]\n\x1b]9;1\x07[-- Type: application/pdf --]\n"


def trace(sender, client):
    return (f"Return-Path: <{sender}>\nReceived: from o (o [{client}])\n\tby mx.corp.example (Postfix) with ESMTPS id 4; "
            "Mon, 16 Nov 2026 10:11:13 +0000\n").encode()


GENUINE = trace("ceo@bank.example", "192.0.2.10")
FORGED = trace("x@attacker.example", "203.0.113.66")


def with_id(value, name=b"Message-ID"):
    return FORGED + FIELDS + name + b": " + value + b"\n"


# the head of the forged file, without the empty line
TRICKS = {
    "the same id": with_id(b"<q1@bank.example>"),
    "blank in the id": with_id(b"<q1 @bank.example>"),
    "tab in the id": with_id(b"<q1@bank\t.example>"),
    "folded id": with_id(b"<q1@\n bank.example>"),
    "id folded at its start": with_id(b"\n\t<q1@bank.example>"),
    "id folded thrice": with_id(b"<q1\n @\n bank\n .example>"),
    "id folded by CRLF": with_id(b"<q1@\r\n bank.example>"),
    "NUL in the id": with_id(b"<q1@bank\0.example>"),
    "NUL behind the id": with_id(b"<q1@bank.example>\0 <other@attacker.example>"),
    "CR in the id": with_id(b"<q1@bank\r.example>"),
    "control character in the id": with_id(b"<q1@bank\x01.example>"),
    "escape sequence in the id": with_id(b"<q1@\x1b(Bbank.example>"),
    "DEL in the id": with_id(b"<q1@bank\x7f.example>"),
    "zero width space in the id": with_id("<q1@bank\u200b.example>".encode()),
    "8-bit byte in the id": with_id(b"<q1@bank.example\xa0>"),
    "encoded id": with_id(b"=?utf-8?q?=3Cq1=40bank.example=3E?="),
    "encoded id in base64": with_id(b"=?utf-8?b?PHExQGJhbmsuZXhhbXBsZT4=?="),
    "half of the id encoded": with_id(b"<q1=?utf-8?q?=40?=bank.example>"),
    "encoded and folded id": with_id(b"=?utf-8?q?=3Cq1=40?=\n =?utf-8?q?bank.example=3E?="),
    "id encoded in an unknown charset": with_id(b"=?x-odd?q?=3Cq1=40bank.example=3E?="),
    "id encoded in UTF-7": with_id(b"=?utf-7?q?+ADw-q1+AEA-bank.example+AD4-?="),
    "id encoded in an unknown way": with_id(b"=?utf-8?z?q1?="),
    "domain in capitals": with_id(b"<q1@BANK.example>"),
    "quoted id": with_id(b"<\"q1\"@bank.example>"),
    "backslash in the id": with_id(b"<q\\1@bank.example>"),
    "comment behind the id": with_id(b"<q1@bank.example> (the note)"),
    "comment in the id": with_id(b"<q1(x)@bank.example>"),
    "id without brackets": with_id(b"q1@bank.example"),
    "two ids in a field": with_id(b"<x@attacker.example> <q1@bank.example>"),
    "own id first": FORGED + FIELDS + b"Message-ID: <x@attacker.example>\n" + ID,
    "own id last": FORGED + FIELDS + ID + b"Message-ID: <x@attacker.example>\n",
    "id far below": FORGED + FIELDS + b"X-Long: y\n" * 9000 + ID,
    "id behind a long field": FORGED + FIELDS + b"X-Long: " + b"y" * 70000 + b"\n" + ID,
    "id behind many folds": FORGED + FIELDS + b"X-Long: y" + b"\n y" * 40000 + b"\n" + ID,
    "20,001 fields behind": FORGED + FIELDS + ID + MANY,
    "20,001 fields before": FORGED + MANY + FIELDS + ID,
    "header of 17 MiB": FORGED + FIELDS + ID + (b"X: " + b"y" * 990 + b"\n") * 17970,
    "64 KiB without a field first": b"no field here\n" * 5000 + FORGED + FIELDS + ID,
    "blank before the colon": with_id(b"<q1@bank.example>", b"Message-ID "),
    "encoded name": with_id(b"<q1@bank.example>", b"=?utf-8?q?Message-ID?="),
    "encoded name and id": with_id(b"=?utf-8?q?=3Cq1=40bank.example=3E?=", b"=?utf-8?q?Message-ID?="),
    "byte order mark before the name": with_id(b"<q1@bank.example>", b"\xef\xbb\xbfMessage-ID"),
    "vertical tab before the name": with_id(b"<q1@bank.example>", b"\x0bMessage-ID"),
    "soft hyphen in the name": with_id(b"<q1@bank.example>", "Message-\u00adID".encode()),
    "NUL in the name": with_id(b"<q1@bank.example>", b"Message-\0ID"),
    "name in small letters": with_id(b"<q1@bank.example>", b"mEsSaGe-Id"),
    "mbox line first": POSTMARK + with_id(b"<q1@bank.example>"),
    "quoted mbox line first": b">" + POSTMARK + with_id(b"<q1@bank.example>"),
    "line without a colon in the header": FORGED + FIELDS + ID + b"no field\nSubject: another\n",
    "fields behind a blank name": FORGED + FIELDS + ID + b"Odd : x\nSubject: another\nDate: never\n",
    "second Subject": FORGED + FIELDS + ID + b"Subject: another\n",
    "second From": FORGED + FIELDS + ID + b"From: x@attacker.example\n",
    "own From first": FORGED + b"From: x@attacker.example\n" + FIELDS + ID,
    "NUL behind the date": FORGED + FIELDS.replace(b"+0000", b"+0000\0 x") + ID,
    "encoded Subject": FORGED + FIELDS.replace(b"Quarterly note", b"=?utf-8?q?Quarterly_note?=") + ID,
    "Subject in an unknown charset": FORGED + FIELDS.replace(b"Quarterly note", b"=?x-odd?q?Quarterly_note?=") + ID,
    "From with a comment": FORGED + FIELDS.replace(b"CEO <ceo@bank.example>", b"ceo@bank.example (CEO)") + ID,
    "From that readers disagree on": FORGED + FIELDS.replace(b"<ceo@bank.example>", b"<ceo@bank.example (<x@attacker.example>") + ID,
    "bare CR in a field": FORGED + FIELDS + ID + b"X: a\rSubject: b\n",
    "CRLF": (FORGED + FIELDS + ID).replace(b"\n", b"\r\n"),
    "copied signature": FORGED + b"DKIM-Signature: v=1; a=rsa-sha256; d=bank.example; s=s; h=from; bh=x; b=y\n" + FIELDS + ID,
    "two Content-Types": FORGED + FIELDS + ID + b"Content-Type: text/plain\nContent-Type: text/html\n",
    "HTML": FORGED + FIELDS + ID + b"Content-Type: text/html\n",
    "unknown charset": FORGED + FIELDS + ID + b"Content-Type: text/plain; charset=x-odd\n",
    "unknown encoding": FORGED + FIELDS + ID + b"Content-Transfer-Encoding: x-odd\n",
    "multipart without a boundary": FORGED + FIELDS + ID + b"Content-Type: multipart/mixed\n",
}
KINDS = {"another text": ((b"", OTHER_TEXT), OTHER_TEXT), "the same text": ((b"", SAME_TEXT), SAME_TEXT),
         "an attachment": (ATTACHED, SAME_TEXT), "an attachment shown": (ATTACHED, MARKS)}


class Place:
    """A home with the genuine message in a folder, and its pass in the cache."""

    def __init__(self):
        self.path = tempfile.mkdtemp(prefix="emlens-borrowed-")
        for folder in ("md/cur", "md/new", "cache"):
            os.makedirs(os.path.join(self.path, folder))
        self.genuine = GENUINE + FIELDS + ID + b"\n" + SAME_TEXT
        self.write("zone", ZONE)
        self.dns = mail.Dns(os.path.join(self.path, "zone"))
        self.write("md/cur/1795601471.a:2,S", self.genuine)
        word = self.word("md", FIELDS + ID + b"\n" + SAME_TEXT, live=True)
        assert word == "pass", f"the genuine message: {word}"

    def write(self, name, data):
        with open(os.path.join(self.path, name), "wb") as handle:
            handle.write(data)

    def word(self, folder, view, live=False):
        environment = {"PATH": os.environ["PATH"], "HOME": self.path, "XDG_CACHE_HOME": os.path.join(self.path, "cache"),
                       "LC_ALL": "C.UTF-8", "EMLENS_FOLDER": os.path.join(self.path, folder), "COLUMNS": "200"}
        done = subprocess.run([EMLENS, "filter", self.dns.option, *(["--live"] if live else [])], input=view,
                              capture_output=True, env=environment, check=True)
        head = done.stdout.split(b"\n\n")[0]
        words = re.findall(rb"^Auth-Check: (\S+)", head, re.M)
        assert len(words) == 1 and done.stderr == b"", done
        return words[0].decode()

    def put(self, forged):
        """Beside the genuine message, in a Maildir and in an mbox, before it and behind it."""
        self.write("md/new/1795601473.b", forged)
        quoted = forged if forged.startswith(POSTMARK) else POSTMARK + forged
        self.write("box", POSTMARK + self.genuine + b"\n" + quoted + b"\n")
        self.write("xob", quoted + b"\n" + POSTMARK + self.genuine + b"\n")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.dns.__exit__()
        shutil.rmtree(self.path, ignore_errors=True)


def row(name, head):
    def test():
        for kind, ((fields, body), text) in KINDS.items():
            PLACE.put(head + fields + b"\n" + body)
            all_ways = kind == "another text"
            for folder, live in (("md", False), ("box", False), *([("xob", False), ("md", True)] if all_ways else [])):
                word = PLACE.word(folder, FIELDS + ID + b"\n" + text, live)
                assert word != "pass", f"{kind}, {folder}, live {live}: {word}"
    test.__name__ = name
    return test


def the_genuine_one_passes_where_it_is_alone():
    PLACE.put(FORGED + OWN_FIELDS + b"Message-ID: <x@attacker.example>\n\n" + OTHER_TEXT)
    for folder in ("md", "box", "xob"):
        for live in (False, True):
            assert PLACE.word(folder, FIELDS + ID + b"\n" + SAME_TEXT, live) == "pass", folder


def and_beside_one_of_another_text():
    PLACE.put(FORGED + FIELDS + ID + b"\n" + OTHER_TEXT)
    for folder in ("md", "box", "xob"):
        assert PLACE.word(folder, FIELDS + ID + b"\n" + SAME_TEXT) == "pass", folder
        assert PLACE.word(folder, FIELDS + ID + b"\n" + OTHER_TEXT, True) == "fail", folder


def a_file_of_no_use_keeps_no_other_from_passing():
    """What cannot be read, and does not bear the id, is no candidate: one such mail would take every verdict away."""
    for head in (MANY + OWN_FIELDS, b"no field\n" * 8000, b"%PDF-1.7\n\xe2\xe3\xcf\xd3\n" + bytes(range(256)) * 400,
                 OWN_FIELDS + (b"X: " + b"y" * 990 + b"\n") * 17970):
        PLACE.put(head + b"\n" + OTHER_TEXT)
        assert PLACE.word("md", FIELDS + ID + b"\n" + SAME_TEXT) == "pass", head[:40]


with Place() as PLACE:
    sys.exit(mail.run_tests([the_genuine_one_passes_where_it_is_alone, and_beside_one_of_another_text,
                             a_file_of_no_use_keeps_no_other_from_passing, *(row(*trick) for trick in TRICKS.items())]))
