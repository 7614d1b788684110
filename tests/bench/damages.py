"""What happens to mail on the way, as forensics.py does it to signed messages. Each way takes a Mail and returns a changed copy, or
None where it cannot be done to this message. Nothing here knows how emlens looks for the cause."""
import base64
import email.header
import quopri
import random
import re

CRLF = b"\r\n"


class Mail:
    """A message as header lines (folded ones with their CRLF inside) and a body with CRLF."""

    def __init__(self, fields, body):
        self.fields = list(fields)
        self.body = body

    @classmethod
    def parse(cls, text):
        head, _, body = text.partition(b"\r\n\r\n")
        return cls(re.split(rb"\r\n(?![ \t])", head), body)

    def bytes(self):
        return CRLF.join(self.fields) + CRLF + CRLF + self.body

    def copy(self):
        return Mail(self.fields, self.body)

    def index(self, name):
        for at, field in enumerate(self.fields):
            if field.split(b":", 1)[0].strip().lower() == name.lower():
                return at
        return None

    def value(self, name):
        at = self.index(name)
        return None if at is None else self.fields[at].split(b":", 1)[1]

    def text(self, name):
        value = self.value(name)
        return None if value is None else b" ".join(value.split())

    def with_field(self, name, value):
        """The same with the field's value replaced, which keeps its name as it is written."""
        new = self.copy()
        at = self.index(name)
        new.fields[at] = self.fields[at].split(b":", 1)[0] + b": " + value
        return new

    def with_body(self, body):
        new = self.copy()
        new.body = body
        return new

    def media(self):
        return (self.text(b"Content-Type") or b"text/plain").split(b";")[0].strip().lower()

    def encoding(self):
        return (self.text(b"Content-Transfer-Encoding") or b"7bit").strip().lower()

    def parameter(self, name):
        match = re.search(rb";\s*" + name + rb"\s*=\s*(\"[^\"]*\"|[^;\s]+)", self.text(b"Content-Type") or b"", re.I)
        return match.group(1).strip(b'"') if match else None

    def is_plain(self):
        return self.media().startswith(b"text/")


def lines(*texts):
    return b"".join(text.encode() + CRLF for text in texts)


FOOTER = lines("", "_______________________________________________", "Dev mailing list", "dev@lists.example",
               "https://lists.example/mailman/listinfo/dev")


def ended(body):
    return body if body.endswith(CRLF) else body + CRLF


def footer(mail):
    return mail.with_body(ended(mail.body) + FOOTER) if mail.is_plain() and mail.encoding() != b"base64" else None


def footer_below_multipart(mail):
    return mail.with_body(ended(mail.body) + FOOTER) if mail.media().startswith(b"multipart/") else None


def parts_of(mail):
    """(delimiter, list of (start, end) of the parts' bytes between the delimiter lines)."""
    boundary = mail.parameter(b"boundary")
    if not mail.media().startswith(b"multipart/") or not boundary:
        return None, []
    found = list(re.finditer(rb"(?:^|(?<=\r\n))--" + re.escape(boundary) + rb"(?:--)?[ \t]*\r\n", ended(mail.body)))
    return boundary, [(a.end(), b.start() - 2) for a, b in zip(found, found[1:])]


def footer_in_part(mail):
    _, parts = parts_of(mail)
    for start, end in parts:
        head, _, body = mail.body[start:end].partition(b"\r\n\r\n")
        lower = head.lower()
        if b"text/plain" in lower and b"base64" not in lower and body:
            return mail.with_body(mail.body[:end] + CRLF + FOOTER[:-2] + mail.body[end:])
    return None


def footer_base64(mail):
    if not mail.is_plain() or mail.encoding() != b"base64":
        return None
    text = base64.b64decode(mail.body)
    text += FOOTER if b"\r\n" in text else FOOTER.replace(b"\r\n", b"\n")
    return mail.with_body(base64.encodebytes(text).replace(b"\n", CRLF))


def subject_tag(mail, tag=b"[dev] "):
    value = mail.value(b"Subject")
    return mail.with_field(b"Subject", tag + value.lstrip()) if value and value.strip() else None


def subject_tag_behind_re(mail):
    value = (mail.value(b"Subject") or b"").lstrip()
    return mail.with_field(b"Subject", b"Re: [dev] " + value[4:]) if value.startswith(b"Re: ") else None


