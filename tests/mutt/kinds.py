"""Ordinary mail of many kinds, what a mail reader shows of it, and forgeries of a message."""
import base64
import quopri

TEXT = "Grüße aus dem Garten, 3 Kilo für 12,50 €.\n> quoted\nFrom here on: 100 % tomatoes?\n"
RAW = TEXT.encode()
QUOTED = quopri.encodestring(RAW)
PLAIN = b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n" + RAW
HTML = b"Content-Type: text/html; charset=utf-8\n\n<p>Gr&uuml;&szlig;e <b>aus</b> dem Garten</p>\n"
PDF = (b"Content-Type: application/pdf; name=\"in voice.pdf\"\nContent-Transfer-Encoding: base64\n"
       b"Content-Disposition: attachment; filename=\"in voice.pdf\"\n\n" + base64.encodebytes(b"%PDF-1.4" * 100))
NOTES = b"Content-Type: text/plain; name=notes.txt\nContent-Disposition: attachment; filename=notes.txt\n\nNotes.\n"
IMAGE = b"Content-Type: image/png\nContent-Description: =?utf-8?q?Bild_=C3=BC?=\n\nx\n"
MESSAGE = (b"Content-Type: message/rfc822\n\nReceived: x\nFrom: inner@x.example\nTo: y@z.example\nSubject: =?utf-8?q?inn=C3=A9r?=\n"
           b"Date: Mon, 02 Mar 2026 09:00:00 +0000\nMessage-ID: <inner@x.example>\n\nInner text.\n")
SIGNATURE = b"\n\n-----BEGIN PGP SIGNATURE-----\n\niQ==\n-----END PGP SIGNATURE-----\n"
FLOWED = (b"This is a long \nflowed text that goes on and on and on and on and on and on and on and on and on and \nends here.\n"
          b"> quoted text \n> goes on\n>> deeper\n -- stuffed\n From stuffed\n-- \nsig\n")
CLEAR = b"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nInline signed.\n- -- dash" + SIGNATURE[1:]


def text(parameters, body, encoding=b"8bit"):
    return b"Content-Type: text/plain" + parameters + b"\nContent-Transfer-Encoding: " + encoding + b"\n\n" + body


def multipart(subtype, *parts, more=b""):
    boundary = b"b-" + subtype.encode()
    return (b"Content-Type: multipart/" + subtype.encode() + b"; boundary=\"" + boundary + b"\"" + more + b"\n\npreamble\n" +
            b"".join(b"--" + boundary + b"\n" + part + b"\n" for part in parts) + b"--" + boundary + b"--\nepilogue\n")


PGP = b"; protocol=\"application/pgp-signature\"; micalg=pgp-sha256"
SMIME = b"; protocol=\"application/pkcs7-signature\"; micalg=sha-256"
ENCRYPTED = b"; protocol=\"application/pgp-encrypted\""
# name: the message from its Content-Type on, and whether the text that is shown can be compared
KINDS = {
    "plain": (text(b"; charset=us-ascii", b"Hello you.\n-- \nsig\n"), True),
    "no type": (b"\nHello you.\n[-- Attachment #1: none --]\n", True),
    "quoted-printable": (text(b"; charset=utf-8", QUOTED, b"quoted-printable"), True),
    "base64": (text(b"; charset=utf-8", base64.encodebytes(RAW), b"base64"), True),
    "8bit": (PLAIN, True),
    "latin1": (text(b"; charset=iso-8859-1", "Grüße\n".encode("latin1")), True),
    "cp1252 as latin1": (text(b"; charset=iso-8859-1", "“Grüße” –\n".encode("cp1252")), True),
    "broken utf-8": (text(b"; charset=utf-8", "Grüße, 5\n".encode("latin1")), True),
    "no charset": (b"\n" + RAW, True),
    "latin1 without charset": (b"\n" + "Grüße, 5\n".encode("latin1"), True),
    "unknown charset": (text(b"; charset=x-odd", RAW), True),
    "iso-2022-jp": (text(b"; charset=iso-2022-jp", "こんにちは 123 です。\n".encode("iso-2022-jp"), b"7bit"), True),
    "koi8-r": (text(b"; charset=koi8-r", "Привет 123\n".encode("koi8-r")), True),
    "flowed": (text(b"; format=flowed", FLOWED, b"7bit"), True),
    "escape": (b"\n\x1b[31mred\x1b[0m\n\x1b]9;123\x07[-- no mark --]\n", True),
    "empty": (b"\n", True),
    "alternative": (multipart("alternative", PLAIN, HTML), True),
    "calendar": (multipart("alternative", PLAIN, b"Content-Type: text/calendar\n\nBEGIN:VCALENDAR\n"), True),
    "related": (multipart("alternative", PLAIN, multipart("related", HTML, IMAGE)), True),
    "attachment": (multipart("mixed", PLAIN, PDF), True),
    "attachments": (multipart("mixed", PLAIN, NOTES, IMAGE), True),
    "alternative and attachment": (multipart("mixed", multipart("alternative", PLAIN, HTML), PDF), True),
    "forwarded": (multipart("mixed", PLAIN, MESSAGE), True),
    "digest": (multipart("digest", b"\n" + MESSAGE.partition(b"\n\n")[2], b"\n" + MESSAGE.partition(b"\n\n")[2]), True),
    "report": (multipart("report", b"\nFailed.\n", b"Content-Type: message/delivery-status\n\nAction: failed\n", MESSAGE), True),
    "signed": (multipart("signed", PLAIN, b"Content-Type: application/pgp-signature" + SIGNATURE, more=PGP), True),
    "signed with its subject": (multipart("signed", PLAIN.replace(b"\n", b"; protected-headers=v1\nSubject: Hidden subject\n", 1),
                                          b"Content-Type: application/pgp-signature" + SIGNATURE, more=PGP), True),
    "signed by S/MIME": (multipart("signed", PLAIN, b"Content-Type: application/pkcs7-signature\n\nAA\n", more=SMIME), True),
    "signed in the text": (b"\n" + CLEAR, True),
    "encrypted": (multipart("encrypted", b"Content-Type: application/pgp-encrypted\n\nVersion: 1\n",
                            b"Content-Type: application/octet-stream\n\nx\n", more=ENCRYPTED), False),
    "html": (HTML, False),
    "only an attachment": (PDF, False),
}
CLAIM = b"Authentication-Results: mx.rcpt.example; dmarc=pass header.from=garden.example\n"


