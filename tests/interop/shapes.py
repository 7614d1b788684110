"""Messages in odd shapes, from a fixed seed: fields and body apart, with CRLF line ends."""
import email.utils
import time

NOW = email.utils.formatdate(time.time())
WORDS = ("signature", "of", "a", "canonical", "body", "in", "relaxed", "form", "Gr\u00fc\u00dfe", "x", "-- ", "=3D", "1234567890")


def sentence(rng, count):
    return " ".join(rng.choice(WORDS) for _ in range(count)).encode("utf-8")


def paragraph(rng):
    return b"".join(sentence(rng, rng.randint(1, 9)).strip() + b"\r\n" for _ in range(rng.randint(1, 6)))


BODIES = {
    "plain": paragraph,
    "empty": lambda rng: b"",
    "one empty line": lambda rng: b"\r\n",
    "no last line end": lambda rng: paragraph(rng) + b"the end",
    "one line without end": lambda rng: b"only this",
    "empty lines at the end": lambda rng: paragraph(rng) + b"\r\n" * rng.randint(1, 40),
    "empty lines inside": lambda rng: paragraph(rng) + b"\r\n\r\n\r\n" + paragraph(rng),
    "empty lines first": lambda rng: b"\r\n\r\n" + paragraph(rng),
    "blanks at line ends": lambda rng: paragraph(rng).replace(b"\r\n", rng.choice((b" \r\n", b"\t\r\n", b" \t  \r\n"))),
    "blanks inside": lambda rng: paragraph(rng).replace(b" ", rng.choice((b"  ", b"\t", b" \t "))),
    "blanks first": lambda rng: b"".join(b" \t" + line + b"\r\n" for line in paragraph(rng).split(b"\r\n")[:-1]),
    "lines of blanks at the end": lambda rng: paragraph(rng) + b" \r\n\t\r\n  \t\r\n",
    "only blanks": lambda rng: b" \t \r\n \r\n",
    "long lines": lambda rng: b"x" * 998 + b"\r\n" + sentence(rng, 500) + b"\r\n" + b"y" * 5000 + b"\r\n",
    "8-bit": lambda rng: bytes(rng.choice(range(0x80, 0x100)) for _ in range(200)) + b"\r\n" + paragraph(rng),
    "dots": lambda rng: b".\r\n..\r\n.hidden\r\n" + paragraph(rng) + b".\r\n",
    "From lines": lambda rng: b"From here on\r\n>From there\r\n" + paragraph(rng),
    "controls": lambda rng: b"a\x00b\x01\x0b \x0c\x7f\r\n" + paragraph(rng),
    "base64": lambda rng: b"".join(b"QUJDREVG" * 9 + b"QUJD\r\n" for _ in range(rng.randint(1, 200))),
    "many lines": lambda rng: b"".join(b"line %d \t of many\r\n" % i for i in range(900)),
}


def fields(rng):
    """Names and values as they stand behind the colon, without the last line end, in message order."""
    found = [(b"From", b" Alice <alice@example.com>"), (b"To", b" bob@receiver.example"), (b"Subject", b" " + sentence(rng, 4)),
             (b"Date", b" " + NOW.encode()), (b"Message-ID", b" <%d@example.com>" % rng.randrange(1 << 40))]
    odd = [(b"Cc", b" carol@receiver.example,\r\n\tdave@receiver.example,\r\n  erin@receiver.example"),
           (b"X-Twice", b" one"), (b"X-Twice", b" two"), (b"X-Twice", b"  three \t"),
           (b"MIME-Version", b" 1.0"), (b"Content-Type", b" text/plain;\r\n charset=utf-8 ; \t format=flowed"),
           (b"X-Empty", b""), (b"X-Blank", b" \t"), (b"X-Tight", b"no blank"), (b"X-Tabs", b"\ta\t\tb\t "),
           (b"X-Long", b" " + b"z" * 900), (b"X-8-Bit", b" \xe4\xf6\xfc \xff"), (b"X-Colons", b" a:b : c::d"),
           (b"References", b"\r\n <1@example.com>\r\n <2@example.com>"), (b"List-Id", b" <list.example.com>"),
           (b"X-Tags", b" d=example.com; b=abc; bh=def"), (b"X-Unsigned", b" free"), (b"X-Unsigned", b" to change")]
    found += [field for field in odd if rng.random() < 0.6]
    rng.shuffle(found)
    if rng.random() < 0.4:
        found = [(rng.choice((name.upper(), name.lower(), name.swapcase())), value) for name, value in found]
    return found