def subject_ext(mail):
    return subject_tag(mail, b"[EXT] ")


def subject_spam(mail):
    return subject_tag(mail, b"***SPAM*** ")


def subject_tag_removed(mail):
    value = (mail.value(b"Subject") or b"").strip()
    match = re.match(rb"(\w\w: )?\[(\w+)\] ", value)
    if not match or not mail.value(b"List-Id") or b"<" + match.group(2) + b"." not in mail.value(b"List-Id"):
        return None
    return mail.with_field(b"Subject", (match.group(1) or b"") + value[match.end():])


def refold(mail):
    """Every folded field on one line each, then folded anew with tabs, as some relays do."""
    new = mail.copy()
    for at, field in enumerate(new.fields):
        if not re.match(rb"(subject|to|cc|content-type|references)\s*:", field, re.I):
            continue
        words = field.split()
        out, column = words[0], len(words[0])
        for word in words[1:]:
            if column + 1 + len(word) > 76:
                out, column = out + b"\r\n\t" + word, 1 + len(word)
            else:
                out, column = out + b" " + word, column + 1 + len(word)
        new.fields[at] = out
    return new if new.fields != mail.fields else None


def unfold(mail):
    new = mail.copy()
    new.fields = [field if field.lower().startswith(b"dkim-signature") else re.sub(rb"\r\n[ \t]+", b" ", field)
                  for field in mail.fields]
    return new if new.fields != mail.fields else None


def blanks_at_line_ends(mail):
    return mail.with_body(re.sub(rb"(?<=\S)\r\n", b" \r\n", mail.body))


def from_mailman(mail):
    value = mail.text(b"From")
    match = re.match(rb"\"?([^\"<]+?)\"?\s*<([^>]+)>$", value or b"")
    if not match or b"=?" in value or mail.value(b"Reply-To"):
        return None
    new = mail.with_field(b"From", match.group(1) + b" via Dev <dev@lists.example>")
    new.fields.append(b"Reply-To: " + value)
    return new


def from_google_groups(mail):
    value = mail.text(b"From")
    match = re.match(rb"\"?([^\"<]+?)\"?\s*<([^>]+)>$", value or b"")
    if not match or b"=?" in value:
        return None
    new = mail.with_field(b"From", b"\"'" + match.group(1) + b"' via Dev\" <dev@groups.example>")
    new.fields.append(b"X-Original-From: " + value)
    return new


def from_plain_address(mail):
    """The author survives as an address only, in Reply-To."""
    value = mail.text(b"From")
    match = re.match(rb"\"?([^\"<]+?)\"?\s*<([^>]+)>$", value or b"")
    if not match or b"=?" in value or mail.value(b"Reply-To"):
        return None
    new = mail.with_field(b"From", match.group(1) + b" via Dev <dev@lists.example>")
    new.fields.append(b"Reply-To: " + match.group(2))
    return new


def field_doubled(mail):
    new = mail.copy()
    new.fields.append(b"Subject: You won" if mail.value(b"Subject") else b"To: list@lists.example")
    return new if mail.value(b"Subject") or mail.value(b"To") else None


def field_removed(mail):
    for name in (b"MIME-Version", b"Subject", b"To", b"Message-ID"):
        at = mail.index(name)
        if at is not None:
            new = mail.copy()
            del new.fields[at]
            return new
    return None


def glued_tail(mail):
    if mail.body.endswith(CRLF) or not mail.body or not mail.is_plain():
        return None
    return mail.with_body(mail.body + b" -- scanned by Example AV\r\n")


def plain_in(mail, *encodings):
    return mail.is_plain() and mail.encoding() in encodings


def encoded(mail, encoding, body):
    new = mail.with_body(body)
    if mail.value(b"Content-Transfer-Encoding") is None:
        new.fields.append(b"Content-Transfer-Encoding: " + encoding)
        return new
    return new.with_field(b"Content-Transfer-Encoding", encoding)


def to_qp(mail):
    if not plain_in(mail, b"7bit", b"8bit"):
        return None
    body = quopri.encodestring(mail.body.replace(b"\r\n", b"\n")).replace(b"\n", CRLF)
    return encoded(mail, b"quoted-printable", body) if body != mail.body else None