def message(name, rest):
    number = b"%02d" % (list(KINDS).index(name) + 1)
    return (CLAIM + b"From: =?utf-8?q?J=C3=BCrgen?= <j@garden.example>\nTo: me@rcpt.example\nSubject: Kind " + number +
            b" =?utf-8?q?gr=C3=BCn?=\nDate: Mon, 02 Mar 2026 10:00:00 +0000\nMessage-ID: <k" + number +
            b"@garden.example>\nMIME-Version: 1.0\n" + rest)


MESSAGES = [message(name, rest) for name, (rest, _) in KINDS.items()]
COMPARED = [compared for _, compared in KINDS.values()]


def forgeries(genuine):
    """Messages that show the header of the genuine one above another text, or the same text with other parts."""
    fields = genuine[genuine.index(b"From:"):].partition(b"\n\n")[0].replace(b"\n ", b" ").split(b"\n")
    ident = next(line for line in fields if line.startswith(b"Message-ID"))[13:-1]
    user, domain = ident.split(b"@")
    shown = b"".join(line + b"\n" for line in fields if line.startswith((b"From:", b"To:", b"Subject:", b"Date:")))
    trace = (b"Return-Path: <x@evil.example>\nReceived: from evil.example (evil.example [203.0.113.66]) by mx.google.com with ESMTPS id 1;\n"
             b"\tMon, 02 Mar 2026 23:15:04 -0800\n")
    pay = b"Pay 1,000,000 now.\n"
    evil = b"Content-Type: text/html\n\n<p>Pay.</p>\n"
    plain = genuine.split(b"\n--b1\n")[1]
    usual = b"Message-ID: <" + ident + b">\n"
    encoded = b"=?utf-8?q?=3C" + ident.replace(b"@", b"=40") + b"=3E?="
    return [trace + shown + rest for rest in (
        usual + b"\n" + pay,
        b"Message-ID: <" + user + b"@\n " + domain + b">\n\n" + pay,
        b"Message-ID: <" + user + b" @" + domain + b">\n\n" + pay,
        b"Message-ID: " + encoded + b"\n\n" + pay,
        b"Message-ID: <" + user + b"=?utf-8?q?=40?=" + domain + b">\n\n" + pay,
        b"Message-ID: <x@evil.example>\n" + usual + b"\n" + pay,
        b"Message-ID: <" + user + b"\x01@" + domain + b">\n\n" + pay,
        b"Message-ID: <" + user.upper() + b"@" + domain.upper() + b">\n\n" + pay,
        usual + b"".join(b"X-%d: y\n" % number for number in range(20001)) + b"\n" + pay,
        b"X: " + b"y" * 70000 + b"\n" + usual + b"\n" + pay,
        usual + evil,
        usual + multipart("alternative", plain.replace(b"Spring", pay + b"Spring"), evil),
        usual + multipart("alternative", plain, evil),
        usual + multipart("mixed", plain, PDF),
        usual + b"no field\nX: y\n\n" + pay,
        usual + b"Content-Type: text/plain\n\n" + plain.partition(b"\n\n")[2] + b"\n\x1b]9;1\x07[-- Pay now --]\n",
        usual + b"Content-Type: text/plain; charset=utf-8\n\n" + plain.partition(b"\n\n")[2],
    )]