def to_base64(mail):
    if not plain_in(mail, b"7bit", b"8bit"):
        return None
    return encoded(mail, b"base64", base64.encodebytes(mail.body).replace(b"\n", CRLF))


def qp_to_8bit(mail):
    if not plain_in(mail, b"quoted-printable"):
        return None
    body = quopri.decodestring(mail.body.replace(b"\r\n", b"\n")).replace(b"\n", CRLF)
    return encoded(mail, b"8bit", body)


def base64_to_8bit(mail):
    if not plain_in(mail, b"base64"):
        return None
    text = base64.b64decode(mail.body).replace(b"\r\n", b"\n").replace(b"\n", CRLF)
    return encoded(mail, b"8bit", text)


def qp_to_base64(mail):
    if not plain_in(mail, b"quoted-printable"):
        return None
    body = quopri.decodestring(mail.body.replace(b"\r\n", b"\n")).replace(b"\n", CRLF)
    return encoded(mail, b"base64", base64.encodebytes(body).replace(b"\n", CRLF))


def double_cr(mail):
    return mail.with_body(mail.body.replace(b"\r\n", b"\r\r\n"))


def doubled_line_ends(mail):
    return mail.with_body(mail.body.replace(b"\r\n", b"\r\n\r\n"))


def banner(mail):
    if not mail.is_plain() or mail.encoding() == b"base64":
        return None
    return mail.with_body(lines("CAUTION: This mail came from outside.", "Do not open attachments.", "") + mail.body)


def banner_in_part(mail):
    _, parts = parts_of(mail)
    for start, end in parts:
        head, gap, body = mail.body[start:end].partition(b"\r\n\r\n")
        if gap and b"text/plain" in head.lower() and b"base64" not in head.lower():
            at = start + len(head) + 4
            return mail.with_body(mail.body[:at] + lines("CAUTION: mail from outside.", "") + mail.body[at:])
    return None


def from_quoted(mail):
    body = re.sub(rb"(?m)^From ", b">From ", mail.body)
    return mail.with_body(body) if body != mail.body else None


def dots_doubled(mail):
    body = re.sub(rb"(?m)^\.", b"..", mail.body)
    return mail.with_body(body) if body != mail.body else None


def part_removed(mail):
    boundary, parts = parts_of(mail)
    if len(parts) != 2:
        return None
    start, end = parts[1]
    return mail.with_body(mail.body[:mail.body.rindex(b"--" + boundary, 0, start)] + mail.body[end + 2:])


def part_added(mail):
    boundary, parts = parts_of(mail)
    if not parts or mail.media() != b"multipart/mixed":
        return None
    end = parts[-1][1]
    more = b"\r\n--" + boundary + CRLF + lines("Content-Type: text/plain; charset=us-ascii",
                                                "Content-Disposition: inline", "") + FOOTER[:-2]
    return mail.with_body(mail.body[:end] + more + mail.body[end:])


def wrapped(mail):
    """Mailman's way with a message that is not plain: a new multipart around the old body, and a footer part."""
    if mail.value(b"Content-Type") is None or mail.value(b"MIME-Version") is None:
        return None
    names = (b"Content-Type", b"Content-Transfer-Encoding")
    inner = [mail.fields[mail.index(name)] for name in names if mail.index(name) is not None]
    new = mail.with_field(b"Content-Type", b'multipart/mixed; boundary="===============0123456789=="')
    if new.index(names[1]) is not None:
        del new.fields[new.index(names[1])]
    new.body = (b"--===============0123456789==\r\n" + CRLF.join(inner) + b"\r\n\r\n" + mail.body +
                b"\r\n--===============0123456789==\r\n" + lines("Content-Type: text/plain", "") + FOOTER +
                b"--===============0123456789==--\r\n")
    return new


def boundary_changed(mail):
    boundary, parts = parts_of(mail)
    return mail.with_body(mail.body.replace(boundary, b"----=_NextPart_000_0001")) if parts else None


def to_utf8(mail):
    charset = (mail.parameter(b"charset") or b"").lower()
    if charset not in (b"iso-8859-1", b"windows-1252", b"iso-8859-15", b"koi8-r") or not plain_in(mail, b"8bit"):
        return None
    new = mail.with_body(mail.body.decode(charset.decode()).encode("utf-8"))
    return new.with_field(b"Content-Type", re.sub(charset, b"utf-8", mail.text(b"Content-Type"), flags=re.I))


def to_latin1(mail):
    if (mail.parameter(b"charset") or b"").lower() != b"utf-8" or not plain_in(mail, b"8bit"):
        return None
    try:
        new = mail.with_body(mail.body.decode("utf-8").encode("iso-8859-1"))
    except UnicodeError:
        return None
    return new.with_field(b"Content-Type", re.sub(b"utf-8", b"iso-8859-1", mail.text(b"Content-Type"), flags=re.I))


def words_decoded(mail):
    value = mail.text(b"Subject") or b""
    if not re.match(rb"=\?utf-8\?[qb]\?[^ ]*\?=$", value, re.I):
        return None
    return mail.with_field(b"Subject", str(email.header.make_header(email.header.decode_header(value.decode()))).encode())


def words_encoded(mail):
    value = (mail.value(b"Subject") or b"").strip()
    try:
        text = value.decode("utf-8")
    except UnicodeError:
        return None
    if text.isascii():
        return None
    return mail.with_field(b"Subject", email.header.Header(text, "utf-8", maxlinelen=998).encode().encode())


def quotes_dropped(mail):
    for name in (b"From", b"To"):
        value = mail.text(name) or b""
        new = re.sub(rb'"([\w .-]+)" <', rb"\1 <", value)
        if new != value:
            return mail.with_field(name, new)
    return None


def addresses(mail):
    value = mail.text(b"To") or b""
    return [] if b'"' in value or b":" in value or b"(" in value else [item.strip() for item in value.split(b",")]


def addresses_reordered(mail):
    items = addresses(mail)
    return mail.with_field(b"To", b", ".join(items[1:] + items[:1])) if len(items) > 1 else None


def address_dropped(mail):
    items = addresses(mail)
    if len(items) < 2:
        return None
    new = mail.with_field(b"To", b", ".join(items[:-1]))
    new.fields.append(b"X-Original-To: " + items[-1])
    return new


def content_type_requoted(mail):
    value = mail.text(b"Content-Type") or b""
    new = re.sub(rb'(;\s*[\w-]+=)"([\w.-]+)"(?=;|$)', rb"\1\2", value)
    if new == value:
        new = re.sub(rb"(;\s*[\w-]+=)([\w.-]+)(?=;|$)", rb'\1"\2"', value)
    return mail.with_field(b"Content-Type", new) if new != value else None


def flowed_dropped(mail):
    value = mail.text(b"Content-Type") or b""
    new = re.sub(rb";\s*format=flowed", b"", value, flags=re.I)
    return mail.with_field(b"Content-Type", new) if new != value else None


def date_rewritten(mail):
    value = mail.text(b"Date") or b""
    match = re.match(rb"(\w\w\w, \d+ \w\w\w \d{4} [\d:]{8} [-+]\d{4})$", value)
    if not match or not value.endswith(b"0000"):
        return None
    return mail.with_field(b"Date", value[:-5] + b"GMT")


def whole_list(mail):
    """Tag, author and footer at once, as a list does it."""
    if footer(mail) is None:
        return None
    new = from_mailman(mail)
    new = new and subject_tag(new)
    return new and footer(new)


def tag_and_footer(mail):
    new = footer(mail)
    return new and subject_tag(new)


def exchange(mail):
    """Another boundary, another encoding, and the fields that Exchange writes on top."""
    boundary, parts = parts_of(mail)
    if not parts:
        return None
    body = mail.body.replace(boundary, b"_000_ABCDEF0123456789example_")
    new = mail.with_body(re.sub(rb"(?m)^(.{40,}?) ", rb"\1\r\n", body))
    new = new.with_field(b"Content-Type", mail.media() + b';\r\n\tboundary="_000_ABCDEF0123456789example_"')
    new.fields[0:0] = [b"X-MS-Exchange-Organization-AuthAs: Anonymous", b"X-MS-Exchange-Transport-EndToEndLatency: 00:00:01"]
    return new


def gateway(mail):
    body = re.sub(rb"https?://([\w./-]+)", rb"https://urldefense.com/v3/__https://\1__;!!abc!def$", mail.body)
    if body == mail.body or mail.encoding() == b"base64":
        return None
    new = mail.with_body(body)
    new.fields.insert(0, b"X-Proofpoint-Virus-Version: vendor=example engine=ICAP:2.0")
    return new


def shuffled_words(mail):
    """Nothing that anybody could find out: words of the body exchanged."""
    words = mail.body.split(b" ")
    if len(words) < 6:
        return None
    random.Random(len(mail.body)).shuffle(words)
    return mail.with_body(b" ".join(words))


# way: (function, causes of which each must be named, other causes that may be named as proved, among the first)
WAYS = {
    "footer under the text": (footer, ["list-footer"], [], True),
    "footer under a multipart": (footer_below_multipart, ["list-footer"], [], True),
    "footer inside a part": (footer_in_part, ["list-footer"], [], True),
    "footer inside base64": (footer_base64, ["list-footer"], [], True),
    "subject tag [list]": (subject_tag, ["subject-tag"], [], True),
    "subject tag behind Re:": (subject_tag_behind_re, ["subject-tag"], [], True),
    "subject tag [EXT]": (subject_ext, ["subject-tag"], [], True),
    "subject tag ***SPAM***": (subject_spam, ["subject-tag"], [], True),
    "subject tag removed": (subject_tag_removed, ["subject-tag-removed"], [], True),
    "header folded anew": (refold, ["white-space"], [], True),
    "header unfolded": (unfold, ["white-space"], [], True),
    "blanks at line ends": (blanks_at_line_ends, ["white-space"], [], True),
    "From rewritten, Reply-To": (from_mailman, ["from-rewritten"], ["field-added"], True),
    "From rewritten, X-Original-From": (from_google_groups, ["from-rewritten"], [], True),
    "From rewritten, address only": (from_plain_address, ["from-rewritten"], ["field-added"], True),
    "field added below": (field_doubled, ["field-added"], [], True),
    "field removed": (field_removed, ["field-missing"], [], True),
    "tail glued to the last line": (glued_tail, ["body-tail"], [], True),
    "7/8-bit to quoted-printable": (to_qp, ["reencoded-qp"], [], True),
    "7/8-bit to base64": (to_base64, ["reencoded-base64"], [], True),
    "quoted-printable to 8-bit": (qp_to_8bit, ["reencoded-8bit"], [], True),
    "base64 to 8-bit": (base64_to_8bit, ["reencoded-8bit"], [], True),
    "quoted-printable to base64": (qp_to_base64, ["reencoded-base64"], [], True),
    "CR added to line ends": (double_cr, ["line-ends"], [], True),
    "line ends doubled": (doubled_line_ends, ["line-ends"], [], True),
    "banner above the text": (banner, ["prepended-text"], [], False),
    "banner inside a part": (banner_in_part, ["prepended-text"], [], False),
    ">From quoting": (from_quoted, ["from-quoting"], [], False),
    "dots doubled": (dots_doubled, ["dot-stuffing"], [], False),
    "part removed": (part_removed, ["part-removed"], [], False),
    "part added": (part_added, ["part-added"], ["list-footer"], False),
    "wrapped into a multipart": (wrapped, ["part-added"], ["list-footer"], False),
    "boundary changed": (boundary_changed, ["boundary"], [], False),
    "charset to UTF-8": (to_utf8, ["charset"], [], False),
    "charset to ISO-8859-1": (to_latin1, ["charset"], [], False),
    "encoded words decoded": (words_decoded, ["encoded-words"], [], False),
    "raw header encoded": (words_encoded, ["encoded-words"], [], False),
    "quotes of a name dropped": (quotes_dropped, ["display-name-quotes"], [], False),
    "addresses reordered": (addresses_reordered, ["address-order"], [], False),
    "address dropped": (address_dropped, ["address-dropped"], ["field-changed"], False),
    "Content-Type requoted": (content_type_requoted, ["content-type"], [], False),
    "format=flowed dropped": (flowed_dropped, ["content-type"], [], False),
    "date in another form": (date_rewritten, ["date-rewritten"], [], False),
    "tag and footer": (tag_and_footer, ["subject-tag", "list-footer"], [], False),
    "tag, From and footer": (whole_list, ["subject-tag", "from-rewritten", "list-footer"], ["field-added"], False),
    "Exchange": (exchange, ["exchange-reserialized"], [], False),
    "gateway": (gateway, ["gateway"], [], False),
    "words shuffled": (shuffled_words, [], [], False),
}
